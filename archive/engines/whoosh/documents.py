"""The living documents of one commit as arrays, all segments together: what evaluation, facets and order work on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress
from weakref import WeakKeyDictionary

import numpy as np
from whoosh.util.numeric import byte_to_length, length_to_byte

from archive.engines.whoosh.arrays import Array, Days, Mask, Numbers, Offsets
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import value_field
from archive.engines.whoosh.lexicon import Lexicon
from archive.engines.whoosh.places import Places
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import UNDATED, Segment
from archive.engines.whoosh.values import Values, joined
from archive.query.shapes import Shape, beginning, fits
from archive.query.tree import Prefix

_SHORT_LENGTHS = np.array([byte_to_length(number) for number in range(256)], np.uint32)
_LONGEST = int(_SHORT_LENGTHS[-1])
_FEW = 5_000
"""Documents whose ids are looked up one by one when asked for; for more, all ids are put in order once a commit."""


def quantised(lengths: Numbers) -> Numbers:
    """Field lengths as Whoosh's scoring sees them: rounded up to one of 256 (its `length_to_byte`, then `byte_to_length`)."""
    assert length_to_byte(_LONGEST) == 255
    return _SHORT_LENGTHS[np.searchsorted(_SHORT_LENGTHS, np.minimum(lengths, _LONGEST))]


class Documents:
    """Documents are numbered through the segments in their order; deleted ones keep a number and are in no mask and no postings.

    Arrays are made when first asked for; two threads may make one twice, to the same end. `before` is the commit opened last:
    where this one only adds segments, its tables of values are added to instead of made anew.
    """

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]], before: Documents | None = None) -> None:
        self._segments = [segment for segment, _ in segments]
        self._starts = np.cumsum([0, *(segment.size for segment in self._segments)]).tolist()
        self.size: int = self._starts[-1]
        self.alive: Mask = np.ones(self.size, bool)
        for start, (_, deleted) in zip(self._starts, segments, strict=False):
            self.alive[[start + number for number in deleted]] = False
        self.count = int(self.alive.sum())
        self._whole = [not deleted for _, deleted in segments]
        self._values: dict[str, Values] = {}
        self._totals: dict[str, Offsets] = {}
        self._begun: dict[str, Values] = {}
        self._begun_of = 0
        if before is not None and before._segments == self._segments[: len(before._segments)]:
            self._begun, self._begun_of = before._values, len(before._segments)

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

    def id(self, number: int) -> str:
        """A document's id."""
        place = bisect_right(self._starts, number) - 1
        with damage("an id"):
            return self._segments[place].id_of(number - self._starts[place])

    def ranks(self, numbers: Numbers) -> Array:
        """Numbers in the order of the ids of some documents."""
        if len(numbers) > _FEW:
            return self._rank[numbers]
        return _ranks([self.id(number) for number in numbers.tolist()])

    def are_before(self, numbers: Numbers, id: str, inclusive: bool) -> Mask:
        """Which of some documents have an id before `id`, which need not be there; or before it and at it."""
        if len(numbers) > _FEW:
            bisect = bisect_right if inclusive else bisect_left
            early: Mask = self._rank[numbers] < bisect(self._sorted_ids, id)
            return early
        own = map(self.id, numbers.tolist())
        return np.array([each < id or (inclusive and each == id) for each in own], bool)

    @cached_property
    def _ids(self) -> list[str]:
        with damage("the ids"):
            return [id for segment in self._segments for id in segment.ids()]

    @cached_property
    def _sorted_ids(self) -> list[str]:
        return sorted(self._ids)

    @cached_property
    def _rank(self) -> Numbers:
        return _ranks(self._ids)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each living document's id and content hash."""
        for segment, start in zip(self._segments, self._starts, strict=False):
            alive = self.alive[start : start + segment.size].tolist()
            with damage("the ids"):
                rows = list(compress(zip(segment.ids(), segment.contents.all(), strict=True), alive))
            yield from rows

    def lengths(self, text_field: str) -> Numbers:
        """The number of words in a text field of each document."""
        return np.concatenate([np.zeros(0, np.uint32), *(segment.lengths(text_field) for segment in self._segments)])

    def values(self, field: str) -> Values:
        """A field's values in all documents, deleted ones included."""
        if field not in self._values:
            with damage(f"the values of {field}"):
                begun = [self._begun[field]] if field in self._begun else []
                rest = self._segments[self._begun_of :] if begun else self._segments
                self._values[field] = joined([*begun, *(segment.values(field) for segment in rest)])
        return self._values[field]

    def value_counts(self, field: str, among: Mask) -> Offsets:
        """In how many of some living documents each value of the field is, in the order of its table.

        Counts over the documents that are left where these are fewer: the sums over all are kept.
        """
        values = self.values(field)
        if field not in self._totals:
            self._totals[field] = values.counts(self.alive)
        if 2 * int(among.sum()) <= self.count:
            return values.counts(among)
        return self._totals[field] - values.counts(self.alive & ~among)

    # ------------------------------------------------------------ postings

    def postings(self, field: str, term: str) -> Postings:
        """A term's postings in the living documents, ascending."""
        parts = []
        with damage("a term's postings"):
            for segment, start, whole in self._parts():
                found = segment.postings(field, term)
                if len(found.documents):
                    found = found.shifted(start)
                    parts.append(found if whole else found.only(self.alive))
        return Postings.joined(parts)

    def places(self, field: str, terms: Sequence[str], among: Mask) -> Places:
        """Where any of some different terms stands in the documents `among`."""
        parts = [np.zeros(0, np.int64)]
        with damage("a term's positions"):
            for segment, start, _ in self._parts():
                inside = among[start : start + segment.size]
                parts.extend(segment.places(field, term, inside) + (start << 32) for term in terms)
        stand = np.concatenate(parts)
        if len(terms) > 1:
            stand.sort()
        return stand

    def with_value(self, field: str, value: str) -> Numbers:
        """The living documents that have `value` in a value field."""
        return self.postings(value_field(field), value).documents

    def words_of(self, field: str, shape: Shape) -> dict[str, int]:
        """The words of a field that a prefix, a wildcard or a fuzzy word stands for, and in how many living documents each is."""
        found: dict[str, int] = {}
        with damage("the words"):
            for segment, start, whole in self._parts():
                for term, count in _words_of(segment, field, shape):
                    if not whole:
                        count = int(self.alive[segment.postings(field, term).documents + np.uint32(start)].sum())
                    if count:
                        found[term] = found.get(term, 0) + count
        return found

    def _parts(self) -> Iterator[tuple[Segment, int, bool]]:
        return zip(self._segments, self._starts, self._whole, strict=False)


def _ranks(ids: list[str]) -> Numbers:
    ranks = np.empty(len(ids), np.uint32)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.uint32)
    return ranks


_LEXICONS: WeakKeyDictionary[Segment, dict[str, Lexicon]] = WeakKeyDictionary()
"""The lexicons made so far. A segment never changes, so that a new commit reads the words of its new segments only."""


def _words_of(segment: Segment, field: str, shape: Shape) -> Iterator[tuple[str, int]]:
    if isinstance(shape, Prefix) or beginning(shape):
        letters = beginning(shape)
        fitting = fits(shape)
        return (counted for counted in segment.counted(field, letters) if fitting(counted[0])) if letters else iter(())
    lexicons = _LEXICONS.setdefault(segment, {})
    if field not in lexicons:
        lexicons[field] = Lexicon(segment.counted(field, ""))
    return lexicons[field].words_of(shape)
