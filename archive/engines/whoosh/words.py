"""Texts as numbers: what stands between two spaces is cut into words once, and counts as one number from then on."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

from archive.engines.whoosh.arrays import Array, Numbers, Offsets, ranges, starts_of
from archive.engines.whoosh.units import Beginnings, begun
from archive.text import ENDED, ENDINGS, LONGEST_WORD, PARAGRAPH_END, Unit, beginning, ending, inner_ends, words

_AT_ONCE = 1 << 18
"""Chunks whose words are looked up together: few enough to stay in the processor's caches."""

_AROUND = ".,;:!?\"'()[]“”‘’…–—-"
"""Marks beside most words: what is one plain word without them needs no more cutting."""

_CHUNK, _WORD = 160, 240
"""Bytes of memory that one takes; measured roughly (2026-11-23)."""

_PARAGRAPH = "\ufdd0"
"""A chunk that ends a paragraph: Unicode keeps this code point for a program's own use."""
_OTHER = "\ufdd1"
"""Stands for it in a text that has it all the same: one as meaningless."""
_END = f" {_PARAGRAPH} "


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
        found = [plain.lower()] if plain.isascii() and plain.isalnum() and len(plain) <= LONGEST_WORD else words(chunk)
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
        """The numbers of the chunks of a text, in order; one of its own stands where a paragraph ends."""
        return list(map(self.__getitem__, text.replace(_PARAGRAPH, _OTHER).replace(PARAGRAPH_END, _END).split()))

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

    def beginnings(self, chunks: Numbers, counts: Numbers) -> dict[Unit, Beginnings]:
        """Where the sentences and paragraphs of texts begin, document by document, of its `counts[d]` chunks."""
        before = starts_of(np.array(self._lengths, np.uint32)[chunks])
        own = before[starts_of(counts)]
        table = list(self)
        paragraph_starts = before[np.flatnonzero(chunks == self[_PARAGRAPH])]
        starts = [paragraph_starts, before[_sentence_starts(table, chunks)], *_inner_starts(table, chunks, before)]
        return {Unit.SENTENCE: begun(np.sort(np.concatenate(starts)), own), Unit.PARAGRAPH: begun(paragraph_starts, own)}


def _sentence_starts(table: list[str], chunks: Numbers) -> Offsets:
    """The places in `chunks`, numbers of `table`, at which a sentence begins because one has ended before."""
    endings = np.fromiter((ending(chunk) if chunk[-1] in ENDINGS else 0 for chunk in table), np.uint8, len(table))
    stops = np.flatnonzero(endings[chunks[:-1]])
    following = chunks[stops + 1]
    asked = np.flatnonzero(np.bincount(following))  # few: most chunks never stand behind a stop
    beginnings = np.zeros(len(table), np.uint8)
    beginnings[asked] = [beginning(table[number]) for number in asked.tolist()]
    starts: Offsets = stops[endings[chunks[stops]] + beginnings[following] >= ENDED] + 1
    return starts


def _inner_starts(table: list[str], chunks: Numbers, before: Offsets) -> Iterator[Offsets]:
    """The words that sentences inside chunks begin with."""
    inner = {number: ends for number, chunk in enumerate(table) if not chunk.isascii() and (ends := inner_ends(chunk))}
    divided = np.zeros(len(table), bool)
    divided[list(inner)] = True
    for place in np.flatnonzero(divided[chunks]).tolist():
        chunk = int(chunks[place])
        yield before[place] + np.array([len(words(table[chunk][:end])) for end in inner[chunk]], np.int64)


def numbers(values: array[int]) -> Numbers:
    """The numbers of an `array("I")`, not copied."""
    return np.frombuffer(values, np.uint32) if values else np.zeros(0, np.uint32)
