"""Commits, side by side in one folder: Whoosh's table of contents (TOC) with the segments, and a manifest of what the commit needs.

The manifest's rename is the moment of the commit. Segments and TOC are on the disk before it; what no kept commit needs is litter, and
the next writer takes it away. A build begins with a commit of new segments only. Two commits of the newest build are kept, so that a
reader that has just read the manifest of one still finds its segments; and of the build before the last one, to fall back to.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from archive import disk
from archive.engines import IndexState
from archive.engines.whoosh.arrays import file_checksum
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import EXTENSION, INDEX, fingerprint, whoosh_schema
from archive.errors import IndexDamaged

_MANIFEST = re.compile(r"commit-(0|[1-9][0-9]*)\.json")
_OURS = re.compile(rf"\.?commit-[0-9]+\.json(\.part)?|_{INDEX}_[0-9]+\.toc.*|{INDEX}_[0-9a-z]+\{EXTENSION}")
"""All that is ever written here but the lock."""
_EARLIER = re.compile(r"CURRENT|build-[0-9]+-[0-9a-f]{8}")
"""What earlier versions wrote: several folders of commits, of which a file named one."""

_Read = TypeVar("_Read")
_Files = dict[str, list[int]]
"""Names of files, and of each the length and the CRC-32."""


class Commit(NamedTuple):
    """One commit, as its manifest has it; without files the empty one that a build begins upon, which is nowhere written."""

    folder: Path
    state: IndexState
    files: _Files
    """Its segments and its TOC."""
    before: _Files
    """Those of the commit before it in its build, and that one's manifest."""
    build_before: _Files
    """Those of the last commit of the build before, and that one's manifest."""

    @property
    def kept(self) -> _Files:
        """What is kept while this is the newest commit, besides its manifest."""
        return self.files | self.before | self.build_before

    def all(self) -> _Files:
        """Its files and its manifest."""
        manifest = _manifest(self.folder, self.state.commit)
        return {**self.files, manifest.name: _measured(manifest)} if self.files else {}

    def segments(self) -> list[ArraySegment]:
        """Its segments, with their deleted documents. Raises IndexDamaged."""
        if not self.files:
            return []
        with damage(f"commit {self.state.commit}", self.folder):
            toc = _toc(self.folder, self.state.commit)
            if _measured(toc) != self.files[toc.name]:
                raise ValueError("its checksum does not fit")
            # The schema is given, not read: the pickled one names classes of ours that a later version may have moved.
            found = TOC.read(FileStorage(str(self.folder)), INDEX, gen=self.state.commit, schema=whoosh_schema()).segments
            if not all(isinstance(each, ArraySegment) for each in found):
                raise ValueError("its segments have the format of an earlier version")
            return list(found)

    def write_next(self, segments: list[ArraySegment], sequence: int) -> None:
        """Commit segments whose files are written: from the end of this call on readers find them, also after a power cut."""
        files = {each.make_filename(EXTENSION): [each.bytes, each.checksum] for each in segments}
        for name in files:
            if name not in self.files:
                disk.sync_file(self.folder / name)
        number = self.state.commit + 1
        toc = _toc(self.folder, number)
        toc.unlink(missing_ok=True)  # that of a writer that was killed before its manifest: Whoosh replaces none
        TOC(whoosh_schema(), segments, number).write(FileStorage(str(self.folder)), INDEX)
        disk.sync_file(toc)
        disk.sync_folder(self.folder)
        noted = {
            "build": self.state.build,
            "sequence": sequence,
            "schema": fingerprint(),
            "articles": sum(each.doc_count() for each in segments),
            "files": {**files, toc.name: _measured(toc)},
            "before": self.all(),
            "build_before": self.build_before,
        }
        disk.write_line(_manifest(self.folder, number), json.dumps(noted))


def _manifest(folder: Path, number: int) -> Path:
    return folder / f"commit-{number}.json"


def _toc(folder: Path, number: int) -> Path:
    return folder / f"_{INDEX}_{number}.toc"


def names(folder: Path) -> list[str]:
    """What is in the folder; nothing where there is none. Raises IndexDamaged."""
    with damage("the index", folder):
        return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def numbers(folder: Path) -> list[int]:
    """The commits that have a manifest, whole or not, newest first. Raises IndexDamaged."""
    return sorted((int(match[1]) for match in map(_MANIFEST.fullmatch, names(folder)) if match), reverse=True)


def read(folder: Path, number: int) -> Commit:
    """A commit. Raises IndexDamaged."""
    path = _manifest(folder, number)
    with damage(path.name, folder):
        line = disk.read_line(path)
    with damage(f"{path.name}, which is not as this version writes it,", folder):
        noted = json.loads(line)
        state = IndexState(str(noted["build"]), number, int(noted["articles"]), int(noted["sequence"]), str(noted["schema"]))
        files, *before = (
            {name: [int(size), int(checksum)] for name, (size, checksum) in noted[key].items()}
            for key in ("files", "before", "build_before")
        )
        if _toc(folder, number).name not in files:
            raise ValueError("it names no table of contents")
        return Commit(folder, state, files, *before)


def of_newest(folder: Path, reading: Callable[[Commit], _Read]) -> _Read | None:
    """What is read of the newest commit, None where there is none. Beside a busy writer it may vanish meanwhile: what cannot be read is
    damaged where it is the newest still. Raises IndexDamaged."""
    tried = None
    while there := numbers(folder):
        before, tried = tried, there[0]
        try:
            return reading(read(folder, tried))
        except IndexDamaged:
            if tried == before:
                raise
    return None


def begin(folder: Path) -> Commit:
    """The empty commit that a new build begins upon, with what is kept beside that.

    Part of a build's name is random: who reads tells it from one that was there before with commits of the same numbers.
    """
    disk.sync_folder(folder.parent)  # it may not know of the folder yet
    last = max(numbers(folder), default=-1)
    build = f"build-{last + 1:04}-{secrets.token_hex(4)}"
    return Commit(folder, IndexState(build, last, 0, 0, fingerprint()), {}, {}, _last_whole(folder))


def _last_whole(folder: Path) -> _Files:
    """All that belongs to the newest commit of which every byte is as it was written."""
    for number in numbers(folder):
        with suppress(IndexDamaged):
            commit = read(folder, number)
            if not any(_fault(folder / name, noted) for name, noted in commit.files.items()):
                return commit.all()
    return {}


def faults(folder: Path) -> Iterator[str]:
    """Everything that is wrong with the files of the kept commits: reads them all. Not what a writer has removed meanwhile."""
    for name, noted in sorted(_kept(folder).items()):
        fault = _fault(folder / name, noted)
        if fault and name in _kept(folder):
            yield fault


def _kept(folder: Path) -> _Files:
    return of_newest(folder, lambda newest: newest.kept) or {}


def _fault(path: Path, noted: list[int]) -> str | None:
    try:
        return None if _measured(path) == noted else f"{path} is damaged: its checksum does not fit"
    except OSError as error:
        return f"{path} cannot be read: {error.strerror or error}"


def _measured(path: Path) -> list[int]:
    return [path.stat().st_size, file_checksum(path)]


def tidy(folder: Path) -> None:
    """Remove of ours what the newest commit does not keep, nor, where that one cannot be read, the newest that can; nothing where the
    system does not let us read. What an earlier version has left goes when there is a commit. Only for the holder of the lock."""
    kept: set[str] = set()
    for number in numbers(folder):
        kept.add(_manifest(folder, number).name)
        try:
            kept.update(read(folder, number).kept)
            break
        except IndexDamaged as error:
            if isinstance(error.__cause__, OSError):
                return
    for name in names(folder):
        if name not in kept and (_OURS.fullmatch(name) or (kept and _EARLIER.fullmatch(name))):
            remove = shutil.rmtree if (folder / name).is_dir() else Path.unlink
            with suppress(OSError):  # Windows keeps a file that a reader has open; the next writer tries again
                remove(folder / name)
