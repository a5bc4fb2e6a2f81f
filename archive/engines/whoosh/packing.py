"""The postings of a field as a segment's file has them, from some in any order: new ones and merged ones are packed alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from itertools import compress
from pathlib import Path

import numpy as np

from archive.engines.whoosh.arrays import NONE, Array, GrowingArray, Integers, Mask, changes, ranges, smallest, starts_of
from archive.engines.whoosh.fields import OF_TEXTS

BLOCK = 2**16
"""Documents in a block: as many as 16 bits tell apart."""

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

    def add(self, terms: Sequence[bytes], keys: Integers, frequencies: Array, positions: Array = NONE) -> None:
        """Add the next terms with their postings, in any order: `keys` are the places of the terms among these << 32 | the documents.

        A term that has none is left out, and those of one key are one posting. `positions` has those of each one behind the other, as many
        as its frequency says; none of a field that has none.
        """
        if not len(keys):
            return
        if not (keys[1:] >= keys[:-1]).all():
            order = keys.argsort(kind="stable")  # parts of them are in order: such a sort finds them so
            if len(positions):
                positions = positions[ranges(starts_of(frequencies)[:-1][order], frequencies[order])]
            keys, frequencies = keys[order], frequencies[order]
        begun = np.flatnonzero(changes(keys))
        if len(begun) < len(keys):
            keys, frequencies = keys[begun], np.add.reduceat(frequencies, begun, dtype=np.uint32)
        numbers, documents = keys >> 32, keys & 0xFFFF_FFFF
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
