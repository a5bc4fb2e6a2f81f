"""Entities and links in the store: ids minted once, and which article has which entity under which name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from archive.model import Entity, EntityType
from archive.store.database import chunks
from archive.store.mentions import Mentions
from archive.store.slugs import mint
from archive.store.tallies import folded
from archive.text import slug, words

LABEL = (
    "coalesce((SELECT name FROM alias WHERE alias.type = entity.type AND alias.id = entity.id AND main), "
    "(SELECT name FROM form WHERE form.entity = entity.number ORDER BY articles DESC, length(name) DESC, name LIMIT 1))"
)
"""The display name: what the authority says, else the most frequent name over live articles, ties to the longest, then by alphabet.
Computed when asked for, so that it never depends on the order in which articles came."""

NAMED = "id:"
"""With this begins the key of an entity whose id the authority names; the id itself follows."""

_RESOLVED = "(SELECT sum(articles) = 0 OR sum(resolved) > 0 FROM form WHERE form.entity = entity.number)"
_LINKS = (
    "SELECT article.id, entity.number, position, type, entity.id, form.name, link.resolved, salient, reason, link.mentions "
    "FROM article JOIN link ON link.article = article.number JOIN form ON form.number = link.form "
    "JOIN entity ON entity.number = form.entity"
)
_TYPE = {type.value: type for type in EntityType}
_RANK = {type: rank for rank, type in enumerate(EntityType)}


class ArticleLink(NamedTuple):
    """An entity that an article has. `entity` is its id, `label` its display name, `name` the fullest form in this article.

    `mentions` are positions in the article's list of mentions, ascending. A tuple, since a search makes a hundred and more.
    """

    type: EntityType
    entity: str
    label: str
    name: str
    resolved: bool
    salient: bool
    reason: str
    mentions: tuple[int, ...]


@lru_cache(maxsize=10_000)
def _positions(mentions: str) -> tuple[int, ...]:
    """Positions as they are stored; most articles name most entities at few of the same ones."""
    return tuple(json.loads(mentions))


def _order(link: ArticleLink, position: int) -> tuple[object, ...]:
    """By type; countries by salience and the linker's order, the others by mentions, most first, and the first of them."""
    if link.type is EntityType.COUNTRY:
        return _RANK[link.type], not link.salient, position, link.entity
    return _RANK[link.type], -len(link.mentions), link.mentions[:1], link.entity


class Entities(Mentions):
    """The entities of a store, and their links to its articles."""

    def links_of(self, ids: Sequence[str]) -> dict[str, list[ArticleLink]]:
        """The entities of each of the articles, as they are to be shown: persons, organisations and places by number of mentions
        and then the first of them; countries as linked, salient ones first. An article without any has an empty list."""
        found: dict[str, list[tuple[ArticleLink, int]]] = {id: [] for id in ids}
        for chunk in chunks(ids):
            rows = self.database.rows(f"{_LINKS} WHERE article.id IN ({', '.join('?' * len(chunk))})", chunk)
            labels = self._labels([row[1] for row in rows])
            for id, number, position, type, entity, name, resolved, salient, reason, mentions in rows:
                positions = _positions(mentions)
                link = ArticleLink(_TYPE[type], entity, labels[number], name, bool(resolved), bool(salient), reason, positions)
                found[id].append((link, position))
        return {id: [link for link, _ in sorted(links, key=lambda each: _order(*each))] for id, links in found.items()}

    def _labels(self, numbers: Iterable[int]) -> dict[int, str]:
        """The display names of entities by number, each computed once."""
        distinct = list(dict.fromkeys(numbers))
        labels: dict[int, str] = {}
        for chunk in chunks(distinct):
            labels.update(self.database.rows(f"SELECT number, {LABEL} FROM entity WHERE number IN ({', '.join('?' * len(chunk))})", chunk))
        return labels

    def entity(self, type: EntityType, id: str) -> Entity | None:
        """The entity of this id, whether or not a live article has it; None where the id was never minted."""
        return self.labels(type, [id]).get(id)

    def labels(self, type: EntityType, ids: Sequence[str]) -> dict[str, Entity]:
        """The entities of these ids, in the order of `ids`; those that were never minted are left out."""
        found: dict[str, Entity] = {}
        for chunk in chunks(ids):
            for id, name, resolved in self.database.rows(
                f"SELECT id, {LABEL}, {_RESOLVED} FROM entity WHERE type = ? AND id IN ({', '.join('?' * len(chunk))})",
                (type.value, *chunk),
            ):
                found[id] = Entity(id, type, name, bool(resolved))
        return {id: found[id] for id in ids if id in found}

    def forms(self, type: EntityType, id: str) -> list[tuple[str, int]]:
        """The names under which live articles have an entity and how many do, most first, then by alphabet."""
        return self.database.rows(
            "SELECT form.name, articles FROM entity JOIN form ON form.entity = entity.number "
            "WHERE type = ? AND id = ? AND articles > 0 ORDER BY articles DESC, form.name",
            (type.value, id),
        )

    def listed(self, type: EntityType, limit: int, ids: Sequence[str] | None = None) -> list[tuple[Entity, int]]:
        """The entities that live articles have and how many do, most first, then by id: the resolved ones, or any among `ids`."""
        among = "AND live.resolved > 0" if ids is None else f"AND id IN ({', '.join('?' * len(ids))})"
        rows = self.database.rows(
            f"SELECT id, {LABEL}, total, resolved > 0 FROM entity JOIN (SELECT entity, sum(articles) AS total, sum(resolved) AS resolved "
            f"FROM form WHERE articles > 0 GROUP BY entity) AS live ON live.entity = entity.number WHERE type = ? {among} "
            f"ORDER BY total DESC, id LIMIT {limit}",
            (type.value, *(ids or ())),
        )
        return [(Entity(id, type, name, bool(resolved)), total) for id, name, total, resolved in rows]

    def every_form(self, type: EntityType) -> list[tuple[str, str, int]]:
        """Id, name and number of live articles of every name under which live articles have a resolved entity of this type."""
        return self.database.rows(
            "SELECT id, form.name, articles FROM entity JOIN form ON form.entity = entity.number "
            "WHERE type = ? AND resolved > 0 ORDER BY id, form.name",
            (type.value,),
        )

    def merged_into(self, type: EntityType, id: str) -> list[str]:
        """The ids that lead to this one."""
        rows = self.database.rows("SELECT id FROM redirect WHERE to_type = ? AND to_id = ? ORDER BY id", (type.value, id))
        return [gone for (gone,) in rows]

    def survivor(self, type: EntityType, id: str) -> tuple[EntityType, str]:
        """The entity that an id stands for today: another one where it was merged, else itself."""
        found = self.database.row("SELECT to_type, to_id FROM redirect WHERE type = ? AND id = ?", (type.value, id))
        return (EntityType(found[0]), found[1]) if found else (type, id)

    def live_types(self, id: str) -> list[EntityType]:
        """The types in which live articles have an entity of this id."""
        statement = "SELECT DISTINCT type FROM entity JOIN form ON form.entity = entity.number WHERE id = ? AND articles > 0"
        return [EntityType(type) for (type,) in self.database.rows(statement, (id,))]

    def types_of(self, id: str) -> list[EntityType]:
        """The types in which an entity of this id was ever minted, or is named by the authority."""
        rows = self.database.rows("SELECT type FROM entity WHERE id = ?1 UNION SELECT type FROM alias WHERE id = ?1", (id,))
        return sorted((EntityType(type) for (type,) in rows), key=lambda type: _RANK[type])

    # ------------------------------------------------------------ minting

    def free_id(self, type: EntityType, name: str) -> str:
        """The id that a new entity of this name would get; of no entity of any type."""
        return mint(type, slug(name), name, lambda id: any(self._taken(each.value, id) for each in EntityType))

    def _form(self, type: EntityType, key: str, name: str) -> int:
        """The number of the name under which an article has the entity (type, key); both are made where they are new."""
        known = ("form", type.value, key, name)
        number = self.database.known.get(known)
        if number is None:
            entity, minted = self._entity(type, key, name)
            found = None if minted else self.database.row("SELECT number FROM form WHERE entity = ? AND name = ?", (entity, name))
            number = int(found[0]) if found else self._new_form(entity, name)
            self.database.remember(known, number)
        return number

    def _new_form(self, entity: int, name: str) -> int:
        row = (entity, name, folded(name))
        number = self.database.run("INSERT INTO form (entity, name, folded) VALUES (?, ?, ?)", row).lastrowid
        assert number is not None
        self.database.run_many("INSERT INTO word (word, form) VALUES (?, ?)", [(word, number) for word in set(words(name))])
        return number

    def _entity(self, type: EntityType, key: str, name: str) -> tuple[int, bool]:
        """The number of the entity (type, key), or of the one it was merged into, and whether it is minted just now."""
        found = self.database.row("SELECT id, number FROM entity WHERE type = ? AND key = ?", (type.value, key))
        if not found and not key.startswith(NAMED) and type is not EntityType.COUNTRY:  # what nobody has, nobody has merged either
            return self._mint(type, mint(type, key, name, lambda id: self._taken(type.value, id)), key), True
        id = str(found[0]) if found else key.removeprefix(NAMED)  # a country's key is its id
        kept, kept_id = self.survivor(type, id)
        if (kept, kept_id) != (type, id):
            key = NAMED + kept_id
        elif found:
            return int(found[1]), False
        there = self.database.row("SELECT number FROM entity WHERE type = ? AND id = ?", (kept.value, kept_id))
        return (int(there[0]), False) if there else (self._mint(kept, kept_id, key), True)

    def _mint(self, type: EntityType, id: str, key: str) -> int:
        """Make the entity of this id, which is of nobody yet."""
        number = self.database.run("INSERT INTO entity (type, id, key) VALUES (?, ?, ?)", (type.value, id, key)).lastrowid
        assert number is not None
        return number

    def _taken(self, type: str, id: str) -> bool:
        """Whether an id was ever given, or is spoken for by the authority."""
        statement = (
            "SELECT 1 FROM entity WHERE type = ?1 AND id = ?2 UNION SELECT 1 FROM alias WHERE type = ?1 AND id = ?2 "
            "UNION SELECT 1 FROM redirect WHERE type = ?1 AND id = ?2"
        )
        return self.database.row(statement, (type, id)) is not None
