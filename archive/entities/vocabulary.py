"""The pieces and words that the name model has met, each with its row in arrays, so that a text becomes numbers at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from archive.entities.decoding import Floats, Integers
from archive.entities.pieces import Traits, traits


class _Numbers(dict[str, int]):
    """Numbers strings as they come; `fresh` are those whose rows are still to be made."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh: list[str] = []

    def __missing__(self, text: str) -> int:
        self.fresh.append(text)
        self[text] = number = len(self)
        return number


class Vocabulary:
    """Numbers pieces and words, and keeps their traits and scores. It only grows; not safe to share between threads.

    `traits` are of each piece. `scores` (words, offsets, labels) and `pairs` have one for each word; they hold once `prepare`
    has been given its number.
    """

    def __init__(self, score: Callable[[Sequence[str]], Floats], pair_number: Callable[[str], int], shape: tuple[int, int]) -> None:
        self._score, self._pair_number = score, pair_number
        self._pieces, self._words = _Numbers(), _Numbers()
        self._word_of_piece = np.empty(0, np.intp)
        self._spelt: list[str] = []
        self.traits = traits(())
        self.scores = np.empty((0, *shape), np.float32)
        self.pairs = np.empty(0, np.intp)
        self._ready = np.empty(0, np.bool_)

    def __len__(self) -> int:
        return len(self._pieces)

    def numbers(self, pieces: Sequence[str]) -> Integers:
        """The numbers of some pieces."""
        numbers = np.fromiter(map(self._pieces.__getitem__, pieces), np.intp, len(pieces))
        fresh = self._pieces.fresh
        if fresh:
            self.traits = Traits._make(map(np.append, self.traits, traits(fresh)))
            words = [self._words[piece.rstrip()] for piece in fresh]
            self._word_of_piece = np.append(self._word_of_piece, words)
            fresh.clear()
        return numbers

    def words_of(self, numbers: Integers) -> Integers:
        """The numbers of the words in the pieces with these numbers."""
        words: Integers = self._word_of_piece[numbers]
        return words

    def word(self, word: str) -> int:
        """The number of a word."""
        return self._words[word]

    def prepare(self, columns: Sequence[Integers]) -> None:
        """Make the scores of the words with these numbers, where they are not made yet."""
        self._spelt += self._words.fresh
        self._words.fresh.clear()
        missing = len(self._spelt) - len(self._ready)
        if missing > 0:
            spare = missing + len(self._spelt) // 8
            self.scores = np.concatenate((self.scores, np.empty((spare, *self.scores.shape[1:]), np.float32)))
            self.pairs = np.append(self.pairs, np.zeros(spare, np.intp))
            self._ready = np.append(self._ready, np.zeros(spare, np.bool_))
        wanted = np.zeros(len(self._ready), np.bool_)
        for words in columns:
            wanted[words] = True
        fresh = np.flatnonzero(wanted & ~self._ready)
        if len(fresh):
            spelt = [self._spelt[number] for number in fresh]
            self.scores[fresh] = self._score(spelt)
            self.pairs[fresh] = list(map(self._pair_number, spelt))
            self._ready[fresh] = True
