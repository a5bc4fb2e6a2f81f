"""Asking about chains: whose they are and why, how they are called, and which blocks hold them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.errors import NotFound
from archive.model import EntityType, Link
from archive.store.database import Row
from archive.store.entities import Entities

_TYPE = {type.value: type for type in EntityType}
_OF_ENTITY = (
    "FROM entity JOIN form ON form.entity = entity.number JOIN chain ON chain.form = form.number "
    "JOIN article ON article.number = chain.article WHERE entity.type = ? AND entity.id = ? AND state = 0"
)
_BLOCKS_OF = (
    "SELECT DISTINCT block.name FROM article JOIN chain ON chain.article = article.number "
    "JOIN caption ON caption.number = chain.caption JOIN block ON block.number = caption.block WHERE article.id = ?"
)


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A chain and whose it is: `entity` is "" where it is nobody's; `why` and `detail` are the resolver's, None before it ran."""

    link: Link
    entity: str
    type: EntityType
    resolved: bool
    why: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why an entity is linked, and how often so: `local` joined the mentions in an article, `why` and `detail` made the chain the entity's.

    `articles` are live ones, `example` is the id of one of them.
    """

    local: str
    why: str | None
    detail: str | None
    articles: int
    mentions: int
    example: str


class Reasons(Entities):
    """What the chains of a store say."""

    def captions(self) -> Iterator[tuple[EntityType, str, str, str]]:
        """Type, key and name of everything that an article's linker ever called an entity, and its block."""
        last = 0
        statement = "SELECT caption.number, type, key, caption.name, block.name FROM caption JOIN block ON block.number = block"
        while page := self.database.rows(f"{statement} WHERE caption.number > ? ORDER BY caption.number LIMIT 5000", (last,)):
            yield from ((EntityType(type), key, name, held) for _, type, key, name, held in page)
            last = page[-1][0]

    def blocks_called(self, slugs: Iterable[str]) -> list[str]:
        """The blocks of chains with such a name."""
        statement = "SELECT block.name FROM caption JOIN block ON block.number = block WHERE slug = ?"
        return sorted({block for slug in slugs for (block,) in self.database.rows(statement, (slug,))})

    def blocks_of(self, ids: Sequence[str]) -> list[str]:
        """The blocks of the chains of these articles."""
        return sorted({block for id in ids for (block,) in self.database.rows(_BLOCKS_OF, (id,))})

    def reasons(self, id: str) -> list[Reasoned]:
        """The chains of an article in order, each with whose it is and why. Raises NotFound."""
        rows = self.database.rows(
            "SELECT caption.type, caption.key, caption.name, mentions, chain.resolved, salient, reason, "
            "coalesce(entity.id, ''), coalesce(entity.type, caption.type), coalesce(certain, 0), why, detail "
            "FROM chain JOIN caption ON caption.number = chain.caption LEFT JOIN form ON form.number = form "
            "LEFT JOIN entity ON entity.number = form.entity WHERE article = ? ORDER BY position",
            (self._article(id),),
        )
        return [
            Reasoned(link_of(row[:7]), entity, EntityType(type), bool(certain), why, detail)
            for row in rows
            for entity, type, certain, why, detail in [row[7:]]
        ]

    def surfaces(self, type: EntityType, id: str) -> list[tuple[str, int]]:
        """The surfaces of an entity's mentions and in how many live articles each stands, most first, then by alphabet.

        A line's end within a name is a space.
        """
        standing: dict[str, set[int]] = defaultdict(set)
        for article, surfaces in self.database.rows(f"SELECT article.number, surfaces {_OF_ENTITY}", (type.value, id)):
            for surface in json.loads(surfaces):
                standing[" ".join(surface.split())].add(article)
        counts = {surface: len(articles) for surface, articles in standing.items()}
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    def grounds(self, type: EntityType, id: str) -> list[Grounds]:
        """Why live articles have an entity, each reason with its number of articles, most first. `detail` is that of one of them."""
        rows = self.database.rows(
            "SELECT reason, why, min(detail), count(DISTINCT article.number), sum(json_array_length(mentions)), min(article.id) "
            f"{_OF_ENTITY} GROUP BY reason, why ORDER BY 4 DESC, reason, why",
            (type.value, id),
        )
        return [Grounds(*row) for row in rows]

    def articles_with(self, type: EntityType, id: str) -> list[str]:
        """The ids of the live articles that have an entity, ascending."""
        return [id for (id,) in self.database.rows(f"SELECT DISTINCT article.id {_OF_ENTITY} ORDER BY article.id", (type.value, id))]

    def chained(self, id: str, type: EntityType, entity: str) -> list[Link]:
        """The chains of an article that are the entity's. Raises NotFound where it has none."""
        found = [each.link for each in self.reasons(id) if (each.type, each.entity) == (type, entity)]
        if not found:
            raise NotFound(f"article {id} does not have the {type.value} {entity}")
        return found


def link_of(row: Row) -> Link:
    """The link in type, key, name, mentions, resolved, salient and reason."""
    type, key, name, mentions, resolved, salient, reason = row
    return Link(_TYPE[type], key, name, tuple(json.loads(mentions)), bool(resolved), bool(salient), reason)
