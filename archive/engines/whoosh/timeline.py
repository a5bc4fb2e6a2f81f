"""The timeline: matches by day, month or year, as their span asks for."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from archive.engines import MOST_DAYS, MOST_MONTHS
from archive.engines.whoosh.arrays import Days, Mask
from archive.engines.whoosh.documents import Documents
from archive.search import Bucket, Interval, Timeline

_EPOCH = dt.date(1970, 1, 1).toordinal()
_UNIT = {Interval.DAY: "D", Interval.MONTH: "M", Interval.YEAR: "Y"}
_ORIGIN = {Interval.DAY: _EPOCH, Interval.MONTH: 1970 * 12, Interval.YEAR: 1970}
_NO_PERIOD = -1

_Periods = NDArray[np.int32]
"""Numbers of days, months or years: days as ordinals, months and years from the year 0 on."""


class Periods:
    """The period of each document's date at every interval, worked out once a commit."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._known: dict[Interval, _Periods] = {}

    def of(self, interval: Interval) -> _Periods:
        """Each document's period; negative where it has no date or one that is coarser."""
        if interval not in self._known:
            first, last = _periods(self._documents.first, interval), _periods(self._documents.last, interval)
            self._known[interval] = np.where(self._documents.dated & (first == last), first, _NO_PERIOD).astype(np.int32)
        return self._known[interval]


def timeline(documents: Documents, periods: Periods, matches: Mask) -> Timeline:
    """The buckets from the first to the last period that has a match, by the rule in `archive.engines`."""
    dated = matches & documents.dated
    undated = int(matches.sum() - dated.sum())
    if not dated.any():
        return Timeline(Interval.YEAR, (), undated, 0)
    interval = _interval(documents, periods, dated)
    all_periods = periods.of(interval)
    found = all_periods[dated]
    found = found[found >= 0]
    imprecise = int(dated.sum()) - len(found)
    if not len(found):
        return Timeline(interval, (), undated, imprecise)
    low, high = int(found.min()), int(found.max())
    counts = np.bincount(found - low)
    inside = all_periods[(all_periods >= low) & (all_periods <= high)]
    held = np.bincount(inside - low, minlength=len(counts))
    buckets = (Bucket(_label(low + place, interval), int(counts[place]), int(held[place])) for place in range(len(counts)))
    return Timeline(interval, tuple(buckets), undated, imprecise)


def _interval(documents: Documents, periods: Periods, dated: Mask) -> Interval:
    """The finest one that is not too long and that at least half of the matches are known to."""
    first, last = documents.first[dated].min(keepdims=True), documents.last[dated].max(keepdims=True)
    for interval, most in ((Interval.DAY, MOST_DAYS), (Interval.MONTH, MOST_MONTHS)):
        span = int((_periods(last, interval) - _periods(first, interval))[0]) + 1
        known = int((periods.of(interval)[dated] >= 0).sum())
        if span <= most and 2 * known >= int(dated.sum()):
            return interval
    return Interval.YEAR


def _periods(days: Days, interval: Interval) -> NDArray[np.int64]:
    dates = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    return dates.astype(f"datetime64[{_UNIT[interval]}]").astype(np.int64) + _ORIGIN[interval]


def _label(period: int, interval: Interval) -> str:
    if interval is Interval.DAY:
        return dt.date.fromordinal(period).isoformat()
    if interval is Interval.MONTH:
        return f"{period // 12:04}-{period % 12 + 1:02}"
    return f"{period:04}"
