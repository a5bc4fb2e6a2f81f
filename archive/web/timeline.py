"""The timeline as bars in blocks (months of a year, years of a decade, days of a month), each a link that sets the dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archive.counts import count_words
from archive.model import PartialDate
from archive.search import Bucket, Interval, SearchRequest, Timeline
from archive.web import refine
from archive.web.urls import Addresses
from archive.web.wording import MONTHS, date_words, short_number

HEIGHT = 40
"""Units of the tallest bar; the style sheet decides how tall a unit is."""

LEAST = 4
"""Units of a bar that is not empty: one article among thousands is to be seen."""

LONG = {Interval.YEAR: 3, Interval.MONTH: 6, Interval.DAY: 7}
"""Empty intervals in a row that are told in words instead of drawn."""

SHORT = 2
"""Characters of a number that stands over a bar without touching the next one."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval: `words` say it all, `short` stands under the bar, `height` is in 0..HEIGHT. Without articles it has no `href`."""

    short: str
    words: str
    number: str
    height: int
    href: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """The bars of one year, decade or month; `skipped` places are empty before the first, so that equal months stand in one column.

    A block without bars stands for a long time without articles. Where there are none, it has no `href`.
    """

    label: str
    words: str
    href: str | None
    skipped: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Bars in blocks, and what could not be put into a bar."""

    blocks: tuple[Block, ...]
    undated: str | None
    undated_href: str
    imprecise: str | None


def timeline_view(addresses: Addresses, request: SearchRequest, timeline: Timeline) -> TimelineView | None:
    """The timeline of a search; None where it has nothing to tell."""
    buckets = timeline.buckets if len(timeline.buckets) > 1 else ()
    if not (buckets or timeline.undated or timeline.imprecise):
        return None
    tallest = max((bucket.count for bucket in buckets), default=0)
    blocks = [
        _block(addresses, request, timeline.interval, run, tallest) if any(each.count for each in run) else _gap(timeline.interval, run)
        for run in _runs(timeline.interval, buckets)
    ]
    if any(not block.bars for block in blocks):  # nothing stands in columns any more
        blocks = [replace(block, skipped=0) for block in blocks]
    return TimelineView(
        blocks=tuple(blocks),
        undated=f"{count_words(timeline.undated, 'article')} without a date" if timeline.undated else None,
        undated_href=addresses.search(refine.choose_as_counted(refine.between(request, None, None), "year", "none")),
        imprecise=_imprecise(timeline),
    )


def _imprecise(timeline: Timeline) -> str | None:
    if not timeline.imprecise:
        return None
    known = {Interval.DAY: "the month or the year", Interval.MONTH: "the year", Interval.YEAR: "less than the year"}[timeline.interval]
    verb = "is" if timeline.imprecise == 1 else "are"
    return f"{count_words(timeline.imprecise, 'article')} {verb} dated to {known} only and in no bar"


def _runs(interval: Interval, buckets: Sequence[Bucket]) -> Iterator[list[Bucket]]:
    """The buckets in their blocks, a long row of empty ones in a run of its own."""
    drawn: list[Bucket] = []
    for empty, group in groupby(buckets, lambda each: not each.count):
        members = list(group)
        if empty and len(members) >= LONG[interval]:
            yield from _by_parent(drawn)
            yield members
            drawn = []
        else:
            drawn += members
    yield from _by_parent(drawn)


def _by_parent(buckets: Sequence[Bucket]) -> Iterator[list[Bucket]]:
    return (list(members) for _, members in groupby(buckets, lambda each: _parent(each.start)))


def _gap(interval: Interval, buckets: Sequence[Bucket]) -> Block:
    """A time without articles in words: `1990–2006: none`."""
    first, last = PartialDate.parse(buckets[0].start), PartialDate.parse(buckets[-1].start)
    dash = "–" if interval is Interval.YEAR else " – "
    label = date_words(first) if first == last else f"{date_words(first)}{dash}{date_words(last)}"
    return Block(f"{label}: none", f"No article from {date_words(first)} to {date_words(last)}", None, 0, ())


def _parent(start: str) -> str:
    """The block of a bucket: `2013-05-07` stands in 2013-05, `2013-05` in 2013, `2013` in 201 (the decade)."""
    return start.rpartition("-")[0] or start[:3]


def _block(addresses: Addresses, request: SearchRequest, interval: Interval, buckets: list[Bucket], tallest: int) -> Block:
    first, last = PartialDate.parse(buckets[0].start), PartialDate.parse(buckets[-1].start)
    label, words, whole = _names(interval, first, last)
    bounded = whole is None or request.since or request.until  # a block never widens the dates that hold already
    since, until = (first, last) if bounded else (whole, whole)
    return Block(
        label=label,
        words=words,
        href=addresses.search(refine.between(request, since, until)),
        skipped=(first.month or 1) - 1 if interval is Interval.MONTH else 0,
        bars=tuple(_bars(addresses, request, interval, buckets, tallest)),
    )


def _names(interval: Interval, first: PartialDate, last: PartialDate) -> tuple[str, str, PartialDate | None]:
    """What a block is called, shortly and in words, and the date that is all of it (a decade is none)."""
    if interval is Interval.YEAR:
        return f"{first.year // 10}0s", f"All of {first.year} to {last.year}", None
    whole = PartialDate(first.year, first.month if interval is Interval.DAY else None)
    return date_words(whole), f"All of {date_words(whole)}", whole


def _bars(addresses: Addresses, request: SearchRequest, interval: Interval, buckets: list[Bucket], tallest: int) -> Iterator[Bar]:
    numbered = set(_numbered(buckets))
    for place, bucket in enumerate(buckets):
        date = PartialDate.parse(bucket.start)
        yield Bar(
            short=_short(interval, date),
            words=f"{date_words(date)}: {bucket.count:,} of {count_words(bucket.held, 'article')}",
            number=short_number(bucket.count) if place in numbered else "",
            height=max(LEAST, round(HEIGHT * bucket.count / tallest)) if bucket.count else 0,
            href=addresses.search(refine.between(request, date, date)) if bucket.count else None,
        )


def _numbered(buckets: Sequence[Bucket]) -> Iterator[int]:
    """The places of the bars with room for their number: the tallest, those that stand alone, and those whose number is short."""
    counts = [bucket.count for bucket in buckets]
    tallest = counts.index(max(counts))
    for place, count in enumerate(counts):
        alone = not any(counts[max(0, place - 1) : place] + counts[place + 1 : place + 2])
        if count and (place == tallest or alone or len(short_number(count)) <= SHORT):
            yield place


def _short(interval: Interval, date: PartialDate) -> str:
    if interval is Interval.DAY:
        return str(date.day)
    if interval is Interval.MONTH:
        return MONTHS[(date.month or 1) - 1][0]
    return f"{date.year % 100:02}"
