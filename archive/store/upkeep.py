"""Upkeep of the database: a consistent copy while others write, a check that all is whole, and a file no larger than it must be."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from archive import disk
from archive.counts import count_words
from archive.errors import ArchiveError, StoreError
from archive.store.bodies import Bodies
from archive.store.connecting import connect, wrapped
from archive.store.content import keywords
from archive.store.database import CHUNK, Database

_LOG = logging.getLogger(__name__)


def backup(database: Database, target: Path) -> None:
    """Write a copy of the last committed state to `target`, whole or not at all; others may read and write meanwhile.

    Raises StoreError where `target` exists, or cannot be written.
    """
    exists = StoreError(f"{target} exists already", "A backup never overwrites: give the name of a new file.")
    if target.exists():
        raise exists
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        _copy(database, partial)
        if target.exists():
            raise exists
        disk.replace(partial, target)
    except sqlite3.Error as error:
        raise wrapped(error, target) from error
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error}", "Check that the folder is there, and that you may write to it.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _copy(database: Database, partial: Path) -> None:
    partial.unlink(missing_ok=True)
    with closing(connect(database.path)[0]) as source, closing(sqlite3.connect(partial)) as copy:
        source.backup(copy)  # of a connection of its own, which sees nothing that is not committed
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def shrink(database: Database) -> None:
    """Give back to the disk what is free inside the file. Takes room for two copies meanwhile; where there is none, or somebody else is
    using the file, it stays as large as it is, and what is put later goes into it."""
    sizes = [database.row(f"PRAGMA {name}") for name in ("page_size", "page_count", "freelist_count")]
    size, pages, free = (int(each[0]) for each in sizes if each)
    try:
        if shutil.disk_usage(database.path.parent).free < 2 * size * (pages - free):
            raise StoreError("the disk has no room for two copies of it")
        database.run("PRAGMA temp_store = FILE")  # of the copy; else it would be in memory
        database.run("VACUUM")
        database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    except ArchiveError as error:
        _LOG.warning("%s stays as large as it was: %s", database.path, error)
    finally:
        database.run("PRAGMA temp_store = MEMORY")


def check(database: Database) -> list[str]:
    """What is wrong with the database, one line each; nothing where all is well. Reads all of it."""
    try:
        damage = [str(line) for (line,) in database.rows("PRAGMA integrity_check") if line != "ok"]
    except StoreError as error:  # too damaged for SQLite to go through
        damage = [str(error)]
    return damage or _disagreements(database)


def _disagreements(database: Database) -> list[str]:
    """Where tables that can be read do not fit each other."""
    faults = [f"{table}: row {row} points to nothing in {parent}" for table, row, parent, _ in database.rows("PRAGMA foreign_key_check")]
    without = "SELECT id FROM article LEFT JOIN body ON body.article = number WHERE body.article IS NULL"
    faults += [f"article {id} has no text" for (id,) in database.rows(without)]
    return [*faults, *_check_texts(database), *_check_values(database), *_check_forms(database)]


def _check_texts(database: Database) -> Iterator[str]:
    """What of the texts cannot be unpacked."""
    bodies = Bodies(database)
    last = 0
    statement = "SELECT number, id, text FROM article JOIN body ON body.article = number WHERE number > ? ORDER BY number LIMIT ?"
    while page := database.rows(statement, (last, CHUNK)):
        for _, id, kept in page:
            try:
                bodies.unpacked(id, kept)
            except StoreError as error:
                yield error.message
        last = page[-1][0]


def _check_values(database: Database) -> list[str]:
    counted: dict[tuple[str, str], int] = {}
    for row in database.rows("SELECT authors, source, section, language, collection, site FROM article WHERE state = 0"):
        for each in keywords(row):
            counted[each] = counted.get(each, 0) + 1
    kept = database.rows("SELECT field, value, articles FROM value WHERE articles <> 0")
    stored = {(field, value): count for field, value, count in kept}
    differing = sorted(each for each in {*counted, *stored} if counted.get(each, 0) != stored.get(each, 0))
    return [
        f"{field} {value!r} is counted as {count_words(stored.get((field, value), 0), 'article')}, not {counted.get((field, value), 0):,}"
        for field, value in differing
    ]


def _check_forms(database: Database) -> list[str]:
    counted = (
        "SELECT form, count(*) AS articles, sum(resolved) AS resolved FROM link JOIN article ON article.number = link.article "
        "WHERE state = 0 GROUP BY form"
    )
    differing = database.rows(
        f"SELECT type, id, name, form.articles, coalesce(live.articles, 0) FROM form JOIN entity ON entity.number = form.entity "
        f"LEFT JOIN ({counted}) AS live ON live.form = form.number "
        "WHERE form.articles <> coalesce(live.articles, 0) OR form.resolved <> coalesce(live.resolved, 0) ORDER BY type, id, name"
    )
    return [
        f"{type} {id} as {name!r} is counted as {count_words(stored, 'article')}, not {live:,}"
        for type, id, name, stored, live in differing
    ]
