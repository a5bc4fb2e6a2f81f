"""From a bound tree to the documents it matches and what they score, on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.engines import MOST_EXPANSIONS
from archive.engines.whoosh.arrays import Mask, Numbers, Scores
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.scoring import Scorer
from archive.engines.whoosh.segment import Places
from archive.query.tree import (
    And,
    DateRange,
    Everything,
    Missing,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Values,
    Word,
)
from archive.schema import BY_NAME, TEXT_FIELDS, Field
from archive.text import ANALYSES, stemmer, words

Leaf = Word | Phrase | Prefix


@dataclass(frozen=True, slots=True)
class Found:
    """Where a leaf occurs in one text field; documents are without repeats, in no order. A prefix has no frequencies."""

    field: Field
    documents: Numbers
    frequencies: Numbers | None


class Evaluation:
    """One evaluation over one commit. Not for sharing: it remembers what each leaf found, and whether anything was cut."""

    def __init__(self, documents: Documents, scorer: Scorer) -> None:
        self._documents = documents
        self._scorer = scorer
        self._found: dict[Leaf, tuple[Found, ...]] = {}
        self.complete = True

    # ------------------------------------------------------------ matching

    def matches(self, node: Node) -> Mask:
        """The living documents that match. Raises TypeError on a node that is not bound."""
        match node:
            case Everything():
                return self._documents.alive
            case Word() | Phrase() | Prefix():
                return self._mask(*(found.documents for found in self.found(node)))
            case Values():
                return self.with_any(node.field, node.values)
            case Missing():
                return self.missing(node.field)
            case DateRange():
                since = node.since.first.toordinal() if node.since else None
                return self.between(since, node.until.last.toordinal() if node.until else None)
            case NumberRange():
                return self._numbers_between(node.field, node.low, node.high)
            case Not():
                return self._documents.alive & ~self.matches(node.child)
            case And():
                return self._all([self.matches(child) for child in node.children])
            case Or():
                return self._any([self.matches(child) for child in node.children])
            case _:
                raise TypeError(f"an engine takes bound trees only, not {type(node).__name__}")

    def with_any(self, field: str, values: tuple[str, ...]) -> Mask:
        """The documents with any of the values in the field, or in the field it also stands for."""
        also = BY_NAME[field].also if field in BY_NAME else None
        names = (field, also) if also else (field,)
        return self._mask(*(self._documents.with_value(name, value) for value in values for name in names))

    def missing(self, field: str) -> Mask:
        """The documents without a value (words, date) in the field."""
        if field == "date":
            return self._documents.alive & ~self._documents.dated
        if any(field == text.name for text in TEXT_FIELDS):
            empty: Mask = self._documents.alive & (self._documents.lengths(field) == 0)
            return empty
        if field == "words":
            return self._mask()
        return self._documents.alive & self._documents.values(field).empty()

    def between(self, since: int | None, until: int | None) -> Mask:
        """The dated documents whose date lies wholly in these days, both inclusive, None open."""
        mask = self._documents.dated
        if since is not None:
            mask = mask & (self._documents.first >= since)
        if until is not None:
            mask = mask & (self._documents.last <= until)
        return mask

    def _numbers_between(self, field: str, low: int | None, high: int | None) -> Mask:
        if field == "words":
            return self._documents.alive & _inside(self._documents.lengths("body").astype(np.int64), low, high)
        values = self._documents.values(field)
        numbers = np.array([int(value) if value.isascii() and value.isdigit() else -1 for value in values.table], np.int64)
        inside = (numbers >= 0) & _inside(numbers, low, high)
        return self._documents.alive & values.having(inside)

    def _mask(self, *documents: Numbers) -> Mask:
        mask = np.zeros(self._documents.size, bool)
        for numbers in documents:
            mask[numbers] = True
        return mask

    def _all(self, masks: list[Mask]) -> Mask:
        shared: Mask = np.logical_and.reduce([self._documents.alive, *masks])
        return shared

    def _any(self, masks: list[Mask]) -> Mask:
        united: Mask = np.logical_or.reduce([self._mask(), *masks])
        return united

    # ------------------------------------------------------------ scoring

    def scores(self, tree: Node) -> Scores:
        """What every document scores: the sum over the leaves outside `Not`, in the tree's order, and over the schema's text fields."""
        scores = np.zeros(self._documents.size)
        for leaf in leaves(tree):
            for found in self.found(leaf):
                if found.frequencies is None:
                    scores[found.documents] += found.field.boost
                elif len(found.documents):
                    scores[found.documents] += self._scorer.score(found.field.name, found.field.boost, found.documents, found.frequencies)
        return scores

    def matched(self, tree: Node, documents: list[int]) -> list[tuple[str, ...]]:
        """For each of the documents the text fields in which a leaf outside `Not` occurs, in the schema's order."""
        masks = {field.name: self._mask() for field in TEXT_FIELDS}
        for leaf in leaves(tree):
            for found in self.found(leaf):
                masks[found.field.name][found.documents] = True
        return [tuple(name for name, mask in masks.items() if mask[document]) for document in documents]

    # ------------------------------------------------------------ leaves

    def found(self, leaf: Leaf) -> tuple[Found, ...]:
        """Where a leaf occurs, one for each text field it asks for."""
        if leaf not in self._found:
            self._found[leaf] = tuple(self._find(leaf, field) for field in TEXT_FIELDS if leaf.field is None or leaf.field == field.name)
        return self._found[leaf]

    def _find(self, leaf: Leaf, field: Field) -> Found:
        match leaf:
            case Word():
                return self._word(words(leaf.text), field)
            case Phrase():
                return _as_found(field, [self._adjacent(exact(field.name), [[word] for word in words(leaf.text)])])
            case Prefix():
                return self._prefix(words(leaf.text), field)

    def _word(self, found: list[str], field: Field) -> Found:
        """A word under every analysis: its stems adjacent, since a word can be several tokens (`US-led`)."""
        parts = []
        for analysis in ANALYSES:
            stem = stemmer(analysis or None)
            parts.append(self._adjacent(stems(field.name), [[f"{analysis}:{stem(word)}"] for word in found]))
        return _as_found(field, parts)

    def _prefix(self, found: list[str], field: Field) -> Found:
        """The last token as a prefix, those before it as they are, adjacent."""
        if not found:
            return Found(field, np.zeros(0, np.uint32), None)
        view = exact(field.name)
        counts = self._documents.terms(view, found[-1])
        if len(found) == 1 and len(counts) <= MOST_EXPANSIONS:
            return Found(field, _numbers(self._documents.with_prefix(view, found[0])), None)
        expansions = self._expanded(counts)
        if len(found) == 1:
            return Found(field, _numbers(self._with_any_term(view, expansions)), None)
        documents, _ = self._adjacent(view, [*([word] for word in found[:-1]), expansions])
        return Found(field, documents, None)

    def _expanded(self, counts: dict[str, int]) -> list[str]:
        """The words that a prefix stands for; of too many the most frequent ones, then `complete` is False."""
        if len(counts) > MOST_EXPANSIONS:
            self.complete = False
        return sorted(counts, key=lambda term: (-counts[term], term))[:MOST_EXPANSIONS]

    def _with_any_term(self, view: str, terms: list[str]) -> Mask:
        return self._mask(*(self._documents.postings(view, term).documents for term in terms))

    def _adjacent(self, view: str, tokens: list[list[str]]) -> tuple[Numbers, Numbers]:
        """The documents in which the tokens follow one another, and how often; each token is any of some terms."""
        if len(tokens) == 1 and len(tokens[0]) == 1:
            postings = self._documents.postings(view, tokens[0][0])
            return postings.documents, postings.frequencies
        if not tokens:
            return np.zeros(0, np.uint32), np.zeros(0, np.uint32)
        shared = self._all([self._with_any_term(view, alternatives) for alternatives in tokens])
        starts: Places | None = None
        for place, alternatives in enumerate(tokens):
            places = self._places(view, alternatives, shared) + np.uint64(len(tokens) - place)  # which keeps them from going below zero
            starts = places if starts is None else _shared(starts, places)
        assert starts is not None
        documents, frequencies = np.unique((starts >> np.uint64(32)).astype(np.uint32), return_counts=True)
        return documents, frequencies.astype(np.uint32)

    def _places(self, view: str, terms: list[str], among: Mask) -> Places:
        """All places of some terms in some documents, ascending."""
        parts = [self._documents.places(view, term, among) for term in terms]
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate([np.zeros(0, np.uint64), *parts]))


def _inside(numbers: NDArray[np.int64], low: int | None, high: int | None) -> Mask:
    inside: Mask = np.ones(len(numbers), bool)
    if low is not None:
        inside &= numbers >= low
    if high is not None:
        inside &= numbers <= high
    return inside


def leaves(node: Node) -> list[Leaf]:
    """The leaves that rank, in the tree's order: those outside `Not`."""
    match node:
        case Word() | Phrase() | Prefix():
            return [node]
        case And() | Or():
            return [leaf for child in node.children for leaf in leaves(child)]
        case _:
            return []


def _as_found(field: Field, parts: list[tuple[Numbers, Numbers]]) -> Found:
    """Parts of disjoint documents (an article has one analysis) as one."""
    return Found(field, np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))


def _numbers(mask: Mask) -> Numbers:
    return np.flatnonzero(mask).astype(np.uint32)


def _shared(one: Places, other: Places) -> Places:
    """What both have; each is ascending and without repeats."""
    if len(one) > len(other):
        one, other = other, one
    if len(one) * 8 < len(other):
        found = np.minimum(np.searchsorted(other, one), len(other) - 1)
        looked_up: Places = one[other[found] == one]
        return looked_up
    both = np.sort(np.concatenate([one, other]))  # at equal sizes four times as fast as looking each up
    shared: Places = both[:-1][both[1:] == both[:-1]]
    return shared
