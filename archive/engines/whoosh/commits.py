"""Commits of a build: Whoosh's table of contents (TOC) with the segments, and beside it a manifest of what the commit needs.

The manifest's rename is the moment of the commit. Segments and TOC are on the disk before it; what no kept manifest names is
litter, and the next writer takes it away. The commit before the newest is kept, so that a reader that has just read its
manifest still finds its segments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from archive import disk
from archive.engines import IndexState
from archive.engines.whoosh.arrays import file_checksum
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import EXTENSION, INDEX, fingerprint, whoosh_schema
from archive.errors import IndexDamaged

_MANIFEST = re.compile(r"commit-(\d+)\.json")
_KEPT = 2


class Commit(NamedTuple):
    """One commit of a build; number -1 is the empty one that a build begins with."""

    build: Path
    number: int

    @property
    def manifest(self) -> Path:
        return self.build / f"commit-{self.number}.json"

    def noted(self) -> tuple[IndexState, dict[str, tuple[int, int]]]:
        """Its manifest: where the index stands, and the length and the CRC-32 of each file that it needs. Raises IndexDamaged."""
        with damage(f"the manifest of commit {self.number}", self.build):
            noted = json.loads(disk.read_line(self.manifest))
            files = {name: (int(size), int(checksum)) for name, (size, checksum) in noted["files"].items()}
            state = IndexState(self.build.name, self.number, int(noted["articles"]), int(noted["sequence"]), str(noted["schema"]))
            return state, files

    def segments(self) -> list[ArraySegment]:
        """Its segments, with their deleted documents. Raises IndexDamaged."""
        if self.number < 0:
            return []
        with damage(f"commit {self.number}", self.build):
            toc = f"_{INDEX}_{self.number}.toc"
            if file_checksum(self.build / toc) != self.noted()[1][toc][1]:
                raise ValueError("its checksum does not fit")
            # The schema is given, not read: the pickled one names classes of ours that a later version may have moved.
            found = TOC.read(FileStorage(str(self.build)), INDEX, gen=self.number, schema=whoosh_schema()).segments
            if not all(isinstance(each, ArraySegment) for each in found):
                raise ValueError("its segments have the format of an earlier version")
            return list(found)

    def write(self, segments: list[ArraySegment], sequence: int) -> None:
        """Commit segments that are on the disk: from the end of this call on readers find them, also after a power cut."""
        toc = self.build / f"_{INDEX}_{self.number}.toc"
        toc.unlink(missing_ok=True)  # that of a writer that was killed before its manifest: Whoosh replaces none
        TOC(whoosh_schema(), segments, self.number).write(FileStorage(str(self.build)), INDEX)
        disk.sync_file(toc)
        disk.sync_folder(self.build)
        files = {each.make_filename(EXTENSION): (each.bytes, each.checksum) for each in segments}
        files[toc.name] = toc.stat().st_size, file_checksum(toc)
        articles = sum(each.doc_count() for each in segments)
        noted = {"sequence": sequence, "schema": fingerprint(), "articles": articles, "files": files}
        disk.write_line(self.manifest, json.dumps(noted))


def kept(build: Path) -> list[Commit]:
    """The last commits of a build, the newest first, though one may be missing: a commit has the number behind that of the one before.

    Raises IndexDamaged where there is none."""
    with damage("the current build", build):
        found = (_MANIFEST.fullmatch(path.name) for path in build.iterdir())
        newest = max((int(match[1]) for match in found if match), default=-1)
        if newest < 0:
            raise FileNotFoundError("it has no commit")
        return [Commit(build, number) for number in range(newest, max(-1, newest - _KEPT), -1)]


def faults(build: Path) -> Iterator[str]:
    """Everything that is wrong with the files that the kept commits need: reads them all. Not what a writer has removed meanwhile."""
    for commit in kept(build):
        try:
            commit.noted()
        except IndexDamaged as error:
            if commit in kept(build):
                yield error.message
    for name, noted in sorted(_needed(build).items()):
        fault = _fault(build / name, noted)
        if fault and name in _needed(build):
            yield fault


def _needed(build: Path) -> dict[str, tuple[int, int]]:
    """What the kept commits that can be read have noted of their files."""
    files: dict[str, tuple[int, int]] = {}
    for commit in kept(build):
        with suppress(IndexDamaged):
            files |= commit.noted()[1]
    return files


def _fault(path: Path, noted: tuple[int, int]) -> str | None:
    try:
        fits = (path.stat().st_size, file_checksum(path)) == noted
    except OSError as error:
        return f"{path} cannot be read: {error.strerror or error}"
    return None if fits else f"{path} is damaged: its checksum does not fit"


def tidy(build: Path) -> None:
    """Remove everything that none of the kept commits needs; nothing where one cannot be read. Only for the holder of the lock."""
    try:
        needed = {name for commit in kept(build) for name in (commit.manifest.name, *commit.noted()[1])}
    except IndexDamaged:
        return
    # Manifests first: who is killed here must not leave one whose other files are gone.
    for path in sorted(build.iterdir(), key=lambda path: path.suffix != ".json"):
        if path.name not in needed:
            with suppress(OSError):  # Windows keeps a file that a reader has open; the next writer tries again
                path.unlink()
