"""The words of a text field in one segment: which of them a prefix, a wildcard or a fuzzy word stands for."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Integers, changes, decoded, encoded, starts_of
from archive.engines.whoosh.strings import Strings
from archive.query.shapes import Shape, beginning, fitting, folded, pieces
from archive.query.tree import Fuzzy, Prefix, Wildcard

_BITS = np.uint64(64)


class Lexicon:
    """Words by their places among a field's terms. Arrays are made when first asked for; safe to share."""

    def __init__(self, terms: Strings) -> None:
        self._terms = terms

    def places(self, shape: Shape) -> tuple[Integers, int]:
        """The places of the words of a shape, ascending, and how many words had to be held against it one by one."""
        letters = encoded(beginning(shape))
        if isinstance(shape, Prefix):
            return np.arange(*(self._terms.beginning(letters) if letters else (0, 0))), 0
        likely = self._alike(shape) if isinstance(shape, Fuzzy) else self._framed(shape, letters)
        if isinstance(shape, Wildcard) and shape.text.count("*") == 1 and "?" not in shape.text:
            return likely, 0
        words = decoded(b"\n".join(self._terms.some(likely))).split("\n")  # at once: to decode takes longer than to look
        return likely.take(fitting(shape, words) if len(likely) else []), len(likely)

    def _framed(self, wildcard: Wildcard, letters: bytes) -> Integers:
        """The words that begin as a wildcard does and end so, and are as long at least."""
        *others, last = map(encoded, pieces(wildcard))
        inner = max(others, key=len, default=b"") if not letters and not last else b""
        places = self._holding(inner) if inner else np.arange(*self._terms.beginning(letters))
        ends = self._terms.starts.take(places + 1).astype(np.int64)
        kept = np.flatnonzero(ends - self._terms.starts.take(places) >= len(letters) + len(last))
        for place, letter in enumerate(reversed(last), 1):
            kept = kept.take(np.flatnonzero(self._bytes.take(ends.take(kept) - place) == letter))
        return places.take(kept)

    def _holding(self, letters: bytes) -> Integers:
        """The words that may have some letters in them: one scan over all words."""
        found = np.flatnonzero(self._bytes == letters[0])
        for place, letter in enumerate(letters[1:], 1):
            found = found.compress(self._bytes.take(found + place, mode="clip") == letter)
        places: Integers = self._terms.starts.searchsorted(found, "right") - 1
        return places.compress(changes(places))

    @property
    def _bytes(self) -> NDArray[np.uint8]:
        """All words, one behind the other."""
        return np.frombuffer(self._terms.bytes, np.uint8)

    def _alike(self, fuzzy: Fuzzy) -> Integers:
        """About one word in a hundred: those that may be meant, since an edit changes the length and the set of letters by one at most."""
        if not len(self._terms):
            return np.zeros(0, np.int64)
        word, most = folded(fuzzy), fuzzy.distance
        by_length, bounds, letters = self._facts
        first, end = (int(bounds[min(max(length, 0), len(bounds) - 1)]) for length in (len(word) - most, len(word) + most + 1))
        own = np.bitwise_or.reduce(_letters(word), initial=np.uint64(0))
        near = np.flatnonzero(np.bitwise_count(own & ~letters[first:end]) <= most)
        near = near[np.bitwise_count(letters[first:end][near] & ~own) <= most]
        return np.sort(by_length[first:end][near])

    @cached_property
    def _facts(self) -> tuple[Integers, Integers, NDArray[np.uint64]]:
        """The places by the length of the words, where each length begins there, and the set of each word's letters as bits there.

        Several letters share a bit.
        """
        begins = starts_of((self._bytes & 0xC0) != 0x80)[self._terms.starts]  # of codepoints, not of bytes
        lengths = np.diff(begins)
        letters = np.bitwise_or.reduceat(_letters(decoded(bytes(self._terms.bytes))), begins[:-1])
        order = np.argsort(lengths, kind="stable")
        return order, starts_of(np.bincount(lengths)), letters[order]


def _letters(text: str) -> NDArray[np.uint64]:
    """Each letter as a bit."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    bits: NDArray[np.uint64] = np.uint64(1) << (codes.astype(np.uint64) % _BITS)
    return bits
