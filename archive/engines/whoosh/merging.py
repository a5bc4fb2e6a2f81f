"""Several segments as one: terms are numbered anew, documents closed up, and what was deleted left out.

Postings are merged some terms at a time and go to the disk at once, so that memory does not grow with the segments: only numbers
that belong to a document or a term once, and stems, are in memory whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import compress, pairwise
from pathlib import Path

import numpy as np

from archive.engines.whoosh.arrays import Array, Integers, Mask, blocks
from archive.engines.whoosh.fields import TEXTS, stems
from archive.engines.whoosh.inversion import packed_stems
from archive.engines.whoosh.packing import Packing
from archive.engines.whoosh.segment import COLUMNS, Segment
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.terms import Terms

Part = tuple[Segment, Mask]
"""A segment and its living documents."""

Run = tuple[Integers, Array, Array]
"""Postings as `Packing.add` takes them: their keys, frequencies and positions."""

_DELETED = -1
"""The new number of a deleted document, and the key of each of its postings, whatever the term: all its bits are set."""

_AT_ONCE = 250_000
"""Terms, postings and positions of one segment that are merged together, or those of one term alone."""


def merged(parts: Sequence[Part], folder: Path) -> dict[str, Array]:
    """The arrays of one segment with the living documents of all, in the order given. Large ones lie in files in `folder`
    that have no name, and go away with the arrays."""

    arrays = {name: np.concatenate([segment.arrays[name][alive] for segment, alive in parts]) for name in COLUMNS}
    arrays |= packed_strings("content", [each for segment, alive in parts for each in compress(segment.contents.all(), alive.tolist())])
    made = list(map(stems, TEXTS))
    for field in sorted({field for segment, _ in parts for field in segment.fields if field not in made}):
        arrays |= _postings(field, parts, folder)
    for name in TEXTS:
        arrays |= packed_stems(name, arrays, folder)
    return arrays


def _postings(field: str, parts: Sequence[Part], folder: Path) -> dict[str, Array]:
    tables = [segment.terms(field) for segment, _ in parts]
    numbers, size = [], 0
    for _, alive in parts:
        numbers.append(np.where(alive, np.cumsum(alive) + (size - 1), _DELETED))
        size += int(alive.sum())
    packing = Packing(field, size, folder)
    for firsts, ends in pairwise(_cuts(tables)):
        bounds = list(zip(firsts, ends, strict=True))
        own = [terms.between(*bound) for terms, bound in zip(tables, bounds, strict=True)]
        table = sorted(set().union(*own))
        place = {term: number for number, term in enumerate(table)}
        places = [np.fromiter(map(place.__getitem__, terms), np.int64, len(terms)) for terms in own]
        packing.add(table, *_living(list(map(_run, tables, bounds, places, numbers))))
        for terms in tables:
            terms.forget()
    return packing.arrays()


def _cuts(tables: Sequence[Terms]) -> list[list[int]]:
    """Where the terms that are merged together begin in each part, and where the last of them end: the same range of words in all."""
    cuts: set[bytes] = set()
    for terms in tables:
        cuts.update(terms[first] for first, _ in blocks(terms.sizes(), _AT_ONCE) if first)
        terms.forget()
    return [[0] * len(tables), *([bisect_left(terms, cut) for terms in tables] for cut in sorted(cuts)), list(map(len, tables))]


def _run(terms: Terms, bound: tuple[int, int], places: Array, numbers: Array) -> Run:
    """What one part has of some terms: those from `bound[0]` to before `bound[1]`, which have `places` among all."""
    frequencies, counts, documents = terms.holders(np.arange(*bound))
    return places.repeat(counts) << 32 | numbers[documents], frequencies, terms.positions(*bound)


def _living(runs: Iterable[Run]) -> Run:
    """The postings of all parts, one's behind the other's, without those of deleted documents."""
    keys, frequencies, positions = map(np.concatenate, zip(*runs, strict=True))
    living = keys != _DELETED
    if len(positions):
        positions = positions[living.repeat(frequencies)]
    return keys[living], frequencies[living], positions
