"""Several segments as one: terms are numbered anew, documents closed up, and what was deleted left out.

Postings are merged some terms at a time and go to the disk at once, so that memory does not grow with the segments: only what
belongs to a document or a term once is in memory whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from pathlib import Path

import numpy as np

from archive.engines.whoosh.arrays import Array, GrowingArray, Mask, Offsets, decoded, ranges, smallest, starts_of
from archive.engines.whoosh.fields import PROSE, TEXTS, exact, stems
from archive.engines.whoosh.inversion import packed_values
from archive.engines.whoosh.segment import Run, Segment
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.units import Beginnings, packed_units
from archive.text import Unit

_PLACED = frozenset(map(exact, TEXTS))
"""The fields that have positions."""

Part = tuple[Segment, Mask]
"""A segment and its living documents."""

_AT_ONCE = 1_000_000
"""Postings and positions that are merged together; of one term alone, those of one segment."""


def merged(parts: Sequence[Part], folder: Path) -> dict[str, Array]:
    """The arrays of one segment with the living documents of all, in the order given. Large ones lie in files in `folder`
    that have no name, and go away with the arrays."""

    def column(of: Callable[[Segment], Array]) -> Array:
        return np.concatenate([of(segment)[alive] for segment, alive in parts])

    arrays = {
        "first": column(lambda segment: segment.first),
        "last": column(lambda segment: segment.last),
        "analysis": column(lambda segment: segment.analysis),
        **packed_strings("content", [each for segment, alive in parts for each in compress(segment.contents.all(), alive.tolist())]),
    }
    for name in TEXTS:
        arrays[f"{name}.lengths"] = smallest(column(lambda segment, name=name: segment.lengths(name)))  # type: ignore[misc]
        arrays |= _text(name, parts, folder)
        if name in PROSE:
            arrays |= packed_units(name, _beginnings(name, parts))
    for field in sorted({field for segment, _ in parts for field in segment.value_fields()}):
        arrays |= _values(field, parts)
    return arrays


def _text(name: str, parts: Sequence[Part], folder: Path) -> dict[str, Array]:
    words, stemmed = _Terms(exact(name), parts), _Terms(stems(name), parts)
    arrays = words.packed(folder) | stemmed.packed(folder)
    pairs = []
    for (segment, _), own_words, own_stems in zip(parts, words.places, stemmed.places, strict=True):
        starts, forms = segment.forms(name)
        pairs.append(stemmed.kept[np.repeat(own_stems, np.diff(starts))] << 32 | words.kept[own_words[forms]])
    both = np.unique(np.concatenate(pairs))
    both = both[both >= 0]  # the others have a word or a stem that no document has any more
    counts = np.bincount(both >> 32, minlength=stemmed.size)
    return arrays | {
        f"{stems(name)}.forms.starts": smallest(starts_of(counts)),
        f"{stems(name)}.forms": smallest(both & 0xFFFF_FFFF),
    }


class _Terms:
    """The terms of a Whoosh field in all parts: `places` has for each part those of its terms in the table of all.

    Once they are packed, `kept` has the final place of each, negative where no document has it any more, and `size` their number.
    """

    def __init__(self, field: str, parts: Sequence[Part]) -> None:
        self._field, self._parts = field, parts
        self._table = sorted(set().union(*(segment.terms(field).all() for segment, _ in parts)))
        place = {term: number for number, term in enumerate(self._table)}
        self.places = [np.array([place[term] for term in segment.terms(field).all()], np.int64) for segment, _ in parts]
        self._renumbered: list[Array] = []
        before = 0
        for _, alive in parts:
            self._renumbered.append((np.cumsum(alive) + (before - 1)).astype(np.uint32))
            before += int(alive.sum())
        self.kept = np.zeros(0, np.int64)
        self.size = 0

    def packed(self, folder: Path) -> dict[str, Array]:
        """The merged arrays, as `segment.py` lists them."""
        counts, tokens = np.zeros(len(self._table), np.int64), np.zeros(len(self._table), np.int64)
        none = [segment.postings_of(self._field, 0, 0) for segment, _ in self._parts]
        documents = GrowingArray(folder, np.min_scalar_type(sum(int(alive.sum()) for _, alive in self._parts)))
        frequencies = GrowingArray(folder, np.result_type(*(run.frequencies for run in none)))
        positions = GrowingArray(folder, np.result_type(*(run.positions for run in none)))
        for first, run in self._runs():
            here = slice(first, first + int(run.terms.max(initial=-1)) + 1)
            counts[here] += np.bincount(run.terms)
            tokens[here] += np.bincount(run.terms, run.frequencies).astype(np.int64)
            documents.append(run.documents)
            frequencies.append(run.frequencies)
            positions.append(run.positions)
        alive = counts > 0
        self.kept = np.where(alive, np.cumsum(alive) - 1, -1)
        self.size = int(alive.sum())
        field = self._field
        arrays = {
            **packed_strings(f"{field}.terms", list(compress(self._table, alive.tolist()))),
            f"{field}.starts": smallest(starts_of(counts[alive])),
            f"{field}.documents": documents.whole(),
            f"{field}.frequencies": frequencies.whole(),
        }
        if field in _PLACED:
            arrays |= {f"{field}.places": smallest(starts_of(tokens[alive])), f"{field}.positions": positions.whole()}
        return arrays

    def _runs(self) -> Iterator[tuple[int, Run]]:
        """All living postings, term by term, each run with the place of its first possible term."""
        sizes = np.zeros(len(self._table), np.int64)
        for (segment, _), own in zip(self._parts, self.places, strict=True):
            sizes[own] += segment.sizes(self._field)
        ends = np.cumsum(sizes)
        first = 0
        while first < len(self._table):
            done = int(ends[first - 1]) if first else 0
            end = max(first + 1, int(np.searchsorted(ends, done + _AT_ONCE)))
            runs = (self._run(number, first, end) for number in range(len(self._parts)))
            yield from ((first, run) for run in (runs if end == first + 1 else [_joined(list(runs))]))
            first = end

    def _run(self, number: int, first: int, end: int) -> Run:
        """What one part has of the terms from `first` to before `end`."""
        segment, alive = self._parts[number]
        here, there = np.searchsorted(self.places[number], (first, end)).tolist()
        found = segment.postings_of(self._field, here, there)
        kept = alive[found.documents]
        return Run(
            self.places[number][found.terms[kept] + here] - first,
            self._renumbered[number][found.documents[kept]],
            found.frequencies[kept],
            found.positions[np.repeat(kept, found.frequencies)] if len(found.positions) else found.positions,
        )


def _joined(runs: list[Run]) -> Run:
    """Runs of several parts as one, by term and, within a term, in the order of the parts."""
    terms = np.concatenate([run.terms for run in runs])
    frequencies = np.concatenate([run.frequencies for run in runs])
    positions = np.concatenate([run.positions for run in runs])
    order = np.argsort(smallest(terms), kind="stable")
    if len(positions):
        positions = positions[ranges(starts_of(frequencies)[:-1][order], frequencies[order])]
    return Run(terms[order], np.concatenate([run.documents for run in runs])[order], frequencies[order], positions)


def _beginnings(text_field: str, parts: Sequence[Part]) -> dict[Unit, Beginnings]:
    return {unit: Beginnings.joined([segment.beginnings(text_field, unit).only(alive) for segment, alive in parts]) for unit in Unit}


def _values(field: str, parts: Sequence[Part]) -> dict[str, Array]:
    tables = [[decoded(value) for value in segment.terms(field).all()] for segment, _ in parts]
    place = {value: number for number, value in enumerate(dict.fromkeys(value for table in tables for value in table))}
    values: list[Array] = []
    counts: list[Offsets] = []
    for (segment, alive), table in zip(parts, tables, strict=True):
        own_counts, ordinals = segment.held(field)
        own = np.fromiter(map(place.__getitem__, table), np.uint32, len(table))
        values.append(own[ordinals[np.repeat(alive, own_counts)]])
        counts.append(own_counts[alive])
    return packed_values(field, np.concatenate(counts), np.concatenate(values), list(place))
