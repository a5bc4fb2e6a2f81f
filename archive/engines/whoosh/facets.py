"""Facets: how many articles each value stands for, counted over arrays by the three laws (`archive/schema.py`)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from archive.engines.whoosh.arrays import Integers
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.selection import Selection, widens
from archive.engines.whoosh.subsets import Subset
from archive.search import FacetPage, Filter, ValueCount

_LIKELY = 128
"""Values, those of most documents of the archive, among which the most frequent ones of a search are looked for first."""
_SORTED = 8
"""Where there are so many values for each one that is counted, or more, sorting these is faster than counting into an array of all."""
_PLACE = 2**32 - 1


def facet_page(
    documents: Documents, selection: Selection, field: str, among: frozenset[str] | None, order: str, offset: int, limit: int
) -> FacetPage:
    """A page of a field's values with their counts, without those of count 0 and those of the field's own filter."""
    own = selection.filter(field)
    base = selection.under(Filter(field)) if widens(field) else selection.matches
    table, end, hidden = documents.values(field).table, offset + limit, {*own.chosen, *own.excluded}
    ranked = _ranked(documents, field, base, end + 1 + len(hidden) if order == "count" and among is None else None)
    if hidden or among is not None:
        named = _places(table, hidden if among is None else among - hidden)
        ranked = ranked[np.isin(ranked & _PLACE, named, invert=among is None)]
    more = len(ranked) > end
    if order == "count":
        ranked = np.sort(np.partition(ranked, end)[:end] if more else ranked)
    shown = ranked[offset:end]
    return FacetPage(
        values=tuple(map(ValueCount, [table[place] for place in (shown & _PLACE).tolist()], (-(shown >> 32)).tolist())),
        chosen=tuple(_counted(selection, own, value) for value in own.chosen if among is None or value in among),
        excluded=tuple(_counted(selection, own, value) for value in own.excluded if among is None or value in among),
        more=more,
    )


def _ranked(documents: Documents, field: str, base: Subset, most: int | None) -> Integers:
    """For each value that any document of `base` has, how many have it, turned, above its place in the table: the most frequent are the
    smallest.

    All values, in the order of the table; or at least the `most` most frequent ones, in any order.
    """
    values, (totals, order) = documents.values(field), documents.totals(field)
    size = len(values.table)
    if 2 * base.count > documents.count:
        counts = totals + np.bincount(values.held_by(np.flatnonzero(documents.alive & ~base.mask)), minlength=size)
    else:
        held = values.held_by(base.numbers)
        if len(held) * _SORTED < size:
            some, few = np.unique(held, return_counts=True)
            return -few << 32 | some
        counts = -np.bincount(held, minlength=size)
    if most is None:
        places = np.flatnonzero(counts)
    else:  # no other value is in so many of some documents than one that is in so many of all
        likely = counts[order[: max(_LIKELY, most)]]
        least = np.partition(likely, most - 1)[most - 1] if most <= len(likely) else -1
        places = order[: totals.searchsorted(least, "right", sorter=order)]
        places = places[counts[places] < 0]
    return counts[places] << 32 | places


def _counted(selection: Selection, own: Filter, value: str) -> ValueCount:
    """A chosen or excluded value of a filter: alone where values widen, else with the others."""
    chosen = (value,) if widens(own.field) else tuple(dict.fromkeys((*own.chosen, value)))
    excluded = () if widens(own.field) else tuple(each for each in own.excluded if each != value)
    return ValueCount(value, selection.under(Filter(own.field, chosen, excluded)).count)


def _places(table: list[str], values: Iterable[str]) -> list[int]:
    places = ((bisect_left(table, value), value) for value in values)
    return [place for place, value in places if place < len(table) and table[place] == value]
