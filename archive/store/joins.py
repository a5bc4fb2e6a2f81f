"""Chains as they come: what is joined within an article, ready to be written, and the writing of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import compress, zip_longest
from operator import itemgetter
from typing import NamedTuple

from archive.model import EntityType, Link
from archive.store.blocks import drop_chains
from archive.store.database import Row
from archive.store.mentions import fingerprint_number
from archive.store.reasons import Reasons
from archive.text import slug

_OLD = "SELECT article, caption, article, position, resolved, salient, reason, mentions, surfaces, form, certain, why, detail FROM chain"
_OPEN: Row = (None, None, None, None)
_WATCHED = "SELECT DISTINCT caption.block FROM watched CROSS JOIN caption ON caption.slug = watched.slug"


class Outcome(NamedTuple):
    """Whose a chain is: the entity's type and key ("" for nobody's), the name it gives the entity, and why."""

    type: EntityType
    key: str
    name: str
    resolved: bool
    reason: str
    detail: str


class Joined(NamedTuple):
    """A link of one article, ready to be written. `outcome` is whose it is as far as its article alone tells, None where it does not."""

    type: str
    key: str
    name: str
    slug: str
    block: str
    columns: tuple[bool, bool, str, str, str]
    """Whether it is resolved and salient, the reason, and the mentions and their surfaces in JSON."""
    outcome: Outcome | None


def joined(
    links: Sequence[Link], surfaces: Sequence[str], block: Callable[[Link], str], outcomes: Iterable[Outcome | None] = ()
) -> list[Joined]:
    """Links of one article, no two of one (type, key), with the surfaces of its mentions, ready for `put_chains`; pure.

    `block` names a link's block by its type, key and name alone.
    """
    return [
        Joined(link.type.value, link.key, link.name, _slug(link.name), block(link), _columns(link, surfaces), outcome)
        for link, outcome in zip_longest(links, outcomes)
    ]


def _columns(link: Link, surfaces: Sequence[str]) -> tuple[bool, bool, str, str, str]:
    counts = Counter([surfaces[at] for at in link.mentions])
    return link.resolved, link.salient, link.reason, _packed(link.mentions), _packed(counts)


_packed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_slug = lru_cache(maxsize=50_000)(slug)


class Joins(Reasons):
    """The chains of a store's articles as they are written."""

    def put_chains(self, given: Mapping[str, Sequence[Joined]], fingerprint: str) -> list[str]:
        """Store what the linker of `fingerprint` joined in articles, in place of what they had; the ids of those where that differs.

        Chains over which other articles decide have their blocks wait to be resolved, where they differ or another linker made them;
        the others get their outcomes. Until `settle` and `relink` the articles keep the links that they have. Raises NotFound.
        """
        with self.database.transaction():
            numbers = self._numbers(list(given))
            captions = {id: [self._caption(each) for each in chains] for id, chains in given.items()}
            watched = {block for (block,) in self.database.rows(_WATCHED)}
            old = self._by_article(_OLD, numbers.values())
            foreign = self._foreign(numbers.values(), fingerprint)
            writing, touched, stale, changed = [], set[int](), [], []
            for id, number in numbers.items():
                had, blocks = old.get(number, []), [block for _, block in captions[id]]
                waits = [each.type == EntityType.PERSON or block in watched for each, block in zip(given[id], blocks, strict=True)]
                rows, same = self._rows(number, given[id], captions[id], waits, had)
                if not same:
                    changed.append(id)
                    if had:
                        drop_chains(self.database, number)
                if not same or number in foreign:
                    touched.update(compress(blocks, waits))
                if not rows or rows != had:
                    stale.append(number)
                    writing += rows
            writing.sort(key=itemgetter(0, 1))  # as the table is ordered: fewer pages are touched
            self.database.run_many(f"INSERT OR REPLACE INTO chain VALUES ({', '.join('?' * 12)})", writing)
            self.database.run_many("UPDATE block SET waiting = 1 WHERE number = ? AND NOT waiting", [(each,) for each in sorted(touched)])
            self.database.run_many("INSERT OR IGNORE INTO stale VALUES (?)", [(number,) for number in stale])
            return changed

    def _rows(
        self, number: int, chains: Sequence[Joined], captions: Sequence[tuple[int, int]], waits: Sequence[bool], had: Sequence[Row]
    ) -> tuple[list[Row], bool]:
        """The rows of an article's chains, and whether they differ from those it had by their outcomes at most."""
        local = [(caption, number, at, *each.columns) for at, (each, (caption, _)) in enumerate(zip(chains, captions, strict=True))]
        same = local == [row[:8] for row in had]
        kept = [row[8:] for row in had] if same else [_OPEN] * len(local)
        outcomes = [
            keep if each.outcome is None or wait else self._settled(each.outcome)
            for each, wait, keep in zip(chains, waits, kept, strict=True)
        ]
        return [row + outcome for row, outcome in zip(local, outcomes, strict=True)], same

    def _settled(self, outcome: Outcome) -> Row:
        """An outcome as a chain has it: form, certain, why and detail."""
        form = self._form(outcome.type, outcome.key, outcome.name) if outcome.key else None
        return form, outcome.resolved, outcome.reason, outcome.detail

    def _foreign(self, numbers: Iterable[int], fingerprint: str) -> set[int]:
        """Have the articles be linked by `fingerprint`; those that were not."""
        linked = fingerprint_number(self.database, fingerprint)
        rows = self._of_articles("SELECT number, linked FROM article WHERE number IN ({marks})", numbers)
        found = {number for number, before in rows if before != linked}
        self.database.run_many("UPDATE article SET linked = ? WHERE number = ?", [(linked, each) for each in sorted(found)])
        return found

    def _by_article(self, select: str, numbers: Iterable[int]) -> dict[int, list[Row]]:
        """The rows of `select`, which begin with the article's number, without it: by article, each in order of position."""
        found: dict[int, list[Row]] = {}
        for row in self._of_articles(f"{select} WHERE article IN ({{marks}}) ORDER BY article, position", numbers):
            found.setdefault(row[0], []).append(row[1:])
        return found

    def _caption(self, chain: Joined) -> tuple[int, int]:
        """The number of what the linker calls an entity, and that of its block, which is the one that holds today."""
        block = self.database.number("INSERT INTO block (name) VALUES (?)", "SELECT number FROM block WHERE name = ?", (chain.block,))
        key = ("caption", *chain[:3], chain.block)
        number = self.database.known.get(key)
        if number is None:
            statement = (
                "INSERT INTO caption (type, key, name, slug, block) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET block = excluded.block RETURNING number"
            )
            number = int(self.database.rows(statement, (*chain[:4], block))[0][0])
            self.database.remember(key, number)
        return number, block
