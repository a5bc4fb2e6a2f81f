"""Look-ups of entities: whom an id or a name stands for, and the articles that are theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from archive.core import Archive
from archive.errors import NotFound
from archive.labels import Labels
from archive.model import EntityType
from archive.search import EntityView, Filter, Form, SearchRequest, Sort, SurnameOnly, Value


def entity(archive: Archive, type: EntityType, id: str, request: SearchRequest, today: dt.date) -> EntityView:
    """One person, organisation, place or country, with a page of its articles. Raises NotFound."""
    labels = Labels(archive.store)
    if not labels.has(type.value, id):
        raise NotFound(f"there is no {type.value} “{id}”")
    asked = replace(request, filters=(Filter(type.value, (id,)),))
    oldest = archive.search(SearchRequest(filters=asked.filters, sort=Sort.OLDEST, size=1), today)
    return EntityView(
        type=type,
        value=labels.of(type.value, [id])[id],
        forms=tuple(Form(surface, articles) for surface, articles in archive.store.surfaces(type, id)),
        first=oldest.hits[0] if oldest.hits else None,
        result=archive.search(asked, today),
    )


def has_entity(archive: Archive, type: EntityType, id: str) -> bool:
    """Whether an article was ever linked to this entity."""
    return Labels(archive.store).has(type.value, id)


def called(archive: Archive, type: EntityType, name: str) -> str | None:
    """The id of the one entity that is called exactly so, by its name or an alias; None where none is, or several are."""
    found = Labels(archive.store).called(type.value, name.replace("-", " "))
    return found[0].value if len(found) == 1 else None


def near(archive: Archive, type: EntityType, text: str) -> tuple[Value, ...]:
    """Entities that `text` may mean or be a slip of, the best known first, ten at most."""
    labels = Labels(archive.store)
    slip = labels.near(type.value, text)
    names = labels.complete(type.value, text) or (labels.find(type.value, slip) if slip else ())
    return tuple(Value(name.value, name.label) for name in names[:10])


def surname_only(archive: Archive, request: SearchRequest, today: dt.date) -> SurnameOnly | None:
    """The articles that `request`, narrowed to one person, misses since they name nobody but that surname; None where it misses none.

    The surname is the last word of the person's label; which person such an article means, nobody has said.
    """
    chosen = request.filter("person").chosen
    labels = Labels(archive.store)
    surname = labels.bare_surname(chosen[0]) if len(chosen) == 1 else None
    if surname is None:
        return None
    others = replace(request.filter("person"), chosen=(surname.value,))
    filters = tuple(others if each.field == "person" else each for each in request.filters)
    asked = replace(request, filters=filters, cursor=None, explain=False, size=1)
    total = archive.search(asked, today).total
    return SurnameOnly(surname, total, replace(asked, size=request.size)) if total else None


def only_mentioned(archive: Archive, code: str, size: int, today: dt.date) -> tuple[int, SearchRequest]:
    """How many articles name a country without being about it, and the search that finds them."""
    asked = SearchRequest(text=f"mentions:{code} -country:{code}", size=size)
    return archive.search(replace(asked, size=1), today).total, asked


def survivor(archive: Archive, type: EntityType, id: str) -> tuple[EntityType, str]:
    """The entity that an id stands for today: another one where people merged it, or gave it another type; else itself."""
    kept, kept_id = archive.store.survivor(type, id)
    live = archive.store.live_types(kept_id)
    moved = len(live) == 1 and kept in archive.store.types_of(kept_id)
    return (live[0] if moved else kept), kept_id
