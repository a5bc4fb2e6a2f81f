"""Several segments as one: terms are numbered anew, documents closed up, and what was deleted left out.

Postings are merged some terms at a time and go to the disk at once, so that memory does not grow with the segments: only numbers
that belong to a document or a term once, and stems, are in memory whole.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from pathlib import Path

import numpy as np

from archive.engines.whoosh.arrays import Array, Mask, blocks, ranges, smallest, starts_of
from archive.engines.whoosh.fields import TEXTS, stems
from archive.engines.whoosh.inversion import packed_stems
from archive.engines.whoosh.packing import Packing, Run
from archive.engines.whoosh.segment import COLUMNS, Segment
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.terms import Terms

Part = tuple[Segment, Mask]
"""A segment and its living documents."""

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
        arrays |= packed_stems(name, arrays, arrays["analysis"], folder)
    return arrays


def _postings(field: str, parts: Sequence[Part], folder: Path) -> dict[str, Array]:
    tables = [segment.terms(field) for segment, _ in parts]
    numbers, size = [], 0
    for _, alive in parts:
        numbers.append(np.where(alive, np.cumsum(alive) + (size - 1), -1))
        size += int(alive.sum())
    packing = Packing(field, size, folder)
    for bounds in _bounds(tables):
        own = [terms.between(*bound) for terms, bound in zip(tables, bounds, strict=True)]
        table = sorted(set().union(*own))
        place = {term: number for number, term in enumerate(table)}
        places = [np.fromiter(map(place.__getitem__, terms), np.int64, len(terms)) for terms in own]
        packing.add(table, _joined([_run(*each) for each in zip(tables, bounds, places, numbers, strict=True)]))
        for terms in tables:
            terms.forget()
    return packing.arrays()


def _bounds(tables: Sequence[Terms]) -> Iterator[tuple[tuple[int, int], ...]]:
    """For each part the first and the end of its terms that are merged together: the same range of words in all."""
    cuts: set[bytes] = set()
    for terms in tables:
        cuts.update(terms[first] for first, _ in blocks(terms.sizes(), _AT_ONCE) if first)
        terms.forget()
    ends = [[bisect_left(terms, cut) for terms in tables] for cut in sorted(cuts)]
    yield from (tuple(zip(*both, strict=True)) for both in pairwise([[0] * len(tables), *ends, list(map(len, tables))]))


def _run(terms: Terms, bound: tuple[int, int], places: Array, numbers: Array) -> Run:
    """What one part has of some terms: those from `bound[0]` to before `bound[1]`, which have `places` among all."""
    frequencies, counts, documents = terms.holders(np.arange(*bound))
    positions = terms.positions(*bound)
    renumbered = numbers[documents]
    kept = renumbered >= 0
    if len(positions):
        positions = positions[kept.repeat(frequencies)]
    return Run((places.repeat(counts) << 32 | renumbered)[kept], frequencies[kept], positions)


def _joined(runs: list[Run]) -> Run:
    """Runs of several parts as one, by term and, within a term, in the order of the parts."""
    keys, frequencies, positions = map(np.concatenate, zip(*runs, strict=True))
    terms = keys >> 32
    if (terms[1:] >= terms[:-1]).all():  # of one part, or of one term, which can be very long
        return Run(keys, frequencies, positions)
    order = np.argsort(smallest(terms), kind="stable")
    if len(positions):
        positions = positions[ranges(starts_of(frequencies)[:-1][order], frequencies[order])]
    return Run(keys[order], frequencies[order], positions)
