"""Where the leaves of a tree occur: from words to postings, from shapes to words, from places to phrases and words near each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from archive.engines import MOST_EXPANSIONS, MOST_WORK
from archive.engines.whoosh.arrays import Array, Integers, changes
from archive.engines.whoosh.documents import Documents, Expansion, Part
from archive.engines.whoosh.fields import exact, stems
from archive.engines.whoosh.places import Places, Spans, chain_counts, shared
from archive.engines.whoosh.postings import NOWHERE, Postings
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.subsets import Subset, distinct, intersection, union
from archive.query.ranking import Ranking
from archive.query.shapes import Shape
from archive.query.tree import Gap, Near, Node, Or, Phrase, Term, Together, Word
from archive.schema import BY_NAME, TEXT_FIELDS, Field
from archive.text import ANALYSES, stemmer, words

_AT_ONCE = 65_536
"""Documents whose places are read together: enough to hide what a step costs, few enough to bound memory, and what is read too much."""
_FEW = 1_000
"""Documents whose places are read whatever has been read before."""
_TESTED = 5
"""How many places are read in the time that it takes to hold a word against a shape."""

_ONCE = np.ones(1, np.uint8)

_Row = Sequence[str]
"""Terms that follow one another."""
_Reading = Callable[[Segment, Subset], Spans]


class Found(NamedTuple):
    """Where a leaf occurs in one text field, and how often in each document; a shape has one frequency for all."""

    field: Field
    documents: Subset
    frequencies: Array
    is_shape: bool
    spans: _Reading | None = None
    """Reads where it stands in some documents of a segment; of words near each other nobody asks that."""

    def within(self, documents: Integers) -> Array:
        """How often it is in each of some documents."""
        if self.is_shape:
            return self.documents.flags(documents)
        at = self.documents.numbers.searchsorted(documents)
        held: Array = self.documents.numbers.take(at, mode="clip") == documents
        return held * self.frequencies.take(at, mode="clip")


class Occurrences:
    """Looks leaves up in one commit. Not for sharing: it remembers what it found, and whether anything was cut."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._found: dict[Ranking, tuple[Found, ...]] = {}
        self._left = MOST_WORK
        self.complete = True

    def found(self, leaf: Ranking) -> tuple[Found, ...]:
        """Where a leaf occurs, one for each text field it asks for."""
        found = self._found.get(leaf)
        if found is None:
            found = self._found[leaf] = tuple(self._find(leaf))
        return found

    def _find(self, leaf: Ranking) -> list[Found]:
        if isinstance(leaf, Near):
            return [self._at(field, self._chain(leaf.parts, leaf.gaps, field)) for field in TEXT_FIELDS]
        fields = TEXT_FIELDS if leaf.field is None else (BY_NAME[leaf.field],)
        if isinstance(leaf, Word | Phrase):
            view, rows = self._analysed(leaf)
            return [self._worded(field, view(field.name), rows) for field in fields]
        return [self._shaped(field, leaf) for field in fields]

    def counts(self, node: Node) -> list[Postings]:
        """For each text field the documents of a `Term`, an `Or` of terms or a `Near`, and how often it occurs in each."""
        if isinstance(node, Word | Phrase | Near):
            return [Postings(found.documents.numbers, found.frequencies) for found in self.found(node)]
        return [self._chain((node,), (), field) for field in TEXT_FIELDS]

    def _at(self, field: Field, postings: Postings, spans: _Reading | None = None) -> Found:
        return Found(field, Subset(self._documents.size, postings.documents), postings.frequencies, False, spans)

    # ------------------------------------------------------------ words and phrases

    def _analysed(self, leaf: Word | Phrase) -> tuple[Callable[[str], str], Sequence[_Row]]:
        """The view of a text field that has the tokens, and these, one behind the other: of a phrase the exact words, of a word its
        stems under every analysis.

        An article has one analysis, so that no document is found under two.
        """
        tokens = words(leaf.text)
        if isinstance(leaf, Phrase):
            return exact, [tokens]
        stemmers = [(f"{name}:", stemmer(name or None)) for name in ANALYSES if name in self._documents.analyses]
        return stems, [[name + stem(token) for token in tokens] for name, stem in stemmers]

    def _worded(self, field: Field, view: str, rows: Sequence[_Row]) -> Found:
        """The documents in which the tokens of any row follow one another."""

        def spans(segment: Segment, among: Subset) -> Spans:
            return Spans.united([self._in_a_row(segment, view, row, among) for row in rows])

        found = [self._documents.postings(partial(self._row, view, row)) for row in rows]
        held = [each for each in found if len(each.documents)]
        joined = Postings.joined(held)
        if len(held) > 1:
            order = np.argsort(joined.documents, kind="stable")
            joined = Postings(joined.documents[order], joined.frequencies[order])
        return self._at(field, joined, spans)

    def _row(self, field: str, terms: _Row, part: Part) -> Postings:
        """The documents of a segment in which some terms follow one another, and how often."""
        if len(terms) == 1:
            return part.segment.terms(field).postings(terms[0])
        among = part.segment.terms(field).with_all(dict.fromkeys(terms))
        return Postings.joined([self._in_a_row(part.segment, field, terms, own).counts() for own in self._readable(among)])

    def _in_a_row(self, segment: Segment, field: str, terms: _Row, among: Subset) -> Spans:
        """Where some terms follow one another in the documents `among`."""
        if not terms:
            return Spans.united([])
        last = len(terms) - 1
        # From the rarest on, each in the documents that are left.
        order = sorted(range(len(terms)), key=lambda number: segment.terms(field).holding(terms[number])) if last > 1 else range(len(terms))
        ends: Places | None = None
        for number in order:
            if ends is not None and last > 1:
                documents = ends >> 32
                among = Subset(segment.size, documents.compress(changes(documents)))
            here = self._counted(segment.places(field, terms[number], among)) + (last - number)
            ends = here if ends is None else shared(ends, here)
        assert ends is not None
        return Spans.of_length(ends - last, len(terms))

    # ------------------------------------------------------------ shapes

    def _shaped(self, field: Field, shape: Shape) -> Found:
        """The documents that hold any word of a shape; none where nothing may be read any more."""
        if self._left <= 0:
            self.complete = False
            return Found(field, union(self._documents.size, ()), _ONCE, True)
        view, expansion = exact(field.name), self._expansion(shape, field)

        def postings(part: Part) -> Postings:
            held = part.segment.terms(view).holders(expansion[part.segment])[2]
            return Postings(held, np.ones(len(held), np.uint8))

        def spans(segment: Segment, among: Subset) -> Spans:
            return Spans.of_length(self._counted(segment.terms(view).places_of(expansion[segment], among)), 1)

        found = self._documents.postings(postings).documents
        self._left -= len(found)
        return Found(field, distinct(self._documents.size, found), _ONCE, True, spans)

    def _expansion(self, shape: Shape, field: Field) -> Expansion:
        """The words of a shape; of too many the most frequent ones, then `complete` is False."""
        expansion, tested = self._documents.words(field.name, shape)
        self._left -= tested * _TESTED
        if sum(map(len, expansion.values())) <= MOST_EXPANSIONS:
            return expansion
        counts = self._documents.counts(field.name, expansion)
        self.complete &= len(counts) <= MOST_EXPANSIONS
        kept = set(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANSIONS])
        view = exact(field.name)
        flags = {segment: [word in kept for word in segment.terms(view).some(places)] for segment, places in expansion.items()}
        return {segment: places[np.array(flags[segment], bool)] for segment, places in expansion.items()}

    # ------------------------------------------------------------ words near each other

    def _held(self, node: Node, field: Field) -> list[Found]:
        terms = node.children if isinstance(node, Or) else (node,)
        return [found for term in terms if isinstance(term, Term) for found in self.found(term) if found.field is field]

    def _chain(self, nodes: Sequence[Node], gaps: Sequence[Gap | Together], field: Field) -> Postings:
        """The documents in which each node, a term or any of several, is within the gap of the one before it, and how often."""
        parts = [self._held(node, field) for node in nodes]
        among = intersection([union(self._documents.size, [found.documents for found in part]) for part in parts])

        def chained(segment: Segment, among: Subset) -> Postings:
            units = {gap.unit: segment.unit_places(field.name, gap.unit, among) for gap in gaps if isinstance(gap, Together)}
            spans = [Spans.united([found.spans(segment, among) for found in part if found.spans]) for part in parts]
            return chain_counts(spans, gaps, units)

        def postings(part: Part) -> Postings:
            own = among.within(part.start, part.segment.size)
            return Postings.joined([chained(part.segment, each) for each in self._readable(own)])

        return self._documents.postings(postings) if among.count else NOWHERE

    # ------------------------------------------------------------ how much may be read

    def _readable(self, among: Subset) -> Iterator[Subset]:
        """Some documents, in runs, as long as their places may still be read; `complete` is False where not all may."""
        for start in range(0, among.count, _AT_ONCE):
            if self._left <= 0 and among.count > _FEW:
                self.complete = False
                return
            yield among if among.count <= _AT_ONCE else Subset(among.size, among.numbers[start : start + _AT_ONCE])

    def _counted(self, places: Places) -> Places:
        self._left -= len(places)
        return places
