"""What to do where nothing was found: which part is to blame, and every step back with what it would give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.core import Archive
from archive.counts import count_words
from archive.errors import RequestError
from archive.schema import BY_NAME
from archive.search import Clause, SearchRequest, SearchResult
from archive.web import refine
from archive.web.hits import Link
from archive.web.urls import Addresses
from archive.web.wording import date_words

MOST_TRIED = 10
"""Searches that are tried for one empty page: each costs as much as a search."""


@dataclass(frozen=True, slots=True)
class Blame:
    """A part of the query with how many articles it matches alone."""

    text: str
    count: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Remedies:
    """What an empty page says: the parts, and the ways on."""

    blames: tuple[Blame, ...]
    verdict: str
    ways: tuple[Link, ...]


def remedies(archive: Archive, addresses: Addresses, result: SearchResult, today: dt.date) -> Remedies:
    """The ways on from an empty result. Only ways that find something are kept; the last is the whole archive."""
    blames = tuple(
        Blame(clause.text, count_words(clause.count, "article"), clause.count == 0)
        for clause in result.read_as.clauses
        if clause.count is not None
    )
    ways: dict[str, Link] = {}
    for text, request in list(_ways(result))[:MOST_TRIED]:
        total = _total(archive, request, today)
        if total:
            ways.setdefault(addresses.search(request), Link(text, addresses.search(request), count=total))
    everything = SearchRequest(size=addresses.size)
    whole = Link("The whole archive", addresses.search(everything), count=_total(archive, everything, today))
    ways.setdefault(whole.href, whole)
    return Remedies(blames, _verdict(blames, refine.narrowed(result.request)), tuple(ways.values()))


def _total(archive: Archive, request: SearchRequest, today: dt.date) -> int:
    try:
        return archive.search(replace(request, size=1), today).total
    except RequestError:
        return 0


def _verdict(blames: tuple[Blame, ...], narrowed: bool) -> str:
    empty = [blame.text for blame in blames if blame.empty]
    if empty:
        return f"Nothing in the archive has {' or '.join(empty)}."
    if len(blames) > 1:
        within = " that passes the filters" if narrowed else ""
        return f"Each part of the query is found somewhere, but never all in one article{within}."
    return "The query finds articles, but the filters leave none of them." if blames and narrowed else "No article passes the filters."


def _ways(result: SearchResult) -> Iterator[tuple[str, SearchRequest]]:
    """Steps back, the smallest first."""
    request = replace(result.request, cursor=None, explain=False)
    labels = {(facet.field, value.value): value.label for facet in result.facets for value in facet.values}
    for each in request.filters:
        name = BY_NAME[each.field].label.lower()
        for value in (*each.chosen, *each.excluded):
            yield f"Without the {name} {labels.get((each.field, value), value)}", refine.drop(request, each.field, value)
    if request.since or request.until:
        yield f"At any time, not only {_dates(request)}", refine.between(request, None, None)
    clauses = result.read_as.clauses
    if len(clauses) > 1:
        for clause in clauses:
            yield f"Without {clause.text}", refine.with_text(request, _cut(request.text, clause))
    if refine.narrowed(request) and request.text:
        yield "Without any filter", refine.without_filters(request)
    if len(clauses) > 1:
        for clause in clauses:
            yield f"{clause.text} alone", refine.without_filters(refine.with_text(request, clause.text))


def _dates(request: SearchRequest) -> str:
    parts = [f"from {date_words(request.since)}"] if request.since else []
    if request.until:
        parts.append(f"to {date_words(request.until)}")
    return " ".join(parts)


def _cut(text: str, clause: Clause) -> str:
    start, end = clause.span
    return " ".join((text[:start] + " " + text[end:]).split())
