"""Scores: BM25 in each text field, weighed by the schema and added up."""

from __future__ import annotations

import math
from functools import cache, partial

import numpy as np
from whoosh.util.numeric import byte_to_length

from archive.engines.whoosh.arrays import Array, Integers, Numbers, Scores
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.occurrences import Found

K1 = 1.2
B = 0.75
_LENGTHS = np.array([byte_to_length(number) for number in range(256)], np.uint32)
"""Those that Whoosh's scoring tells apart."""


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
        self._norms = cache(partial(_norms, documents))

    def score(self, found: Found, weight: float, documents: Integers, frequencies: Array) -> Scores:
        """What a leaf of some weight adds in one text field to each of some documents, in which it is so often.

        A shape adds the weight of the field, whatever it stands for; words near each other count as one word would.
        """
        boost = found.field.boost
        if found.is_shape:
            return weight * (boost * frequencies)
        times = frequencies.astype(np.float64)
        scores: Scores = times * (K1 + 1)
        times += self._norms(found.field.name).take(documents)
        scores /= times
        scores *= self._idf(found)
        for factor in (boost, weight):
            if factor != 1:
                scores *= factor
        return scores

    def most(self, found: Found) -> float:
        """At least what a leaf of weight 1 adds to any document in one text field."""
        return found.field.boost * (1 if found.is_shape else self._idf(found) * (K1 + 1))

    def _idf(self, found: Found) -> float:
        return math.log(self._documents.count / (found.documents.count + 1)) + 1


def _norms(documents: Documents, field: str) -> Scores:
    """What the length of each document does to a frequency: K1 * (...) above."""
    lengths = documents.lengths(field)
    total = int(lengths[documents.alive].sum())
    average = total / documents.count if total else 1.0
    return K1 * ((1 - B) + B * quantised(lengths).astype(np.float64) / average)


def quantised(lengths: Numbers) -> Numbers:
    """Field lengths as Whoosh's scoring sees them: each rounded up to the next of its 256 (`length_to_byte`, `byte_to_length`)."""
    return _LENGTHS.take(_LENGTHS.searchsorted(lengths), mode="clip")
