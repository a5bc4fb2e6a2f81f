"""Files and runs: which files have been read, by which reader, and which articles no run finds any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from archive.store.database import Database


def file_being_read(database: Database, path: str, root: str, run: int) -> int:
    """The number of a file that articles are being read from; its record does not hold until it is written anew."""
    key = ("file", path, root, str(run))
    number = database.known.get(key)
    if number is None:
        statement = (
            "INSERT INTO file (path, root) VALUES (?, ?) ON CONFLICT DO UPDATE SET root = excluded.root, sha256 = NULL RETURNING number"
        )
        number = int(database.rows(statement, (path, root))[0][0])
        database.remember(key, number)
    return number


class Files:
    """The files of a store. Paths are those of `Article.origin`, character by character."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def begin_run(self, purpose: str) -> int:
        """The number of a new run, higher than all before."""
        with self.database.transaction():
            number = self.database.run("INSERT INTO run (purpose) VALUES (?)", (purpose,)).lastrowid
        assert number is not None
        return number

    def record_file(
        self, path: str, root: str, collection: str, sha256: bytes, fingerprint: str, articles: int, faults: int, run: int
    ) -> None:
        """Remember a file whose articles `run` has just put: found under `root`, `sha256` of its bytes as they lie.

        `fingerprint` stands for all but the bytes that decides what comes out: reader and collection. With faults the file counts as
        seen but not as wholly read: it will be read again, and until then none of its articles is missing on its account.
        """
        with self.database.transaction():
            self.database.run(
                "INSERT INTO file (path, root, collection, sha256, fingerprint, articles, faults, whole, seen) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(?7 = 0, ?8, 0), ?8) ON CONFLICT DO UPDATE SET "
                "root = ?2, collection = ?3, sha256 = ?4, fingerprint = ?5, articles = ?6, faults = ?7, "
                "whole = iif(?7 = 0, ?8, whole), seen = ?8",
                (path, root, collection, sha256, fingerprint, articles, faults, run),
            )

    def touch_file(self, path: str, root: str, run: int) -> int:
        """Say that `run` found a file under `root` without reading it: its articles count as seen. How many live ones it has."""
        with self.database.transaction():
            self.database.run("UPDATE file SET seen = ?, root = ? WHERE path = ?", (run, root, path))
        found = self.database.row(
            "SELECT count(*) FROM article WHERE file = (SELECT number FROM file WHERE path = ?) AND state = 0", (path,)
        )
        return int(found[0]) if found else 0

    def file_unchanged(self, path: str, sha256: bytes, fingerprint: str) -> bool:
        """Whether the file was read whole before, without a fault, with these bytes and this reader."""
        found = self.database.row(
            "SELECT 1 FROM file WHERE path = ? AND sha256 = ? AND fingerprint = ? AND faults = 0", (path, sha256, fingerprint)
        )
        return found is not None

    def roots(self, collection: str) -> list[str]:
        """The roots from which articles of `collection` were last read, by name."""
        rows = self.database.rows(
            "SELECT DISTINCT root FROM file JOIN article ON article.file = file.number WHERE article.collection = ? ORDER BY root",
            (collection,),
        )
        return [str(root) for (root,) in rows]

    def missing(self, roots: Sequence[str], run: int, collections: Collection[str] | None = None) -> list[tuple[str, str]]:
        """Id and origin of the live articles (of `collections`) last read from the very `roots` given that `run` did not see, by id.

        Seen are those that were put, and those of a file that was touched, or recorded with faults, in this run.
        """
        rows = self.database.rows(
            "SELECT id, path, article.collection FROM file JOIN article ON article.file = file.number "
            f"WHERE root IN ({', '.join('?' * len(roots))}) AND state = 0 AND run <> ? AND (seen <> ? OR run < whole) ORDER BY id",
            (*roots, run, run),
        )
        return [(id, path) for id, path, collection in rows if collections is None or collection in collections]
