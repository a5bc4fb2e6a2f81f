"""The living documents of one commit as arrays, all segments together: what evaluation, facets and order work on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import NO_INTEGERS, Array, Days, Integers, Mask, Numbers, encoded
from archive.engines.whoosh.fields import DOCUMENT, exact, value_field
from archive.engines.whoosh.places import Places
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import UNDATED, Segment
from archive.engines.whoosh.subsets import Subset
from archive.engines.whoosh.values import Values, joined
from archive.query.shapes import Shape
from archive.text import ANALYSES, stemmer

_FEW = 5_000
"""Documents whose ids are looked up one by one when asked for; for more, all ids are put in order once a commit."""
LAST_DAY = np.iinfo(np.int32).max
"""Where undated documents stand among days in order."""

Expansion = Mapping[Segment, Integers]
"""For each segment the places, ascending, of some words among the terms of an exact text field."""


class Part(NamedTuple):
    """A segment of a commit: the number of its first document, which of its documents are not deleted, and whether all are."""

    segment: Segment
    start: int
    alive: Mask
    whole: bool

    def living(self, found: Postings) -> Postings:
        """Those of the segment's living documents, numbered as in the commit."""
        documents = found.documents + self.start if self.start else found.documents
        if self.whole:
            return Postings(documents, found.frequencies)
        kept = self.alive.take(found.documents)
        return Postings(documents.compress(kept), found.frequencies.compress(kept))


class Documents:
    """Documents are numbered through the segments in their order; deleted ones keep a number and are in no mask and no postings.

    Arrays are made when first asked for; two threads may make one twice, to the same end.
    """

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]]) -> None:
        self._segments = [segment for segment, _ in segments]
        self._starts = np.cumsum([0, *(segment.size for segment in self._segments)]).tolist()
        self.size: int = self._starts[-1]
        self.alive: Mask = np.ones(self.size, bool)
        self.parts: list[Part] = []
        for start, (segment, deleted) in zip(self._starts, segments, strict=False):
            alive = self.alive[start : start + segment.size]
            alive[list(deleted)] = False
            self.parts.append(Part(segment, start, alive, not deleted))
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
        return [(part := self._part(number)).segment.id_of(number - part.start) for number in numbers]

    def _part(self, number: int) -> Part:
        return self.parts[bisect_right(self._starts, number) - 1]

    def ranks(self, numbers: Integers) -> Array:
        """Numbers in the order of the ids of some documents, which are ascending, one at least."""
        part = self._part(numbers.item(0))
        if part is self._part(numbers.item(-1)):
            places: Array = part.segment.places_of_ids.take(numbers - part.start)
            return places
        if len(numbers) > _FEW:
            return self.values("id").ordinals[numbers]
        return np.argsort(np.argsort(np.array(self.ids(numbers.tolist()), object)))

    def are_before(self, numbers: Integers, id: str) -> Mask:
        """Which of some documents, which are ascending, have an id before `id`, which need not be there."""
        early = [np.zeros(0, bool)]
        for (segment, *_), own in zip(self.parts, self.divided(Subset(self.size, numbers)), strict=True):
            early.append(segment.places_of_ids.take(own.numbers) < bisect_left(segment.terms(DOCUMENT), encoded(id)))
        return np.concatenate(early)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each living document's id and content hash."""
        for segment, _, alive, _ in self.parts:
            yield from compress(zip(segment.ids(), segment.contents.all(), strict=True), alive.tolist())

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
        return Postings.joined([part.living(read(part)) for part in self.parts])

    def holding(self, field: str, value: str) -> Subset:
        """The living documents that have a value."""
        return Subset(self.size, self.postings(lambda part: part.segment.terms(value_field(field)).postings(value)).documents)

    def placed(self, among: Sequence[Subset], read: Callable[[Segment, Subset], Places]) -> Places:
        """What is read of each segment for those of its documents that are asked for (`divided`)."""
        found = [(part.start, read(part.segment, own)) for part, own in zip(self.parts, among, strict=True) if own.count]
        if len(self.parts) == 1 and found:
            return found[0][1]
        return np.concatenate([NO_INTEGERS, *(places + (start << 32) for start, places in found)])

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
        for segment, _, alive, whole in self.parts:
            terms, places = segment.terms(exact(text_field)), expansion[segment]
            living = [terms.counts(places)]
            if not whole:
                living = [NO_INTEGERS]
                for some in terms.in_runs(places):
                    _, held, documents = terms.holders(some)
                    living.append(np.add.reduceat(alive.take(documents), np.cumsum(held) - held, dtype=np.int64))
            counts.update(dict(zip(terms.some(places), np.concatenate(living).tolist(), strict=True)))
        return +counts  # without the words that only deleted documents have
