"""Facets: how many articles each value stands for, counted over arrays by the three laws (`archive/schema.py`)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from archive.engines.whoosh.arrays import Integers, changes
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.selection import Selection, combine
from archive.engines.whoosh.subsets import Subset, intersection
from archive.engines.whoosh.values import Totals
from archive.schema import Combine
from archive.search import FacetPage, Filter, ValueCount

_LIKELY = 128
"""Values, those of most documents of the archive, among which the most frequent ones of a search are looked for first."""
_SORTED = 8
"""Where there are so many values for each one that is counted, or more, sorting these is faster than counting into an array of all."""


def facet_page(
    documents: Documents, selection: Selection, field: str, among: frozenset[str] | None, order: str, offset: int, limit: int
) -> FacetPage:
    """A page of a field's values with their counts, without those of count 0 and those of the field's own filter."""
    own = selection.filter(field)
    base = selection.without(field) if combine(field) is Combine.ANY else selection.matches
    table = documents.values(field).table
    hidden = _places(table, (*own.chosen, *own.excluded))
    places, counts = _counts(documents, field, base, hidden, offset + limit + 1 if order == "count" and among is None else None)
    if among is not None:
        kept = np.isin(places, _places(table, among))
        places, counts = places[kept], counts[kept]
    page = _page(places, counts, order, offset, limit)

    def named(wanted: Iterable[str]) -> tuple[ValueCount, ...]:
        return tuple(_counted(selection, own, value) for value in wanted if among is None or value in among)

    return FacetPage(
        values=tuple(ValueCount(table[place], count) for place, count in page),
        chosen=named(own.chosen),
        excluded=named(own.excluded),
        more=len(places) > offset + len(page),
    )


def _counts(documents: Documents, field: str, base: Subset, hidden: list[int], most: int | None) -> tuple[Integers, Integers]:
    """Values by their places in the table, in no order, and in how many documents of `base` each is: 1 at least.

    Of the values that are not hidden all, or at least the `most` most frequent ones.
    """
    values, totals = documents.values(field), documents.totals(field)
    size = len(values.table)
    if 2 * base.count <= documents.count:
        held = values.held_by(base.numbers)
        if len(held) * _SORTED < size:
            held.sort()
            starts = np.flatnonzero(changes(held))
            places, few = held[starts], np.diff(starts, append=len(held))
            kept = ~np.isin(places, hidden) if hidden else slice(None)
            return places[kept], few[kept]
        counts = np.bincount(held, minlength=size)
    else:
        counts = totals.counts - np.bincount(values.held_by(np.flatnonzero(documents.alive & ~base.mask)), minlength=size)
    if hidden:
        counts[hidden] = 0
    places = np.flatnonzero(counts) if most is None else _most(counts, totals, most)
    return places, counts[places]


def _most(counts: Integers, totals: Totals, most: int) -> Integers:
    """At least the `most` most frequent of the values that are counted at all. Hardly ever looks at all of them."""
    likely = counts[totals.order[: max(_LIKELY, most)]]
    least = max(1, int(np.partition(likely, len(likely) - most)[len(likely) - most])) if most <= len(likely) else 1
    possible = totals.at_least(least)
    return possible[counts[possible] >= least]


def _counted(selection: Selection, own: Filter, value: str) -> ValueCount:
    """A chosen or excluded value, with its own filter off: where values widen, those of its field are one filter."""
    passing = [selection.without(own.field), selection.value(own.field, value)]
    if combine(own.field) is Combine.ALL:
        others = replace(
            own,
            chosen=tuple(each for each in own.chosen if each != value),
            excluded=tuple(each for each in own.excluded if each != value),
        )
        passing.append(selection.narrowed(others))
    return ValueCount(value, intersection(passing).count)


def _page(places: Integers, counts: Integers, order: str, offset: int, limit: int) -> list[tuple[int, int]]:
    """Places in the table with their counts, by count (largest first, then by value) or by value."""
    wanted = offset + limit
    if order == "count":
        if 0 < wanted < len(places):  # only those at least as frequent as the last one wanted need sorting
            kept = counts >= np.partition(counts, len(counts) - wanted)[len(counts) - wanted]
            places, counts = places[kept], counts[kept]
        chosen = np.lexsort((places, -counts))[offset:wanted]
    else:
        chosen = np.argsort(places)[offset:wanted]
    return list(zip(places[chosen].tolist(), counts[chosen].tolist(), strict=True))


def _places(table: list[str], values: Iterable[str]) -> list[int]:
    places = ((bisect_left(table, value), value) for value in values)
    return [place for place, value in places if place < len(table) and table[place] == value]
