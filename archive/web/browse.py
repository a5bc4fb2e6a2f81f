"""The page of all values of a facet: by count or by name, with a box to find one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from archive.core import Archive
from archive.model import EntityType
from archive.schema import BY_NAME, NONE, Field, Kind
from archive.search import Facet, SearchRequest
from archive.text import fold_text
from archive.web import refine
from archive.web.hits import Link
from archive.web.present import Chip, ValueView, chips, value_view
from archive.web.urls import LARGEST_FACET, Addresses, FacetRequest, usual_order


@dataclass(frozen=True, slots=True)
class FacetPage:
    """What the page shows. `hidden` are the parameters that its form carries on."""

    field: str
    heading: str
    label: str
    match: str
    named: bool
    """Whether the values have names to look for; years have none."""
    values: tuple[ValueView, ...]
    undated: Link | None
    """To the articles without a date, which are of no year."""
    pages: tuple[str | None, ...]
    """For each value the page of its own, where it is an entity."""
    orders: tuple[Link, ...]
    previous: str | None
    next: str | None
    text: str
    chips: tuple[Chip, ...]
    back: str | None
    all: str | None
    hidden: tuple[tuple[str, str], ...]


def facet_page(archive: Archive, addresses: Addresses, asked: FacetRequest, today: dt.date) -> FacetPage:
    """One page of a facet's values. Raises NotFound where the field is no facet."""
    found = values_of(archive, asked, today)
    field, request = BY_NAME[asked.field], asked.search
    within = bool(request.text or refine.narrowed(request))
    hidden = addresses.hidden(request, ())
    return FacetPage(
        field=asked.field,
        heading=field.plural,
        label=field.label.lower(),
        match=asked.match,
        values=tuple(value_view(addresses, request, asked.field, value) for value in found.values),
        undated=_undated(archive, addresses, asked, today) if field.kind is Kind.NUMBER else None,
        pages=_pages(addresses, asked.field, found),
        named=field.kind is not Kind.NUMBER,
        orders=_orders(addresses, asked, field),
        previous=addresses.facet(replace(asked, offset=max(0, asked.offset - asked.size))) if asked.offset else None,
        next=addresses.facet(replace(asked, offset=asked.offset + asked.size)) if found.more else None,
        text=request.text,
        chips=chips(addresses, request, [found]),
        back=addresses.search(request) if within else None,
        all=addresses.facet(FacetRequest(asked.field, SearchRequest(size=addresses.size))) if within or asked.match else None,
        hidden=tuple(hidden) + ((("order", asked.order),) if asked.order != usual_order(asked.field) else ()),
    )


def _orders(addresses: Addresses, asked: FacetRequest, field: Field) -> tuple[Link, ...]:
    by_year = {"value": "By year", "count": "Most articles"}
    orders = by_year if field.kind is Kind.NUMBER else {"count": "Most articles", "value": "A to Z"}
    return tuple(
        Link(text, addresses.facet(replace(asked, order=order, offset=0)), current=asked.order == order) for order, text in orders.items()
    )


def _undated(archive: Archive, addresses: Addresses, asked: FacetRequest, today: dt.date) -> Link | None:
    undated = archive.search(replace(asked.search, size=1), today).timeline.undated
    href = addresses.search(refine.choose_as_counted(refine.between(asked.search, None, None), asked.field, NONE))
    return Link("Without a date", href, count=undated) if undated else None


def _pages(addresses: Addresses, field: str, found: Facet) -> tuple[str | None, ...]:
    types = {type.value: type for type in EntityType}
    return tuple(addresses.entity(types[field], each.value) if field in types and each.value != NONE else None for each in found.values)


def _exact_first(archive: Archive, asked: FacetRequest, today: dt.date, match: str) -> Facet:
    """The page of values with such a name, those called exactly so before all others. A look-up finds few, so that all can be sorted."""
    found = archive.facet(asked.field, asked.search, today, match, "count", 0, LARGEST_FACET)
    values = sorted(found.values, key=lambda value: fold_text(value.label) != fold_text(match))
    end = asked.offset + asked.size
    return Facet(found.field, tuple(values[asked.offset : end]), more=len(values) > end)


def values_of(archive: Archive, asked: FacetRequest, today: dt.date) -> Facet:
    """The page of values. Where an id sorts unlike its name (DE is Germany), all are fetched and sorted by name; there are few."""
    match = asked.match.strip() or None
    if match and asked.order == "count":
        return _exact_first(archive, asked, today, match)
    by_name = asked.order == "value" and asked.field in BY_NAME and BY_NAME[asked.field].kind is Kind.COUNTRY
    if not by_name:
        return archive.facet(asked.field, asked.search, today, match, asked.order, asked.offset, asked.size)
    found = archive.facet(asked.field, asked.search, today, match, "value", 0, LARGEST_FACET)
    values = sorted(found.values, key=lambda value: (fold_text(value.label), value.value))
    end = asked.offset + asked.size
    return Facet(found.field, tuple(values[asked.offset : end]), more=len(values) > end)
