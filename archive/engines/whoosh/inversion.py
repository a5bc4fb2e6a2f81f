"""From what each document holds to where each term is: the arrays of a segment's postings, by sorting numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.engines.whoosh.arrays import Array, Numbers, Offsets, changes, decoded, encoded, smallest, starts_of
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.strings import packed_strings
from archive.text import ANALYSES, stemmer

_HIGH = np.uint64(32)
_LOW = np.uint64(0xFFFF_FFFF)


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of a field: those of term t are at `starts[t]` to `starts[t + 1]`, by ascending document.

    `terms` is ascending. `positions` holds those of each posting one behind the other, as many as its frequency says.
    """

    terms: list[bytes]
    starts: Offsets
    documents: Numbers
    frequencies: Numbers
    positions: Numbers

    def packed(self, field: str) -> dict[str, Array]:
        """The arrays of the field with their names, as `segment.py` lists them."""
        places = starts_of(np.add.reduceat(self.frequencies, self.starts[:-1], dtype=np.int64)) if self.terms else self.starts
        return {
            **_packed_postings(field, self.terms, self.starts, self.documents),
            f"{field}.frequencies": smallest(self.frequencies),
            f"{field}.places": smallest(places),
            f"{field}.positions": smallest(self.positions),
        }


def _packed_postings(field: str, terms: list[bytes], starts: Offsets, documents: Numbers) -> dict[str, Array]:
    return {
        **packed_strings(f"{field}.terms", terms),
        f"{field}.starts": smallest(starts),
        f"{field}.documents": smallest(documents),
    }


def invert(tokens: Numbers, lengths: Numbers, words: Sequence[str]) -> Inverted:
    """The postings of a text field: `tokens` are places in `words`, document by document, `lengths[d]` of document d.

    One sort of (rank of the word, place of the token) as one number of 64 bits; all the rest is counting.
    """
    used = np.flatnonzero(np.bincount(tokens, minlength=len(words))).tolist()
    used.sort(key=words.__getitem__)
    rank = np.zeros(len(words), np.uint64)
    rank[used] = np.arange(len(used), dtype=np.uint64)
    keys = rank[tokens] << _HIGH
    keys |= np.arange(len(tokens), dtype=np.uint64)
    keys.sort()
    places = (keys & _LOW).astype(np.uint32)
    terms = (keys >> _HIGH).astype(np.uint32)
    del keys
    documents = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[places]
    positions = places - starts_of(lengths)[:-1].astype(np.uint32)[documents]
    begins = np.flatnonzero(changes(terms) | changes(documents))
    return Inverted(
        terms=[encoded(words[number]) for number in used],
        starts=starts_of(np.bincount(terms[begins], minlength=len(used))),
        documents=documents[begins],
        frequencies=np.diff(begins, append=len(tokens)).astype(np.uint32),
        positions=positions,
    )


def packed_text(name: str, lengths: Numbers, postings: Inverted, analyses: Array) -> dict[str, Array]:
    """The arrays of a text field, from the postings of its exact words."""
    words, stemmed = postings.packed(exact(name)), _packed_stems(stems(name), postings, analyses)
    return {f"{name}.lengths": smallest(lengths), **words, **stemmed}


def _packed_stems(field: str, exact: Inverted, analyses: Array) -> dict[str, Array]:
    """The arrays of the field's stems, each stem behind its analysis (`en:strike`), from those of its exact words.

    `analyses` has the place in `ANALYSES` of each document's analysis. A word is stemmed once, however often it occurs.
    """
    size = len(exact.terms)
    codes = np.repeat(np.arange(size, dtype=np.int64), np.diff(exact.starts)) + analyses[exact.documents].astype(np.int64) * size
    used = np.flatnonzero(np.bincount(codes, minlength=size * len(ANALYSES)))
    stems = [_stem(exact.terms[code % size], code // size) for code in used.tolist()]
    table = sorted(set(stems))
    place = {stem: number for number, stem in enumerate(table)}
    stem_of = np.zeros(size * len(ANALYSES), np.uint64)
    stem_of[used] = [place[stem] for stem in stems]
    keys = (stem_of[codes] << _HIGH) | exact.documents
    order = np.argsort(keys)
    keys = keys[order]
    begins = np.flatnonzero(changes(keys))
    frequencies = np.add.reduceat(exact.frequencies[order], begins) if len(begins) else exact.frequencies
    keys = keys[begins]
    forms = np.argsort(stem_of[used], kind="stable")
    return {
        **_packed_postings(field, table, _starts((keys >> _HIGH), len(table)), (keys & _LOW).astype(np.uint32)),
        f"{field}.frequencies": smallest(frequencies),
        f"{field}.forms.starts": smallest(_starts(stem_of[used], len(table))),
        f"{field}.forms": smallest(used[forms] % max(size, 1)),
    }


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
