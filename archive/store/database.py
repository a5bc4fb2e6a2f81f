"""SQLite as the store uses it: a connection for each thread, transactions, and every failure as one of our errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from archive.errors import NoIndex, StoreError, StoreTooNew
from archive.store.connecting import connect, form, wrapped
from archive.store.migrations import APPLICATION, STEPS

Row = tuple[Any, ...]  # what SQLite holds in a column is known by the query beside it, not by the type checker

CHUNK = 500
"""Parameters in one IN (...); below the limit of every SQLite."""

OLDEST_SQLITE = (3, 35, 0)
"""March 2021: the first with RETURNING."""

FAILURES = (sqlite3.Error, UnicodeEncodeError)
"""What a statement may raise; the second for text that is no valid Unicode."""

_REMEMBERED = 300_000


class Database:
    """One SQLite file. Safe to use from any thread; each gets a connection of its own, and one at a time may write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[tuple[str, ...], int] = {}
        """Numbers of rows that never go away, remembered by the one who writes; forgotten when a transaction is rolled back."""
        self._local = threading.local()
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}
        self._guard = threading.Lock()
        self._closed = False

    # ------------------------------------------------------------ connections

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened when first asked for; anew where it takes the file for immutable and the file was changed."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._closed or (self._local.frozen and self._local.frozen != form(self.path)):
            self._local.frozen = ()
            connection = self._local.connection = self._connect()
        return connection

    def _connect(self) -> sqlite3.Connection:
        with self._guard:
            if self._closed:
                raise StoreError(f"{self.path} has been closed")
            for thread in [each for each in self._connections if not each.is_alive()]:
                self._connections.pop(thread).close()
            if outdated := self._connections.pop(threading.current_thread(), None):
                outdated.close()
            before = form(self.path)
            connection, frozen = connect(self.path)
            self._local.frozen = before if frozen else ()
            self._connections[threading.current_thread()] = connection
            return connection

    def close(self) -> None:
        """Close the connections of all threads. A second call does nothing."""
        with self._guard:
            self._closed = True
            for connection in self._connections.values():
                with suppress(sqlite3.Error):
                    connection.close()
            self._connections.clear()

    # ------------------------------------------------------------ statements

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Every row the statement gives. Read whole, so that no cursor stays open under a later write."""
        try:
            return self.connection.execute(statement, parameters).fetchall()
        except FAILURES as error:
            raise wrapped(error, self.path) from error

    def row(self, statement: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row the statement gives, None where it gives none."""
        try:
            row: Row | None = self.connection.execute(statement, parameters).fetchone()
            return row
        except FAILURES as error:
            raise wrapped(error, self.path) from error

    def run(self, statement: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run a statement that changes something, inside `transaction`."""
        try:
            return self.connection.execute(statement, parameters)
        except FAILURES as error:
            raise wrapped(error, self.path) from error

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each of the rows, inside `transaction`."""
        try:
            self.connection.executemany(statement, rows)
        except FAILURES as error:
            raise wrapped(error, self.path) from error

    def number(self, insert: str, select: str, parameters: Sequence[str]) -> int:
        """The number of the row that `select` finds or else `insert` makes; both take the same parameters."""
        key = (select, *parameters)
        number = self.known.get(key)
        if number is None:
            found = self.row(select, parameters)
            number = int(found[0]) if found else int(self.run(insert, parameters).lastrowid or 0)
            self.remember(key, number)
        return number

    def remember(self, key: tuple[str, ...], number: int) -> None:
        """Remember a row's number until a transaction is rolled back."""
        if len(self.known) >= _REMEMBERED:
            self.known.clear()
        self.known[key] = number

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what the block did, or none of it when it raises. Inside another one of the same thread it is a part of that."""
        connection = self.connection
        if connection.in_transaction:
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self.known.clear()
            if connection.in_transaction:  # after a full disk SQLite may have rolled back by itself
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            raise


# ---------------------------------------------------------------- opening


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
    """Take the steps that are still to take, each in a transaction of its own: a process killed between two goes on later."""
    database.run("PRAGMA page_size = 8192")  # an article's row and body fit a page more often than with 4096; only heeded while empty
    mode = database.row("PRAGMA journal_mode = WAL")
    if mode != ("wal",):
        raise StoreError(f"{database.path} is where SQLite cannot keep a write-ahead log", "Put the archive on a local disk.")
    for number, step in enumerate(STEPS, 1):
        with database.transaction():
            version = database.row("PRAGMA user_version")
            if version and version[0] >= number:  # another process took it meanwhile
                continue
            for statement in step.split(";\n"):
                database.run(statement)
            database.run(f"PRAGMA application_id = {APPLICATION}")
            database.run(f"PRAGMA user_version = {number}")
