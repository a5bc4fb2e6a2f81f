"""Entities and links in the store: ids minted once, and which article has which entity under which name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.model import Entity, EntityType, Link
from archive.store.database import CHUNK
from archive.store.mentions import Mentions, fingerprint_number
from archive.store.slugs import mint
from archive.store.tallies import count_links, folded
from archive.text import words

LABEL = "(SELECT name FROM form WHERE form.entity = entity.number ORDER BY articles DESC, length(name) DESC, name LIMIT 1)"
"""The display name: the most frequent name over live articles, ties to the longest, then by alphabet. Computed when asked for,
so that it never depends on the order in which articles came."""

_RESOLVED = "(SELECT sum(articles) = 0 OR sum(resolved) > 0 FROM form WHERE form.entity = entity.number)"
_LINKS = (
    "SELECT article.id, entity.number, position, type, entity.id, form.name, link.resolved, salient, reason, link.mentions "
    "FROM article JOIN link ON link.article = article.number JOIN form ON form.number = link.form "
    "JOIN entity ON entity.number = form.entity"
)
_TYPE = {type.value: type for type in EntityType}
_RANK = {type: rank for rank, type in enumerate(EntityType)}


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """An entity that an article has. `entity` is its id, `label` its display name, `name` the fullest form in this article.

    `mentions` are positions in the article's list of mentions, ascending.
    """

    type: EntityType
    entity: str
    label: str
    name: str
    resolved: bool
    salient: bool
    reason: str
    mentions: tuple[int, ...]


def one_each(links: Iterable[Link]) -> list[Link]:
    """One link for each (type, key): links of the same entity are put together under the longest name."""
    found: dict[tuple[EntityType, str], Link] = {}
    for link in links:
        old = found.get((link.type, link.key))
        found[link.type, link.key] = link if old is None else _together(old, link)
    return list(found.values())


def _together(first: Link, second: Link) -> Link:
    return replace(
        first,
        name=max(first.name, second.name, key=lambda name: (len(name), name)),
        mentions=tuple(sorted({*first.mentions, *second.mentions})),
        resolved=first.resolved or second.resolved,
        salient=first.salient or second.salient,
    )


def _order(link: ArticleLink, position: int) -> tuple[object, ...]:
    """By type; countries by salience and the linker's order, the others by mentions, most first, and the first of them."""
    if link.type is EntityType.COUNTRY:
        return _RANK[link.type], not link.salient, position, link.entity
    return _RANK[link.type], -len(link.mentions), link.mentions[:1], link.entity


class Entities(Mentions):
    """The entities of a store, and their links to its articles."""

    def put_links(self, id: str, links: Sequence[Link], fingerprint: str) -> bool:
        """Store the links that the linker of `fingerprint` made, in place of older ones; return whether they differ.

        New entities get their ids here. Where the links differ the article takes the next sequence number. Raises NotFound.
        """
        with self.database.transaction():
            number = self._article(id)
            linked = fingerprint_number(self.database, fingerprint)
            rows = [
                (number, self._form(link), position, link.resolved, link.salient, link.reason, json.dumps(link.mentions))
                for position, link in enumerate(one_each(links))
            ]
            old = self.database.rows("SELECT * FROM link WHERE article = ? ORDER BY position", (number,))
            if rows == old:
                self.database.run("UPDATE article SET linked = ? WHERE number = ?", (linked, number))
                return False
            live = int(self._live(number))
            if old:
                count_links(self.database, number, -live)
                self.database.run("DELETE FROM link WHERE article = ?", (number,))
            self.database.run_many("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            count_links(self.database, number, live)
            self.database.run("UPDATE article SET linked = ?, sequence = ? WHERE number = ?", (linked, self.sequence() + 1, number))
            return True

    def links_of(self, ids: Sequence[str]) -> dict[str, list[ArticleLink]]:
        """The entities of each of the articles, as they are to be shown: persons, organisations and places by number of mentions
        and then the first of them; countries as linked, salient ones first. An article without any has an empty list."""
        found: dict[str, list[tuple[ArticleLink, int]]] = {id: [] for id in ids}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            rows = self.database.rows(f"{_LINKS} WHERE article.id IN ({', '.join('?' * len(chunk))})", chunk)
            labels = self._labels([row[1] for row in rows])
            for id, number, position, type, entity, name, resolved, salient, reason, mentions in rows:
                positions = tuple(json.loads(mentions))
                link = ArticleLink(_TYPE[type], entity, labels[number], name, bool(resolved), bool(salient), reason, positions)
                found[id].append((link, position))
        return {id: [link for link, _ in sorted(links, key=lambda each: _order(*each))] for id, links in found.items()}

    def _labels(self, numbers: Iterable[int]) -> dict[int, str]:
        """The display names of entities by number, each computed once."""
        distinct = list(dict.fromkeys(numbers))
        labels: dict[int, str] = {}
        for start in range(0, len(distinct), CHUNK):
            chunk = distinct[start : start + CHUNK]
            labels.update(self.database.rows(f"SELECT number, {LABEL} FROM entity WHERE number IN ({', '.join('?' * len(chunk))})", chunk))
        return labels

    def entity(self, type: EntityType, id: str) -> Entity | None:
        """The entity of this id, whether or not a live article has it; None where the id was never minted."""
        return self.labels(type, [id]).get(id)

    def labels(self, type: EntityType, ids: Sequence[str]) -> dict[str, Entity]:
        """The entities of these ids, in the order of `ids`; those that were never minted are left out."""
        found: dict[str, Entity] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            for id, name, resolved in self.database.rows(
                f"SELECT id, {LABEL}, {_RESOLVED} FROM entity WHERE type = ? AND id IN ({', '.join('?' * len(chunk))})",
                (type.value, *chunk),
            ):
                found[id] = Entity(id, type, name, bool(resolved))
        return {id: found[id] for id in ids if id in found}

    def surfaces(self, type: EntityType, id: str) -> list[tuple[str, int]]:
        """The names under which live articles have an entity and how many do, most first, then by alphabet."""
        return self.database.rows(
            "SELECT form.name, articles FROM entity JOIN form ON form.entity = entity.number "
            "WHERE type = ? AND id = ? AND articles > 0 ORDER BY articles DESC, form.name",
            (type.value, id),
        )

    # ------------------------------------------------------------ minting

    def _form(self, link: Link) -> int:
        """The number of the name under which the link has its entity; both are made where they are new."""
        key = ("form", link.type.value, link.key, link.name)
        number = self.database.known.get(key)
        if number is None:
            entity = self._entity(link)
            found = self.database.row("SELECT number FROM form WHERE entity = ? AND name = ?", (entity, link.name))
            number = int(found[0]) if found else self._new_form(entity, link.name)
            self.database.remember(key, number)
        return number

    def _new_form(self, entity: int, name: str) -> int:
        row = (entity, name, folded(name))
        number = self.database.run("INSERT INTO form (entity, name, folded) VALUES (?, ?, ?)", row).lastrowid
        assert number is not None
        self.database.run_many("INSERT INTO word (word, form) VALUES (?, ?)", [(word, number) for word in set(words(name))])
        return number

    def _entity(self, link: Link) -> int:
        type = link.type.value
        found = self.database.row("SELECT number FROM entity WHERE type = ? AND key = ?", (type, link.key))
        if found:
            return int(found[0])
        id = mint(link.type, link.key, link.name, lambda id: self._taken(type, id))
        number = self.database.run("INSERT INTO entity (type, id, key) VALUES (?, ?, ?)", (type, id, link.key)).lastrowid
        assert number is not None
        return number

    def _taken(self, type: str, id: str) -> bool:
        return self.database.row("SELECT 1 FROM entity WHERE type = ? AND id = ?", (type, id)) is not None
