"""Which of some places of a text take part in a chain of words near each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from archive.query.tree import Gap, Span


def taking_part(parts: Sequence[Sequence[Span]], gaps: Sequence[Gap]) -> list[list[Span]]:
    """Of each part the places that are in some way through the whole chain, in the order given.

    A place is the number of its first word in the text and of its last; the places of a part are in order. One pass forwards leaves
    what can be reached from the first part, one backwards what leads to the last.
    """
    kept = [list(part) for part in parts]
    for number, gap in enumerate(gaps, 1):
        kept[number] = _near(kept[number - 1], kept[number], gap, behind=True)
    for number, gap in reversed(list(enumerate(gaps))):
        kept[number] = _near(kept[number + 1], kept[number], gap, behind=False)
    return kept


def _near(anchors: Sequence[Span], places: Sequence[Span], gap: Gap, behind: bool) -> list[Span]:
    """The places within a gap of any anchor; `behind` says on which side of it, where the gap is ordered."""
    starts, ends = [first for first, _ in anchors], sorted(last for _, last in anchors)

    def fits(place: Span) -> bool:
        after = (behind or not gap.ordered) and _any_between(ends, place[0] - gap.words, place[0])
        return after or ((not behind or not gap.ordered) and _any_between(starts, place[1] + 1, place[1] + gap.words + 1))

    return [place for place in places if fits(place)]


def _any_between(numbers: Sequence[int], first: int, end: int) -> bool:
    return bisect_left(numbers, first) < bisect_left(numbers, end)
