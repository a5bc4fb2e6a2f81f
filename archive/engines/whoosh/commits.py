"""Commits of a build: Whoosh's table of contents (TOC) with the segments, and beside it a manifest of what the commit needs.

The TOC's rename is the moment of the commit. Segments and manifest are on the disk before it; what no kept TOC names is
litter, and the next writer takes it away. The commit before the newest is kept, so that a reader that has just read its
TOC still finds its segments.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from archive import disk
from archive.engines.whoosh.arrays import file_checksum
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import EXTENSION, INDEX, whoosh_schema
from archive.errors import IndexDamaged

_TOC = re.compile(rf"_{INDEX}_(\d+)\.toc")
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What we note of a commit beside Whoosh's TOC. `files` has the length and the CRC-32 of each file that it needs."""

    sequence: int
    schema: str
    articles: int
    files: dict[str, tuple[int, int]]


class _Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Syncs a file before its rename, and the folder after it: Whoosh syncs nothing. `before` is told of the written file."""

    def __init__(self, build: Path, before: Callable[[Path, str], None]) -> None:
        super().__init__(str(build))
        self._before = before

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        written = Path(self.folder, oldname)
        self._before(written, newname)
        disk.replace(written, Path(self.folder, newname))


def generations(build: Path) -> list[int]:
    """The numbers of the commits in a build, the newest first. Raises FileNotFoundError where there is no such folder."""
    found = (_TOC.fullmatch(path.name) for path in build.iterdir())
    return sorted((int(match.group(1)) for match in found if match), reverse=True)


def kept(build: Path) -> list[int]:
    """The numbers of the last commits, the newest first: a power cut may bring back half of one that was removed before.

    Raises IndexDamaged where there is none."""
    with damage("the current build", build):
        found = generations(build)[:_KEPT]
        if not found:
            raise FileNotFoundError("it has no commit")
        return found


def segments(build: Path, generation: int) -> list[ArraySegment]:
    """The segments of a commit, with their deleted documents. Raises IndexDamaged."""
    with damage(f"commit {generation}", build):
        # The schema is given, not read: the pickled one names classes of ours that a later version may have moved.
        found = TOC.read(FileStorage(str(build)), INDEX, gen=generation, schema=whoosh_schema()).segments
        if not all(isinstance(each, ArraySegment) for each in found):
            raise ValueError("its segments have the format of an earlier version")
        return list(found)


def manifest(build: Path, generation: int) -> Manifest:
    """What was noted of a commit. Raises IndexDamaged."""
    with damage(f"the manifest of commit {generation}", build):
        data = json.loads(disk.read_line(_manifest_path(build, generation)))
        files = {name: (int(size), int(checksum)) for name, (size, checksum) in data["files"].items()}
        return Manifest(int(data["sequence"]), str(data["schema"]), int(data["articles"]), files)


def write(build: Path, generation: int, segments: list[ArraySegment], sequence: int, schema: str) -> None:
    """Commit: from the end of this call on readers find these segments, also after a power cut."""
    files = {each.make_filename(EXTENSION): (each.bytes, each.checksum) for each in segments}
    articles = sum(each.doc_count() for each in segments)

    def before(toc: Path, name: str) -> None:
        noted = Manifest(sequence, schema, articles, {**files, name: (toc.stat().st_size, file_checksum(toc))})
        disk.write_line(_manifest_path(build, generation), json.dumps(asdict(noted)))

    TOC(whoosh_schema(), segments, generation).write(_Storage(build, before), INDEX)


def faults(build: Path, generation: int) -> Iterator[str]:
    """Everything that is wrong with the files of a commit, by their checksums: reads them all."""
    try:
        files = manifest(build, generation).files
    except IndexDamaged as error:
        yield error.message
        return
    for name, (size, checksum) in sorted(files.items()):
        path = build / name
        try:
            found = path.stat().st_size
            if found != size:
                yield f"{path} has {found:,} bytes of {size:,}"
            elif file_checksum(path) != checksum:
                yield f"{path} is damaged: its checksum does not fit"
        except OSError as error:
            yield f"{path} cannot be read: {error.strerror or error}"


def tidy(build: Path) -> None:
    """Remove everything that none of the kept commits names; nothing where one cannot be read. Only for the holder of the lock."""
    last = generations(build)[:_KEPT]
    try:
        names = {each.segment_id() for generation in last for each in segments(build, generation)}
    except IndexDamaged:
        return
    files = {f"_{INDEX}_{generation}.toc" for generation in last} | {_manifest_path(build, generation).name for generation in last}
    # TOCs first: who is killed here must not leave one whose other files are gone.
    for path in sorted(build.iterdir(), key=lambda path: path.suffix != ".toc"):
        if path.name in files or path.name.partition(".")[0] in names:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):  # Windows keeps a file that a reader has open; the next writer tries again
                path.unlink()


def _manifest_path(build: Path, generation: int) -> Path:
    return build / f"commit-{generation}.json"
