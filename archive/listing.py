"""The entities of an archive as lists and details: what there is, under which names, and whom a name may mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from archive.applying import applied_authority
from archive.core import Archive
from archive.labels import Labels
from archive.model import Entity, EntityType
from archive.search import Filter, Hit, SearchRequest, Sort
from archive.text import words


@dataclass(frozen=True, slots=True)
class Details:
    """An entity. `aliases` are the surfaces of its mentions with the number of articles that have each; `first` and `last` are ids and
    dates of articles; `names` are those in the authority, `merged` the ids that lead here."""

    id: str
    type: str
    name: str
    resolved: bool
    articles: int
    aliases: tuple[tuple[str, int], ...]
    first: tuple[str, str] | None
    last: tuple[str, str] | None
    names: tuple[str, ...]
    merged: tuple[str, ...]


def listed(archive: Archive, type: EntityType, match: str | None, limit: int) -> list[tuple[Entity, int]]:
    """Entities of a type with their number of articles, most first; those alone that `match` may be a name of.

    A surname alone is no entity to be counted: it is there only where `match` asks for it."""
    ids = [name.value for name in Labels(archive.store).complete(type, match)] if match else None
    return archive.store.listed(type, limit, ids)


def details(archive: Archive, entity: Entity, today: dt.date) -> Details:
    """All that is known of an entity."""
    known = {(each.type, each.id): each.names for each in applied_authority(archive.store).entities}
    return Details(
        id=entity.id,
        type=entity.type.value,
        name=entity.name,
        resolved=entity.resolved,
        articles=articles_of(archive, entity),
        aliases=tuple(archive.store.surfaces(entity.type, entity.id)),
        first=_end(archive, entity, Sort.OLDEST, today),
        last=_end(archive, entity, Sort.NEWEST, today),
        names=known.get((entity.type, entity.id), ()),
        merged=tuple(archive.store.merged_into(entity.type, entity.id)),
    )


def _end(archive: Archive, entity: Entity, sort: Sort, today: dt.date) -> tuple[str, str] | None:
    """Id and date of the first or the last article of an entity."""
    request = SearchRequest(filters=(Filter(entity.type.value, (entity.id,)),), sort=sort, size=1)
    hits: tuple[Hit, ...] = archive.search(request, today).hits
    return (hits[0].id, str(hits[0].date or "undated")) if hits else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom a name may mean: `articles` are those that have the entity, `years` the first and the last of them, where any is dated."""

    entity: Entity
    articles: int
    years: tuple[int, int] | None


def candidates(archive: Archive, type: EntityType, text: str, today: dt.date, limit: int = 12) -> list[Candidate]:
    """Resolved entities of which `text` may be a name or an alias, those with the most articles first."""
    found = [(each, articles) for each, articles in listed(archive, type, text, 2 * limit) if each.resolved] if words(text) else []
    return [candidate(archive, each, articles, today) for each, articles in found[:limit]]


def candidate(archive: Archive, entity: Entity, articles: int, today: dt.date) -> Candidate:
    """An entity with the years of its articles."""
    ends = [_end(archive, entity, sort, today) for sort in (Sort.OLDEST, Sort.NEWEST)]
    years = [int(end[1][:4]) for end in ends if end is not None and end[1][:4].isdecimal()]
    return Candidate(entity, articles, (min(years), max(years)) if years else None)


def articles_of(archive: Archive, entity: Entity) -> int:
    """How many live articles have an entity."""
    return sum(articles for _, articles in archive.store.forms(entity.type, entity.id))
