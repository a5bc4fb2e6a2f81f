"""Several segments as one, array by array: terms are numbered anew, documents closed up, and what was deleted left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress

import numpy as np

from archive.engines.whoosh.arrays import Array, Mask, Offsets, decoded, ranges, starts_of
from archive.engines.whoosh.fields import PROSE, TEXTS, exact
from archive.engines.whoosh.inversion import Inverted, packed_text, packed_values
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.units import Beginnings, packed_units
from archive.text import Unit

Part = tuple[Segment, Mask]
"""A segment and its living documents."""


def merged(parts: Sequence[Part]) -> dict[str, Array]:
    """The arrays of one segment with the living documents of all, in the order given."""

    def column(of: Callable[[Segment], Array]) -> Array:
        return np.concatenate([of(segment)[alive] for segment, alive in parts])

    analyses = column(lambda segment: segment.analysis)
    arrays = {
        "first": column(lambda segment: segment.first),
        "last": column(lambda segment: segment.last),
        "analysis": analyses,
        **packed_strings("content", [each for segment, alive in parts for each in compress(segment.contents.all(), alive.tolist())]),
    }
    for name in TEXTS:
        lengths = column(lambda segment, name=name: segment.lengths(name))  # type: ignore[misc]
        arrays |= packed_text(name, lengths, _postings(exact(name), parts), analyses)
        if name in PROSE:
            arrays |= packed_units(name, _beginnings(name, parts))
    for field in sorted({field for segment, _ in parts for field in segment.value_fields()}):
        arrays |= _values(field, parts)
    return arrays


def _postings(field: str, parts: Sequence[Part]) -> Inverted:
    """The postings of all parts in one order. Takes some 35 bytes of memory for each token."""
    inverted = [segment.inverted(field) for segment, _ in parts]
    table = sorted({term for each in inverted for term in each.terms})
    place = {term: number for number, term in enumerate(table)}
    terms, documents, frequencies, starts = [], [], [], []
    documents_before = positions_before = 0
    for each, (_, alive) in zip(inverted, parts, strict=True):
        own = np.fromiter(map(place.__getitem__, each.terms), np.uint32, len(each.terms))
        kept = alive[each.documents]
        terms.append(np.repeat(own, np.diff(each.starts))[kept])
        documents.append((np.cumsum(alive, dtype=np.uint32) + np.uint32(documents_before) - np.uint32(1))[each.documents[kept]])
        frequencies.append(each.frequencies[kept])
        starts.append(starts_of(each.frequencies)[:-1][kept] + positions_before)
        documents_before += int(alive.sum())
        positions_before += len(each.positions)
    all_terms = np.concatenate(terms)
    order = np.argsort(all_terms, kind="stable")  # the parts are in order already: it merges runs
    all_frequencies = np.concatenate(frequencies)[order]
    positions = np.concatenate([each.positions for each in inverted])[ranges(np.concatenate(starts)[order], all_frequencies)]
    counts = np.bincount(all_terms, minlength=len(table))
    return Inverted(
        terms=list(compress(table, counts.tolist())),
        starts=starts_of(counts[counts > 0]),
        documents=np.concatenate(documents)[order],
        frequencies=all_frequencies,
        positions=positions,
    )


def _beginnings(text_field: str, parts: Sequence[Part]) -> dict[Unit, Beginnings]:
    return {unit: Beginnings.joined([segment.beginnings(text_field, unit).only(alive) for segment, alive in parts]) for unit in Unit}


def _values(field: str, parts: Sequence[Part]) -> dict[str, Array]:
    held = [segment.held(field) for segment, _ in parts]
    tables = [[decoded(value) for value in segment.terms(field).all()] for segment, _ in parts]
    place = {value: number for number, value in enumerate(dict.fromkeys(value for table in tables for value in table))}
    values: list[Array] = []
    counts: list[Offsets] = []
    for (own_counts, ordinals), table, (_, alive) in zip(held, tables, parts, strict=True):
        own = np.fromiter(map(place.__getitem__, table), np.uint32, len(table))
        values.append(own[ordinals[np.repeat(alive, own_counts)]])
        counts.append(own_counts[alive])
    return packed_values(field, np.concatenate(counts), np.concatenate(values), list(place))
