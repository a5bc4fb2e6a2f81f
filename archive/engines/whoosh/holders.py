"""Which documents hold each term of a field: with 16 bits each, however many the segment has.

    F.starts             (V * B + 1)  where a term's documents of each block begin in the next, term by term
    F.documents          (P)          ascending within a term; in a text field counted from the beginning of their block

In a text field, documents are in B blocks of `BLOCK`; other fields have one block, in which numbers are as large as they must be: their
terms are in so few documents each that the starts would take more than the numbers give back.
"""

from __future__ import annotations

import numpy as np

from archive.engines.whoosh.arrays import Array, ArrayFile, Integers, Numbers, Offsets, blocks, check_numbers, ranges, starts_of

BLOCK = 2**16
"""Documents in a block: as many as 16 bits tell apart."""

_AT_ONCE = 500_000
"""Postings that are counted together, in little memory."""


def blocks_of(size: int) -> int:
    """How many blocks so many documents take, one at least."""
    return max(1, -(-size // BLOCK))


def blocked(starts: Offsets, documents: Array, size: int) -> tuple[Offsets, Array]:
    """What the two arrays hold of a text field in a segment of `size` documents; `starts` has where each term's begin in `documents`.

    No term is without documents.
    """
    number = blocks_of(size)
    if number == 1 or len(starts) == 1:
        return starts, documents
    sizes = np.diff(starts)
    counts, places = [], []
    for first, end in blocks(sizes, _AT_ONCE):
        own = documents[starts[first] : starts[end]]
        terms = np.repeat(np.arange(end - first), sizes[first:end])
        counts.append(np.bincount(terms * number + own // BLOCK, minlength=(end - first) * number))
        places.append((own % BLOCK).astype(np.min_scalar_type(BLOCK - 1)))
    return starts_of(np.concatenate(counts)), np.concatenate(places)


class Holders:
    """Reads the two arrays of a field that has so many terms, in a segment of `size` documents; terms are named by their places.

    Raises ValueError where a document's number is too large.
    """

    def __init__(self, file: ArrayFile, field: str, terms: int, size: int) -> None:
        self._starts = file.get(f"{field}.starts")
        self._begins = self._starts.data
        self._documents = file.get(f"{field}.documents")
        self._blocks = (len(self._starts) - 1) // terms if terms else 1
        self._size = size
        self._in_last = size - (self._blocks - 1) * BLOCK

    def run(self, place: int) -> tuple[int, int]:
        """Where the postings of a term begin, and behind the last."""
        return self._begins[place * self._blocks], self._begins[(place + 1) * self._blocks]

    def at(self, place: int) -> Integers:
        """The documents of a term."""
        if self._blocks == 1:
            only = self._documents[self._begins[place] : self._begins[place + 1]]
            check_numbers(only, self._size)
            return only.astype(np.int64)
        first, last = place * self._blocks, (place + 1) * self._blocks
        start, end = self._begins[first], self._begins[last]
        found = self._documents[start:end].astype(np.int64)
        check_numbers(self._documents[self._begins[last - 1] : end], self._in_last)
        for begin in self._begins[first + 1 : last]:
            later = found[begin - start :]
            later += BLOCK
        return found

    def listed(self, place: int) -> Array:
        """The documents of a term in any integer type: those of the file itself, unchecked, where it has them as they are."""
        return self.at(place) if self._blocks > 1 else self._documents[slice(*self.run(place))]

    def at_all(self, places: Integers) -> tuple[slice | Offsets, Offsets, Integers]:
        """Of some terms, one at least, where their postings are, one term behind the other, how many each has, and their documents."""
        firsts = self._starts.take(places * self._blocks).astype(np.int64)
        counts = self._starts.take((places + 1) * self._blocks).astype(np.int64) - firsts
        together = int(places[-1] - places[0]) == len(places) - 1
        run = slice(firsts[0], firsts[0] + counts.sum()) if together else ranges(firsts, counts)
        found = self._documents[run].astype(np.int64)
        if self._blocks > 1:
            begins = self._starts.take(places[:, None] * self._blocks + np.arange(self._blocks + 1)).astype(np.int64)
            self._raise(found, np.diff(begins).ravel())
        check_numbers(found, self._size)
        return run, counts, found

    def between(self, first: int, end: int) -> tuple[Offsets, Numbers]:
        """Where the postings of the terms from `first` to before `end` begin, and behind the last; and their documents."""
        begins = self._starts[first * self._blocks : end * self._blocks + 1].astype(np.int64)
        found = self._documents[begins[0] : begins[-1]].astype(np.uint32) if len(begins) else np.zeros(0, np.uint32)
        if self._blocks > 1:
            self._raise(found, np.diff(begins))
        check_numbers(found, self._size)
        return begins[:: self._blocks], found

    def counts(self, first: int, end: int) -> Offsets:
        """How many documents each term from `first` to before `end` has."""
        starts: Offsets = self._starts[first * self._blocks : end * self._blocks + 1 : self._blocks].astype(np.int64)
        return starts[1:] - starts[:-1]

    def _raise(self, found: Array, counts: Offsets) -> None:
        """Count documents from the beginning of the segment; `counts` has how many there are of each term in each block."""
        found += np.tile(np.arange(self._blocks, dtype=found.dtype) * BLOCK, len(counts) // self._blocks).repeat(counts)
