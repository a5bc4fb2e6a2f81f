"""A term's postings as arrays: the seam between the files and everything that works on arrays only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from archive.engines.whoosh.arrays import NO_INTEGERS, NONE, Array, Integers


class Postings(NamedTuple):
    """The documents (ascending) that a term is in, and how often it is in each (unsigned, of any size, at least 1).

    A tuple, as whatever a search makes dozens of: a frozen data class takes three times as long to make.
    """

    documents: Integers
    frequencies: Array

    @staticmethod
    def joined(parts: list[Postings]) -> Postings:
        """Postings of disjoint documents as one, in the order given."""
        held = [each for each in parts if len(each.documents)]
        if len(held) < 2:
            return held[0] if held else NOWHERE
        return Postings(*map(np.concatenate, zip(*held, strict=True)))


NOWHERE = Postings(NO_INTEGERS, NONE)
