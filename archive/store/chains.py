"""Chains in the store: what the linker within an article joined, whose the resolver says it is, and the links made of both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.model import EntityType, Link, PartialDate
from archive.store.blocks import drop_chains, touch_blocks
from archive.store.database import CHUNK, Row
from archive.store.entities import one_each
from archive.store.mentions import fingerprint_number
from archive.store.reasons import Reasons, link_of
from archive.store.tallies import count_links
from archive.text import slug

_CHAINS = (
    "SELECT chain.caption, chain.article, article.id, date, caption.type, caption.key, caption.name, mentions, chain.resolved, salient, "
    "reason, waiting, form, certain, why, detail FROM chain JOIN caption ON caption.number = chain.caption "
    "JOIN block ON block.number = caption.block JOIN article ON article.number = chain.article"
)
_CLEAR = "UPDATE block SET waiting = 0 WHERE name = ?"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whose a chain is: the entity's type and key ("" for nobody's), the name it gives the entity, and why."""

    type: EntityType
    key: str
    name: str
    resolved: bool
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A link within an article, as it is to be resolved over all articles.

    `day` is the ordinal of the article's first day; `waits` tells whether the chain's whole block is to be resolved.
    """

    article: str
    day: int | None
    link: Link
    waits: bool
    _place: tuple[int, int]
    _outcome: tuple[object, ...]


class Chains(Reasons):
    """The chains of a store's articles, and the blocks in which they are resolved."""

    # ------------------------------------------------------------ within an article

    def put_chains(self, id: str, links: Sequence[Link], surfaces: Sequence[str], block: Callable[[Link], str], fingerprint: str) -> bool:
        """Store what the linker of `fingerprint` joined in an article, in place of what it had; return whether that differs.

        `surfaces` are those of the article's mentions, `block` names a link's block by its type, key and name alone. Where the chains
        differ their blocks wait to be resolved; until `settle` and `relink` the article keeps the links that it has. Raises NotFound.
        """
        with self.database.transaction():
            number = self._article(id)
            linked = fingerprint_number(self.database, fingerprint)
            self.database.run("UPDATE article SET linked = ? WHERE number = ?", (linked, number))
            rows = [
                (
                    *(self._caption(link, block(link)), number, position),
                    *(link.resolved, link.salient, link.reason, json.dumps(link.mentions, separators=(",", ":"))),
                    json.dumps(Counter(surfaces[at] for at in link.mentions), ensure_ascii=False, separators=(",", ":")),
                )
                for position, link in enumerate(one_each(links))
            ]
            old = self.database.rows(
                "SELECT caption, article, position, resolved, salient, reason, mentions, surfaces FROM chain "
                "WHERE article = ? ORDER BY position",
                (number,),
            )
            if rows and rows == old:
                return False
            if old:
                drop_chains(self.database, number)
            self.database.run_many(
                "INSERT INTO chain (caption, article, position, resolved, salient, reason, mentions, surfaces) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            touch_blocks(self.database, number)
            self.database.run("INSERT OR IGNORE INTO stale VALUES (?)", (number,))
            return rows != old

    def _caption(self, link: Link, block: str) -> int:
        """The number of what the linker calls an entity; its block is the one that holds today."""
        key = ("caption", link.type.value, link.key, link.name, block)
        number = self.database.known.get(key)
        if number is None:
            held = self.database.number("INSERT INTO block (name) VALUES (?)", "SELECT number FROM block WHERE name = ?", (block,))
            row = (link.type.value, link.key, link.name, slug(link.name), held)
            statement = (
                "INSERT INTO caption (type, key, name, slug, block) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET block = excluded.block RETURNING number"
            )
            number = int(self.database.rows(statement, row)[0][0])
            self.database.remember(key, number)
        return number

    # ------------------------------------------------------------ over all articles

    def waiting_blocks(self) -> Iterator[tuple[str, int]]:
        """Each block that waits when this begins, by name, and the number of its chains."""
        found = self.database.rows(
            "SELECT block.name, count(chain.article) FROM block LEFT JOIN caption ON caption.block = block.number "
            "LEFT JOIN chain ON chain.caption = caption.number WHERE waiting GROUP BY block.number ORDER BY block.name"
        )
        yield from found

    def chains_of_blocks(self, blocks: Sequence[str]) -> list[Chain]:
        """All chains of live articles in these blocks."""
        return self._chains("block.name IN ({marks})", blocks)

    def chains_of(self, ids: Sequence[str]) -> list[Chain]:
        """The chains of these live articles."""
        return self._chains("article.id IN ({marks})", ids)

    def _chains(self, where: str, values: Sequence[str]) -> list[Chain]:
        found: list[Chain] = []
        for start in range(0, len(values), CHUNK):
            chunk = values[start : start + CHUNK]
            marked = where.format(marks=", ".join("?" * len(chunk)))
            rows = self.database.rows(f"{_CHAINS} WHERE state = 0 AND {marked} ORDER BY chain.article, position", chunk)
            found += [_chain(row) for row in rows]
        return found

    def settle(self, outcomes: Iterable[tuple[Chain, Outcome]], blocks: Sequence[str] = ()) -> None:
        """Store whose the chains are; `blocks` no longer wait. New entities get their ids here.

        The links of articles of which an outcome differs are made anew by the next `relink`.
        """
        with self.database.transaction():
            rows, stale = [], set()
            for chain, outcome in outcomes:
                form = self._form(outcome.type, outcome.key, outcome.name) if outcome.key else None
                row = (form, outcome.resolved, outcome.reason, outcome.detail)
                if row != chain._outcome:
                    rows.append((*row, *chain._place))
                    stale.add(chain._place[1])
            self.database.run_many("UPDATE chain SET form = ?, certain = ?, why = ?, detail = ? WHERE caption = ? AND article = ?", rows)
            self.database.run_many("INSERT OR IGNORE INTO stale VALUES (?)", [(number,) for number in sorted(stale)])
            self.database.run_many(_CLEAR, [(block,) for block in blocks])

    def have_wait(self, ids: Iterable[str]) -> None:
        """Have the blocks of these articles resolved again, where other articles count in them."""
        with self.database.transaction():
            for id in ids:
                touch_blocks(self.database, self._article(id))

    def stale(self) -> list[str]:
        """The ids of the articles, live or not, whose links are older than what is known of their chains."""
        return [id for (id,) in self.database.rows("SELECT id FROM stale JOIN article ON number = article ORDER BY number")]

    def relink(self, ids: Iterable[str]) -> list[str]:
        """Make the links of articles from their chains; the ids of those whose links differ, which take the next sequence numbers."""
        with self.database.transaction():
            return [id for id in ids if self._relink(self._article(id))]

    def _relink(self, number: int) -> bool:
        """The links of one article: chains of one entity make one link, under the longest of their names.

        A link has the reason of its article, unless only the others tell whose a surname is: so a decision that says again what
        is known already changes no article.
        """
        self.database.run("DELETE FROM stale WHERE article = ?", (number,))
        rows = self.database.rows(
            "SELECT entity, form.name, form, position, certain, salient, iif(certain = chain.resolved, reason, why), mentions FROM chain "
            "JOIN form ON form.number = form WHERE article = ? ORDER BY position",
            (number,),
        )
        merged: dict[int, list[Row]] = {}
        for row in rows:
            merged.setdefault(row[0], []).append(row[1:])
        links = [(number, *_merged(found, position)) for position, found in enumerate(merged.values())]
        old = self.database.rows("SELECT * FROM link WHERE article = ? ORDER BY position", (number,))
        if links == old:
            return False
        live = int(self._live(number))
        count_links(self.database, number, -live)
        self.database.run("DELETE FROM link WHERE article = ?", (number,))
        self.database.run_many("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?)", links)
        count_links(self.database, number, live)
        self.database.run("UPDATE article SET sequence = ? WHERE number = ?", (self.sequence() + 1, number))
        return True

    def waiting_articles(self) -> int:
        """How many live articles have names that wait to be resolved over all articles."""
        found = self.database.row(
            "SELECT count(*) FROM article WHERE state = 0 AND number IN (SELECT article FROM stale UNION SELECT chain.article FROM block "
            "JOIN caption ON caption.block = block.number JOIN chain ON chain.caption = caption.number WHERE waiting)"
        )
        return int(found[0]) if found else 0


def _chain(row: Row) -> Chain:
    caption, number, id, date, *link = row[:11]
    day = PartialDate.parse(date).first.toordinal() if date else None
    return Chain(id, day, link_of(tuple(link)), bool(row[11]), (caption, number), row[12:])


def _merged(rows: Sequence[Row], position: int) -> Row:
    """The row of one link, made of those of its chains: form, position, resolved, salient, reason, mentions."""
    form = max(rows, key=lambda row: (len(row[0]), row[0]))[1]
    mentions = sorted({at for row in rows for at in json.loads(row[-1])})
    return form, position, int(any(row[3] for row in rows)), int(any(row[4] for row in rows)), rows[0][5], json.dumps(mentions)
