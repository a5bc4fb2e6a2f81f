"""SQLite as the store uses it: a connection for each thread, transactions, and every failure as one of our errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from archive.errors import StoreError
from archive.store.connecting import connect, form, wrapped

Row = tuple[Any, ...]  # what SQLite holds in a column is known by the query beside it, not by the type checker

CHUNK = 500
"""Parameters in one IN (...); below the limit of every SQLite."""

FAILURES = (sqlite3.Error, UnicodeEncodeError)
"""What a statement may raise; the second for text that is no valid Unicode."""

_REMEMBERED = 300_000

_Value = TypeVar("_Value")


def chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """The values in their order, CHUNK at a time and the rest."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


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
