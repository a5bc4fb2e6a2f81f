"""The terms of one Whoosh field in one segment, which documents hold each, and where it is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np

from archive.engines.whoosh import packing
from archive.engines.whoosh.arrays import NONE, Array, Integers, Numbers, blocks, check_numbers, decoded, encoded, forget, ranges, starts_of
from archive.engines.whoosh.lexicon import Lexicon
from archive.engines.whoosh.places import Places, places
from archive.engines.whoosh.postings import NOWHERE, Postings
from archive.engines.whoosh.strings import Strings
from archive.engines.whoosh.subsets import Subset
from archive.engines.whoosh.values import Values

_LONG = 16
"""Bytes of a term that takes as much to be merged as a posting: few terms are as long."""

NO_PLACES: Places = np.zeros(0, np.int64)
_AT_ONCE = 2**20
"""Postings that are read together."""


class Terms(Strings):
    """Reads the arrays of a field in a segment of `size` documents, deleted ones included; a term is named by its place. Stems have their
    positions from those of the `words` that they are stems of.

    Raises ValueError where a document's number is too large.
    """

    def __init__(self, arrays: Mapping[str, Array], field: str, size: int, words: Terms | None = None) -> None:
        super().__init__(arrays, f"{field}.terms")
        self._size, self._words = size, words
        self._runs = arrays.get(f"{field}.starts", NONE)
        self._begins = self._runs.data
        self._documents = arrays.get(f"{field}.documents", NONE)
        self._blocks = max(1, (len(self._runs) - 1) // max(1, len(self)))
        self._frequencies = arrays.get(f"{field}.frequencies", np.broadcast_to(np.uint8(1), len(self._documents)))
        self._places = arrays.get(f"{field}.places", NONE)
        self._positions = arrays.get(f"{field}.positions", NONE)
        self._forms_begin = arrays.get(f"{field}.forms.starts", NONE)
        self._forms = arrays.get(f"{field}.forms", NONE)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Which of the terms a shape stands for."""
        return Lexicon(self)

    @cached_property
    def held(self) -> tuple[Integers, Numbers]:
        """The terms of each document: where they begin in the other array, and their places, ascending."""
        _, counts, documents = self.holders(np.arange(len(self)))
        keys = documents << 32 | np.arange(len(self)).repeat(counts)
        keys.sort()
        return starts_of(np.bincount(keys >> 32, minlength=self._size)), (keys & 0xFFFF_FFFF).astype(np.uint32)

    @cached_property
    def values(self) -> Values:
        """The terms of each document, with all of them as texts."""
        return Values([decoded(value) for value in self.all()], *self.held)

    # ------------------------------------------------------------ which documents

    def postings(self, term: str) -> Postings:
        """The postings of a term, `NOWHERE` where it does not occur."""
        place = self.find(encoded(term))
        if place is None:
            return NOWHERE
        run = self._run(place)
        found = self._listed(place, run)
        check_numbers(found, self._size)
        return Postings(found.astype(np.int64, copy=False), self._frequencies[run])

    def _run(self, place: int) -> slice:
        return slice(self._begins[place * self._blocks], self._begins[(place + 1) * self._blocks])

    def _listed(self, place: int, run: slice) -> Array:
        """The documents of a term in any integer type: those of the file itself, unchecked, where it has them as they are."""
        if self._blocks == 1:
            return self._documents[run]
        found = self._documents[run].astype(np.int64)
        for begin in self._begins[place * self._blocks + 1 : (place + 1) * self._blocks]:
            later = found[begin - run.start :]
            later += packing.BLOCK
        return found

    def holding(self, term: str) -> int:
        """How many documents hold a term."""
        place = self.find(encoded(term))
        return 0 if place is None else self._begins[(place + 1) * self._blocks] - self._begins[place * self._blocks]

    def counts(self, terms: Integers) -> Integers:
        """How many documents hold each of some terms."""
        return self._runs.take((terms + 1) * self._blocks).astype(np.int64) - self._runs.take(terms * self._blocks)

    def holders(self, terms: Integers) -> tuple[Array, Integers, Integers]:
        """Of some terms, in any order, the frequencies, one term's behind the other's, how many documents each has, and these."""
        if not len(terms):
            return NONE, NO_PLACES, NO_PLACES.copy()
        begins = self._runs.take(terms[:, None] * self._blocks + np.arange(self._blocks + 1)).astype(np.int64)
        firsts, counts = begins[:, 0], begins[:, -1] - begins[:, 0]
        together = (firsts[1:] == begins[:-1, -1]).all()
        run = slice(firsts[0], begins[-1, -1]) if together else ranges(firsts, counts)
        found = self._documents[run].astype(np.int64)
        if self._blocks > 1:
            found += np.tile(np.arange(self._blocks) * packing.BLOCK, len(terms)).repeat(np.diff(begins).ravel())
        check_numbers(found, self._size)
        return self._frequencies[run], counts, found

    def in_runs(self, terms: Integers) -> Iterator[Integers]:
        """Some terms, so many at a time that the postings of all of them need little memory."""
        for first, end in blocks(self.counts(terms), _AT_ONCE):
            yield terms[first:end]

    def with_all(self, terms: Iterable[str]) -> Subset:
        """The documents that hold every one of some terms: its time goes with the rarest term."""
        places = [self.find(encoded(term)) for term in terms]
        runs = [(place, self._listed(place, self._run(place))) for place in places if place is not None]
        if len(runs) < len(places) or not runs:
            return Subset(self._size, NOWHERE.documents)
        (_, first), *rest = sorted(runs, key=lambda each: len(each[1]))
        check_numbers(first, self._size)
        found = Subset(self._size, first.astype(np.int64))
        for place, run in rest:
            at = found.places_in(run)
            found = Subset(self._size, run.take(at).astype(np.int64))
            found.known = ((self, place), at)
        return found

    # ------------------------------------------------------------ where in them

    def places(self, term: str, among: Subset) -> Places:
        """Where a term is in the documents `among`."""
        place = self.find(encoded(term))
        if place is None:
            return NO_PLACES
        if self._words is None:
            return self._places_of(place, among)
        forms = self._forms[self._forms_begin[place] : self._forms_begin[place + 1]].astype(np.int64)
        return self._words._places_of(int(forms[0]), among) if len(forms) == 1 else self._words.places_of(forms, among)

    def _places_of(self, place: int, among: Subset) -> Places:
        """Where one term is in the documents `among`: what comes behind the last of them is not looked at."""
        run = self._run(place)
        documents = self._listed(place, run)
        kept = among.places_in(documents, (self, place))
        if not len(kept):
            return NO_PLACES
        frequencies = self._frequencies[run][: int(kept[-1]) + 1]
        begins = starts_of(frequencies).take(kept) + int(self._places[place])
        return self._placed(documents.take(kept).astype(np.int64), frequencies.take(kept), begins)

    def places_of(self, terms: Integers, among: Subset) -> Places:
        """Where any of some terms is in the documents `among`."""
        found = [NO_PLACES]
        for some in self.in_runs(terms):
            frequencies, counts, documents = self.holders(some)
            kept = among.flags(documents).nonzero()[0]
            # Of each term the positions follow one another in the file, so that those of a posting begin behind all before it.
            before = starts_of(frequencies)
            own = self._places[some].astype(np.int64) - before[starts_of(counts)[:-1]]
            begins = before.take(kept) + own.repeat(counts).take(kept)
            found.append(self._placed(documents.take(kept), frequencies.take(kept), begins))
        joined = np.concatenate(found)
        joined.sort()
        return joined

    def _placed(self, documents: Integers, frequencies: Array, begins: Integers) -> Places:
        """The places of some postings, whose positions begin at `begins`."""
        return places(documents, frequencies, self._positions.take(ranges(begins, frequencies)))

    # ------------------------------------------------------------ for a merge

    def forget(self) -> None:
        """Give back the memory in which what has been read of postings lies, for whoever reads them once."""
        forget(self._documents, self._frequencies, self._positions)

    def sizes(self) -> Integers:
        """How much each term has to be merged: itself, the more the longer it is, its postings and its positions."""
        sizes: Integers = self.counts(np.arange(len(self))) + 1 + np.diff(self.starts) // _LONG
        if len(self._places):
            sizes += np.diff(self._places)
        return sizes

    def positions(self, first: int, end: int) -> Array:
        """The positions of the terms from `first` to before `end`; none where the field has none."""
        return self._positions[int(self._places[first]) : int(self._places[end])] if len(self._places) else NONE
