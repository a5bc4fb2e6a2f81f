"""Where the leaves of a tree occur: from words to postings, from shapes to words, from places to phrases and words near each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from archive.engines import MOST_EXPANSIONS, MOST_WORK
from archive.engines.whoosh.arrays import Array, Integers
from archive.engines.whoosh.documents import Documents, Expansion
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.places import Spans, chain_counts
from archive.engines.whoosh.postings import NOWHERE, Postings
from archive.engines.whoosh.subsets import Subset, distinct, intersection, union
from archive.query.ranking import Ranking
from archive.query.shapes import Shape
from archive.query.tree import Near, Node, Or, Phrase, Term, Together, Word
from archive.schema import BY_NAME, TEXT_FIELDS, Field
from archive.text import ANALYSES, stemmer, words

_FEW = 1_000
"""Documents whose places are read whatever has been read before: that takes less time than to count them."""

_Terms = Sequence[tuple[str, str]]
"""Whoosh's field and the term in it of each token of a word or a phrase."""


class Found(NamedTuple):
    """Where a leaf occurs in one text field. A shape has no frequencies."""

    field: Field
    documents: Subset
    frequencies: Array | None

    def within(self, documents: Integers) -> Array:
        """How often it is in each of some documents, ascending; of a shape, whether it is."""
        if self.frequencies is None:
            return self.documents.flags(documents)
        at = self.documents.numbers.searchsorted(documents)
        held: Array = self.documents.numbers.take(at, mode="clip") == documents
        return held * self.frequencies.take(at, mode="clip")


class Occurrences:
    """Looks leaves up in one commit. Not for sharing: it remembers what it found, and whether anything was cut."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._found: dict[tuple[Ranking, str], Found] = {}
        self._everywhere: dict[Ranking, tuple[Found, ...]] = {}
        self._expanded: dict[tuple[Shape, str], Expansion] = {}
        self._analyses: dict[Word | Phrase, list[list[str]]] = {}
        self._left = MOST_WORK
        self.complete = True

    def found(self, leaf: Ranking) -> tuple[Found, ...]:
        """Where a leaf occurs, one for each text field it asks for."""
        found = self._everywhere.get(leaf)
        if found is None:
            fields = TEXT_FIELDS if isinstance(leaf, Near) or leaf.field is None else (BY_NAME[leaf.field],)
            found = self._everywhere[leaf] = tuple([self._at(leaf, field) for field in fields])
        return found

    def counts(self, node: Node) -> tuple[tuple[Integers, Array], ...]:
        """For each text field the documents of a `Term`, an `Or` of terms or a `Near`, and how often it occurs in each."""
        return tuple(self._counted(node, field) for field in TEXT_FIELDS)

    def _counted(self, node: Node, field: Field) -> tuple[Integers, Array]:
        if isinstance(node, Near) or (isinstance(node, Word | Phrase) and node.field in (None, field.name)):
            found = self._at(node, field)
            assert found.frequencies is not None
            return found.documents.numbers, found.frequencies
        among = self._affordable(self._holding(node, field), lambda: self._work(node, field))
        return self._spans(node, field, among).counts()

    def _at(self, leaf: Ranking, field: Field) -> Found:
        key = (leaf, field.name)
        if key not in self._found:
            self._found[key] = self._find(leaf, field)
        return self._found[key]

    def _find(self, leaf: Ranking, field: Field) -> Found:
        if isinstance(leaf, Near):
            documents, frequencies = self._chain(leaf, field)
            return Found(field, self._subset(documents), frequencies)
        if isinstance(leaf, Word | Phrase):
            found = self._one([self._row(terms) for terms in self._analysed(leaf, field)])
            return Found(field, self._subset(found.documents), found.frequencies)
        return Found(field, distinct(self._documents.size, self._fitting(leaf, field)), None)

    def _subset(self, numbers: Integers) -> Subset:
        return Subset(self._documents.size, numbers)

    # ------------------------------------------------------------ words and phrases

    def _analysed(self, leaf: Word | Phrase, field: Field) -> list[_Terms]:
        """The tokens to look up, one behind the other: of a phrase the exact words, of a word its stems under every analysis.

        An article has one analysis, so that no document is found under two.
        """
        if leaf not in self._analyses:
            found = words(leaf.text)
            stemmers = [(f"{name}:", stemmer(name or None)) for name in ANALYSES if name in self._documents.analyses]
            self._analyses[leaf] = (
                [found] if isinstance(leaf, Phrase) else [[name + stem(word) for word in found] for name, stem in stemmers]
            )
        view = exact(field.name) if isinstance(leaf, Phrase) else stems(field.name)
        return [[(view, word) for word in row] for row in self._analyses[leaf]]

    def _one(self, parts: Sequence[Postings]) -> Postings:
        """Postings of disjoint documents as one, ascending."""
        held = [part for part in parts if len(part.documents)]
        joined = Postings.joined(held)
        if len(held) < 2:
            return joined
        order = np.argsort(joined.documents, kind="stable")
        return Postings(joined.documents[order], joined.frequencies[order])

    def _row(self, terms: _Terms) -> Postings:
        """The documents in which the tokens of a word or a phrase follow one another, and how often."""
        if len(terms) == 1:
            return self._documents.postings(*terms[0])
        if not terms:
            return NOWHERE
        shared = self._documents.with_all(terms[0][0], {term: None for _, term in terms})
        shared = self._affordable(shared, lambda: self._row_work(terms))
        return Postings(*self._row_spans(terms, shared).counts()) if shared.count else NOWHERE

    def _row_spans(self, terms: _Terms, among: Subset) -> Spans:
        if not terms:
            return Spans.united([])
        if len(terms) == 1:
            return Spans.of_length(self._documents.places(*terms[0], among), 1)
        return Spans.of_length(self._documents.in_a_row(terms[0][0], [term for _, term in terms], among), len(terms))

    # ------------------------------------------------------------ shapes

    def _expand(self, shape: Shape, field: Field) -> Expansion:
        """The words of a shape; of too many the most frequent ones, then `complete` is False."""
        key = (shape, field.name)
        if key not in self._expanded:
            self._expanded[key], whole = self._documents.expansion(field.name, shape, MOST_EXPANSIONS)
            self.complete &= whole
        return self._expanded[key]

    def _fitting(self, shape: Shape, field: Field) -> list[Integers]:
        """The documents that hold any word of a shape, in no order; none where nothing may be read any more."""
        if self._left <= 0:
            self.complete = False
            return []
        documents = self._documents.documents_of(field.name, self._expand(shape, field))
        self._left -= sum(map(len, documents))
        return documents

    # ------------------------------------------------------------ words near each other

    def _chain(self, near: Near, field: Field) -> tuple[Integers, Array]:
        among = intersection([self._holding(part, field) for part in near.parts])
        among = self._affordable(among, lambda: sum(self._work(part, field) for part in near.parts))
        if not among.count:
            return NOWHERE.documents, NOWHERE.frequencies
        units = {
            gap.unit: self._documents.unit_places(field.name, gap.unit, among)
            for gap in dict.fromkeys(near.gaps)
            if isinstance(gap, Together)
        }
        return chain_counts([self._spans(part, field, among) for part in near.parts], near.gaps, units)

    def _holding(self, part: Node, field: Field) -> Subset:
        """The documents that hold a term, or any of several terms, in the field."""
        terms = part.children if isinstance(part, Or) else (part,)
        held = (self._at(term, field).documents for term in terms if isinstance(term, Term) and term.field in (None, field.name))
        return union(self._documents.size, list(held))

    def _spans(self, part: Node, field: Field, among: Subset) -> Spans:
        """Where a term, or any of several terms, stands in the field of the documents `among`."""
        if isinstance(part, Or):
            return Spans.united([self._spans(child, field, among) for child in part.children])
        assert isinstance(part, Term)
        if part.field not in (None, field.name):
            return Spans.united([])
        if isinstance(part, Word | Phrase):
            return Spans.united([self._row_spans(terms, among) for terms in self._analysed(part, field)])
        return Spans.of_length(self._documents.places_of(field.name, self._expand(part, field), among), 1)

    # ------------------------------------------------------------ how much may be read

    def _affordable(self, among: Subset, work: Callable[[], float]) -> Subset:
        """The first of some documents whose places may still be read, about `work` in each; `complete` is False where not all may."""
        if among.count <= _FEW:
            return among
        each = max(1.0, work())
        most = max(0, int(self._left / each))
        if among.count > most:
            among = self._subset(among.numbers[:most])
            self.complete = False
        self._left -= int(among.count * each)
        return among

    def _work(self, part: Node, field: Field) -> float:
        """About how many places have to be read to know where a term, or any of several terms, is in a document."""
        if isinstance(part, Or):
            return sum(self._work(child, field) for child in part.children)
        assert isinstance(part, Term)
        if part.field not in (None, field.name):
            return 0
        if isinstance(part, Word | Phrase):
            return sum(self._row_work(terms) for terms in self._analysed(part, field))
        found = self._at(part, field)
        return self._documents.amount_of(field.name, self._expand(part, field)) / max(1, found.documents.count)

    def _row_work(self, terms: _Terms) -> float:
        return sum(self._documents.density(*term) for term in terms)
