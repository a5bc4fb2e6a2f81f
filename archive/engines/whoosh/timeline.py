"""The timeline: matches by day, month or year, as their span asks for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.engines import MOST_DAYS, MOST_MONTHS
from archive.engines.whoosh.arrays import Days, Integers
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.segment import UNDATED
from archive.engines.whoosh.subsets import Subset
from archive.search import Bucket, Interval, Timeline

_EPOCH = dt.date(1970, 1, 1).toordinal()
_UNIT = {Interval.DAY: "D", Interval.MONTH: "M", Interval.YEAR: "Y"}
_ORIGIN = {Interval.DAY: _EPOCH, Interval.MONTH: 1970 * 12, Interval.YEAR: 1970}
_NO_PERIOD = -1
_MOST_PERIODS = np.iinfo(np.int32).max

_Periods = NDArray[np.int32]
"""Numbers of days, months or years: days as ordinals, months and years from the year 0 on."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The period of each document at one interval, negative where it has no date or a coarser one; and the documents by period.

    `held` counts those from the period `first` on.
    """

    periods: _Periods
    first: int
    held: Integers
    labels: list[str]


class Periods:
    """The periods of all documents, worked out once a commit."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._known: dict[Interval, _Known] = {}

    def of(self, interval: Interval) -> _Known:
        """The periods at an interval."""
        if interval not in self._known:
            first, last = _periods(self._documents.first, interval), _periods(self._documents.last, interval)
            periods = np.where(self._documents.dated & (first == last), first, _NO_PERIOD).astype(np.int32)
            found = periods[periods >= 0]
            least = int(found.min(initial=_MOST_PERIODS))
            held = np.bincount(found - least)
            labels = [_label(least + place, interval) for place in range(len(held))]
            self._known[interval] = _Known(periods, least, held, labels)
        return self._known[interval]


def timeline(documents: Documents, periods: Periods, matches: Subset) -> Timeline:
    """The buckets from the first to the last period that has a match, by the rule in `archive.engines`."""
    numbers = matches.numbers
    first = documents.first.take(numbers)
    if UNDATED in first:
        numbers = numbers.compress(first != UNDATED)
        first = first.compress(first != UNDATED)
    undated = matches.count - len(numbers)
    if not len(numbers):
        return Timeline(Interval.YEAR, (), undated, 0)
    interval, found = _interval(periods, numbers, first, documents.last.take(numbers))
    imprecise = len(numbers) - len(found)
    if not len(found):
        return Timeline(interval, (), undated, imprecise)
    known = periods.of(interval)
    low = int(found.min())
    counts = np.bincount(found - low)
    shown = slice(low - known.first, low - known.first + len(counts))
    buckets = map(Bucket, known.labels[shown], counts.tolist(), known.held[shown].tolist())
    return Timeline(interval, tuple(buckets), undated, imprecise)


def _interval(periods: Periods, numbers: Integers, first: Days, last: Days) -> tuple[Interval, _Periods]:
    """The finest interval that is not too long and that at least half of the matches are known to, and the periods of these."""
    ends = np.array([first.min(), last.max()])
    for interval, most in ((Interval.DAY, MOST_DAYS), (Interval.MONTH, MOST_MONTHS), (Interval.YEAR, None)):
        if most is not None and np.diff(_periods(ends, interval)) >= most:
            continue
        found = periods.of(interval).periods.take(numbers)
        found = found.compress(found >= 0)
        if most is None or 2 * len(found) >= len(numbers):
            break
    return interval, found


def dates_of(days: Days) -> NDArray[np.datetime64]:
    """Day ordinals as numpy's dates."""
    return (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")


def _periods(days: Days, interval: Interval) -> NDArray[np.int64]:
    return dates_of(days).astype(f"datetime64[{_UNIT[interval]}]").astype(np.int64) + _ORIGIN[interval]


def _label(period: int, interval: Interval) -> str:
    if interval is Interval.DAY:
        return dt.date.fromordinal(period).isoformat()
    if interval is Interval.MONTH:
        return f"{period // 12:04}-{period % 12 + 1:02}"
    return f"{period:04}"
