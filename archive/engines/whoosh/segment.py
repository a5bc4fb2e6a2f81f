"""One segment, opened: the arrays of its file under the names they have there. Immutable, shared by all snapshots that hold it.

N documents are numbered from 0. Numbers without a type are unsigned, of the smallest type that holds them all (`arrays.smallest`).

    first, last          i32 (N)    day ordinals of the date's interval, UNDATED where there is none
    analysis             u8 (N)     the place in `text.ANALYSES` of the analysis that made the stems
    content.*            N strings  (`strings.py`) content hashes, in the order of the documents
    T.lengths            (N)        words of a text field
    T.sentences.starts   (N + 1)    where a document's sentences begin in the next, but for its first; not of headlines
    T.sentences          (..)       positions of the words that sentences begin with, ascending within a document
    T.paragraphs.*                  the same of paragraphs
    F.terms.*            V strings  the terms of a Whoosh field (`fields.py`), ascending
    F.starts, F.documents           the documents of each term, P postings in all (`holders.py`)
    F.frequencies        (P)        of text fields only, in the order of the documents
    F.places             (V + 1)    where a term's positions begin in the next; exact words only
    F.positions          (tokens)   each posting's one behind the other, ascending
    F.forms.starts       (V + 1)    where a stem's forms begin in the next; stems only
    F.forms              (..)       places of exact words among their terms: a stem's positions are those of its forms
    F.held.starts        (N + 1)    where a document's values begin in the next; value fields and ids only
    F.held               (..)       places of values among the terms
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from archive.engines.whoosh.arrays import (
    Array,
    ArrayFile,
    Days,
    Integers,
    Numbers,
    Offsets,
    check_numbers,
    decoded,
    encoded,
    ranges,
    starts_of,
)
from archive.engines.whoosh.fields import DOCUMENT, EXTENSION, PROSE, TEXTS, exact, stems, value_field
from archive.engines.whoosh.holders import Holders
from archive.engines.whoosh.lexicon import Lexicon
from archive.engines.whoosh.places import Places, places
from archive.engines.whoosh.postings import NOWHERE, Postings
from archive.engines.whoosh.strings import Strings
from archive.engines.whoosh.subsets import Subset
from archive.engines.whoosh.units import Beginnings, unit_places, units_of
from archive.engines.whoosh.values import Values
from archive.text import ANALYSES, Unit

UNDATED = 0
"""Stands for "no day": the ordinals of real days begin at 1."""

_TERMS = ".terms.bytes"
_STEMS = {stems(name): exact(name) for name in TEXTS}
_NO_PLACES: Places = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Run:
    """Postings of several terms, term by term: the number of the term of each, its document and its frequency; and all positions."""

    terms: Offsets
    documents: Numbers
    frequencies: Array
    positions: Array


class Segment:
    """Reads one segment's file. Safe to share between threads. Raises ValueError where the file is not whole."""

    def __init__(self, folder: Path, segment: W3Segment) -> None:
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._file = ArrayFile(folder / segment.make_filename(EXTENSION))
        self._terms: dict[str, Strings] = {}
        self._postings: dict[str, tuple[Holders, Array]] = {}
        self._lexicons: dict[str, Lexicon] = {}
        self._values: dict[str, Values] = {}
        self.contents = Strings(self._file, "content")
        if len(self.first) != self.size:
            raise ValueError(f"{self.id} has {len(self.first)} documents for {self.size}")

    def fields(self) -> list[str]:
        """The Whoosh fields that have terms, in order."""
        return sorted(name.removesuffix(_TERMS) for name in self._file if name.endswith(_TERMS))

    # ------------------------------------------------------------ columns

    @property
    def first(self) -> Days:
        return self._file["first"]

    @property
    def last(self) -> Days:
        return self._file["last"]

    @property
    def analysis(self) -> Array:
        return self._file["analysis"]

    @cached_property
    def analyses(self) -> frozenset[str]:
        """The analyses that any document has."""
        return frozenset(ANALYSES[place] for place in np.unique(self.analysis).tolist())

    def lengths(self, text_field: str) -> Numbers:
        """The number of words that each document has in the field."""
        return self._file[f"{text_field}.lengths"].astype(np.uint32, copy=False)

    def beginnings(self, text_field: str, unit: Unit) -> Beginnings:
        """Where the units of the field begin in each document, for a merge."""
        name = units_of(text_field, unit)
        starts = self._file[f"{name}.starts"].astype(np.int64)
        return Beginnings(starts[1:] - starts[:-1], self._file[name])

    def unit_places(self, text_field: str, unit: Unit, among: Subset) -> Places:
        """Where the units of the field begin in the documents `among`, the first of each included; ascending."""
        documents = among.numbers
        if text_field not in PROSE:
            return documents << 32
        name = units_of(text_field, unit)
        return unit_places(documents, self._file[f"{name}.starts"], self._file[name])

    def id_of(self, number: int) -> str:
        """A document's id."""
        ids, ranks = self._ids
        return decoded(ids[ranks[number]])

    @cached_property
    def _ids(self) -> tuple[Strings, memoryview]:
        return self.terms(DOCUMENT), self._file[f"{DOCUMENT}.held"].data

    def ids(self) -> list[str]:
        """Each document's id."""
        table = [decoded(id) for id in self.terms(DOCUMENT).all()]
        return [table[rank] for rank in self._file[f"{DOCUMENT}.held"].tolist()]

    def held(self, field: str) -> tuple[Offsets, Array]:
        """The values of a Whoosh field in each document: how many, and their places among the terms, one behind the other."""
        starts = self._file.get(f"{field}.held.starts").astype(np.int64)
        return np.diff(starts) if len(starts) else np.zeros(self.size, np.int64), self._file.get(f"{field}.held")

    def value_fields(self) -> list[str]:
        """The Whoosh fields of values and ids, in order."""
        return [field for field in self.fields() if f"{field}.held" in self._file]

    def values(self, field: str) -> Values:
        """A value field's values; kept once read."""
        if field not in self._values:
            counts, ordinals = self.held(value_field(field))
            table = [decoded(value) for value in self.terms(value_field(field)).all()]
            check_numbers(ordinals, len(table))
            self._values[field] = Values(table, starts_of(counts), ordinals.astype(np.uint32, copy=False))
        return self._values[field]

    # ------------------------------------------------------------ postings

    def terms(self, field: str) -> Strings:
        """The terms of a Whoosh field."""
        if field not in self._terms:
            self._terms[field] = Strings(self._file, f"{field}.terms")
        return self._terms[field]

    def lexicon(self, text_field: str) -> Lexicon:
        """The words of a text field; kept once made."""
        if text_field not in self._lexicons:
            self._lexicons[text_field] = Lexicon(self.terms(exact(text_field)))
        return self._lexicons[text_field]

    def postings(self, field: str, term: str) -> Postings:
        """The postings of a term, `NOWHERE` where it does not occur."""
        place = self.terms(field).find(encoded(term))
        return NOWHERE if place is None else self.postings_at(field, place)

    def postings_at(self, field: str, place: int) -> Postings:
        """The postings of a term by its place among the field's terms."""
        holders, frequencies = self._held_by(field)
        found = holders.at(place)
        start, end = holders.run(place)
        return Postings(found, frequencies[start:end] if len(frequencies) else np.ones(len(found), np.uint8))

    def _held_by(self, field: str) -> tuple[Holders, Array]:
        """The documents of each term of a field, and how often it is in each; none of the latter where the field has none."""
        if field not in self._postings:
            self._postings[field] = Holders(self._file, field, len(self.terms(field)), self.size), self._file.get(f"{field}.frequencies")
        return self._postings[field]

    def documents_at(self, field: str, places: Integers) -> tuple[Integers, Integers]:
        """The documents of some terms by their places, one term behind the other, and how many each has; deleted ones included."""
        if not len(places):
            return NOWHERE.documents.copy(), NOWHERE.documents
        _, counts, documents = self._held_by(field)[0].at_all(places)
        return documents, counts

    def with_all(self, field: str, terms: Iterable[str]) -> Subset:
        """The documents that hold every one of some terms, deleted ones included: its time goes with the rarest term."""
        places = [self.terms(field).find(encoded(term)) for term in terms]
        holders, _ = self._held_by(field)
        runs = [(place, holders.listed(place)) for place in places if place is not None]
        if len(runs) < len(places) or not runs:
            return Subset(self.size, NOWHERE.documents)
        (_, first), *rest = sorted(runs, key=lambda each: len(each[1]))
        check_numbers(first, self.size)
        found = Subset(self.size, first.astype(np.int64))
        for place, run in rest:
            at = found.places_in(run)
            found = Subset(self.size, run.take(at).astype(np.int64))
            found.known = ((field, place), at)
        return found

    def holding(self, field: str, term: str) -> int:
        """How many documents hold a term."""
        place = self.terms(field).find(encoded(term))
        if place is None:
            return 0
        start, end = self._held_by(field)[0].run(place)
        return end - start

    def _forms(self, field: str, place: int) -> Integers:
        """The exact words of a stem, by their places among the terms."""
        start, end = self._run(f"{field}.forms.starts", place)
        return self._file[f"{field}.forms"][start:end].astype(np.int64)

    def places(self, field: str, term: str, among: Subset) -> Places:
        """Where a term is in the documents `among`, an exact word or a stem."""
        place = self.terms(field).find(encoded(term))
        if place is None:
            return _NO_PLACES
        if field not in _STEMS:
            return self._places(field, place, among)
        forms = self._forms(field, place)
        if len(self.analyses) > 1:  # another analysis may have another stem for the same words
            among = among.having(self.analysis == ANALYSES.index(term.partition(":")[0]))
        return self._places(_STEMS[field], int(forms[0]), among) if len(forms) == 1 else self.places_at(_STEMS[field], forms, among)

    def _places(self, field: str, place: int, among: Subset) -> Places:
        """Where one exact word is in the documents `among`: what comes behind the last of them is not looked at."""
        holders, frequencies = self._held_by(field)
        documents = holders.listed(place)
        kept = among.places_in(documents, (field, place))
        if not len(kept):
            return _NO_PLACES
        start, _ = holders.run(place)
        frequencies = frequencies[start : start + int(kept[-1]) + 1]
        begins = starts_of(frequencies).take(kept) + self._run(f"{field}.places", place)[0]
        frequencies = frequencies.take(kept)
        positions = self._file[f"{field}.positions"].take(ranges(begins, frequencies))
        return places(documents.take(kept).astype(np.int64), frequencies, positions)

    def places_at(self, field: str, terms: Integers, among: Subset) -> Places:
        """Where any of some exact words, given by their places among the terms, is in the documents `among`."""
        if not among.count or not len(terms):
            return _NO_PLACES
        holders, frequencies = self._held_by(field)
        run, counts, documents = holders.at_all(terms)
        frequencies = frequencies[run]
        kept = among.flags(documents).nonzero()[0]
        # Of each term the positions follow one another in the file, so that those of a posting begin behind all before it.
        before = starts_of(frequencies)
        own = self._file[f"{field}.places"][terms].astype(np.int64) - before[starts_of(counts)[:-1]]
        begins = before.take(kept) + own.repeat(counts).take(kept)
        frequencies = frequencies.take(kept)
        return np.sort(places(documents.take(kept), frequencies, self._file[f"{field}.positions"].take(ranges(begins, frequencies))))

    def _run(self, name: str, place: int) -> tuple[int, int]:
        starts = self._file[name]
        return int(starts[place]), int(starts[place + 1])

    def postings_of(self, field: str, first: int, end: int) -> Run:
        """All postings of the terms from `first` to before `end` at once, for a merge; no positions where the field has none."""
        holders, frequencies = self._held_by(field)
        starts, documents = holders.between(first, end)
        places = self._file.get(f"{field}.places")[first : end + 1]
        return Run(
            np.repeat(np.arange(end - first), np.diff(starts)),
            documents,
            frequencies[slice(*starts[[0, -1]])] if len(starts) else frequencies[:0],
            self._file.get(f"{field}.positions")[int(places[0]) : int(places[-1])] if len(places) else np.zeros(0, np.uint8),
        )

    def sizes(self, field: str, first: int, end: int) -> Offsets:
        """How many postings and positions each term from `first` to before `end` has."""
        postings = self._held_by(field)[0].counts(first, end)
        places = self._file.get(f"{field}.places")[first : end + 1].astype(np.int64)
        return postings + np.diff(places) if len(places) else postings

    def forms(self, text_field: str) -> tuple[Offsets, Array]:
        """The exact words of each stem: where they begin, and their places, one behind the other."""
        field = stems(text_field)
        return self._file[f"{field}.forms.starts"].astype(np.int64), self._file[f"{field}.forms"]
