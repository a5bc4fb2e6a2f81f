"""Texts as words: each chunk, which is what stands between spaces, is cut into words once, and is one number from then on."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from archive.engines.whoosh.arrays import Numbers, Offsets, decoded, ranges, starts_of
from archive.engines.whoosh.chunks import PARAGRAPH, TEXT, Chunks
from archive.text import ENDED, ENDINGS, LONGEST_WORD, Unit, beginning, ending, inner_ends, words

_AROUND = ".,;:!?\"'()[]“”‘’…–—-"
"""Marks beside most words: what is one plain word without them needs no more cutting."""

_CHUNK, _STRING, _CODEPOINT = 160, 250, 4
"""Bytes of memory that one takes; measured roughly (2026-11-23)."""


class Numbering(dict[str, int]):
    """The number of each string that was asked for, in the order in which they came; `nbytes` is the memory that all take, roughly."""

    nbytes = 0

    def __missing__(self, string: str) -> int:
        self[string] = number = len(self)
        self.nbytes += _STRING + len(string) * _CODEPOINT
        return number


class Vocabulary(dict[bytes, int]):
    """The number of each chunk. `words` has every folded word once."""

    def __init__(self) -> None:
        self.words = Numbering()
        self._bytes = 0
        self._chunks = Chunks()
        self._starts = array("I", [0])
        self._tokens = array("I")
        self._endings, self._beginnings = array("B"), array("B")
        self._inner: dict[int, list[int]] = {}
        self._text, self._paragraph = self[TEXT], self[PARAGRAPH]

    def __missing__(self, data: bytes) -> int:
        chunk = decoded(data)
        plain = chunk.strip(_AROUND)
        found = [plain.lower()] if plain.isascii() and plain.isalnum() and len(plain) <= LONGEST_WORD else words(chunk)
        self._tokens.extend(map(self.words.__getitem__, found))
        self._starts.append(len(self._tokens))
        self._bytes += len(data)
        # Not through the caches: each chunk is asked for once.
        self._endings.append(ending.__wrapped__(chunk) if chunk[-1] in ENDINGS else 0)
        self._beginnings.append(0 if chunk[0].islower() else beginning.__wrapped__(chunk))
        self[data] = number = len(self)
        if inner := inner_ends(chunk):
            self._inner[number] = list(accumulate(len(words(chunk[begin:end])) for begin, end in pairwise([0, *inner])))
        return number

    @property
    def nbytes(self) -> int:
        """The memory that it takes, roughly."""
        return len(self) * _CHUNK + self._bytes + self.words.nbytes

    def read(self, texts: Sequence[str]) -> tuple[Numbers, Numbers, dict[Unit, Offsets]]:
        """The numbers in `words` of all words, text by text; how many each text has; and which of them sentences and paragraphs begin with,
        in any order, what a text begins with left out."""
        chunks = self._chunks.numbers(texts, self.__getitem__)
        starts = np.asarray(self._starts)
        begins = starts.take(chunks)
        counts = starts[1:].take(chunks) - begins
        tokens = np.asarray(self._tokens)[ranges(begins, counts)]
        before = starts_of(counts)
        ends = before[np.flatnonzero(chunks == self._text)]
        return tokens, np.diff(ends, prepend=0).astype(np.uint32), self._beginnings_of(chunks, before)

    def _beginnings_of(self, chunks: Numbers, before: Offsets) -> dict[Unit, Offsets]:
        paragraphs = before[np.flatnonzero(chunks == self._paragraph)]
        endings, beginnings = np.asarray(self._endings), np.asarray(self._beginnings)
        stops = np.flatnonzero(endings.take(chunks[:-1]))
        ended = stops[endings[chunks[stops]] + beginnings[chunks[stops + 1]] >= ENDED]
        sentences = [paragraphs, before[ended + 1], *self._inner_starts(chunks, before)]
        return {Unit.SENTENCE: np.concatenate(sentences), Unit.PARAGRAPH: paragraphs}

    def _inner_starts(self, chunks: Numbers, before: Offsets) -> Iterator[Offsets]:
        """The words that sentences inside chunks begin with."""
        for place in np.flatnonzero(np.isin(chunks, list(self._inner))).tolist():
            yield before[place] + np.array(self._inner[int(chunks[place])], np.int64)
