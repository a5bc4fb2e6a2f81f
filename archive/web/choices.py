"""A name in a filter that fits several: each of them as a link that keeps the rest of what was asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from archive.core import Archive
from archive.errors import AmbiguousName, RequestError
from archive.schema import BY_NAME
from archive.search import SearchRequest
from archive.web import refine
from archive.web.hits import Link
from archive.web.parameters import Given
from archive.web.urls import Addresses, FacetRequest

SHOWN = 8
"""Candidates that are shown and counted: each costs a search."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What `value` may mean in `field`, most articles first; `more` leads to all values with such a name."""

    field: str
    value: str
    question: str
    links: tuple[Link, ...]
    more: Link | None


def choices(archive: Archive, addresses: Addresses, asked: SearchRequest, given: Given, today: dt.date, page: str) -> tuple[Choices, ...]:
    """For every ambiguous name of `asked`, which was read from `given`, its candidates; their links lead to `page`.

    The number beside a candidate is that of the search with it and without the other ambiguous names.
    """
    rest, found = replace(asked, cursor=None, explain=False, size=1), list[AmbiguousName]()
    while True:
        try:
            archive.search(rest, today)
        except AmbiguousName as error:
            found.append(error)
            rest = refine.drop(rest, error.parameter, error.value)
            continue
        except RequestError:
            rest = replace(rest, text="")  # a query that blocks cannot be counted; the names can
        break
    return tuple(_choices(archive, addresses, error, asked, rest, given, today, page) for error in found)


def _choices(
    archive: Archive,
    addresses: Addresses,
    error: AmbiguousName,
    asked: SearchRequest,
    rest: SearchRequest,
    given: Given,
    today: dt.date,
    page: str,
) -> Choices:
    field, value = BY_NAME[error.parameter], error.value
    narrow = refine.choose if value in asked.filter(field.name).chosen else refine.exclude
    links = [
        Link(
            label,
            addresses.with_value(page, given, field.name, value, id),
            count=archive.search(narrow(rest, field.name, id), today).total,
        )
        for id, label in error.candidates[:SHOWN]
    ]
    beyond = len(error.candidates) > SHOWN
    plain = refine.without_filters(replace(asked, explain=False))
    return Choices(
        field=field.name,
        value=value,
        question=f"{field.label}: “{value}” fits several. Which one is meant?",
        links=tuple(sorted(links, key=lambda link: -(link.count or 0))),
        more=Link(f"All {field.plural.lower()} with “{value}”", addresses.facet(FacetRequest(field.name, plain, match=value)))
        if beyond
        else None,
    )
