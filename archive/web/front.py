"""The front page: what the archive holds, where to begin, and queries made from what is really there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.core import Archive
from archive.counts import count_words
from archive.errors import RequestError
from archive.model import EntityType
from archive.schema import BY_NAME
from archive.search import Facet, SearchRequest, SearchResult
from archive.web import refine
from archive.web.hits import Link
from archive.web.timeline import TimelineView, timeline_view
from archive.web.urls import Addresses, FacetRequest

EXAMPLES = 5
_TOPS = ("person", "country", "organisation", "place", "source")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Top:
    """The values of one facet that most articles have."""

    heading: str
    links: tuple[Link, ...]
    more: str


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows."""

    total: int
    holds: str
    collections: tuple[Link, ...]
    timeline: TimelineView | None
    tops: tuple[Top, ...]
    examples: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What costs searches, kept for as long as nothing changes."""

    result: SearchResult
    collections: tuple[tuple[str, int], ...]
    examples: tuple[tuple[str, int], ...]


def front_page(archive: Archive, addresses: Addresses, tag: str, today: dt.date) -> FrontPage:
    """The front page of the commit that `tag` names."""
    found = _gather(archive, tag, today)
    request = SearchRequest(size=addresses.size)
    return FrontPage(
        total=found.result.total,
        holds=_holds(found.result),
        collections=tuple(
            Link(name, addresses.search(SearchRequest(text=f'collection:"{name}"', size=addresses.size)), count=articles)
            for name, articles in found.collections
        ),
        timeline=timeline_view(addresses, request, found.result.timeline),
        tops=tuple(_top(addresses, request, facet) for facet in _ordered(found.result) if facet.values),
        examples=tuple(
            Link(text, addresses.search(SearchRequest(text=text, size=addresses.size)), count=total) for text, total in found.examples
        ),
    )


@lru_cache(maxsize=4)
def _gather(archive: Archive, tag: str, today: dt.date) -> _Gathered:
    result = archive.search(SearchRequest(size=20), today)
    return _Gathered(result, tuple(archive.store.collections()), tuple(_examples(archive, result, today)))


def _holds(result: SearchResult) -> str:
    """`72 articles, 2011 to 2015`."""
    words = count_words(result.total, "article")
    buckets = result.timeline.buckets
    if not buckets:
        return words
    first, last = buckets[0].start[:4], buckets[-1].start[:4]
    return f"{words}, {first} to {last}" if first != last else f"{words} of {first}"


def _ordered(result: SearchResult) -> list[Facet]:
    facets = {facet.field: facet for facet in result.facets}
    return [facets[name] for name in _TOPS if name in facets]


def _top(addresses: Addresses, request: SearchRequest, facet: Facet) -> Top:
    types = {type.value: type for type in EntityType}

    def href(value: str) -> str:
        if facet.field in types and value != "none":
            return addresses.entity(types[facet.field], value)
        return addresses.search(refine.choose(request, facet.field, value))

    return Top(
        heading=BY_NAME[facet.field].plural,
        links=tuple(Link(each.label, href(each.value), count=each.count) for each in facet.values[:_SHOWN]),
        more=addresses.facet(FacetRequest(facet.field, request)),
    )


# ---------------------------------------------------------------- examples


def _examples(archive: Archive, result: SearchResult, today: dt.date) -> Iterator[tuple[str, int]]:
    """The first few candidates that find something, with how much."""
    left = EXAMPLES
    for text in _candidates(result):
        try:
            total = archive.search(SearchRequest(text=text, size=1), today).total
        except RequestError:
            continue
        if total:
            yield text, total
            left -= 1
        if not left:
            return


def _candidates(result: SearchResult) -> Iterator[str]:
    """One query of each kind, from the newest headlines and the most frequent names."""
    tops = {facet.field: [value.label for value in facet.values if value.value != "none"] for facet in result.facets}
    words = [word for hit in result.hits for word in hit.title.text.split() if word.isalpha() and word.islower()]
    person, country, place, source = (tops.get(name, []) for name in ("person", "country", "place", "source"))
    if words:
        yield max(words, key=len)
    if person:
        yield f'person:"{person[0]}"'
    for hit in result.hits:
        if len(hit.country) > 1:
            yield f'country:"{hit.country[0].label}" country:"{hit.country[1].label}"'
            break
    if len(place) > 1:
        yield f'"{place[0]}" OR "{place[1]}"'
    if len(result.timeline.buckets) > 1 and country:
        yield f'date:{result.timeline.buckets[-1].start[:4]} -country:"{country[0]}"'
    if words:
        longest = max(words, key=len)
        yield f"{longest[: max(4, len(longest) // 2 + 1)]}*"
    if source:
        yield f'source:"{source[0]}"'
