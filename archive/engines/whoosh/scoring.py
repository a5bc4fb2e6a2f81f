"""Scores: BM25 in each text field, weighed by the schema and added up."""

from __future__ import annotations

import math

import numpy as np

from archive.engines.whoosh.arrays import Array, Integers, Scores
from archive.engines.whoosh.documents import Documents, quantised
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
        self._fields: dict[str, Scores] = {}

    def score(self, field: Field, holding: int, documents: Integers, frequencies: Array) -> Scores:
        """The addition for each of some documents of a word that `holding` hold; a frequency may be 0."""
        times = frequencies.astype(np.float64)
        scores: Scores = times * (K1 + 1)
        times += self._norms(field.name).take(documents)
        scores /= times
        scores *= self._idf(holding)
        if field.boost != 1:
            scores *= field.boost
        return scores

    def most(self, field: Field, holding: int) -> float:
        """More than any document gets for a word that `holding` are in."""
        return field.boost * self._idf(holding) * (K1 + 1)

    def _idf(self, holding: int) -> float:
        return math.log(self._documents.count / (holding + 1)) + 1

    def _norms(self, field: str) -> Scores:
        """What the length of each document does to a frequency: K1 * (...) above."""
        if field not in self._fields:
            lengths = self._documents.lengths(field)
            total = int(lengths[self._documents.alive].sum())
            average = total / self._documents.count if total else 1.0
            self._fields[field] = K1 * ((1 - B) + B * quantised(lengths).astype(np.float64) / average)
        return self._fields[field]
