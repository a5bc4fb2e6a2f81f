"""The store as one thing: every article, mention, link and decision of an archive, in one SQLite file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.store.chains import Chains
from archive.store.company import Company
from archive.store.database import Database
from archive.store.decisions import Decisions
from archive.store.files import Files
from archive.store.lock import writing_lock
from archive.store.names import Names
from archive.store.opening import open_database
from archive.store.removals import Removals
from archive.store.upkeep import backup, check


class Store(Names, Company, Chains, Decisions, Removals, Files):
    """The truth of an archive. Made by `open_store`.

    Reading methods may be called from any thread. Writing methods are for the one who holds `writing`; each is a transaction, or a part of
    the one that `transaction` opened in the same thread. Any method may raise StoreError; a writing one Busy.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.path = database.path

    def writing(self, purpose: str) -> AbstractContextManager[None]:
        """Hold the archive's writing lock, across processes; raise Busy at once, naming the process, where another holds it.

        `purpose` is what others are told, such as `archive index`. Not for use inside itself.
        """
        self.database.known.clear()  # another process may have renamed keys since this one wrote last
        return writing_lock(self.path.parent, purpose)

    def backup(self, target: Path) -> None:
        """Write a consistent copy to a new file, whole or not at all; others may write meanwhile. Raises StoreError."""
        backup(self.database, target)

    def check(self) -> list[str]:
        """What is wrong with the store, one line each; nothing where all is well. Reads all of it."""
        return check(self.database)

    def close(self) -> None:
        """Close the connections of all threads; the store cannot be used afterwards."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_store(path: Path, *, create: bool) -> Store:
    """Open the store in the file `path`; `create` makes it, and its folder, where it is missing.

    Raises NoIndex (missing), StoreTooNew (of a newer version), StoreError (damaged, not ours, or not to be opened). A file that cannot
    be opened is left as it is.
    """
    return Store(open_database(path, create=create))
