"""Which files there are to read, in sorted order, and what each is by its name."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.model import ReadError

SUFFIXES: dict[str, str] = {
    ".txt": "text", ".text": "text",
    ".md": "markdown", ".markdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".csv": "csv", ".tsv": "csv",
}  # fmt: skip
"""The format of a file by the end of its name, a last `.gz` left out."""

_PASSED_OVER = re.compile(
    r"\..*|.*(?:~|\.bak|\.orig|\.sw[a-p]|\.tmp)|#.*#|(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG)\b.*", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. `root` is the path that was given, which is the file itself or a folder above it."""

    path: Path
    root: Path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in a folder that is not read: hidden, a backup, about the folder, of an unknown type, or met before by another name."""

    path: Path


Found = SourceFile | ReadError | Skipped


def find_files(paths: Sequence[Path], format: str = "auto") -> Iterator[Found]:
    """The files in `paths`, in sorted order inside each folder; every file and folder once, symbolic links followed.

    A folder that holds itself by a link, one that may not be listed, and a path that is not there are ReadErrors. With a `format` other
    than `auto`, a named file is of that format whatever it is called, and in folders files without a suffix are too.
    """
    walk = _Walk(format)
    for path in paths:
        yield from walk.given(path)


def format_of(path: Path) -> str | None:
    """The format that the file's name tells, None where it tells none."""
    return SUFFIXES.get(_suffix(path.name))


def origin_of(path: Path) -> str:
    """The path as text that any store takes: bytes of a name that are no UTF-8 are U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def file_hash(path: Path) -> bytes:
    """SHA-256 of the file's bytes, as they are on disk. Raise OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def reason_of(error: OSError) -> str:
    """What the system says is wrong, without the path."""
    return (error.strerror or str(error) or "it cannot be read").lower()


def _suffix(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


@dataclass(slots=True)
class _Walk:
    """One walk: `seen` has (device, inode) of what was met, `above` those of the folders that the walk is in."""

    format: str
    seen: set[tuple[int, int]] = field(default_factory=set)
    above: list[tuple[int, int]] = field(default_factory=list)

    def given(self, path: Path) -> Iterator[Found]:
        """A path that was named: it is read, or there is a reason why not."""
        try:
            status = path.stat()
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            yield ReadError(origin_of(path), None, reason_of(error) if isinstance(error, OSError) else str(error))
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self.folder(path, status, path)
        elif not stat.S_ISREG(status.st_mode):
            yield ReadError(origin_of(path), None, "neither a file nor a folder")
        elif self.format == "auto" and format_of(path) is None:
            known = f"{' '.join(SUFFIXES)}, with .gz or without"
            yield ReadError(origin_of(path), None, f"the name tells no format ({known}); give its collection a `format`")
        elif _new(status, self.seen):
            yield SourceFile(path, path)

    def folder(self, folder: Path, status: os.stat_result, root: Path) -> Iterator[Found]:
        """What is in a folder, and below."""
        place = (status.st_dev, status.st_ino)
        if place in self.above:
            yield ReadError(origin_of(folder), None, "the folder is a link to one that it is in: a loop, not followed")
            return
        if not _new(status, self.seen):
            return
        try:
            paths = sorted(folder.iterdir())
        except OSError as error:
            yield ReadError(origin_of(folder), None, reason_of(error))
            return
        self.above.append(place)
        for path in paths:
            yield from self.entry(path, root)
        self.above.pop()

    def entry(self, path: Path, root: Path) -> Iterator[Found]:
        """One name in a folder."""
        if _PASSED_OVER.fullmatch(path.name):
            yield Skipped(path)
            return
        try:
            status = path.stat()
        except OSError as error:
            yield ReadError(origin_of(path), None, reason_of(error))
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self.folder(path, status, root)
        elif stat.S_ISREG(status.st_mode) and self.wanted(path) and _new(status, self.seen):
            yield SourceFile(path, root)
        else:
            yield Skipped(path)

    def wanted(self, path: Path) -> bool:
        """Whether a file in a folder is of a format that is read here."""
        if self.format == "auto":
            return format_of(path) is not None
        return format_of(path) == self.format or not _suffix(path.name)


def _new(status: os.stat_result, seen: set[tuple[int, int]]) -> bool:
    """Whether this file or folder is met for the first time."""
    place = (status.st_dev, status.st_ino)
    if place in seen:
        return False
    seen.add(place)
    return True
