"""The timeline: matches by day, month or year, as their span asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.engines import MOST_DAYS, MOST_MONTHS
from archive.engines.whoosh.arrays import Days
from archive.engines.whoosh.documents import LAST_DAY, Documents
from archive.engines.whoosh.subsets import Subset
from archive.search import Bucket, Interval, Timeline

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DATES = {Interval.DAY: "datetime64[D]", Interval.MONTH: "datetime64[M]", Interval.YEAR: "datetime64[Y]"}


@dataclass(frozen=True, slots=True)
class Periods:
    """All documents at one interval: the place of each one's period in `labels`, negative where it has no date or a coarser one, and how
    many documents each period has."""

    places: NDArray[np.int32]
    labels: list[str]
    held: list[int]


def periods(documents: Documents, interval: Interval) -> Periods:
    """The periods of all documents, which stay the same for a commit."""
    first, last = (dates_of(days).astype(_DATES[interval]).astype(np.int64) for days in (documents.first, documents.last))
    known = documents.dated & (first == last)
    least = int(first.min(initial=LAST_DAY, where=known))
    places = np.where(known, first - least, -1).astype(np.int32)
    held = np.bincount(places[known])
    labels = np.datetime_as_string(np.arange(least, least + len(held)).astype(_DATES[interval]))
    return Periods(places, labels.tolist(), held.tolist())


def timeline(documents: Documents, periods: Callable[[Interval], Periods], matches: Subset) -> Timeline:
    """The buckets from the first to the last period that has a match, by the rule in `archive.engines`."""
    first, last = documents.from_oldest.take(matches.numbers), documents.last.take(matches.numbers)
    undated = int(np.count_nonzero(first == LAST_DAY))
    dated = matches.count - undated
    if not dated:
        return Timeline(Interval.YEAR, (), undated, 0)
    since, until = dt.date.fromordinal(int(first.min())), dt.date.fromordinal(int(last.max()))
    days, months = (until - since).days, 12 * (until.year - since.year) + until.month - since.month
    for interval, fits in ((Interval.DAY, days < MOST_DAYS), (Interval.MONTH, months < MOST_MONTHS), (Interval.YEAR, True)):
        if fits:
            found = periods(interval).places.take(matches.numbers)
            found = found.compress(found >= 0)
            if 2 * len(found) >= dated:
                break
    counts = np.bincount(found)
    shown = slice(int(found.min(initial=len(counts))), len(counts))
    buckets = map(Bucket, periods(interval).labels[shown], counts[shown].tolist(), periods(interval).held[shown])
    return Timeline(interval, tuple(buckets), undated, dated - len(found))


def dates_of(days: Days) -> NDArray[np.datetime64]:
    """Day ordinals as numpy's dates."""
    return (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
