"""Where the leaves of a tree occur: from words to postings, from shapes to words, from places to phrases and words near each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from archive.engines import MOST_EXPANSIONS, MOST_WORK
from archive.engines.whoosh.arrays import NO_INTEGERS, Array, changes
from archive.engines.whoosh.documents import Documents, Expansion, Part
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.places import Places, Spans, chain_counts, counts, shared
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.subsets import Subset, distinct, intersection, union
from archive.query.ranking import Ranking
from archive.query.shapes import Shape
from archive.query.tree import Gap, Near, Node, Or, Phrase, Term, Together, Word
from archive.schema import BY_NAME, TEXT_FIELDS, Field
from archive.text import Unit, words

_AT_ONCE = 2**18
"""Documents whose places are read together, a large segment's: what bounds memory, and how much may be read beyond the budget."""
_FEW = 1_000
"""Documents whose places are read whatever has been read before."""
_TESTED = 5
"""How many places are read in the time that it takes to hold a word against a shape."""

_ONCE = np.ones(1, np.uint8)

_Row = Sequence[str]
"""Terms that follow one another."""


class Found(NamedTuple):
    """Where a leaf occurs in one text field, and how often in each document; a shape has one frequency for all."""

    field: Field
    documents: Subset
    frequencies: Array
    view: str = ""
    """The Whoosh field in which its rows, or the words of its expansion, are."""
    rows: Sequence[_Row] = ()
    expansion: Expansion | None = None

    @property
    def is_shape(self) -> bool:
        """Whether it stands for words, and has but one frequency."""
        return self.expansion is not None


class Occurrences:
    """Looks leaves up in one commit. Not for sharing: it remembers what it found, and whether anything was cut."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._found: dict[Ranking, tuple[Found, ...]] = {}
        self._left = MOST_WORK
        self.complete = True
        """False where a shape stood for more words than are looked up, or where more places were to be read than may be."""

    def found(self, leaf: Ranking) -> tuple[Found, ...]:
        """Where a leaf occurs, one for each text field it asks for."""
        found = self._found.get(leaf)
        if found is None:
            found = self._found[leaf] = tuple(self._find(leaf))
        return found

    def counted(self, node: Node) -> tuple[Found, ...]:
        """Where a `Term`, an `Or` of terms or a `Near` occurs, with how often it does in each document."""
        return self.found(node if isinstance(node, Word | Phrase | Near) else Near((node,), ()))

    def _find(self, leaf: Ranking) -> list[Found]:
        if isinstance(leaf, Near):
            return [self._at(field, self._chain(leaf.parts, leaf.gaps, field)) for field in TEXT_FIELDS]
        fields = TEXT_FIELDS if leaf.field is None else (BY_NAME[leaf.field],)
        if isinstance(leaf, Phrase):
            return [self._worded(field, exact(field.name), [words(leaf.text)]) for field in fields]
        if isinstance(leaf, Word):
            tokens = words(leaf.text)
            rows = [[analysis + stem(token) for token in tokens] for analysis, stem in self._documents.stemmers]
            return [self._worded(field, stems(field.name), rows) for field in fields]
        return [self._shaped(field, leaf) for field in fields]

    def _at(self, field: Field, postings: Postings, view: str = "", rows: Sequence[_Row] = ()) -> Found:
        return Found(field, Subset(self._documents.size, postings.documents), postings.frequencies, view, rows)

    # ------------------------------------------------------------ words and phrases

    def _worded(self, field: Field, view: str, rows: Sequence[_Row]) -> Found:
        """The documents in which tokens follow one another: of a phrase the exact words, of a word its stems under every analysis.

        An article has one analysis, so that no document is found under two.
        """
        found = [self._documents.postings(partial(self._row, view, row)) for row in rows]
        held = [each for each in found if len(each.documents)]
        joined = Postings.joined(held)
        if len(held) > 1:
            order = np.argsort(joined.documents, kind="stable")
            joined = Postings(joined.documents[order], joined.frequencies[order])
        return self._at(field, joined, view, rows)

    def _row(self, field: str, terms: _Row, part: Part) -> Postings:
        """The documents of a segment in which some terms follow one another, and how often."""
        if len(terms) == 1:
            return part.segment.terms(field).postings(terms[0])
        among = part.segment.terms(field).with_all(dict.fromkeys(terms))
        return Postings.joined([counts(self._in_a_row(part.segment, field, terms, own)) for own in self._readable(among)])

    def _in_a_row(self, segment: Segment, field: str, terms: _Row, among: Subset) -> Places:
        """Where some terms begin to follow one another in the documents `among`."""
        order, ends = list(range(len(terms))), NO_INTEGERS
        if len(terms) > 2:  # from the rarest on, each in the documents that are left
            order.sort(key=lambda number: segment.terms(field).holding(terms[number]))
        for step, number in enumerate(order):
            if step > 1:
                documents = ends >> 32
                among = Subset(segment.size, documents.compress(changes(documents)))
            here = segment.places(field, terms[number], among)
            self._left -= len(here)
            here += len(terms) - 1 - number  # where the row would end
            ends = shared(ends, here) if step else here
        return ends - (len(terms) - 1)

    # ------------------------------------------------------------ shapes

    def _shaped(self, field: Field, shape: Shape) -> Found:
        """The documents that hold any word of a shape."""
        view, expansion = exact(field.name), self._expansion(shape, field)
        size, found = self._documents.size, union(self._documents.size, ())
        for part in self._documents.parts:
            terms = part.segment.terms(view)
            for some in terms.in_runs(expansion.get(part.segment, NO_INTEGERS)):
                frequencies, _, documents = terms.holders(some)
                living = part.living(Postings(documents, frequencies)).documents
                found = union(size, (found, distinct(size, [living])))
                self._left -= len(documents)
        return Found(field, found, _ONCE, view, expansion=expansion)

    def _expansion(self, shape: Shape, field: Field) -> Expansion:
        """The words of a shape; of too many the most frequent ones, where nothing may be read any more none: then `complete` is False."""
        if self._left <= 0:
            self.complete = False
            return {}
        expansion, tested = self._documents.words(field.name, shape)
        self._left -= tested * _TESTED
        if sum(map(len, expansion.values())) <= MOST_EXPANSIONS:
            return expansion
        counts = self._documents.counts(field.name, expansion)
        self.complete &= len(counts) <= MOST_EXPANSIONS
        kept = set(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANSIONS])
        view = exact(field.name)
        words = {segment: segment.terms(view).some(places) for segment, places in expansion.items()}
        return {segment: places.compress([word in kept for word in words[segment]]) for segment, places in expansion.items()}

    # ------------------------------------------------------------ words near each other

    def _held(self, node: Node, field: Field) -> list[Found]:
        terms = node.children if isinstance(node, Or) else (node,)
        return [found for term in terms if isinstance(term, Term) for found in self.found(term) if found.field is field]

    def _places(self, found: Found, segment: Segment, among: Subset) -> Places:
        """Where a leaf begins in the documents `among`."""
        if found.expansion is None:
            rows = [self._in_a_row(segment, found.view, row, among) for row in found.rows]
            return rows[0] if len(rows) == 1 else np.sort(np.concatenate(rows))
        places = segment.terms(found.view).places_of(found.expansion.get(segment, NO_INTEGERS), among)
        self._left -= len(places)
        return places

    def _spans(self, found: Found, among: Sequence[Subset]) -> Spans:
        places = self._documents.placed(among, partial(self._places, found))
        return Spans.of_length(places, max(map(len, found.rows), default=1))

    def _chain(self, nodes: Sequence[Node], gaps: Sequence[Gap | Together], field: Field) -> Postings:
        """The documents in which each node, a term or any of several, is within the gap of the one before it, and how often."""
        parts = [self._held(node, field) for node in nodes]
        among = intersection([union(self._documents.size, [found.documents for found in part]) for part in parts])

        def begins(own: Sequence[Subset], unit: Unit) -> Places:
            return self._documents.placed(own, lambda segment, among: segment.unit_places(field.name, unit, among))

        def chained(among: Subset) -> Postings:
            own = self._documents.divided(among)
            units = {gap.unit: begins(own, gap.unit) for gap in gaps if isinstance(gap, Together)}
            spans = [Spans.united([self._spans(found, own) for found in part]) for part in parts]
            return chain_counts(spans, gaps, units)

        return Postings.joined([chained(each) for each in self._readable(among)])

    # ------------------------------------------------------------ how much may be read

    def _readable(self, among: Subset) -> Iterator[Subset]:
        """Some documents, in runs, as long as their places may still be read; `complete` is False where not all may."""
        for start in range(0, among.count, _AT_ONCE):
            if self._left <= 0 and among.count > _FEW:
                self.complete = False
                return
            yield among if among.count <= _AT_ONCE else Subset(among.size, among.numbers[start : start + _AT_ONCE])
