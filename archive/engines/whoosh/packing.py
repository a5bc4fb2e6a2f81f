"""The postings of a field as a segment's file has them, from runs of them: what is written anew and what is merged are packed alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import compress
from pathlib import Path

import numpy as np

from archive.engines.whoosh.arrays import NONE, Array, GrowingArray, Integers, Mask, changes, smallest, starts_of
from archive.engines.whoosh.fields import OF_TEXTS

BLOCK = 2**16
"""Documents in a block: as many as 16 bits tell apart."""

DOCUMENT = 0xFFFF_FFFF
"""The bits of a posting's key that have its document."""


_COUNTED = {"terms.starts", "starts", "places"}
"""The arrays that say where each of something begins, from how long each is."""


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
        self._parts: dict[str, GrowingArray] = defaultdict(partial(GrowingArray, folder))
        self._often = False

    def add_words(self, terms: Sequence[bytes], keys: Integers, positions: Array) -> None:
        """Add the next terms with their single words, as `add` wants postings; `positions` has one of each."""
        begun = np.flatnonzero(changes(keys))
        self.add(terms, keys[begun], np.diff(begun, append=len(keys)), positions)

    def add(self, terms: Sequence[bytes], keys: Integers, frequencies: Array, positions: Array = NONE) -> None:
        """Add the next terms with their postings, ascending by their keys, which are the term's place among these << 32 | the document.

        A term that has none is left out. `positions` has those of each posting one behind the other, as many as its frequency says;
        none of a field that has none.
        """
        if not len(keys):
            return
        numbers, documents = keys >> 32, keys & DOCUMENT
        counts = np.bincount(numbers * self._blocks + documents // self._block, minlength=len(terms) * self._blocks)
        counts = counts.reshape(-1, self._blocks)
        held: Mask = counts.sum(axis=1) > 0
        living = list(compress(terms, held.tolist()))
        parts: dict[str, Array] = {
            "terms.bytes": np.frombuffer(b"".join(living), np.uint8),
            "terms.starts": np.fromiter(map(len, living), np.int64, len(living)),
            "starts": counts[held].ravel(),
            "documents": documents % self._block,
            "frequencies": frequencies,
        }
        if len(positions):
            parts["places"] = np.bincount(numbers, frequencies, len(terms))[held].astype(np.int64)
            parts["positions"] = positions
        for name, part in parts.items():
            self._parts[name].append(part)
        self._often |= bool((frequencies > 1).any())

    def arrays(self) -> dict[str, Array]:
        """The arrays, with their names; none where there are no terms."""
        arrays = {name: part.whole() for name, part in self._parts.items() if self._often or name != "frequencies"}
        for name in arrays.keys() & _COUNTED:
            arrays[name] = smallest(starts_of(arrays[name]))
        return {f"{self._field}.{name}": array for name, array in arrays.items()}
