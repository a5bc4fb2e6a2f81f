"""Mentions in the store, and which articles are still to be tagged or linked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.errors import NotFound
from archive.model import EntityType, Mention
from archive.store.articles import Articles
from archive.store.blocks import drop_chains
from archive.store.database import CHUNK, Database
from archive.store.tallies import count_links

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
        """Store the mentions that the extractor of `fingerprint` found, as `put_packed` does."""
        return self.put_packed(id, pack(mentions), fingerprint)

    def put_packed(self, id: str, packed: str, fingerprint: str) -> bool:
        """Store mentions that `pack` packed, found by the extractor of `fingerprint`, in place of older ones; return whether they differ.

        Links point into the list of mentions, so where that differs they go, and the article is to be linked again. Raises NotFound.
        """
        with self.database.transaction():
            number = self._article(id)
            tagged = fingerprint_number(self.database, fingerprint)
            old = self.database.row("SELECT mentions FROM mention WHERE article = ?", (number,))
            if old == (packed,):
                self.database.run("UPDATE article SET tagged = ? WHERE number = ?", (tagged, number))
                return False
            self._drop_links(number)
            self.database.run("DELETE FROM decided WHERE article = ?", (number,))
            self.database.run("INSERT OR REPLACE INTO mention (article, mentions) VALUES (?, ?)", (number, packed))
            self.database.run("UPDATE article SET tagged = ?, linked = 0 WHERE number = ?", (tagged, number))
            return True

    def _drop_links(self, number: int) -> None:
        drop_chains(self.database, number)
        if self.database.row("SELECT 1 FROM link WHERE article = ?", (number,)):
            count_links(self.database, number, -self._live(number))
            self.database.run("DELETE FROM link WHERE article = ?", (number,))
            self.database.run("UPDATE article SET sequence = ? WHERE number = ?", (self.sequence() + 1, number))

    def mentions(self, id: str) -> list[Mention]:
        """The mentions of an article that links point to: as the authority has them. None where it has none, or is not there."""
        return self._mentions([id], "coalesce(decided.mentions, mention.mentions)")[id]

    def extracted(self, ids: Sequence[str]) -> dict[str, list[Mention]]:
        """The mentions of each of the articles in the order they were given to `put_mentions`."""
        return self._mentions(ids, "mention.mentions")

    def _mentions(self, ids: Sequence[str], column: str) -> dict[str, list[Mention]]:
        found: dict[str, list[Mention]] = {id: [] for id in ids}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            rows = self.database.rows(
                f"SELECT id, {column}, title, coalesce(dateline, ''), text FROM article JOIN mention ON mention.article = number "
                "JOIN body ON body.article = number LEFT JOIN decided ON decided.article = number "
                f"WHERE id IN ({', '.join('?' * len(chunk))})",
                chunk,
            )
            for id, packed, title, dateline, body in rows:
                found[id] = unpack(packed, {"title": title, "dateline": dateline, "body": self.bodies.unpacked(id, body)})
        return found

    def put_decided(self, decided: Mapping[str, Sequence[Mention] | None]) -> None:
        """Lay mentions over those that were extracted from articles; None takes them away. Their chains are to be put next.

        Raises NotFound.
        """
        with self.database.transaction():
            numbers = self._numbers(list(decided))
            laid = [(numbers[id], pack(mentions)) for id, mentions in decided.items() if mentions is not None]
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

    def untagged(self, fingerprint: str) -> Iterator[str]:
        """The ids of live articles without mentions of this fingerprint, in the order they were first added."""
        return self._lacking("tagged", fingerprint)

    def unlinked(self, fingerprint: str) -> Iterator[str]:
        """The ids of live articles without links of this fingerprint, in the order they were first added."""
        return self._lacking("linked", fingerprint)

    def _lacking(self, column: str, fingerprint: str) -> Iterator[str]:
        """Those that lack it when this begins: so the caller may write while it goes through them."""
        row = self.database.row("SELECT number FROM fingerprint WHERE text = ?", (fingerprint,))
        found = self.database.rows(
            f"SELECT number FROM article WHERE state = 0 AND ({column} < ?1 OR {column} > ?1) ORDER BY number", row or (-1,)
        )
        for start in range(0, len(found), CHUNK):
            numbers = [number for (number,) in found[start : start + CHUNK]]
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
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            found.update(self.database.rows(f"SELECT id, number FROM article WHERE id IN ({', '.join('?' * len(chunk))})", chunk))
        for id in ids:
            if id not in found:
                raise NotFound(f"there is no article {id}")
        return {id: found[id] for id in ids}

    def _live(self, number: int) -> bool:
        return self.database.row("SELECT 1 FROM article WHERE number = ? AND state = 0", (number,)) is not None
