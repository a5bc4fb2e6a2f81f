"""Facets: how many articles each value stands for, counted over arrays by the three laws (`archive/schema.py`)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Mask
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.selection import Selection, combine
from archive.schema import Combine
from archive.search import FacetPage, Filter, ValueCount

_Counts = NDArray[np.int64]


def facet_page(
    documents: Documents, selection: Selection, field: str, among: frozenset[str] | None, order: str, offset: int, limit: int
) -> FacetPage:
    """A page of a field's values with their counts, without those of count 0 and those of the field's own filter."""
    own = selection.filter(field)
    drill_sideways = combine(field) is Combine.ANY
    base = selection.without(field) if drill_sideways else selection.matches
    values = documents.values(field)
    counts = documents.value_counts(field, base)
    counts[_places(values.table, (*own.chosen, *own.excluded))] = 0
    if among is not None:
        counts = _only(counts, _places(values.table, among))
    page = _page(counts, order, offset, limit)

    def named(wanted: Iterable[str]) -> tuple[ValueCount, ...]:
        return tuple(_counted(selection, own, value) for value in wanted if among is None or value in among)

    return FacetPage(
        values=tuple(ValueCount(values.table[place], int(counts[place])) for place in page),
        chosen=named(own.chosen),
        excluded=named(own.excluded),
        more=int((counts > 0).sum()) > offset + len(page),
    )


def _counted(selection: Selection, own: Filter, value: str) -> ValueCount:
    """A chosen or excluded value, with its own filter off: where values widen, those of its field are one filter."""
    passing = selection.without(own.field) & selection.value(own.field, value)
    if combine(own.field) is Combine.ALL:
        others = replace(
            own,
            chosen=tuple(each for each in own.chosen if each != value),
            excluded=tuple(each for each in own.excluded if each != value),
        )
        passing = passing & selection.narrowed(others)
    return ValueCount(value, int(passing.sum()))


def _page(counts: _Counts, order: str, offset: int, limit: int) -> list[int]:
    """Places in the table, by count (largest first, then by value) or by value."""
    found = np.flatnonzero(counts)
    wanted = offset + limit
    if order == "count":
        if 0 < wanted < len(found):  # only those at least as frequent as the last one wanted need sorting
            least = np.partition(counts[found], len(found) - wanted)[len(found) - wanted]
            found = found[counts[found] >= least]
        found = found[np.argsort(-counts[found], kind="stable")]
    page: list[int] = found[offset:wanted].tolist()
    return page


def _only(counts: _Counts, places: list[int]) -> _Counts:
    kept: Mask = np.zeros(len(counts), bool)
    kept[places] = True
    return np.where(kept, counts, 0)


def _places(table: list[str], values: Iterable[str]) -> list[int]:
    places = ((bisect_left(table, value), value) for value in values)
    return [place for place, value in places if place < len(table) and table[place] == value]
