"""The order of hits, and the page of it that a plan asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Mask, Numbers, Scores
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.segment import UNDATED
from archive.search import Plan, Sort, SortKey

_LAST = np.iinfo(np.int64).max
"""Where undated documents stand among days in order."""

_Order = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents in order, and how many matches come before them."""

    offset: int
    documents: list[int]


class Ordering:
    """Matches by score (largest first), then by day (as the sort has it, undated last), then by id."""

    def __init__(self, documents: Documents, sort: Sort, matches: Mask, scores: Scores) -> None:
        self._sort = sort
        self._documents = documents
        self._numbers: Numbers = np.flatnonzero(matches).astype(np.uint32)
        self._scores: Scores = scores[self._numbers]
        self._days = _order(documents, sort)[self._numbers]

    def day(self, document: int) -> int | None:
        """The day that a document is sorted by."""
        day = int((self._documents.first if self._sort is Sort.OLDEST else self._documents.last)[document])
        return None if day == UNDATED else day

    def page(self, plan: Plan) -> Page:
        """The hits behind `plan.after`, or those that end before `plan.before`, or the first ones."""
        if plan.before is not None:
            ahead = self._against(plan.before, inclusive=False)
            hits = self._ordered(ahead, plan.size, backward=True)
            return Page(int(ahead.sum()) - len(hits), hits)
        if plan.after is None:
            return Page(0, self._ordered(np.ones(len(self._numbers), bool), plan.size))
        ahead = self._against(plan.after, inclusive=True)
        return Page(int(ahead.sum()), self._ordered(~ahead, plan.size))

    def _against(self, key: SortKey, inclusive: bool) -> Mask:
        """Which matches come before a key, or are at it."""
        day = _LAST if key.day is None else key.day if self._sort is Sort.OLDEST else -key.day
        same = self._scores == key.score
        ahead: Mask = (self._scores > key.score) | (same & (self._days < day))
        equal = np.flatnonzero(same & (self._days == day))
        ahead[equal] = self._documents.are_before(self._numbers[equal], key.id, inclusive)
        return ahead

    def _ordered(self, among: Mask, size: int, backward: bool = False) -> list[int]:
        """The first, or the last, `size` of some matches, in order."""
        chosen = self._likely(np.flatnonzero(among), size, backward)
        ranks = self._documents.ranks(self._numbers[chosen])
        order = np.lexsort((ranks, self._days[chosen], -self._scores[chosen]))
        order = order[max(0, len(order) - size) :] if backward else order[:size]
        ordered: list[int] = self._numbers[chosen[order]].tolist()
        return ordered

    def _likely(self, chosen: _Order, size: int, backward: bool) -> _Order:
        """Those that can be among the first (last) `size` by score and day alone: nobody asks for the ids of the rest."""
        if not 0 < size < len(chosen):
            return chosen
        sure: list[_Order] = []
        for key in (-self._scores, self._days) if self._sort is Sort.RELEVANCE else (self._days,):
            values = key[chosen]
            last = len(values) - size if backward else size - 1
            threshold = np.partition(values, last)[last]
            sure.append(chosen[values > threshold if backward else values < threshold])
            chosen = chosen[values == threshold]
            size -= len(sure[-1])
        return np.concatenate([*sure, chosen])


def _order(documents: Documents, sort: Sort) -> _Order:
    """Days so turned that the smallest comes first."""
    days = (documents.first if sort is Sort.OLDEST else -documents.last).astype(np.int64)
    return np.where(documents.dated, days, _LAST)
