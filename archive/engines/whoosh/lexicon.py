"""The words of a text field in one segment: which of them a prefix, a wildcard or a fuzzy word stands for."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Integers, decoded, encoded, starts_of
from archive.engines.whoosh.strings import Strings
from archive.query.shapes import Shape, beginning, fits, folded, pieces
from archive.query.tree import Fuzzy, Prefix

_BITS = np.uint64(64)


class Lexicon:
    """Words by their places among a field's terms. Arrays are made when first asked for; safe to share."""

    def __init__(self, terms: Strings) -> None:
        self._terms = terms

    def places(self, shape: Shape) -> Integers:
        """The places of the words of a shape, ascending."""
        letters = beginning(shape)
        if isinstance(shape, Prefix):
            return np.arange(*(self._terms.beginning(encoded(letters)) if letters else (0, 0)))
        if isinstance(shape, Fuzzy):
            likely = self._alike(shape)
        elif letters:
            likely = np.arange(*self._terms.beginning(encoded(letters)))
        else:
            likely = self._holding(max(pieces(shape), key=len))
        fitting = fits(shape)
        fit = (fitting(decoded(self._terms[place])) for place in likely.tolist())
        found: Integers = likely[np.fromiter(fit, bool, len(likely))]
        return found

    def _holding(self, letters: str) -> Integers:
        """The words with some folded letters in them: one scan over all words."""
        if not letters:
            return np.arange(len(self._terms))
        text, ends = self._lines
        found = np.array([match.start() for match in re.finditer(re.escape(encoded(letters)), text)], np.int64)
        return np.unique(ends.searchsorted(found, "right"))

    @cached_property
    def _lines(self) -> tuple[bytes, Integers]:
        """All words, each behind a line's end and so apart from the next, and where each ends."""
        words = self._terms.all()
        return b"\n".join(words), np.cumsum([len(word) + 1 for word in words])

    def _alike(self, fuzzy: Fuzzy) -> Integers:
        """About one word in a hundred: those that may be meant, since an edit changes the length and the set of letters by one at most."""
        word, most = folded(fuzzy), fuzzy.distance
        by_length, bounds, letters = self._facts
        first, end = (int(bounds[min(max(length, 0), len(bounds) - 1)]) for length in (len(word) - most, len(word) + most + 1))
        own = np.bitwise_or.reduce(_bits(_codes(word)), initial=np.uint64(0))
        near = np.flatnonzero(np.bitwise_count(own & ~letters[first:end]) <= most)
        near = near[np.bitwise_count(letters[first:end][near] & ~own) <= most]
        return np.sort(by_length[first:end][near])

    @cached_property
    def _facts(self) -> tuple[Integers, Integers, NDArray[np.uint64]]:
        """The places by the length of the words, where each length begins there, and the set of each word's letters as bits there.

        Several letters share a bit.
        """
        data = np.frombuffer(self._terms.bytes, np.uint8)
        if not len(data):
            return np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.uint64)
        begins = starts_of((data & 0xC0) != 0x80)[self._terms.starts]  # of codepoints, not of bytes
        lengths = np.diff(begins)
        letters = np.bitwise_or.reduceat(_bits(_codes(decoded(bytes(data)))), begins[:-1])
        order = np.argsort(lengths, kind="stable")
        return order, starts_of(np.bincount(lengths)), letters[order]


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _bits(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    bits: NDArray[np.uint64] = np.uint64(1) << (codes.astype(np.uint64) % _BITS)
    return bits
