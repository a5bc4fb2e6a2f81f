"""Scores: BM25 in each text field, weighed by the schema and added up."""

from __future__ import annotations

import math

import numpy as np

from archive.engines.whoosh.arrays import Numbers, Scores
from archive.engines.whoosh.documents import Documents, quantised

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
        self._norms: dict[str, Scores] = {}

    def score(self, field: str, boost: float, documents: Numbers, frequencies: Numbers) -> Scores:
        """The addition for each of `documents` (without repeats), in their order."""
        idf = math.log(self._documents.count / (len(documents) + 1)) + 1
        tf = frequencies.astype(np.float64)
        scores: Scores = boost * (idf * ((tf * (K1 + 1)) / (tf + self._norm(field)[documents])))
        return scores

    def _norm(self, field: str) -> Scores:
        if field not in self._norms:
            lengths = self._documents.lengths(field)
            total = int(lengths[self._documents.alive].sum())
            average = total / self._documents.count if total else 1.0
            rounded = quantised(lengths).astype(np.float64)
            self._norms[field] = K1 * ((1 - B) + B * rounded / average)
        return self._norms[field]
