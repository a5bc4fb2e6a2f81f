"""A connection to an SQLite file, to read alone where the system allows no more, and every failure as one of our errors."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from archive.errors import ArchiveError, Busy, StoreError

_WAIT_SECONDS = 10.0
_HINTS = {
    sqlite3.SQLITE_FULL: "The disk is full: free some space and run the command again. Nothing is lost.",
    sqlite3.SQLITE_READONLY: "You may not write there, or the disk is full: check the permissions of the file and of its folder.",
    sqlite3.SQLITE_CANTOPEN: "Check the permissions of the file and of its folder.",
    sqlite3.SQLITE_PERM: "Check the permissions of the file and of its folder.",
    sqlite3.SQLITE_IOERR: "The disk does not answer as it should: check it, and that it is not full.",
    sqlite3.SQLITE_CORRUPT: "The file has been left as it is. Put a copy made by `archive backup` in its place.",
    sqlite3.SQLITE_NOTADB: "The file has been left as it is. Put a copy made by `archive backup` in its place.",
}
_REFUSED = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_NO_ROOM = (sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE)
"""A full disk has no room for what readers of a log share, which is made when the first of them comes."""


def wrapped(error: Exception, path: Path) -> ArchiveError:
    """A failure of SQLite as one of our errors, with what to do about it."""
    if isinstance(error, UnicodeEncodeError):
        return StoreError(f"text that is no valid Unicode cannot be stored (a lone surrogate): {error}")
    code = _code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(f"another process is writing to {path}", "Try again when it has finished.")
    return StoreError(f"{path} cannot be used: {error}", _HINTS.get(code))


def _code(error: Exception) -> int:
    """SQLite's own code of what went wrong, without its finer kind."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _refused(error: sqlite3.Error) -> bool:
    """Whether one may read all the same, without writing anything."""
    return _code(error) in _REFUSED or getattr(error, "sqlite_errorcode", 0) in _NO_ROOM


def connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection that may write; one that may only read where the system allows no more. True with it where it trusts that nobody
    changes the file meanwhile: SQLite reads no log without a place to share it, so there must be none."""
    try:
        return _opened(path, str(path)), False
    except sqlite3.Error as error:
        if not _refused(error) or not path.is_file():
            raise wrapped(error, path) from error
    address = path.absolute().as_uri()
    try:
        return _opened(path, f"{address}?mode=ro"), False
    except sqlite3.Error as error:
        if not _refused(error):
            raise wrapped(error, path) from error
        if _has_log(path):
            hint = "Have someone who may write there run `archive status` once, or copy the whole folder to where you may write."
            message = f"{path} cannot be read without writing: a command that wrote to it was killed, or still runs"
            raise StoreError(message, hint) from error
    try:
        return _opened(path, f"{address}?mode=ro&immutable=1"), True
    except sqlite3.Error as error:
        raise wrapped(error, path) from error


def _opened(path: Path, address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256, uri=address != str(path)
    )
    try:
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "cache_size = -32000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # what may not be read shows itself only now
    except BaseException:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    """Whether there is a write-ahead log that holds something."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def form(path: Path) -> tuple[int, ...]:
    """What differs after a change of the file, or of its log."""
    forms = []
    for each in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):
            found = each.stat()
            forms += [found.st_ino, found.st_size, found.st_mtime_ns]
    return tuple(forms)
