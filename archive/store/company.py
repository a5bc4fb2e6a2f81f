"""Who stands beside whom: the articles of many entities at once, and all that these articles name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.model import EntityType
from archive.store.database import chunks
from archive.store.entities import Entities

_TYPE = {type.value: type for type in EntityType}


class Named(NamedTuple):
    """An entity that an article names; `salient` as its link has it."""

    type: EntityType
    id: str
    salient: bool


class Company(Entities):
    """What a store knows of entities that stand in one article."""

    def appearances(self, type: EntityType, ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Date and id of the live articles that have each of these entities, the oldest first; an undated one has the date ""."""
        found: dict[str, list[tuple[str, str]]] = {id: [] for id in ids}
        for chunk in chunks(ids):
            rows = self.database.rows(
                "SELECT DISTINCT entity.id, coalesce(date, ''), article.id FROM entity JOIN form ON form.entity = entity.number "
                "JOIN chain ON chain.form = form.number JOIN article ON article.number = chain.article "
                f"WHERE state = 0 AND type = ? AND entity.id IN ({', '.join('?' * len(chunk))}) ORDER BY 2, 3",
                (type.value, *chunk),
            )
            for id, date, article in rows:
                found[id].append((date, article))
        return found

    def named_in(self, articles: Iterable[str]) -> dict[str, list[Named]]:
        """The resolved entities that each of these articles has."""
        every = sorted(set(articles))
        found: dict[str, list[Named]] = defaultdict(list)
        for chunk in chunks(every):
            rows = self.database.rows(
                "SELECT article.id, type, entity.id, salient FROM article JOIN link ON link.article = article.number "
                "JOIN form ON form.number = link.form JOIN entity ON entity.number = form.entity "
                f"WHERE link.resolved AND article.id IN ({', '.join('?' * len(chunk))})",
                chunk,
            )
            for article, type, id, salient in rows:
                found[article].append(Named(_TYPE[type], id, bool(salient)))
        return found

    def common(self, articles: float) -> set[tuple[EntityType, str]]:
        """The entities that more than this many live articles have."""
        rows = self.database.rows(
            "SELECT type, id FROM entity JOIN form ON form.entity = entity.number GROUP BY entity.number HAVING sum(articles) > ?",
            (articles,),
        )
        return {(_TYPE[type], id) for type, id in rows}

    def assigned_names(self, type: EntityType, ids: Sequence[str]) -> set[tuple[str, str]]:
        """Id and name of every name under which live articles have one of these entities by assignment alone."""
        found: set[tuple[str, str]] = set()
        for chunk in chunks(ids):
            found.update(
                self.database.rows(
                    "SELECT id, form.name FROM entity JOIN form ON form.entity = entity.number WHERE type = ? "
                    f"AND id IN ({', '.join('?' * len(chunk))}) AND articles > 0 AND NOT EXISTS "
                    "(SELECT 1 FROM chain WHERE chain.form = form.number AND why IS NOT 'assigned')",
                    (type.value, *chunk),
                )
            )
        return found
