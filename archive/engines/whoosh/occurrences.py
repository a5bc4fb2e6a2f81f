"""Where the leaves of a tree occur: from words to postings, from shapes to words, from places to phrases and words near each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from archive.engines import MOST_EXPANSIONS
from archive.engines.whoosh.arrays import Mask, Numbers
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.places import Spans, adjacent, chain_counts
from archive.query.ranking import Ranking
from archive.query.shapes import Shape
from archive.query.tree import Near, Node, Or, Phrase, Term, Word
from archive.schema import TEXT_FIELDS, Field
from archive.text import ANALYSES, stemmer, words

_NOTHING = np.zeros(0, np.uint32)
_Terms = Sequence[tuple[str, str]]
"""Whoosh's field and the term in it of each token of a word or a phrase."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a leaf occurs in one text field; documents are without repeats, in no order. A shape has no frequencies."""

    field: Field
    documents: Numbers
    frequencies: Numbers | None


class Occurrences:
    """Looks leaves up in one commit. Not for sharing: it remembers what it found, and whether anything was cut."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._found: dict[tuple[Ranking, str], Found] = {}
        self._expanded: dict[tuple[Shape, str], list[str]] = {}
        self.complete = True

    def found(self, leaf: Ranking) -> tuple[Found, ...]:
        """Where a leaf occurs, one for each text field it asks for."""
        return tuple(self._at(leaf, field) for field in TEXT_FIELDS if isinstance(leaf, Near) or leaf.field in (None, field.name))

    def counts(self, node: Node) -> tuple[tuple[Numbers, Numbers], ...]:
        """For each text field the documents of a `Term`, an `Or` of terms or a `Near`, and how often it occurs in each."""
        return tuple(self._counted(node, field) for field in TEXT_FIELDS)

    def _counted(self, node: Node, field: Field) -> tuple[Numbers, Numbers]:
        if isinstance(node, Near) or (isinstance(node, Word | Phrase) and node.field in (None, field.name)):
            found = self._at(node, field)
            assert found.frequencies is not None
            return found.documents, found.frequencies
        return self._spans(node, field, self._holding(node, field)).counts()

    def _at(self, leaf: Ranking, field: Field) -> Found:
        key = (leaf, field.name)
        if key not in self._found:
            self._found[key] = self._find(leaf, field)
        return self._found[key]

    def _find(self, leaf: Ranking, field: Field) -> Found:
        if isinstance(leaf, Near):
            return Found(field, *self._chain(leaf, field))
        if isinstance(leaf, Word | Phrase):
            parts = [self._row(terms) for terms in _analysed(leaf, field)]
            return Found(field, np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))
        holding = self._mask(self._documents.postings(exact(field.name), word).documents for word in self._expand(leaf, field))
        return Found(field, np.flatnonzero(holding).astype(np.uint32), None)

    def _mask(self, documents: Iterable[Numbers]) -> Mask:
        mask = np.zeros(self._documents.size, bool)
        for numbers in documents:
            mask[numbers] = True
        return mask

    # ------------------------------------------------------------ words and phrases

    def _row(self, terms: _Terms) -> tuple[Numbers, Numbers]:
        """The documents in which the tokens of a word or a phrase follow one another, and how often."""
        if not terms:
            return _NOTHING, _NOTHING
        if len(terms) == 1:
            postings = self._documents.postings(*terms[0])
            return postings.documents, postings.frequencies
        shared = self._documents.alive
        for term in terms:
            shared = shared & self._mask([self._documents.postings(*term).documents])
        return self._row_spans(terms, shared).counts()

    def _row_spans(self, terms: _Terms, among: Mask) -> Spans:
        if not terms:
            return Spans.united([])
        starts = adjacent([self._documents.places(view, (term,), among) for view, term in terms])
        return Spans.of_length(starts, len(terms))

    # ------------------------------------------------------------ shapes

    def _expand(self, shape: Shape, field: Field) -> list[str]:
        """The words of a shape; of too many the most frequent ones, then `complete` is False."""
        key = (shape, field.name)
        if key not in self._expanded:
            counts = self._documents.words_of(exact(field.name), shape)
            if len(counts) > MOST_EXPANSIONS:
                self.complete = False
            self._expanded[key] = sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANSIONS]
        return self._expanded[key]

    # ------------------------------------------------------------ words near each other

    def _chain(self, near: Near, field: Field) -> tuple[Numbers, Numbers]:
        among = np.logical_and.reduce([self._holding(part, field) for part in near.parts])
        if not among.any():
            return _NOTHING, _NOTHING
        return chain_counts([self._spans(part, field, among) for part in near.parts], near.gaps)

    def _holding(self, part: Node, field: Field) -> Mask:
        """The documents that hold a term, or any of several terms, in the field."""
        terms = part.children if isinstance(part, Or) else (part,)
        return self._mask(self._at(term, field).documents for term in terms if isinstance(term, Term) and term.field in (None, field.name))

    def _spans(self, part: Node, field: Field, among: Mask) -> Spans:
        """Where a term, or any of several terms, stands in the field of the documents `among`."""
        if isinstance(part, Or):
            return Spans.united([self._spans(child, field, among) for child in part.children])
        assert isinstance(part, Term)
        if part.field not in (None, field.name):
            return Spans.united([])
        if isinstance(part, Word | Phrase):
            return Spans.united([self._row_spans(terms, among) for terms in _analysed(part, field)])
        return Spans.of_length(self._documents.places(exact(field.name), self._expand(part, field), among), 1)


def _analysed(leaf: Word | Phrase, field: Field) -> list[_Terms]:
    """The tokens to look up, one behind the other: of a phrase the exact words, of a word its stems under every analysis.

    An article has one analysis, so that no document is found under two.
    """
    found = words(leaf.text)
    if isinstance(leaf, Phrase):
        return [[(exact(field.name), word) for word in found]]
    stemmers = [(analysis, stemmer(analysis or None)) for analysis in ANALYSES]
    return [[(stems(field.name), f"{analysis}:{stem(word)}") for word in found] for analysis, stem in stemmers]
