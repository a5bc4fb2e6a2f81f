"""The words of one segment, all at hand: what a wildcard that begins with a star, or a fuzzy word, is looked for in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from archive.query.shapes import fits, folded, regular
from archive.query.tree import Fuzzy, Wildcard

_BITS = np.uint64(64)


class Lexicon:
    """The words of a text field and in how many documents of the segment each is. About 100 bytes a word; safe to share."""

    def __init__(self, counts: Iterable[tuple[str, int]]) -> None:
        self._counts = dict(counts)
        self._text = "".join(f"{word}\n" for word in self._counts)

    def words_of(self, shape: Wildcard | Fuzzy) -> Iterator[tuple[str, int]]:
        """The words of a shape with their counts, in order."""
        found = self._matching(shape) if isinstance(shape, Wildcard) else filter(fits(shape), self._alike(shape))
        return ((word, self._counts[word]) for word in found)

    def _matching(self, wildcard: Wildcard) -> Iterator[str]:
        """One scan over all words, which end with a line; behind the last there is an empty one."""
        return (found.group() for found in re.finditer(f"^{regular(wildcard)}$", self._text, re.MULTILINE) if found.group())

    def _alike(self, fuzzy: Fuzzy) -> Iterator[str]:
        """About one word in a hundred: those that may be meant, since an edit changes the length and the set of letters by one at most."""
        word, most = folded(fuzzy), fuzzy.distance
        lengths, letters = self._facts
        own = np.bitwise_or.reduce(_bits(_codes(word)))
        near = np.abs(lengths - len(word)) <= most
        near[near] = np.bitwise_count(own & ~letters[near]) <= most
        near[near] = np.bitwise_count(letters[near] & ~own) <= most
        words = self._words
        return (words[number] for number in np.flatnonzero(near).tolist())

    @cached_property
    def _words(self) -> list[str]:
        return list(self._counts)

    @cached_property
    def _facts(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """The length of each word, and the set of its letters as bits (several letters share a bit)."""
        lengths = np.fromiter(map(len, self._counts), np.int64, len(self._counts))
        if not len(lengths):
            return lengths, np.zeros(0, np.uint64)
        starts = np.cumsum(lengths) - lengths
        return lengths, np.bitwise_or.reduceat(_bits(_codes("".join(self._counts))), starts)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _bits(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    bits: NDArray[np.uint64] = np.uint64(1) << (codes.astype(np.uint64) % _BITS)
    return bits
