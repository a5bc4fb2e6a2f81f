"""The postings of a field as a segment's file has them, from runs of them: what is written anew and what is merged are packed alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import NONE, Array, GrowingArray, Integers, Mask, changes, smallest, starts_of
from archive.engines.whoosh.fields import OF_TEXTS

BLOCK = 2**16
"""Documents in a block: as many as 16 bits tell apart."""

DOCUMENT = 0xFFFF_FFFF
"""The bits of a posting's key that have its document."""


class Run(NamedTuple):
    """Postings of several terms, ascending by their keys, which are the number of the term << 32 | the document.

    `positions` has those of each posting one behind the other, as many as its frequency says; none of a field that has none.
    """

    keys: Integers
    frequencies: Array
    positions: Array = NONE

    @staticmethod
    def of_words(keys: Integers, positions: Array) -> Run:
        """The postings of single words by their keys, ascending."""
        begun = np.flatnonzero(changes(keys))
        return Run(keys[begun], np.diff(begun, append=len(keys)), positions)


class Packing:
    """Takes the postings of a field in a segment of `size` documents, terms in ascending order, and gives its arrays as `segment.py` lists
    them. Large ones lie in files in `folder` that have no name, and go away with the arrays.

    Documents of texts are counted from the beginning of their block, which takes 16 bits of each however many there are. Terms of other
    fields are in so few documents each that what says where each block begins would take more than that gives back: they have one block.
    """

    def __init__(self, field: str, size: int, folder: Path) -> None:
        self._field = field
        self._block = BLOCK if field in OF_TEXTS else max(1, size)
        self._blocks = max(1, -(-size // self._block))
        self._bytes, self._documents, self._frequencies, self._positions = (GrowingArray(folder) for _ in range(4))
        self._lengths, self._counts, self._tokens = [NONE], [NONE], [NONE]
        self._often = False

    def add(self, terms: Sequence[bytes], run: Run) -> None:
        """Add the next terms with their postings, by their places among these; a term that has none is left out."""
        numbers, documents = run.keys >> 32, run.keys & DOCUMENT
        counts = np.bincount(numbers * self._blocks + documents // self._block, minlength=len(terms) * self._blocks)
        counts = counts.reshape(-1, self._blocks)
        held: Mask = counts.sum(axis=1) > 0
        living = list(compress(terms, held.tolist()))
        self._bytes.append(np.frombuffer(b"".join(living), np.uint8))
        self._lengths.append(np.fromiter(map(len, living), np.int64, len(living)))
        self._counts.append(counts[held].ravel())
        self._documents.append(documents % self._block)
        self._frequencies.append(run.frequencies)
        self._often |= bool((run.frequencies > 1).any())
        if len(run.positions):
            self._tokens.append(np.bincount(numbers, run.frequencies, len(terms))[held].astype(np.int64))
            self._positions.append(run.positions)

    def arrays(self) -> dict[str, Array]:
        """The arrays, with their names; none where there are no terms."""
        arrays = {
            "terms.bytes": self._bytes.whole(),
            "terms.starts": _starts(self._lengths),
            "starts": _starts(self._counts),
            "documents": self._documents.whole(),
            "frequencies": self._frequencies.whole(),
            "places": _starts(self._tokens),
            "positions": self._positions.whole(),
        }
        if not self._often:
            del arrays["frequencies"]
        if not len(arrays["positions"]):
            del arrays["places"], arrays["positions"]
        return {f"{self._field}.{name}": array for name, array in arrays.items()} if len(arrays["documents"]) else {}


def _starts(counts: list[Array]) -> Array:
    return smallest(starts_of(np.concatenate(counts)))
