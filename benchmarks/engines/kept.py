"""What is made once and kept for later runs: the real articles, the grown ones, the indexes, and every figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.engines import Document
from benchmarks.engines.articles import Written, grown, load_articles, read_articles, write_articles
from benchmarks.engines.measuring import Built
from benchmarks.engines.table import Pair


def real_articles(files: Sequence[Path], folder: Path) -> list[Document]:
    """The articles of `files` with the names found in them; read from `folder` where they are kept there, whatever `files` says."""
    kept = folder / "real.articles"
    if not kept.exists():
        write_articles(read_articles(files, folder / "real"), kept)
    return list(load_articles(kept))


@dataclass(frozen=True, slots=True)
class Size:
    """One number of articles: `articles` is the file of them, and `folder` has the indexes and the figures, a file each."""

    folder: Path
    written: Written

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    def index(self, engine: str) -> Path:
        """The folder of an engine's index; nothing is promised of what it holds before `keep_built`."""
        return self.folder / engine

    def built(self, engine: str) -> list[Built]:
        """How the kept index was built, each time that it was; empty where it is not kept."""
        file = self.folder / f"built-{engine}.json"
        return [Built(**each) for each in json.loads(file.read_text())] if file.exists() else []

    def keep_built(self, engine: str, built: Sequence[Built]) -> None:
        _write(self.folder / f"built-{engine}.json", [asdict(each) for each in built])

    def forget_built(self, engine: str) -> None:
        (self.folder / f"built-{engine}.json").unlink(missing_ok=True)

    def pairs(self) -> Iterator[Pair]:
        """Every pair that was asked, the last time that it was."""
        for file in sorted(self.folder.glob("asked-*.json")):
            yield Pair(**json.loads(file.read_text()))

    def keep_pair(self, pair: Pair) -> None:
        _write(self.folder / f"asked-{pair.peer}-{pair.output}.json", asdict(pair))


def size_of(base: Sequence[Document], number: int, seed: int, folder: Path) -> Size:
    """The articles grown from `base` to `number`, written where they are not yet."""
    place = folder / f"{number}-{seed}"
    noted = place / "written.json"
    if not noted.exists():
        place.mkdir(parents=True, exist_ok=True)
        _write(noted, write_articles(grown(base, number, seed), place / "articles"))
    return Size(place, Written(*json.loads(noted.read_text())))


def sizes(folder: Path) -> list[Size]:
    """All sizes kept in a folder, smallest first."""
    found = [Size(file.parent, Written(*json.loads(file.read_text()))) for file in folder.glob("*/written.json")]
    return sorted(found, key=lambda each: each.written.articles)


def _write(file: Path, value: Iterable[object]) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(value))
    unfinished.rename(file)
