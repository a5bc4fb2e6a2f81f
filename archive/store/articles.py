"""Articles in the store: put, get, count, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from enum import Enum, IntEnum

from archive.errors import StoreError
from archive.model import Article
from archive.store.blocks import drop_chains, touch_blocks
from archive.store.bodies import SAMPLED, Bodies
from archive.store.content import COLUMNS, content_hash, from_row, to_row
from archive.store.database import Database, Row, chunks
from archive.store.files import file_being_read
from archive.store.tallies import count_articles

_INSERT = (
    f"INSERT INTO article (id, state, sequence, run, file, input_hash, content_hash, {COLUMNS}) "
    f"VALUES ({', '.join('?' * (7 + len(COLUMNS.split(','))))})"
)
_REPLACE = (
    "UPDATE article SET state = ?, sequence = ?, run = ?, file = ?, input_hash = ?, content_hash = ?, tagged = 0, linked = 0, "
    f"{', '.join(f'{column.strip()} = ?' for column in COLUMNS.split(','))} WHERE number = ?"
)
_FIND = (
    "SELECT article.number, state, content_hash, article.run = ?1 OR (seen = ?1 AND faults = 0 AND article.run >= whole) "
    "FROM article JOIN file ON file.number = article.file WHERE id = ?2"
)
_SELECT = (
    f"SELECT id, text, path, {', '.join(f'article.{column.strip()}' for column in COLUMNS.split(','))} "
    "FROM article JOIN body ON body.article = article.number JOIN file ON file.number = article.file"
)


class Change(Enum):
    """What `put` did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"  # a person removed it: not put
    DUPLICATE = "duplicate"  # the same run has seen this id already: not put


class State(IntEnum):
    """Whether an article is there. GONE: pruned because its file went; it comes back when it is read again."""

    LIVE = 0
    REMOVED = 1
    GONE = 2


class Articles:
    """The articles of a store. Reading is safe from any thread; every writing method is a transaction, or part of one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.bodies = Bodies(database)

    def transaction(self) -> AbstractContextManager[None]:
        """Commit everything that the block writes, or nothing of it when it raises. May be nested: the outermost one commits."""
        return self.database.transaction()

    # ------------------------------------------------------------ writing

    def put(self, article: Article, run: int, input_hash: bytes, root: str = "") -> Change:
        """Store an article under its id, as read in `run` from `article.origin`, a file found under `root`.

        Equal content changes nothing but when, where and at what place it was read. Other content takes the next sequence number, and its
        mentions and links go. Raises StoreError naming the article where its text is not valid Unicode.
        """
        try:
            with self.database.transaction():
                return self._put(article, run, input_hash, root)
        except StoreError as error:
            if isinstance(error.__cause__, UnicodeEncodeError):
                message = f"article {article.id!a} of {article.origin!a}: {error.message}"
                raise StoreError(message, "Clean the text of the file, or leave the file out.") from error
            raise

    def _put(self, article: Article, run: int, input_hash: bytes, root: str) -> Change:
        content = content_hash(article)
        found = self.database.row(_FIND, (run, article.id))
        if found and found[1] != State.REMOVED and found[3]:
            return Change.DUPLICATE
        file = file_being_read(self.database, article.origin, root, run)
        if not found:
            self._insert(article, (run, file, input_hash, content))
            return Change.ADDED
        number, state, stored, _ = found
        if state == State.REMOVED or stored == content:
            self.database.run(
                "UPDATE article SET run = ?, file = ?, input_hash = ?, place = ?, trimmed = ? WHERE number = ?",
                (run, file, input_hash, article.place, article.trimmed, number),
            )
            if state == State.GONE:
                self._set_state(number, State.LIVE)
                return Change.ADDED
            return Change.REMOVED if state == State.REMOVED else Change.UNCHANGED
        if state == State.LIVE:
            count_articles(self.database, number, -1)
        self._replace(number, article, (run, file, input_hash, content))
        return Change.ADDED if state == State.GONE else Change.CHANGED

    def _insert(self, article: Article, reading: tuple[object, ...]) -> None:
        row = (article.id, State.LIVE, self.sequence() + 1, *reading, *to_row(article))
        number = self.database.run(_INSERT, row).lastrowid
        assert number is not None
        self.database.run("INSERT INTO body (article, text) VALUES (?, ?)", (number, self.bodies.packed(article.body)))
        if number % SAMPLED == 0 and self.bodies.learn():
            self.bodies.compress()
        count_articles(self.database, number, 1)

    def _replace(self, number: int, article: Article, reading: tuple[object, ...]) -> None:
        drop_chains(self.database, number)
        for table in ("mention", "decided", "link"):
            self.database.run(f"DELETE FROM {table} WHERE article = ?", (number,))
        self.database.run(_REPLACE, (State.LIVE, self.sequence() + 1, *reading, *to_row(article), number))
        self.database.run("UPDATE body SET text = ? WHERE article = ?", (self.bodies.packed(article.body), number))
        count_articles(self.database, number, 1)

    def _set_state(self, number: int, state: State) -> None:
        """Change the state, which takes the next sequence number; what live articles have is counted anew."""
        found = self.database.row("SELECT state FROM article WHERE number = ?", (number,))
        assert found is not None
        self.database.run(
            "UPDATE article SET state = ?, sequence = ?, linked = iif(?, 0, linked) WHERE number = ?",  # much may have been decided since
            (state, self.sequence() + 1, state == State.LIVE, number),
        )
        touch_blocks(self.database, [number])
        count_articles(self.database, number, (state == State.LIVE) - (found[0] == State.LIVE))

    # ------------------------------------------------------------ reading

    def get(self, id: str, *, removed: bool = False) -> Article | None:
        """The article, None where there is none. `removed` gives one that is not live, too, as it last was."""
        found = self.database.row(f"{_SELECT} WHERE id = ? AND (state = 0 OR ?)", (id, removed))
        return self._article_of(found) if found else None

    def get_many(self, ids: Sequence[str]) -> dict[str, Article]:
        """The live articles among `ids`, in the order of `ids`."""
        found: dict[str, Article] = {}
        for chunk in chunks(ids):
            where = f"WHERE state = 0 AND id IN ({', '.join('?' * len(chunk))})"
            found |= {row[0]: self._article_of(row) for row in self.database.rows(f"{_SELECT} {where}", chunk)}
        return {id: found[id] for id in ids if id in found}

    def _article_of(self, row: Row) -> Article:
        id, body, *rest = row
        return from_row((id, self.bodies.unpacked(id, body), *rest))

    def held(self, id: str) -> tuple[str, bytes] | None:
        """The origin and the `content_hash` of a live article, None where there is none."""
        return self.database.row(
            "SELECT path, content_hash FROM article JOIN file ON file.number = article.file WHERE id = ? AND state = 0", (id,)
        )

    def state(self, id: str) -> State | None:
        """Whether the article is live, removed or gone; None where there never was one."""
        found = self.database.row("SELECT state FROM article WHERE id = ?", (id,))
        return State(found[0]) if found else None

    def knows(self, id: str) -> bool:
        """Whether there is or ever was an article of this id."""
        return self.state(id) is not None

    def ids(self) -> Iterator[str]:
        """The ids of live articles, ascending."""
        last = ""
        while page := self.database.rows("SELECT id FROM article WHERE state = 0 AND id > ? ORDER BY id LIMIT 5000", (last,)):
            yield from (id for (id,) in page)
            last = page[-1][0]

    def count(self) -> int:
        """How many live articles there are."""
        return sum(articles for _, articles in self.collections())

    def collections(self) -> list[tuple[str, int]]:
        """The collections that have live articles and how many, by name."""
        return self.database.rows("SELECT value, articles FROM value WHERE field = 'collection' AND articles > 0 ORDER BY value")

    def undated(self) -> int:
        """How many live articles have no date."""
        found = self.database.row("SELECT count(*) FROM article WHERE state = 0 AND date IS NULL")
        return int(found[0]) if found else 0

    def same_content(self, collection: str, content: bytes) -> list[tuple[str, str]]:
        """Id and origin of the articles of `collection` with this `content_hash`: live ones first, then removed and gone, by id.

        An article whose file was moved keeps its id: the hall decides which of these it is, and a removed one stays removed.
        """
        return self.database.rows(
            "SELECT id, path FROM article JOIN file ON file.number = article.file "
            "WHERE substr(content_hash, 1, 8) = ? AND content_hash = ? AND article.collection = ? ORDER BY state, id",
            (content[:8], content, collection),
        )

    # ------------------------------------------------------------ changes

    def sequence(self) -> int:
        """The number of the last change; 0 before the first. Rows of articles are never deleted, so it never goes back."""
        found = self.database.row("SELECT coalesce(max(sequence), 0) FROM article")
        assert found is not None
        return int(found[0])

    def changes(self, after: int, limit: int | None = None) -> Iterator[tuple[int, str, bool]]:
        """(sequence, id, alive) of every article changed after `after`, by its latest change, ascending, at most `limit`.

        Ends at the change that was the last when it began: what is written meanwhile is for the next call.
        """
        end = self.sequence()
        left = end if limit is None else limit
        while left > 0 and (page := self._changes(after, end, min(left, 5000))):
            yield from ((sequence, id, state == State.LIVE) for sequence, id, state in page)
            after = page[-1][0]
            left -= len(page)

    def _changes(self, after: int, end: int, limit: int) -> list[tuple[int, str, int]]:
        return self.database.rows(
            "SELECT sequence, id, state FROM article WHERE sequence > ? AND sequence <= ? ORDER BY sequence LIMIT ?", (after, end, limit)
        )
