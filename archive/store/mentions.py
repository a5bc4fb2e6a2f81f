"""Mentions in the store, and which articles are still to be tagged or linked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.errors import NotFound
from archive.model import EntityType, Mention
from archive.store.articles import Articles
from archive.store.blocks import drop_chains
from archive.store.database import CHUNK, Database, Row, chunks
from archive.store.tallies import count_links

_WITH_LINKS = "SELECT article FROM chain WHERE article IN ({marks}) UNION SELECT article FROM link WHERE article IN ({marks})"
_TYPE = {type.value: type for type in EntityType}  # a tenth of the time of EntityType(...)


def fingerprint_number(database: Database, fingerprint: str) -> int:
    """The number that stands for an extractor's or linker's fingerprint; never 0."""
    return database.number("INSERT INTO fingerprint (text) VALUES (?)", "SELECT number FROM fingerprint WHERE text = ?", (fingerprint,))


def pack(mentions: Sequence[Mention]) -> str:
    """Mentions as JSON: the distinct (field, type, value, reason), and for each mention which of them, start, end, confidence.

    The surface is left out: it is the text between start and end.
    """
    kinds: dict[tuple[str, str, str | None, str], int] = {}
    rows = [
        [kinds.setdefault((each.field, each.type.value, each.value, each.reason), len(kinds)), each.start, each.end, each.confidence]
        for each in mentions
    ]
    return json.dumps([list(kinds), rows], ensure_ascii=False, separators=(",", ":"))


def unpack(packed: str, texts: dict[str, str]) -> list[Mention]:
    """The mentions that `pack` packed; `texts` holds the text of every field."""
    kinds, rows = json.loads(packed)
    mentions = []
    for kind, start, end, confidence in rows:
        field, type, value, reason = kinds[kind]
        mentions.append(Mention(field, start, end, _TYPE[type], texts[field][start:end], value, confidence, reason))
    return mentions


class Mentions(Articles):
    """The mentions of a store's articles."""

    def put_mentions(self, id: str, mentions: Sequence[Mention], fingerprint: str) -> bool:
        """Store the mentions that the extractor of `fingerprint` found, as `put_packed` does; whether they differ."""
        return self.put_packed({id: pack(mentions)}, fingerprint) == [id]

    def put_packed(self, packed: Mapping[str, str], fingerprint: str) -> list[str]:
        """Store mentions that `pack` packed, found by the extractor of `fingerprint`, in place of older ones; the ids of those that differ.

        Links point into the list of mentions, so where that differs they go, and the article is to be linked again. Raises NotFound.
        """
        with self.database.transaction():
            numbers = self._numbers(list(packed))
            tagged = fingerprint_number(self.database, fingerprint)
            old: dict[int, str] = dict(
                self._of_articles("SELECT article, mentions FROM mention WHERE article IN ({marks})", numbers.values())
            )
            changed = {id: number for id, number in numbers.items() if old.get(number) != packed[id]}
            for (number,) in self._of_articles(_WITH_LINKS, changed.values()):
                self._drop_links(number)
            self.database.run_many("DELETE FROM decided WHERE article = ?", [(number,) for number in changed.values()])
            self.database.run_many(
                "INSERT OR REPLACE INTO mention (article, mentions) VALUES (?, ?)", [(number, packed[id]) for id, number in changed.items()]
            )
            self.database.run_many(
                "UPDATE article SET tagged = ?, linked = iif(?, 0, linked) WHERE number = ?",
                [(tagged, id in changed, number) for id, number in numbers.items()],
            )
            return list(changed)

    def _drop_links(self, number: int) -> None:
        drop_chains(self.database, number)
        if self.database.row("SELECT 1 FROM link WHERE article = ?", (number,)):
            count_links(self.database, number, -self._live(number))
            self.database.run("DELETE FROM link WHERE article = ?", (number,))
            self.database.run("UPDATE article SET sequence = ? WHERE number = ?", (self.sequence() + 1, number))

    def mentions(self, id: str) -> list[Mention]:
        """The mentions of an article that links point to: as the authority has them. None where it has none, or is not there."""
        found = self.database.row(
            "SELECT coalesce(decided.mentions, mention.mentions), title, coalesce(dateline, ''), text FROM article "
            "LEFT JOIN mention ON mention.article = number LEFT JOIN decided ON decided.article = number "
            "JOIN body ON body.article = number WHERE id = ?",
            (id,),
        )
        if found is None or found[0] is None:
            return []
        packed, title, dateline, body = found
        return unpack(packed, {"title": title, "dateline": dateline, "body": self.bodies.unpacked(id, body)})

    def packed(self, ids: Sequence[str], fingerprint: str | None = None) -> dict[str, str]:
        """The mentions that were extracted from these articles, as `pack` packed them; those alone of `fingerprint`, where it is given."""
        found: dict[str, str] = {}
        for chunk in chunks(ids):
            statement = (
                "SELECT id, mentions FROM article JOIN mention ON mention.article = article.number "
                "LEFT JOIN fingerprint ON fingerprint.number = tagged "
                f"WHERE (?1 IS NULL OR fingerprint.text = ?1) AND id IN ({', '.join('?' * len(chunk))})"
            )
            found.update(self.database.rows(statement, (fingerprint, *chunk)))
        return found

    def put_decided(self, decided: Mapping[str, str | None]) -> None:
        """Lay packed mentions over those that were extracted from articles; None takes them away. Their chains are to be put next.

        Raises NotFound.
        """
        with self.database.transaction():
            numbers = self._numbers(list(decided))
            laid = [(numbers[id], packed) for id, packed in decided.items() if packed is not None]
            self.database.run_many("DELETE FROM decided WHERE article = ?", [(number,) for number in numbers.values()])
            self.database.run_many("INSERT INTO decided VALUES (?, ?)", laid)

    def texts(self) -> Iterator[tuple[str, tuple[str, str, str]]]:
        """The id of every article, live or not, with its headline, dateline and body."""
        last = 0
        statement = (
            "SELECT number, id, title, coalesce(dateline, ''), text FROM article JOIN body ON body.article = number "
            "WHERE number > ? ORDER BY number LIMIT ?"
        )
        while page := self.database.rows(statement, (last, CHUNK)):
            yield from ((id, (title, dateline, self.bodies.unpacked(id, text))) for _, id, title, dateline, text in page)
            last = page[-1][0]

    def unlink(self, ids: Iterable[str] | None) -> None:
        """Have the chains of these articles, live or not, made again; None stands for all. They keep what they have until then."""
        with self.database.transaction():
            if ids is None:
                self.database.run("UPDATE article SET linked = 0")
            else:
                self.database.run_many("UPDATE article SET linked = 0 WHERE id = ?", ((id,) for id in ids))

    def untagged(self, extractor: str) -> Iterator[str]:
        """The ids of live articles without mentions of this fingerprint, in the order they were first added."""
        return self._lacking(tagged=extractor)

    def unlinked(self, linker: str) -> Iterator[str]:
        """The ids of live articles without links of this fingerprint, in the order they were first added."""
        return self._lacking(linked=linker)

    def unread(self, extractor: str, linker: str) -> Iterator[str]:
        """The ids of live articles without mentions or without links of these fingerprints, in the order they were first added."""
        return self._lacking(tagged=extractor, linked=linker)

    def _lacking(self, **fingerprints: str) -> Iterator[str]:
        """Those that lack one in its column when this begins: so the caller may write while it goes through them."""
        lacking: set[int] = set()
        for column, fingerprint in fingerprints.items():
            row = self.database.row("SELECT number FROM fingerprint WHERE text = ?", (fingerprint,))
            statement = f"SELECT number FROM article WHERE state = 0 AND ({column} < ?1 OR {column} > ?1)"
            lacking.update(number for (number,) in self.database.rows(statement, row or (-1,)))
        found = sorted(lacking)
        for numbers in chunks(found):
            marks = ", ".join("?" * len(numbers))
            yield from (id for (id,) in self.database.rows(f"SELECT id FROM article WHERE number IN ({marks}) ORDER BY number", numbers))

    def _article(self, id: str) -> int:
        row = self.database.row("SELECT number FROM article WHERE id = ?", (id,))
        if row is None:
            raise NotFound(f"there is no article {id}")
        return int(row[0])

    def _numbers(self, ids: Sequence[str]) -> dict[str, int]:
        """The numbers of these articles, in the order of `ids`. Raises NotFound."""
        found: dict[str, int] = {}
        for chunk in chunks(ids):
            found.update(self.database.rows(f"SELECT id, number FROM article WHERE id IN ({', '.join('?' * len(chunk))})", chunk))
        for id in ids:
            if id not in found:
                raise NotFound(f"there is no article {id}")
        return {id: found[id] for id in ids}

    def _of_articles(self, statement: str, numbers: Iterable[int]) -> list[Row]:
        """The rows that a statement gives of these articles; `{marks}` stands in it for some of their numbers, all its parameters."""
        every, found = list(numbers), []
        for chunk in chunks(every):
            found += self.database.rows(statement.format(marks=", ".join(f"?{at}" for at in range(1, len(chunk) + 1))), chunk)
        return found

    def _live(self, number: int) -> bool:
        return self.database.row("SELECT 1 FROM article WHERE number = ? AND state = 0", (number,)) is not None
