"""The living documents of one commit as arrays, all segments together: what evaluation, facets and order work on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from weakref import WeakKeyDictionary

import numpy as np
from whoosh.util.numeric import byte_to_length, length_to_byte

from archive.engines.whoosh.arrays import Days, Mask, Numbers
from archive.engines.whoosh.columns import UNDATED, Values
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import value_field
from archive.engines.whoosh.lexicon import Lexicon
from archive.engines.whoosh.places import Places, places
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import Segment
from archive.query.shapes import Shape, beginning, fits
from archive.query.tree import Prefix

_SHORT_LENGTHS = np.array([byte_to_length(number) for number in range(256)], np.uint32)
_LONGEST = int(_SHORT_LENGTHS[-1])


def quantised(lengths: Numbers) -> Numbers:
    """Field lengths as Whoosh's scoring sees them: rounded up to one of 256 (its `length_to_byte`, then `byte_to_length`)."""
    assert length_to_byte(_LONGEST) == 255
    return _SHORT_LENGTHS[np.searchsorted(_SHORT_LENGTHS, np.minimum(lengths, _LONGEST))]


class Documents:
    """Documents are numbered through the segments in their order; deleted ones keep a number and are in no mask and no postings.

    Arrays are made when first asked for; two threads may make one twice, to the same end.
    """

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]]) -> None:
        self._segments = [segment for segment, _ in segments]
        self._starts = np.cumsum([0, *(segment.size for segment in self._segments)]).tolist()
        self.size: int = self._starts[-1]
        self.alive: Mask = np.ones(self.size, bool)
        for start, (_, deleted) in zip(self._starts, segments, strict=False):
            self.alive[[start + number for number in deleted]] = False
        self.count = int(self.alive.sum())
        self._whole = [not deleted for _, deleted in segments]
        self._values: dict[str, Values] = {}

    # ------------------------------------------------------------ columns

    @cached_property
    def first(self) -> Days:
        """The first day of each document's date, UNDATED where it has none."""
        return np.concatenate([np.zeros(0, np.int32), *(segment.columns.first for segment in self._segments)])

    @cached_property
    def last(self) -> Days:
        """The last day of each document's date, UNDATED where it has none."""
        return np.concatenate([np.zeros(0, np.int32), *(segment.columns.last for segment in self._segments)])

    @cached_property
    def words(self) -> Numbers:
        """The number of words of each document."""
        return np.concatenate([np.zeros(0, np.uint32), *(segment.columns.words for segment in self._segments)])

    @cached_property
    def dated(self) -> Mask:
        """The documents that have a date."""
        mask: Mask = self.alive & (self.first != UNDATED)
        return mask

    @cached_property
    def ids(self) -> list[str]:
        """Each document's id, deleted ones included."""
        with damage("the ids"):
            return [id for segment in self._segments for id in segment.columns.ids()]

    @cached_property
    def _sorted_ids(self) -> list[tuple[str, int]]:
        return sorted((id, number) for number, id in enumerate(self.ids))

    @cached_property
    def rank(self) -> Numbers:
        """The place of each document's id among all ids in order."""
        ranks = np.empty(self.size, np.uint32)
        ranks[[number for _, number in self._sorted_ids]] = np.arange(self.size, dtype=np.uint32)
        return ranks

    def ranks_before(self, id: str, inclusive: bool) -> int:
        """How many ids come before `id`, which need not be there; or before it and at it."""
        bisect = bisect_right if inclusive else bisect_left
        return bisect(self._sorted_ids, id, key=itemgetter(0))

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each living document's id and content hash."""
        with damage("the content hashes"):
            hashes = [content for segment in self._segments for content in segment.columns.contents()]
        for id, content, alive in zip(self.ids, hashes, self.alive.tolist(), strict=True):
            if alive:
                yield id, content

    def lengths(self, text_field: str) -> Numbers:
        """The number of words in a text field of each document."""
        return np.concatenate([np.zeros(0, np.uint32), *(segment.columns.length(text_field) for segment in self._segments)])

    def values(self, field: str) -> Values:
        """A field's values in the living documents. The table may hold values that only deleted documents have."""
        if field not in self._values:
            with damage(f"the values of {field}"):
                self._values[field] = self._joined_values(field)
        return self._values[field]

    def _joined_values(self, field: str) -> Values:
        parts = [segment.columns.values(field) for segment in self._segments]
        table = parts[0].table if len(parts) == 1 else sorted({value for part in parts for value in part.table})
        ordinal = {value: place for place, value in enumerate(table)} if len(parts) > 1 else {}
        documents = [np.zeros(0, np.uint32)]
        ordinals = [np.zeros(0, np.uint32)]
        for part, start, whole in zip(parts, self._starts, self._whole, strict=False):
            numbers = part.documents + np.uint32(start)
            own = np.array([ordinal[value] for value in part.table], np.uint32)[part.ordinals] if ordinal else part.ordinals
            kept = slice(None) if whole else self.alive[numbers]
            documents.append(numbers[kept])
            ordinals.append(own[kept])
        return Values(table, np.concatenate(documents), np.concatenate(ordinals))

    # ------------------------------------------------------------ postings

    def postings(self, field: str, term: str) -> Postings:
        """A term's postings in the living documents, ascending."""
        parts = []
        for segment, start, whole in zip(self._segments, self._starts, self._whole, strict=False):
            found = segment.postings(field, term)
            if len(found.documents):
                found = found.shifted(start)
                parts.append(found if whole else found.only(self.alive))
        return Postings.joined(parts)

    def with_value(self, field: str, value: str) -> Numbers:
        """The living documents that have `value` in a value field."""
        return self.postings(value_field(field), value).documents

    def places(self, field: str, terms: Sequence[str], among: Mask) -> Places:
        """Where any of some different terms stands in the living documents that are in `among`."""
        found = Postings.joined([self.postings(field, term) for term in terms]).only(among)
        stand = places(found.documents, found.frequencies, found.positions)
        if len(terms) > 1:
            stand.sort()
        return stand

    def words_of(self, field: str, shape: Shape) -> dict[str, int]:
        """The words of a field that a prefix, a wildcard or a fuzzy word stands for, and in how many living documents each is."""
        found: dict[str, int] = {}
        for segment, start, whole in zip(self._segments, self._starts, self._whole, strict=False):
            for term, count in _words_of(segment, field, shape):
                if not whole:
                    count = int(self.alive[segment.postings(field, term).documents + np.uint32(start)].sum())
                if count:
                    found[term] = found.get(term, 0) + count
        return found


_LEXICONS: WeakKeyDictionary[Segment, dict[str, Lexicon]] = WeakKeyDictionary()
"""The lexicons made so far. A segment never changes, so that a new commit reads the words of its new segments only."""


def _words_of(segment: Segment, field: str, shape: Shape) -> Iterator[tuple[str, int]]:
    if isinstance(shape, Prefix) or beginning(shape):
        letters = beginning(shape)
        fitting = fits(shape)
        return (counted for counted in segment.terms(field, letters) if fitting(counted[0])) if letters else iter(())
    lexicons = _LEXICONS.setdefault(segment, {})
    if field not in lexicons:
        lexicons[field] = Lexicon(segment.terms(field, ""))
    return lexicons[field].words_of(shape)
