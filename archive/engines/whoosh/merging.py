"""Several segments as one: terms are numbered anew, documents closed up, and what was deleted left out.

Postings are merged some terms at a time and go to the disk at once, so that memory does not grow with the segments: only numbers
that belong to a document or a term once, and values, are in memory whole.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from pathlib import Path

import numpy as np

from archive.engines.whoosh import holders
from archive.engines.whoosh.arrays import Array, GrowingArray, Mask, Offsets, blocks, decoded, ranges, smallest, starts_of
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

_TERMS = 10_000
_AT_ONCE = 250_000
"""Of how many terms of one segment the tables are merged together; and how many postings and positions, of one term alone those of
one segment."""


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
    words, stemmed = _Postings(exact(name), parts, folder), _Postings(stems(name), parts, folder)
    pairs = []
    for (segment, _), own_words, own_stems in zip(parts, words.places, stemmed.places, strict=True):
        starts, forms = segment.forms(name)
        pairs.append(np.repeat(own_stems, np.diff(starts)) << 32 | own_words[forms])
    both = np.unique(np.concatenate(pairs))
    both = both[both >= 0]  # the others have a word or a stem that no document has any more
    counts = np.bincount(both >> 32, minlength=stemmed.size)
    return {
        **words.arrays,
        **stemmed.arrays,
        f"{stems(name)}.forms.starts": smallest(starts_of(counts)),
        f"{stems(name)}.forms": smallest(both & 0xFFFF_FFFF),
    }


class _Postings:
    """The postings of a Whoosh field in all parts: `arrays` has them merged, as `segment.py` lists them, with `size` terms; `places` has
    for each part the place that each of its terms has there, negative where no document has it any more."""

    def __init__(self, field: str, parts: Sequence[Part], folder: Path) -> None:
        self._field, self._parts = field, parts
        self._renumbered: list[Array] = []
        before = 0
        for _, alive in parts:
            self._renumbered.append((np.cumsum(alive) + (before - 1)).astype(np.uint32))
            before += int(alive.sum())
        none = [segment.postings_of(field, 0, 0) for segment, _ in parts]
        self._blocks = holders.blocks_of(before)
        self._documents = GrowingArray(folder, np.min_scalar_type(min(before, holders.BLOCK) - 1))
        self._frequencies = GrowingArray(folder, np.result_type(*(run.frequencies for run in none)))
        self._positions = GrowingArray(folder, np.result_type(*(run.positions for run in none)))
        self._terms, self._lengths = bytearray(), array("I")
        self._counts: list[Offsets] = [np.zeros((0, self._blocks), np.int64)]
        self._tokens: list[Offsets] = [np.zeros(0, np.int64)]
        self.size = 0
        places: list[list[Offsets]] = [[np.zeros(0, np.int64)] for _ in parts]
        for bounds in self._bounds():
            for own, added in zip(places, self._add(bounds), strict=True):
                own.append(added)
        self.places = [np.concatenate(own) for own in places]

    @property
    def arrays(self) -> dict[str, Array]:
        field = self._field
        arrays = {
            f"{field}.terms.bytes": np.frombuffer(self._terms, np.uint8),
            f"{field}.terms.starts": smallest(starts_of(np.array(self._lengths))),
            f"{field}.starts": smallest(starts_of(np.concatenate(self._counts).ravel())),
            f"{field}.documents": self._documents.whole(),
            f"{field}.frequencies": self._frequencies.whole(),
        }
        if field in _PLACED:
            tokens = starts_of(np.concatenate(self._tokens))
            arrays |= {f"{field}.places": smallest(tokens), f"{field}.positions": self._positions.whole()}
        return arrays

    def _bounds(self) -> Iterator[list[tuple[int, int]]]:
        """For each part the first and the end of its terms that are merged together: few, and the same range of words in all."""
        tables = [segment.terms(self._field) for segment, _ in self._parts]
        longest = max(tables, key=len)
        firsts = [0] * len(tables)
        for end in range(_TERMS, len(longest), _TERMS):
            ends = [bisect_left(table, longest[end]) for table in tables]
            yield list(zip(firsts, ends, strict=True))
            firsts = ends
        yield list(zip(firsts, map(len, tables), strict=True))

    def _add(self, bounds: Sequence[tuple[int, int]]) -> list[Offsets]:
        """Add some terms of each part; the place of each of them among all."""
        own = [segment.terms(self._field).between(*bound) for (segment, _), bound in zip(self._parts, bounds, strict=True)]
        table = sorted(set().union(*own))
        place = {term: number for number, term in enumerate(table)}
        places = [np.fromiter(map(place.__getitem__, terms), np.int64, len(terms)) for terms in own]
        sizes, tokens = np.zeros(len(table), np.int64), np.zeros(len(table), np.int64)
        counts = np.zeros((len(table), self._blocks), np.int64)
        for (segment, _), numbers, (first, end) in zip(self._parts, places, bounds, strict=True):
            sizes[numbers] += segment.sizes(self._field, first, end)
        for first, end in blocks(sizes, _AT_ONCE):
            runs = (self._run(number, places[number], bounds[number][0], first, end) for number in range(len(own)))
            for run in runs if end == first + 1 else [_joined(list(runs))]:
                runs_of = run.terms * self._blocks + run.documents // holders.BLOCK
                counts[first:end] += np.bincount(runs_of, minlength=(end - first) * self._blocks).reshape(-1, self._blocks)
                tokens[first:end] += np.bincount(run.terms, run.frequencies, end - first).astype(np.int64)
                self._documents.append(run.documents % holders.BLOCK)
                self._frequencies.append(run.frequencies)
                self._positions.append(run.positions)
        alive: Mask = counts.sum(axis=1) > 0
        kept = np.where(alive, np.cumsum(alive) - 1 + self.size, -1)
        living = list(compress(table, alive.tolist()))
        self.size += len(living)
        self._terms += b"".join(living)
        self._lengths.extend(map(len, living))
        self._counts.append(counts[alive])
        self._tokens.append(tokens[alive])
        return [kept[numbers] for numbers in places]

    def _run(self, number: int, places: Offsets, before: int, first: int, end: int) -> Run:
        """What one part has of the terms from `first` to before `end`; `places` has its own, of which so many are `before` these."""
        segment, alive = self._parts[number]
        here, there = np.searchsorted(places, (first, end)).tolist()
        found = segment.postings_of(self._field, before + here, before + there)
        kept = alive[found.documents]
        return Run(
            places[found.terms[kept] + here] - first,
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
