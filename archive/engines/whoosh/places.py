"""Where words stand, as arrays: one number for a document and a position in it, and what is near what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Array, Integers, Mask, changes
from archive.engines.whoosh.postings import Postings
from archive.query.tree import Gap, Together
from archive.text import Unit

Places = NDArray[np.int64]
"""Word positions with their documents: document << 32 | position, ascending. A field has less than 2^31 words, so that what is a few
words before or behind a place is never a place of another document."""

_DOCUMENT = 32
_FAR = 4
"""How many times as long a list must be that looking up each number of the shorter one is faster than sorting both (measured)."""
_NOWHERE = np.iinfo(np.int64).max
"""Behind every place."""


def places(documents: Integers, frequencies: Array, positions: Array) -> Places:
    """The places of a term from its postings, `positions` holding each document's one behind the other; in their order."""
    return (documents.repeat(frequencies) << _DOCUMENT) + positions


def counts(places: Places) -> Postings:
    """The documents of some places, of which none is there twice, ascending, and how many are in each."""
    documents = places >> _DOCUMENT
    begins = changes(documents).nonzero()[0]
    return Postings(documents.take(begins), np.concatenate([begins[1:], [len(documents)]])[: len(begins)] - begins)


class Spans(NamedTuple):
    """Words in a row: the places of the first (ascending) and of the last word of each, in parallel; of single words the same array."""

    starts: Places
    ends: Places

    @staticmethod
    def of_length(starts: Places, words: int) -> Spans:
        """Spans of `words` words each."""
        return Spans(starts, starts + (words - 1) if words > 1 else starts)

    @staticmethod
    def united(parts: Sequence[Spans]) -> Spans:
        """All spans of all parts, one at least. One of several words that is in several parts is there several times."""
        if len(parts) == 1:
            return parts[0]
        starts = np.concatenate([part.starts for part in parts])
        if all(part.are_words for part in parts):
            starts.sort(kind="stable")
            starts = starts.compress(changes(starts))
            return Spans(starts, starts)
        order = np.argsort(starts, kind="stable")
        return Spans(starts[order], np.concatenate([part.ends for part in parts])[order])

    @property
    def are_words(self) -> bool:
        """Whether each is one word, and no two are the same."""
        return self.ends is self.starts

    def only(self, kept: Mask) -> Spans:
        """Some of them."""
        starts = self.starts.compress(kept)
        return Spans(starts, starts if self.are_words else self.ends.compress(kept))


Units = Mapping[Unit, Places]
"""Where sentences and paragraphs begin in the documents of a chain, the first of each document included; those it asks for."""


def chain_counts(parts: Sequence[Spans], gaps: Sequence[Gap | Together], units: Units) -> Postings:
    """The documents of a chain, ascending, and its frequency: how many spans of the part that has fewest there take part, in any way
    through the whole chain.

    One pass forwards leaves what can be reached from the first part, one backwards what leads to the last: the time grows with the
    number of spans, not with the number of ways.
    """
    kept = list(parts)
    for number, gap in enumerate(gaps):
        if isinstance(gap, Together):  # what begins in one sentence and ends in the next is in neither
            sides = kept[number : number + 2]
            kept[number : number + 2] = [each if each.are_words else each.only(each.ends <= _reach(each, gap, units)[1]) for each in sides]
    for number, gap in enumerate(gaps, 1):
        kept[number] = kept[number].only(_near(kept[number - 1], kept[number], gap, units, behind=True))
    for number, gap in reversed(list(enumerate(gaps))):
        kept[number] = kept[number].only(_near(kept[number + 1], kept[number], gap, units, behind=False))
    counted = [counts(part.starts if part.are_words else part.starts.compress(changes(part.starts))) for part in kept]
    return Postings(counted[0].documents, np.minimum.reduce([frequencies for _, frequencies in counted]))


def _near(anchors: Spans, spans: Spans, gap: Gap | Together, units: Units, behind: bool) -> Mask:
    """Which of the spans are within a gap of any anchor; `behind` says on which side of it, where the gap is ordered."""
    near = np.zeros(len(spans.starts), bool)
    if not len(anchors.starts):
        return near
    earliest, latest = _reach(spans, gap, units)
    ends = anchors.ends if anchors.are_words else np.sort(anchors.ends, kind="stable")
    before = ends.searchsorted(spans.starts)  # how many anchors have ended: most of the time goes here
    if behind or not gap.ordered:
        near |= (before > 0) & (ends.take(before - 1) >= earliest)
    if not behind or not gap.ordered:
        if anchors.are_words and spans.are_words:
            first = before + (ends.take(before, mode="clip") == spans.starts)
        else:
            first = anchors.starts.searchsorted(spans.ends, "right")
        near |= (first < len(anchors.starts)) & (anchors.starts.take(first, mode="clip") <= latest)
    return near


def _reach(spans: Spans, gap: Gap | Together, units: Units) -> tuple[Places, Places]:
    """The first and the last place that what is near each of some spans can take, its end and its beginning."""
    if isinstance(gap, Gap):
        return spans.starts - gap.words, spans.ends + gap.words
    begin = units[gap.unit]
    numbers = begin.searchsorted(spans.starts, "right")
    return begin[numbers - 1], np.append(begin, _NOWHERE)[numbers] - 1


def shared(one: Places, other: Places) -> Places:
    """The places that are in both, where none is in either twice."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) * _FAR < len(other):
        found = other.searchsorted(one)
        return one.compress(other.take(found, mode="clip") == one)
    both = np.concatenate([one, other])
    both.sort()  # faster than looking each up
    return both[:-1].compress(both[1:] == both[:-1])
