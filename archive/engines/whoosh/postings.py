"""A term's postings as arrays: the seam between the files and everything that works on arrays only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import Array, Integers


class Postings(NamedTuple):
    """The documents (ascending) that a term is in, and how often it is in each (unsigned, of any size, at least 1).

    A tuple, as whatever a search makes dozens of: a frozen data class takes three times as long to make.
    """

    documents: Integers
    frequencies: Array

    @staticmethod
    def joined(parts: list[Postings]) -> Postings:
        """Postings of disjoint documents as one, in the order given."""
        if len(parts) < 2:
            return parts[0] if parts else NOWHERE
        return Postings(*map(np.concatenate, zip(*parts, strict=True)))


NOWHERE = Postings(np.zeros(0, np.int64), np.zeros(0, np.uint8))
