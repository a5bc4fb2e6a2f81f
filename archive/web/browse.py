"""The page of all values of a facet: by count or by name, with a box to find one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from archive.core import Archive
from archive.schema import BY_NAME, Kind
from archive.search import Facet, SearchRequest
from archive.text import fold_text
from archive.web import refine
from archive.web.hits import Link
from archive.web.present import Chip, ValueView, chips, value_view
from archive.web.urls import LARGEST_FACET, Addresses, FacetRequest


@dataclass(frozen=True, slots=True)
class FacetPage:
    """What the page shows. `hidden` are the parameters that its form carries on."""

    field: str
    heading: str
    label: str
    match: str
    values: tuple[ValueView, ...]
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
        orders=(
            Link("Most articles", addresses.facet(replace(asked, order="count", offset=0)), current=asked.order == "count"),
            Link("A to Z", addresses.facet(replace(asked, order="value", offset=0)), current=asked.order == "value"),
        ),
        previous=addresses.facet(replace(asked, offset=max(0, asked.offset - asked.size))) if asked.offset else None,
        next=addresses.facet(replace(asked, offset=asked.offset + asked.size)) if found.more else None,
        text=request.text,
        chips=chips(addresses, request, [found]),
        back=addresses.search(request) if within else None,
        all=addresses.facet(FacetRequest(asked.field, SearchRequest(size=addresses.size))) if within or asked.match else None,
        hidden=tuple(hidden) + ((("order", asked.order),) if asked.order != "count" else ()),
    )


def values_of(archive: Archive, asked: FacetRequest, today: dt.date) -> Facet:
    """The page of values. Where an id sorts unlike its name (DE is Germany), all are fetched and sorted by name; there are few."""
    match = asked.match.strip() or None
    by_name = asked.order == "value" and asked.field in BY_NAME and BY_NAME[asked.field].kind is Kind.COUNTRY
    if not by_name:
        return archive.facet(asked.field, asked.search, today, match, asked.order, asked.offset, asked.size)
    found = archive.facet(asked.field, asked.search, today, match, "value", 0, LARGEST_FACET)
    values = sorted(found.values, key=lambda value: (fold_text(value.label), value.value))
    end = asked.offset + asked.size
    return Facet(found.field, tuple(values[asked.offset : end]), more=len(values) > end)
