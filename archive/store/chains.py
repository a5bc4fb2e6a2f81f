"""Chains over all articles: the blocks in which they are resolved, whose they are, and the links made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.model import EntityType, Link, PartialDate
from archive.store.blocks import touch_blocks
from archive.store.database import Row, chunks
from archive.store.joins import Joins, Outcome

_TYPE = {type.value: type for type in EntityType}
_CHAINS = (
    "SELECT chain.caption, chain.article, article.id, date, caption.type, caption.key, caption.name, chain.resolved, salient, "
    "reason, form, certain, why, detail FROM chain JOIN caption ON caption.number = chain.caption "
    "JOIN block ON block.number = caption.block JOIN article ON article.number = chain.article"
)
_CLEAR = "UPDATE block SET waiting = 0 WHERE name = ?"


@dataclass(frozen=True, slots=True)
class Chain:
    """A link within an article, as it is to be resolved over all articles.

    `day` is the ordinal of the article's first day. The link comes without its mentions: whose it is does not hang on them.
    """

    article: str
    day: int | None
    link: Link
    _place: tuple[int, int]
    _outcome: tuple[object, ...]


class Chains(Joins):
    """The chains of a store's articles, and the blocks in which they are resolved."""

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
        for chunk in chunks(values):
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
                row = self._settled(outcome)
                if row != chain._outcome:
                    rows.append((*row, *chain._place))
                    stale.add(chain._place[1])
            self.database.run_many("UPDATE chain SET form = ?, certain = ?, why = ?, detail = ? WHERE caption = ? AND article = ?", rows)
            self.database.run_many("INSERT OR IGNORE INTO stale VALUES (?)", [(number,) for number in sorted(stale)])
            self.database.run_many(_CLEAR, [(block,) for block in blocks])

    def have_wait(self, ids: Iterable[str]) -> None:
        """Have the blocks of these articles resolved again, where other articles count in them."""
        with self.database.transaction():
            touch_blocks(self.database, list(self._numbers(list(ids)).values()))

    def stale(self) -> list[str]:
        """The ids of the articles, live or not, whose links are older than what is known of their chains."""
        return [id for (id,) in self.database.rows("SELECT id FROM stale JOIN article ON number = article ORDER BY number")]

    def relink(self, ids: Iterable[str]) -> list[str]:
        """Make the links of articles from their chains; the ids of those whose links differ, which take the next sequence numbers.

        Chains of one entity make one link, under the longest of their names. A link has the reason of its article, unless only the
        others tell whose a surname is: so a decision that says again what is known already changes no article.
        """
        with self.database.transaction():
            numbers = self._numbers(list(ids))
            self.database.run_many("DELETE FROM stale WHERE article = ?", [(number,) for number in numbers.values()])
            chains = self._by_article(
                "SELECT article, entity, form.name, form, position, certain, salient, iif(certain = chain.resolved, reason, why), mentions "
                "FROM chain JOIN form ON form.number = form",
                numbers.values(),
            )
            old = self._by_article("SELECT article, link.* FROM link", numbers.values())
            new = {number: _links(number, chains.get(number, ())) for number in numbers.values()}
            changed = {id: number for id, number in numbers.items() if new[number] != old.get(number, [])}
            self._put_links({number: (old.get(number, []), new[number]) for number in changed.values()})
            return list(changed)

    def _put_links(self, changed: Mapping[int, tuple[list[Row], list[Row]]]) -> None:
        """Put new links in place of the old ones, and count them anew."""
        articles, resolved = Counter[int](), Counter[int]()
        for number, (old, new) in changed.items():
            for step, links in ((-1, old), (1, new)) if self._live(number) else ():
                for _, form, _, certain, *_ in links:
                    articles[form] += step
                    resolved[form] += step * certain
        self.database.run_many("DELETE FROM link WHERE article = ?", [(number,) for number in changed])
        self.database.run_many("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?)", [row for _, new in changed.values() for row in new])
        self.database.run_many(
            "UPDATE form SET articles = articles + ?, resolved = resolved + ? WHERE number = ?",
            [(step, resolved[form], form) for form, step in articles.items() if step or resolved[form]],
        )
        sequence = self.sequence()
        rows = [(sequence + step, number) for step, number in enumerate(changed, 1)]
        self.database.run_many("UPDATE article SET sequence = ? WHERE number = ?", rows)

    def waiting_articles(self) -> int:
        """How many live articles have names that wait to be resolved over all articles."""
        found = self.database.row(
            "SELECT count(*) FROM article WHERE state = 0 AND number IN (SELECT article FROM stale UNION SELECT chain.article FROM block "
            "JOIN caption ON caption.block = block.number JOIN chain ON chain.caption = caption.number WHERE waiting)"
        )
        return int(found[0]) if found else 0


def _chain(row: Row) -> Chain:
    caption, number, id, date, type, key, name, resolved, salient, reason = row[:10]
    link = Link(_TYPE[type], key, name, (), bool(resolved), bool(salient), reason)
    return Chain(id, _day(date) if date else None, link, (caption, number), row[10:])


@lru_cache(maxsize=20_000)
def _day(date: str) -> int:
    return PartialDate.parse(date).first.toordinal()


def _links(number: int, chains: Iterable[Row]) -> list[Row]:
    """The rows of an article's links."""
    merged: dict[int, list[Row]] = {}
    for row in chains:
        merged.setdefault(row[0], []).append(row[1:])
    return [(number, *_merged(found, position)) for position, found in enumerate(merged.values())]


def _merged(rows: Sequence[Row], position: int) -> Row:
    """The row of one link, made of those of its chains: form, position, resolved, salient, reason, mentions."""
    if len(rows) == 1:
        ((_, form, _, certain, salient, reason, packed),) = rows
        return form, position, certain, salient, reason, packed.replace(",", ", ")
    form = max(rows, key=lambda row: (len(row[0]), row[0]))[1]
    mentions = sorted({at for row in rows for at in json.loads(row[-1])})
    return form, position, int(any(row[3] for row in rows)), int(any(row[4] for row in rows)), rows[0][5], json.dumps(mentions)
