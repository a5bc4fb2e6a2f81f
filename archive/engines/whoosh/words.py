"""Texts as numbers: what stands between two spaces is cut into words once, and counts as one number from then on."""

from __future__ import annotations

from array import array

import numpy as np

from archive.engines.whoosh.arrays import Array, Numbers, ranges, starts_of
from archive.text import LONGEST_WORD, words

_AT_ONCE = 1 << 18
"""Chunks whose words are looked up together: few enough to stay in the processor's caches."""

_AROUND = '.,;:!?"()'
"""Marks beside most words: what is one plain word without them needs no more cutting."""

_CHUNK, _WORD = 160, 240
"""Bytes of memory that one takes; measured roughly (2026-11-23)."""


class Vocabulary(dict[str, int]):
    """The number of each chunk, which is what stands between spaces: no token of `archive/text.py` goes beyond one.

    `words` has every folded word once.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self._codepoints = 0
        self._numbers: dict[str, int] = {}
        self._lengths = array("I")
        self._tokens = array("I")

    def __missing__(self, chunk: str) -> int:
        plain = chunk.strip(_AROUND)
        found = [plain.lower()] if plain.isascii() and plain.isalpha() and len(plain) <= LONGEST_WORD else words(chunk)
        for word in found:
            number = self._numbers.setdefault(word, len(self.words))
            if number == len(self.words):
                self.words.append(word)
            self._tokens.append(number)
        self._lengths.append(len(found))
        self._codepoints += len(chunk)
        self[chunk] = number = len(self)
        return number

    @property
    def nbytes(self) -> int:
        """The memory that it takes, roughly."""
        return len(self) * _CHUNK + len(self.words) * _WORD + 2 * self._codepoints

    def chunks(self, text: str) -> list[int]:
        """The numbers of the chunks of a text, in order."""
        return list(map(self.__getitem__, text.split()))

    def tokens(self, chunks: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
        """The places in `words` of all words, document by document, and how many each document has; of its `counts[d]` chunks."""
        lengths, held = np.array(self._lengths, np.uint32), np.array(self._tokens, np.uint32)
        starts = starts_of(lengths)[:-1]
        parts: list[Array] = [np.zeros(0, np.uint32)]
        for first in range(0, len(chunks), _AT_ONCE):
            some = chunks[first : first + _AT_ONCE]
            parts.append(held[ranges(starts[some], lengths[some])])
        sums = np.add.reduceat(np.append(lengths[chunks], np.uint32(0)), np.minimum(starts_of(counts)[:-1], len(chunks)))
        return np.concatenate(parts), np.where(counts > 0, sums, 0).astype(np.uint32)


def numbers(values: array[int]) -> Numbers:
    """The numbers of an `array("I")`, not copied."""
    return np.frombuffer(values, np.uint32) if values else np.zeros(0, np.uint32)
