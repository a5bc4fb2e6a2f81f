"""Scores: BM25 in each text field, weighed by the schema and added up."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Array, Integers, Scores
from archive.engines.whoosh.documents import SHORT_LENGTHS, Documents, rounded
from archive.schema import Field

K1 = 1.2
B = 0.75


class Scorer:
    """What a word, or a phrase taken as a word, adds to the score of the documents it is in:

        boost * idf * (tf * (K1 + 1)) / (tf + K1 * ((1 - B) + B * length / average))
        idf = log(N / (df + 1)) + 1

    as Whoosh computes it (`whoosh.scoring.bm25`, with its idf) for each field on its own, after S. Robertson, H. Zaragoza and
    M. Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004. The length of a field is its number of words,
    rounded as Whoosh stores it; N, df and the average are those of the living documents, so that a score depends neither on
    segments nor on what was deleted. The operations and their order are fixed: every engine gives the same bits.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._fields: dict[str, tuple[NDArray[np.uint8], Scores, Scores]] = {}

    def score(self, field: Field, holding: int, documents: Integers, frequencies: Array) -> Scores:
        """The addition for each of some documents of a word that is in `holding`; `frequencies` may be 0."""
        idf = self._idf(holding)
        lengths, norms, table = self._of(field.name)
        own = lengths.take(documents)
        if frequencies.dtype == np.uint8:
            cells = frequencies.astype(np.int64)
            cells <<= 8
            cells |= own
            scores = table.take(cells)
        else:
            scores = _saturated(frequencies.astype(np.float64), norms[own])
        scores *= idf
        if field.boost != 1:
            scores *= field.boost
        return scores

    def most(self, boost: float, holding: int) -> float:
        """More than any document gets for a word that `holding` are in."""
        return boost * self._idf(holding) * (K1 + 1)

    def _idf(self, holding: int) -> float:
        return math.log(self._documents.count / (holding + 1)) + 1

    def _of(self, field: str) -> tuple[NDArray[np.uint8], Scores, Scores]:
        """The rounded length of each document, and for each of these 256 what it does to a frequency: K1 * (...) above.

        Then that part of the formula that knows no idf for each frequency below 256 and each length, frequency by frequency.
        """
        if field not in self._fields:
            lengths = self._documents.lengths(field)
            total = int(lengths[self._documents.alive].sum())
            average = total / self._documents.count if total else 1.0
            norms = K1 * ((1 - B) + B * SHORT_LENGTHS.astype(np.float64) / average)
            frequencies = np.repeat(np.arange(256, dtype=np.float64), 256)
            self._fields[field] = rounded(lengths), norms, _saturated(frequencies, np.tile(norms, 256))
        return self._fields[field]


def _saturated(frequencies: Scores, norms: Scores) -> Scores:
    scores: Scores = (frequencies * (K1 + 1)) / (frequencies + norms)
    return scores
