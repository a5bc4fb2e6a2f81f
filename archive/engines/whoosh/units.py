"""Where the sentences and paragraphs of a text field begin, by document: the arrays of a segment for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from archive.engines.whoosh.arrays import Array, Mask, Offsets, ranges, smallest, starts_of
from archive.engines.whoosh.places import Places
from archive.text import Unit


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Positions of the words that units begin with, ascending in each document, `counts[d]` of document d one behind the other.

    Of the first unit of a document nothing is kept: it begins with the first word.
    """

    counts: Offsets
    positions: Array

    def only(self, documents: Mask) -> Beginnings:
        """Those of some documents."""
        return Beginnings(self.counts[documents], self.positions[np.repeat(documents, self.counts)])

    @staticmethod
    def joined(parts: Sequence[Beginnings]) -> Beginnings:
        """Those of the documents of all parts in the order given."""
        return Beginnings(np.concatenate([part.counts for part in parts]), np.concatenate([part.positions for part in parts]))


def packed_units(text_field: str, beginnings: Mapping[Unit, Beginnings]) -> dict[str, Array]:
    """The arrays of a text field's units with their names, as `segment.py` lists them."""
    arrays: dict[str, Array] = {}
    for unit, own in beginnings.items():
        name = units_of(text_field, unit)
        arrays |= {f"{name}.starts": smallest(starts_of(own.counts)), name: smallest(own.positions)}
    return arrays


def units_of(text_field: str, unit: Unit) -> str:
    """The name of the arrays (`body.sentences`)."""
    return f"{text_field}.{unit}s"


def begun(words: Offsets, documents: Offsets) -> Beginnings:
    """The units that begin with some words, ascending, a word more than once or not; document d has those from `documents[d]` on.

    What begins with the first word of a document, or behind its last, is left out.
    """
    holders = np.searchsorted(documents, words, "right") - 1
    inside = (words > documents[holders]) & (words < documents[-1]) & (np.diff(words, prepend=-1) != 0)
    holders, words = holders[inside], words[inside]
    counts = np.bincount(holders, minlength=len(documents) - 1).astype(np.int64)
    return Beginnings(counts, (words - documents[holders]).astype(np.uint32))


def unit_places(documents: Offsets, starts: Array, positions: Array) -> Places:
    """The places at which the units of some documents begin, the first of each included, ascending.

    `starts` and `positions` are arrays as `packed_units` makes them; `documents` is ascending.
    """
    begin = starts[documents].astype(np.int64)
    others = starts[documents + 1].astype(np.int64) - begin
    found = np.repeat(documents << 32, others + 1)
    later = np.ones(len(found), bool)
    later[starts_of(others + 1)[:-1]] = False
    found[later] += positions[ranges(begin, others)]
    return found
