"""Texts as numbers: what stands between two spaces is cut into words once, and counts as one number from then on."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

from archive.engines.whoosh.arrays import Numbers, Offsets, ranges, starts_of
from archive.engines.whoosh.units import Beginnings, begun
from archive.text import ENDED, ENDINGS, LONGEST_WORD, PARAGRAPH_END, Unit, beginning, ending, inner_ends, words

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
        self._endings, self._beginnings = array("B"), array("B")
        self._inner: dict[int, list[int]] = {}

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
        # Not through the caches: each chunk is asked for once.
        self._endings.append(ending.__wrapped__(chunk) if chunk[-1] in ENDINGS else 0)
        self._beginnings.append(0 if chunk[0].islower() else beginning.__wrapped__(chunk))
        self[chunk] = number = len(self)
        if inner := inner_ends(chunk):
            self._inner[number] = [len(words(chunk[:end])) for end in inner]
        return number

    @property
    def nbytes(self) -> int:
        """The memory that it takes, roughly."""
        return len(self) * _CHUNK + len(self.words) * _WORD + 2 * self._codepoints

    def chunks(self, text: str) -> Iterator[int]:
        """The numbers of the chunks of a text, in order; one of its own stands where a paragraph ends."""
        return map(self.__getitem__, text.replace(_PARAGRAPH, _OTHER).replace(PARAGRAPH_END, _END).split())

    def tokens(self, chunks: Numbers, counts: Numbers) -> tuple[Numbers, Numbers]:
        """The places in `words` of all words, document by document, and how many each document has; of its `counts[d]` chunks."""
        lengths = numbers(self._lengths)
        own = lengths[chunks]
        found = numbers(self._tokens)[ranges(starts_of(lengths)[chunks], own)]
        return found, np.diff(starts_of(own)[starts_of(counts)]).astype(np.uint32)

    def beginnings(self, chunks: Numbers, counts: Numbers) -> dict[Unit, Beginnings]:
        """Where the sentences and paragraphs of texts begin, document by document, of its `counts[d]` chunks."""
        before = starts_of(numbers(self._lengths)[chunks])
        own = before[starts_of(counts)]
        paragraph_starts = before[np.flatnonzero(chunks == self[_PARAGRAPH])]
        starts = [paragraph_starts, before[self._sentence_starts(chunks)], *self._inner_starts(chunks, before)]
        return {Unit.SENTENCE: begun(np.sort(np.concatenate(starts)), own), Unit.PARAGRAPH: begun(paragraph_starts, own)}

    def _sentence_starts(self, chunks: Numbers) -> Offsets:
        """The places in `chunks` at which a sentence begins because one has ended before."""
        endings, beginnings = np.frombuffer(self._endings, np.uint8), np.frombuffer(self._beginnings, np.uint8)
        stops = np.flatnonzero(endings[chunks[:-1]])
        starts: Offsets = stops[endings[chunks[stops]] + beginnings[chunks[stops + 1]] >= ENDED] + 1
        return starts

    def _inner_starts(self, chunks: Numbers, before: Offsets) -> Iterator[Offsets]:
        """The words that sentences inside chunks begin with."""
        divided = np.zeros(len(self), bool)
        divided[list(self._inner)] = True
        for place in np.flatnonzero(divided[chunks]).tolist():
            yield before[place] + np.array(self._inner[int(chunks[place])], np.int64)


def numbers(values: array[int]) -> Numbers:
    """The numbers of an `array("I")`, not copied."""
    return np.frombuffer(values, np.uint32) if values else np.zeros(0, np.uint32)
