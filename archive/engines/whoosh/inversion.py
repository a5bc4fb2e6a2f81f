"""From what each document holds to where each term is: the arrays of a segment's postings, by sorting numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from archive.engines.whoosh.arrays import NONE, Array, Numbers, Offsets, blocks, changes, decoded, encoded, smallest, starts_of
from archive.engines.whoosh.fields import OF_TEXTS, exact, stems, units
from archive.engines.whoosh.packing import Packing
from archive.engines.whoosh.terms import Terms
from archive.text import ANALYSES, Unit, stemmer

_AT_ONCE = 500_000
_PARTS = 16
"""So many words or postings are sorted together, or, of very many, one of so many parts: near the processor, and in little memory."""


def packed_terms(field: str, tokens: Numbers, lengths: Array, words: Sequence[str], folder: Path) -> dict[str, Array]:
    """The arrays of a text field's words, or of the values of another, which are as words whose positions nobody wants: `tokens` are places
    in `words`, document by document, `lengths[d]` of document d. Overwrites `tokens`.

    Some terms at a time, with one sort of (term, place of the token) as one number of 64 bits; all the rest is counting.
    """
    parts = np.array_split(tokens, len(tokens) // _AT_ONCE + 1)  # what is looked up takes three times its memory meanwhile
    sizes = np.zeros(len(words), np.int64)
    for part in parts:
        sizes += np.bincount(part, minlength=len(words))
    used = np.flatnonzero(sizes).tolist()
    used.sort(key=words.__getitem__)
    rank = np.zeros(len(words), np.uint32)
    rank[used] = np.arange(len(used), dtype=np.uint32)
    for part in parts:
        part[:] = rank[part]
    holders = np.repeat(np.arange(len(lengths), dtype=np.min_scalar_type(len(lengths))), lengths)
    begins = starts_of(lengths)
    packing = Packing(field, len(lengths), folder)
    for first, end in blocks(sizes[used], max(_AT_ONCE, len(tokens) // _PARTS)):
        found = np.flatnonzero(tokens - np.uint32(first) < end - first)
        keys = (tokens[found].astype(np.int64) - first) << 32 | found
        keys.sort()
        found = keys & 0xFFFF_FFFF
        documents = holders[found]
        keys += documents - found
        positions = found - begins[documents] if field in OF_TEXTS else NONE
        packing.add([encoded(words[number]) for number in used[first:end]], keys, np.ones(len(keys), np.uint8), positions)
    return packing.arrays()


def packed_units(name: str, starts: Mapping[Unit, Offsets], lengths: Numbers, folder: Path) -> dict[str, Array]:
    """The arrays of a text field's units, which begin with the words `starts`, counted through all documents, in any order, and with each
    document that has a word."""
    begins = starts_of(lengths)
    packing = Packing(units(name), len(lengths), folder)
    for unit in sorted(starts):
        words = np.concatenate([begins[:-1], starts[unit]])
        words.sort()
        words = words[changes(words)]
        words = words[: words.searchsorted(begins[-1])]  # the others are behind the last word
        holders = begins.searchsorted(words, "right") - 1
        packing.add([encoded(unit)], holders, np.ones(len(words), np.uint8), words - begins[holders])
    return packing.arrays()


def packed_stems(name: str, arrays: Mapping[str, Array], folder: Path) -> dict[str, Array]:
    """The arrays of a text field's stems, each behind its analysis (`en:strike`), from the segment's other arrays. A word is stemmed once,
    however often it occurs."""
    analyses = arrays["analysis"]
    words = Terms(arrays, exact(name), len(analyses))
    forms, analysis = _analysed(words, analyses)
    found = np.empty(len(forms), object)
    for number in np.unique(analysis).tolist():
        own = analysis == number
        found[own] = _stems(words.some(forms[own]), ANALYSES[number])
    order = found.argsort(kind="stable")
    found, forms, analysis = found[order], forms[order], analysis[order]
    starts = np.append(np.flatnonzero(changes(found)), len(found))
    sizes = words.counts(forms)
    packing = Packing(stems(name), len(analyses), folder)
    for first, end in blocks(np.diff(starts_of(sizes)[starts]), _AT_ONCE):
        here = slice(starts[first], starts[end])
        amounts, counts, documents = words.holders(forms[here])
        terms = np.repeat(np.arange(end - first), np.diff(starts[first : end + 1]))
        kept = analyses[documents] == analysis[here].repeat(counts)
        keys = terms.repeat(counts) << 32 | documents
        packing.add(found[starts[first:end]].tolist(), keys[kept], amounts[kept])
        words.forget()
    return packing.arrays() | {f"{stems(name)}.forms.starts": smallest(starts), f"{stems(name)}.forms": smallest(forms)}


def _analysed(words: Terms, analyses: Array) -> tuple[Offsets, Offsets]:
    """Each word with each analysis of documents that have it: its place, and the analysis."""
    found = [np.zeros(0, np.int64)]
    for first, end in blocks(words.counts(np.arange(len(words))), _AT_ONCE):
        _, counts, documents = words.holders(np.arange(first, end))
        pairs = np.arange(end - first).repeat(counts) * len(ANALYSES) + analyses[documents]
        found.append(np.flatnonzero(np.bincount(pairs)) + first * len(ANALYSES))
        words.forget()
    return np.divmod(np.concatenate(found), len(ANALYSES))


def _stems(words: Sequence[bytes], analysis: str) -> list[bytes]:
    """The stems of some words, one at least, each behind the analysis; coded all at once, which takes less time than to stem."""
    stem = stemmer(analysis or None)
    stem = getattr(stem, "__wrapped__", stem)  # not through its cache: each word is asked for once
    found = map(stem, decoded(b"\n".join(words)).split("\n"))
    return encoded(f"{analysis}:" + f"\n{analysis}:".join(found)).split(b"\n")
