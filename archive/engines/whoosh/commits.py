"""Commits of a build: Whoosh's table of contents (TOC) with the segments, and beside it what we record of the commit.

The TOC's rename is the moment of the commit. Segments and record are on the disk before it; what no kept TOC names is
litter, and the next writer takes it away. The commit before the newest is kept, so that a reader that has just read its
TOC still finds its segments.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from archive.engines.whoosh import durable
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import INDEX, whoosh_schema
from archive.errors import IndexDamaged

_TOC = re.compile(rf"_{INDEX}_(\d+)\.toc")
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Record:
    """What we note of a commit beside Whoosh's TOC."""

    sequence: int
    schema: str
    articles: int


class _DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Syncs a file before its rename, and the folder after it: Whoosh syncs nothing."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        durable.rename(Path(self.folder, oldname), Path(self.folder, newname))


def generations(build: Path) -> list[int]:
    """The numbers of the commits in a build, the newest first. Raises FileNotFoundError where there is no such folder."""
    found = (_TOC.fullmatch(path.name) for path in build.iterdir())
    return sorted((int(match.group(1)) for match in found if match), reverse=True)


def newest(build: Path) -> int:
    """The number of the last commit. Raises FileNotFoundError where there is none."""
    found = generations(build)
    if not found:
        raise FileNotFoundError("it has no commit")
    return found[0]


def segments(build: Path, generation: int) -> list[W3Segment]:
    """The segments of a commit, with their deleted documents. Raises IndexDamaged."""
    with damage(f"commit {generation}", build):
        # The schema is given, not read: the pickled one names classes of ours that a later version may have moved.
        found: list[W3Segment] = TOC.read(FileStorage(str(build)), INDEX, gen=generation, schema=whoosh_schema()).segments
        return found


def record(build: Path, generation: int) -> Record:
    """What was noted of a commit. Raises IndexDamaged."""
    path = _record_path(build, generation)
    with damage(f"the record of commit {generation}", build):
        data = json.loads(path.read_text("utf-8"))
        return Record(int(data["sequence"]), str(data["schema"]), int(data["articles"]))


def write(build: Path, generation: int, segments: list[W3Segment], record: Record) -> None:
    """Commit: from the end of this call on readers find these segments, also after a power cut."""
    durable.write(_record_path(build, generation), json.dumps(asdict(record)).encode())
    TOC(whoosh_schema(), segments, generation).write(_DurableStorage(str(build)), INDEX)


def tidy(build: Path) -> None:
    """Remove everything that none of the kept commits names; nothing where one cannot be read. Only for the holder of the lock."""
    kept = generations(build)[:_KEPT]
    try:
        names = {each.segment_id() for generation in kept for each in segments(build, generation)}
    except IndexDamaged:
        return
    files = {f"_{INDEX}_{generation}.toc" for generation in kept} | {_record_path(build, generation).name for generation in kept}
    for path in build.iterdir():
        if path.name in files or path.name.partition(".")[0] in names:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):  # Windows keeps a file that a reader has open; the next writer tries again
                path.unlink()


def _record_path(build: Path, generation: int) -> Path:
    return build / f"commit-{generation}.json"
