"""The order of hits, and the page of it that a plan asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import Days, Integers, Mask, Scores
from archive.engines.whoosh.documents import LAST_DAY, Documents
from archive.engines.whoosh.subsets import Subset
from archive.search import Plan, Sort, SortKey


class Placed(NamedTuple):
    """A document as it is ordered: the smallest comes first."""

    score: float  # turned: the highest score is the smallest number
    day: int  # turned as the sort has it
    id: str
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents in order, and how many matches come before them."""

    offset: int
    hits: list[Placed]


class Ordering:
    """Matches by score (largest first), then by day (as the sort has it, undated last), then by id.

    `scores` are those of the matches, in their order; None where all are 0.
    """

    def __init__(self, documents: Documents, sort: Sort, matches: Subset, scores: Scores | None) -> None:
        self._documents = documents
        self._sort = sort
        self._matches = matches
        self._scores = scores
        self._days: Days = documents.from_oldest if sort is Sort.OLDEST else documents.from_newest

    def day(self, hit: Placed) -> int | None:
        """The day that a document is sorted by."""
        if hit.day == LAST_DAY:
            return None
        return hit.day if self._sort is Sort.OLDEST else -hit.day

    def page(self, plan: Plan) -> Page:
        """The hits behind `plan.after`, or those that end before `plan.before`, or the first ones."""
        key = plan.before or plan.after
        if key is None:
            return self._page(0, None, plan.size)
        ahead = self._against(key, inclusive=plan.before is None)
        before = int(np.count_nonzero(ahead))
        if plan.before is None:
            return self._page(before, np.flatnonzero(~ahead), plan.size)
        return self._page(max(0, before - plan.size), np.flatnonzero(ahead), plan.size, backward=True)

    def _against(self, key: SortKey, inclusive: bool) -> Mask:
        """Which matches come before a key, or are at it."""
        numbers = self._matches.numbers
        scores = np.zeros(len(numbers)) if self._scores is None else self._scores
        days = self._days.take(numbers)
        day = LAST_DAY if key.day is None else key.day if self._sort is Sort.OLDEST else -key.day
        same = scores == key.score
        ahead: Mask = (scores > key.score) | (same & (days < day))
        equal = np.flatnonzero(same & (days == day))
        ahead[equal] = self._documents.are_before(numbers[equal], key.id, inclusive)
        return ahead

    def _page(self, offset: int, among: Integers | None, size: int, backward: bool = False) -> Page:
        """The first, or the last, `size` of some matches (by their places, None for all), in order."""
        chosen = self._likely(among, size, backward)
        numbers = self._matches.numbers.take(chosen)
        scores = np.zeros(len(chosen)) if self._scores is None else -self._scores.take(chosen)
        days = self._days.take(numbers)
        if len(chosen) > size:  # many equal ones, of which the ids decide
            order = np.lexsort((self._documents.ranks(numbers), days, scores))
            order = order[-size:] if backward else order[:size]
            numbers, scores, days = numbers[order], scores[order], days[order]
        listed = numbers.tolist()
        return Page(offset, sorted(map(Placed, scores.tolist(), days.tolist(), self._documents.ids(listed), listed)))

    def _likely(self, among: Integers | None, size: int, backward: bool) -> Integers:
        """Those that can be among the first (last) `size` by score and day alone: nobody asks for the ids of the rest."""
        left = self._matches.count if among is None else len(among)
        if not size:
            return np.zeros(0, np.int64)
        sure: list[Integers] = []
        for scored in (True, False) if self._scores is not None else (False,):
            if size >= left:
                continue
            values = self._keys(scored, among)
            rising = backward == scored  # whether the smallest values come first
            place = size - 1 if rising else left - size
            threshold = np.partition(values, place)[place]
            better = np.flatnonzero(values < threshold if rising else values > threshold)
            equal = np.flatnonzero(values == threshold)
            sure.append(better if among is None else among.take(better))
            among = equal if among is None else among.take(equal)
            size, left = size - len(better), len(equal)
        return np.concatenate([*sure, np.arange(left) if among is None else among])

    def _keys(self, scored: bool, among: Integers | None) -> Scores | Days:
        """The scores, or the days, of some matches by their places."""
        if scored and self._scores is not None:
            return self._scores if among is None else self._scores.take(among)
        return self._days.take(self._matches.numbers if among is None else self._matches.numbers.take(among))
