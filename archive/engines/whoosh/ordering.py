"""The order of hits, and the page of it that a plan asks for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import Array, Integers, Scores
from archive.engines.whoosh.documents import LAST_DAY, Documents
from archive.engines.whoosh.subsets import Subset
from archive.search import Match, Plan, Sort, SortKey


class Placed(NamedTuple):
    """A document as it is ordered: the smallest comes first."""

    score: float  # turned: the highest score is the smallest number
    day: int  # turned as the sort has it
    id: str
    number: int

    def match(self, fields: tuple[str, ...]) -> Match:
        """The document as a hit."""
        return Match(self.id, abs(self.score), None if self.day == LAST_DAY else abs(self.day), fields)


class Ordering:
    """Matches by score (largest first), then by day (as the sort has it, undated last), then by id.

    `scores` are those of the matches, in their order; None where all are 0.
    """

    def __init__(self, documents: Documents, sort: Sort, matches: Subset, scores: Scores | None) -> None:
        self._documents = documents
        self._numbers = matches.numbers
        self._sign = 1 if sort is Sort.OLDEST else -1
        self._days = documents.from_oldest if sort is Sort.OLDEST else documents.from_newest
        self._scored = scores is not None
        self._first: Array = self._days.take(self._numbers) if scores is None else -scores

    def page(self, plan: Plan) -> tuple[int, list[Placed]]:
        """The hits behind `plan.after`, or those that end before `plan.before`, or the first ones; and how many come before them."""
        if plan.before is not None:
            end = self._before(plan.before, plan.before.id)
            start = max(0, end - plan.size)
        else:
            # No other id comes between one and this.
            start = self._before(plan.after, plan.after.id + "\0") if plan.after is not None else 0
            end = min(start + plan.size, len(self._numbers))
        return start, self._between(start, end)

    def _before(self, key: SortKey, id: str) -> int:
        """How many matches come before the score and day of a key, or are equal in both and have an id before `id`."""
        day = LAST_DAY if key.day is None else self._sign * key.day
        first = -key.score if self._scored else day
        equal = self._numbers.compress(self._first == first)
        days = self._days.take(equal)
        ids = self._documents.are_before(equal.compress(days == day), id)
        return int(sum(map(np.count_nonzero, (self._first < first, days < day, ids))))

    def _between(self, start: int, end: int) -> list[Placed]:
        """The matches from one place in the order to before another. Nobody asks for the ids of those that cannot be among them."""
        if start == end:
            return []
        kept, before = _possible(self._first, start, end)
        keys = self._first.take(kept)
        for finer in (self._days.take, self._documents.ranks):
            if len(kept) > end - start:
                # What lies between the best and the worst of them is on the page whatever decides between equal ones.
                ties = (keys > keys.min()).astype(np.int64) + (keys == keys.max())
                keys = (ties << 32) + finer(self._numbers.take(kept))
                possible, more = _possible(keys, start - before, end - before)
                kept, keys, before = kept.take(possible), keys.take(possible), before + more
        numbers = self._numbers.take(kept)
        scores = self._first.take(kept).tolist() if self._scored else [0.0] * len(kept)
        listed = numbers.tolist()
        return sorted(map(Placed, scores, self._days.take(numbers).tolist(), self._documents.ids(listed), listed))


def _possible(keys: Array, start: int, end: int) -> tuple[Integers, int]:
    """The places of those that can be among the ones from `start` to before `end` in order, and how many come before all of these."""
    kept = np.flatnonzero(keys <= np.partition(keys, end - 1)[end - 1])
    if not start:
        return kept, 0
    found = keys.take(kept)
    late = found >= np.partition(found, start)[start]
    return kept.compress(late), int(np.count_nonzero(~late))
