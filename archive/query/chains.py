"""Which of some places of a text take part in a chain of words near each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from sys import maxsize

from archive.query.tree import Gap, Span, Together
from archive.text import Unit

Units = Mapping[Unit, Sequence[int]]
"""The numbers of the words that sentences and paragraphs begin with, ascending."""


def taking_part(parts: Sequence[Sequence[Span]], gaps: Sequence[Gap | Together], units: Units) -> list[list[Span]]:
    """Of each part the places that are in some way through the whole chain, in the order given.

    A place is the number of its first word in the text and of its last; the places of a part are in order. One pass forwards leaves
    what can be reached from the first part, one backwards what leads to the last. `units` has those that the gaps ask for.
    """
    kept = [list(part) for part in parts]
    for number, gap in enumerate(gaps, 1):
        kept[number] = _near(kept[number - 1], kept[number], gap, units, behind=True)
    for number, gap in reversed(list(enumerate(gaps))):
        kept[number] = _near(kept[number + 1], kept[number], gap, units, behind=False)
    return kept


def _near(anchors: Sequence[Span], places: Sequence[Span], gap: Gap | Together, units: Units, behind: bool) -> list[Span]:
    """The places within a gap of any anchor; `behind` says on which side of it, where the gap is ordered."""
    if isinstance(gap, Together):
        begin = units[gap.unit]
        anchors, places = _whole(anchors, begin), _whole(places, begin)
    starts, ends = [first for first, _ in anchors], sorted(last for _, last in anchors)

    def fits(place: Span) -> bool:
        first, last = _reach(place, gap, units)
        after = (behind or not gap.ordered) and _any_between(ends, first, place[0])
        return after or ((not behind or not gap.ordered) and _any_between(starts, place[1] + 1, last + 1))

    return [place for place in places if fits(place)]


def _whole(places: Sequence[Span], begin: Sequence[int]) -> list[Span]:
    """The places that lie in one unit each: what begins in one and ends in the next is in neither."""
    return [place for place in places if bisect_right(begin, place[0]) == bisect_right(begin, place[1])]


def _reach(place: Span, gap: Gap | Together, units: Units) -> Span:
    """The first and the last word that what is near a place can take."""
    if isinstance(gap, Gap):
        return place[0] - gap.words, place[1] + gap.words
    begin = units[gap.unit]
    number = bisect_right(begin, place[0])
    return begin[number - 1] if number else 0, begin[number] - 1 if number < len(begin) else maxsize


def _any_between(numbers: Sequence[int], first: int, end: int) -> bool:
    return bisect_left(numbers, first) < bisect_left(numbers, end)
