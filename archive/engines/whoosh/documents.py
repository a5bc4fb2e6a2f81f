"""The living documents of one commit as arrays, all segments together: what evaluation, facets and order work on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import Array, Days, Integers, Mask, Numbers
from archive.engines.whoosh.fields import exact, value_field
from archive.engines.whoosh.places import Places
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import UNDATED, Segment
from archive.engines.whoosh.subsets import Subset
from archive.engines.whoosh.values import Values, joined
from archive.query.shapes import Shape
from archive.text import ANALYSES, stemmer

_NONE: Integers = np.zeros(0, np.int64)
_FEW = 5_000
"""Documents whose ids are looked up one by one when asked for; for more, all ids are put in order once a commit."""
LAST_DAY = np.iinfo(np.int32).max
"""Where undated documents stand among days in order."""

Expansion = Mapping[Segment, Integers]
"""For each segment the places, ascending, of some words among the terms of an exact text field."""


class Part(NamedTuple):
    """A segment, the number of its first document, and whether none of its documents is deleted."""

    segment: Segment
    start: int
    whole: bool


class Documents:
    """Documents are numbered through the segments in their order; deleted ones keep a number and are in no mask and no postings.

    Arrays are made when first asked for; two threads may make one twice, to the same end.
    """

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]]) -> None:
        self._segments = [segment for segment, _ in segments]
        self._starts = np.cumsum([0, *(segment.size for segment in self._segments)]).tolist()
        self.parts = [Part(segment, start, not deleted) for (segment, deleted), start in zip(segments, self._starts, strict=False)]
        self.size: int = self._starts[-1]
        self.alive: Mask = np.ones(self.size, bool)
        for start, (_, deleted) in zip(self._starts, segments, strict=False):
            self.alive[[start + number for number in deleted]] = False
        self.count = int(self.alive.sum())
        analyses = frozenset[str]().union(*(segment.analyses for segment in self._segments))
        self.stemmers = [(f"{name}:", stemmer(name or None)) for name in ANALYSES if name in analyses]
        self._values: dict[str, Values] = {}
        self._totals: dict[str, tuple[Integers, Integers]] = {}

    # ------------------------------------------------------------ columns

    @cached_property
    def first(self) -> Days:
        """The first day of each document's date, UNDATED where it has none."""
        return np.concatenate([np.zeros(0, np.int32), *(segment.first for segment in self._segments)])

    @cached_property
    def last(self) -> Days:
        """The last day of each document's date, UNDATED where it has none."""
        return np.concatenate([np.zeros(0, np.int32), *(segment.last for segment in self._segments)])

    @cached_property
    def dated(self) -> Mask:
        """The documents that have a date."""
        mask: Mask = self.alive & (self.first != UNDATED)
        return mask

    @cached_property
    def from_newest(self) -> Days:
        """Last days so turned that the newest document comes first, and those without a date last."""
        return np.where(self.dated, -self.last, LAST_DAY)

    @cached_property
    def from_oldest(self) -> Days:
        """First days, of documents without a date one behind all."""
        return np.where(self.dated, self.first, LAST_DAY)

    def ids(self, numbers: Sequence[int]) -> list[str]:
        """The ids of some documents."""
        places = [bisect_right(self._starts, number) - 1 for number in numbers]
        return [self._segments[place].id_of(number - self._starts[place]) for place, number in zip(places, numbers, strict=True)]

    def ranks(self, numbers: Integers) -> Array:
        """Numbers in the order of the ids of some documents, which are ascending, one at least."""
        first, last = (bisect_right(self._starts, number) - 1 for number in (numbers[0], numbers[-1]))
        if first == last:
            places: Array = self._segments[first].places_of_ids.take(numbers - self._starts[first])
            return places
        if len(numbers) > _FEW:
            return self.values("id").ordinals[numbers]
        ids = self.ids(numbers.tolist())
        ranks = np.empty(len(ids), np.uint32)
        ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        return ranks

    def are_before(self, numbers: Integers, id: str) -> Mask:
        """Which of some documents have an id before `id`, which need not be there."""
        if len(numbers) > _FEW:
            early: Mask = self.values("id").ordinals[numbers] < bisect_left(self.values("id").table, id)
            return early
        return np.array([own < id for own in self.ids(numbers.tolist())], bool)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each living document's id and content hash."""
        for segment, alive in self.segments():
            yield from compress(zip(segment.ids(), segment.contents.all(), strict=True), alive.tolist())

    def segments(self) -> Iterator[tuple[Segment, Mask]]:
        """Each segment, and which of its documents are not deleted."""
        return ((segment, self.alive[start : start + segment.size]) for segment, start, _ in self.parts)

    def lengths(self, text_field: str) -> Numbers:
        """The number of words in a text field of each document."""
        return np.concatenate([np.zeros(0, np.uint32), *(segment.lengths(text_field) for segment in self._segments)])

    def values(self, field: str) -> Values:
        """A field's values in all documents, deleted ones included."""
        if field not in self._values:
            self._values[field] = joined([segment.terms(value_field(field)).values for segment in self._segments])
        return self._values[field]

    def totals(self, field: str) -> tuple[Integers, Integers]:
        """In how many living documents each value is, turned, and the places of all values, the most frequent first; once a commit."""
        if field not in self._totals:
            values = self.values(field)
            turned = -np.bincount(values.held_by(np.flatnonzero(self.alive)), minlength=len(values.table))
            self._totals[field] = turned, np.argsort(turned)
        return self._totals[field]

    # ------------------------------------------------------------ postings

    def postings(self, read: Callable[[Part], Postings]) -> Postings:
        """What is read of each segment, as postings of the living documents."""
        found = []
        for part in self.parts:
            own = read(part)
            if len(own.documents):
                found.append(self.living(part, own))
        return Postings.joined(found)

    def living(self, part: Part, found: Postings) -> Postings:
        """Those of the living documents of a segment, numbered as here."""
        documents = found.documents + part.start if part.start else found.documents
        if part.whole:
            return Postings(documents, found.frequencies)
        kept = self.alive.take(documents)
        return Postings(documents.compress(kept), found.frequencies.compress(kept))

    def holding(self, field: str, value: str) -> Subset:
        """The living documents that have a value."""
        return Subset(self.size, self.postings(lambda part: part.segment.terms(value_field(field)).postings(value)).documents)

    def placed(self, among: Sequence[Subset], read: Callable[[Segment, Subset], Places]) -> Places:
        """What is read of each segment for those of its documents that are asked for (`divided`)."""
        found = [(part.start, read(part.segment, own)) for part, own in zip(self.parts, among, strict=True) if own.count]
        return (
            found[0][1] if len(self.parts) == 1 and found else np.concatenate([_NONE, *(places + (start << 32) for start, places in found)])
        )

    def divided(self, among: Subset) -> list[Subset]:
        """Some documents by segment, numbered as there."""
        if len(self.parts) == 1:
            return [among]
        ends = among.numbers.searchsorted(self._starts).tolist()
        bounds = zip(self.parts, ends, ends[1:], strict=False)
        return [Subset(part.segment.size, among.numbers[first:end] - part.start) for part, first, end in bounds]

    # ------------------------------------------------------------ shapes

    def words(self, text_field: str, shape: Shape) -> tuple[Expansion, int]:
        """The words that a shape stands for, and how many had to be looked at one by one to find them."""
        found = {part.segment: part.segment.terms(exact(text_field)).lexicon.places(shape) for part in self.parts}
        return {segment: places for segment, (places, _) in found.items()}, sum(tested for _, tested in found.values())

    def counts(self, text_field: str, expansion: Expansion) -> Counter[bytes]:
        """In how many living documents each of some words is."""
        counts: Counter[bytes] = Counter()
        for segment, start, whole in self.parts:
            terms, places = segment.terms(exact(text_field)), expansion[segment]
            living = [terms.counts(places)]
            if not whole:
                living = [_NONE]
                for some in terms.in_runs(places):
                    _, held, documents = terms.holders(some)
                    living.append(np.add.reduceat(self.alive.take(documents + start), np.cumsum(held) - held, dtype=np.int64))
            counts.update(dict(zip(terms.some(places), np.concatenate(living).tolist(), strict=True)))
        return +counts  # without the words that only deleted documents have
