"""From what each document holds to where each term is: the arrays of a segment's postings, by sorting numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.engines.whoosh.arrays import (
    Array,
    Integers,
    Numbers,
    Offsets,
    blocks,
    changes,
    decoded,
    encoded,
    ranges,
    smallest,
    starts_of,
)
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.holders import blocked
from archive.engines.whoosh.strings import packed_strings
from archive.text import ANALYSES, stemmer

_AT_ONCE = 500_000
_PARTS = 16
"""So many words or postings are sorted together, or, of very many, one of so many parts: near the processor, and in little memory."""

_DOCUMENT = 0xFFFF_FFFF
"""The bits of a posting's key that have its document; those above have its term."""


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a field: those of term t are at `starts[t]` to `starts[t + 1]`, by ascending document.

    `terms` is ascending. `positions` holds those of each posting one behind the other, as many as its frequency says, those of
    term t from `places[t]` on.
    """

    terms: list[bytes]
    starts: Offsets
    documents: Array
    frequencies: Array
    places: Offsets
    positions: Array

    def packed(self, field: str, size: int) -> dict[str, Array]:
        """The arrays of the field with their names, as `segment.py` lists them, for a segment of `size` documents."""
        return {
            **_packed_postings(field, self.terms, *blocked(self.starts, self.documents, size)),
            f"{field}.frequencies": self.frequencies,
            f"{field}.places": smallest(self.places),
            f"{field}.positions": smallest(self.positions),
        }


def _packed_postings(field: str, terms: list[bytes], starts: Offsets, documents: Array) -> dict[str, Array]:
    return {
        **packed_strings(f"{field}.terms", terms),
        f"{field}.starts": smallest(starts),
        f"{field}.documents": smallest(documents),
    }


class _Postings:
    """Postings of some terms after others, by keys: the number of the term among these, and the document."""

    def __init__(self, terms: int, documents: int) -> None:
        self._sizes = np.zeros(terms, np.int64)
        self._documents: list[Array] = [np.zeros(0, np.min_scalar_type(documents))]
        self._frequencies: list[Array] = [np.zeros(0, np.uint8)]

    def add(self, first: int, end: int, keys: Integers, frequencies: Array) -> None:
        """Those of the terms from `first` to before `end`."""
        self._sizes[first:end] = np.bincount(keys >> 32, minlength=end - first)
        self._documents.append((keys & _DOCUMENT).astype(self._documents[0].dtype))
        self._frequencies.append(smallest(frequencies))

    def whole(self) -> tuple[Offsets, Array, Array]:
        """Where those of each term begin; the documents; the frequencies."""
        return starts_of(self._sizes), np.concatenate(self._documents), np.concatenate(self._frequencies)


def invert(tokens: Numbers, lengths: Numbers, words: Sequence[str]) -> Inverted:
    """The postings of a text field: `tokens` are places in `words`, document by document, `lengths[d]` of document d. Overwrites `tokens`.

    Some terms at a time, with one sort of (term, place of the token) as one number of 64 bits; all the rest is counting.
    """
    parts = np.array_split(tokens, len(tokens) // _AT_ONCE + 1)  # what is looked up takes three times its memory meanwhile
    sizes = np.sum([np.bincount(part, minlength=len(words)) for part in parts], axis=0)
    used = np.flatnonzero(sizes).tolist()
    used.sort(key=words.__getitem__)
    rank = np.zeros(len(words), np.uint32)
    rank[used] = np.arange(len(used), dtype=np.uint32)
    for part in parts:
        part[:] = rank[part]
    holders = np.repeat(np.arange(len(lengths), dtype=np.min_scalar_type(len(lengths))), lengths)
    positions = np.zeros(len(tokens), np.min_scalar_type(int(lengths.max(initial=0))))
    begins, places = starts_of(lengths), starts_of(sizes[used])
    postings = _Postings(len(used), len(lengths))
    for first, end in blocks(sizes[used], max(_AT_ONCE, len(tokens) // _PARTS)):
        found = np.flatnonzero(tokens - np.uint32(first) < end - first)
        keys = (tokens[found].astype(np.int64) - first) << 32 | found
        keys.sort()
        found = keys & 0xFFFF_FFFF
        documents = holders[found]
        positions[places[first] : places[end]] = found - begins[documents]
        keys += documents - found
        begun = np.flatnonzero(changes(keys))
        postings.add(first, end, keys[begun], np.diff(begun, append=len(keys)))
    return Inverted([encoded(words[number]) for number in used], *postings.whole(), places, positions)


def packed_text(name: str, lengths: Numbers, postings: Inverted, analyses: Array) -> dict[str, Array]:
    """The arrays of a text field, from the postings of its exact words."""
    words, stemmed = postings.packed(exact(name), len(lengths)), _packed_stems(stems(name), postings, analyses)
    return {f"{name}.lengths": smallest(lengths), **words, **stemmed}


def _packed_stems(field: str, exact: Inverted, analyses: Array) -> dict[str, Array]:
    """The arrays of the field's stems, each stem behind its analysis (`en:strike`), from those of its exact words.

    `analyses` has the place in `ANALYSES` of each document's analysis. A word is stemmed once, however often it occurs.
    """
    forms, analysis = _analysed(exact, analyses)
    stems = [_stem(exact.terms[word], by) for word, by in zip(forms.tolist(), analysis.tolist(), strict=True)]
    table = sorted(set(stems))
    place = {stem: number for number, stem in enumerate(table)}
    terms = np.array([place[stem] for stem in stems], np.int64)
    order = np.argsort(terms, kind="stable")
    forms, analysis, terms = forms[order], analysis[order], terms[order]
    own = starts_of(np.bincount(terms, minlength=len(table)))
    sizes = np.diff(exact.starts)[forms]
    postings = _Postings(len(table), len(analyses))
    for first, end in blocks(np.bincount(terms, sizes, len(table)), _AT_ONCE):
        here = slice(own[first], own[end])
        found = ranges(exact.starts[forms[here]], sizes[here])
        documents = exact.documents[found]
        kept = analyses[documents] == np.repeat(analysis[here], sizes[here])
        found = found[kept]
        keys = (np.repeat(terms[here] - first, sizes[here]) << 32 | documents)[kept]
        order = np.argsort(keys)
        keys = keys[order]
        begun = np.flatnonzero(changes(keys))
        postings.add(first, end, keys[begun], np.add.reduceat(exact.frequencies[found[order]], begun, dtype=np.uint32))
    starts, documents, frequencies = postings.whole()
    return {
        **_packed_postings(field, table, *blocked(starts, documents, len(analyses))),
        f"{field}.frequencies": frequencies,
        f"{field}.forms.starts": smallest(own),
        f"{field}.forms": smallest(forms),
    }


def _analysed(exact: Inverted, analyses: Array) -> tuple[Offsets, Array]:
    """The places of the words that documents of an analysis have, one analysis after the other, and the analysis of each."""
    found = [np.zeros(0, np.int64)]
    for analysis in range(len(ANALYSES)):
        having = (analyses == analysis)[exact.documents]
        found.append(np.flatnonzero(np.logical_or.reduceat(having, exact.starts[:-1])) if len(having) else found[0])
    return np.concatenate(found), np.repeat(np.arange(len(ANALYSES)), [len(each) for each in found[1:]])


def _stem(word: bytes, analysis: int) -> bytes:
    name = ANALYSES[analysis]
    return encoded(f"{name}:{stemmer(name or None)(decoded(word))}")


def _starts(terms: Array, size: int) -> Offsets:
    return starts_of(np.bincount(terms.astype(np.int64), minlength=size))


def packed_values(field: str, counts: Array, values: Array, table: Sequence[str]) -> dict[str, Array]:
    """The arrays of a value field, both ways. `values` are places in `table`, document by document, `counts[d]` of document d."""
    used = np.flatnonzero(np.bincount(values, minlength=len(table))).tolist()
    used.sort(key=table.__getitem__)
    rank = np.zeros(len(table), np.uint32)
    rank[used] = np.arange(len(used), dtype=np.uint32)
    ordinals = rank[values]
    documents = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    by_value = np.argsort(ordinals, kind="stable")
    return {
        **_packed_postings(field, [encoded(table[place]) for place in used], _starts(ordinals, len(used)), documents[by_value]),
        f"{field}.held.starts": smallest(starts_of(counts)),
        f"{field}.held": smallest(ordinals),
    }
