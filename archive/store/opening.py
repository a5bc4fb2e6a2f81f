"""Opening a store's database: what is none of ours is left alone, and an older version is taken to the newest."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.errors import NoIndex, StoreError, StoreTooNew
from archive.store.database import Database
from archive.store.migrations import APPLICATION, STEPS

OLDEST_SQLITE = (3, 35, 0)
"""March 2021: the first with RETURNING."""


def open_database(path: Path, *, create: bool) -> Database:
    """Open the database at `path`, taking it to the newest version. Nothing that cannot be opened is changed.

    Raises NoIndex where there is none and none is to be made, StoreTooNew, StoreError, Busy.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old", "Use a Python that brings SQLite 3.35 or newer.")
    missing = NoIndex(f"there is no archive at {path}", "Make one with: archive index PATH")
    if create:
        _make_folder(path)
    elif not path.exists():
        raise missing
    database = Database(path)
    try:
        version, application, empty = _look(database)
        if empty and not create:
            raise missing
        if not empty and application != APPLICATION:
            raise StoreError(f"{path} is a database, but not an archive", "It has been left as it is: choose another folder as `index`.")
        if version > len(STEPS):
            raise StoreTooNew(
                f"{path} is of version {version}; this program knows versions up to {len(STEPS)}", "Install a newer news-archive."
            )
        if version < len(STEPS):
            _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder of {path} cannot be made: {error}", "Choose another folder as `index`.") from error


def _look(database: Database) -> tuple[int, int, bool]:
    """Version, application id, and whether the file holds nothing at all."""
    tables = database.row("SELECT count(*) FROM sqlite_schema")
    version = database.row("PRAGMA user_version")
    application = database.row("PRAGMA application_id")
    assert tables and version and application
    return int(version[0]), int(application[0]), tables[0] == 0 and version[0] == 0


def _migrate(database: Database) -> None:
    """Take the steps that are still to take, each in a transaction of its own, or more: a process killed meanwhile goes on later."""
    database.run("PRAGMA page_size = 8192")  # an article's row and body fit a page more often than with 4096; only heeded while empty
    mode = database.row("PRAGMA journal_mode = WAL")
    if mode != ("wal",):
        raise StoreError(f"{database.path} is where SQLite cannot keep a write-ahead log", "Put the archive on a local disk.")
    for number, step in enumerate(STEPS, 1):
        statements: list[str] = []
        if isinstance(step, str):
            statements = step.split(";\n")
        elif _look(database)[0] < number:
            step(database)
        with database.transaction():
            version = database.row("PRAGMA user_version")
            if version and version[0] >= number:  # another process took it meanwhile
                continue
            for statement in statements:
                database.run(statement)
            database.run(f"PRAGMA application_id = {APPLICATION}")
            database.run(f"PRAGMA user_version = {number}")
