"""One segment, opened: the arrays of its file under the names they have there. Immutable, shared by all snapshots that hold it.

N documents are numbered from 0. Numbers without a type are unsigned, of the smallest type that holds them all (`arrays.smallest`).

    first, last          i32 (N)      day ordinals of the date's interval, UNDATED where there is none
    analysis             u8 (N)       the place in `text.ANALYSES` of the analysis that made the stems
    content.*            N strings    (`strings.py`) content hashes, in the order of the documents
    T.lengths            (N)          words of a text field
    F.terms.*            V strings    the terms of a Whoosh field (`fields.py`), ascending
    F.starts             (V * B + 1)  where a term's documents of each of B blocks begin in the next, term by term (`packing.py`)
    F.documents          (P)          the documents of each term, ascending, counted from the beginning of their block; P postings in all
    F.frequencies        (P)          of each posting; not there where all are 1
    F.places             (V + 1)      where a term's positions begin in the next; words and units only
    F.positions          (..)         each posting's one behind the other, ascending
    F.forms.starts       (V + 1)      where a stem's forms begin in the next; stems only
    F.forms              (..)         places of words among their terms: a stem's positions are those of its forms
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from archive.engines.whoosh.arrays import Days, Numbers, decoded, read_arrays
from archive.engines.whoosh.fields import DOCUMENT, EXTENSION, PROSE, TEXTS, exact, stems, units
from archive.engines.whoosh.places import Places
from archive.engines.whoosh.strings import Strings
from archive.engines.whoosh.subsets import Subset, intersection
from archive.engines.whoosh.terms import Terms
from archive.text import ANALYSES, Unit

UNDATED = 0
"""Stands for "no day": the ordinals of real days begin at 1."""

COLUMNS = ("first", "last", "analysis", *(f"{name}.lengths" for name in TEXTS))
"""The arrays that have one number for each document."""

_TERMS = ".terms.bytes"
_WORDS = {stems(name): exact(name) for name in TEXTS}
"""The field that the positions of one of stems are in."""


class Segment:
    """Reads one segment's file. Safe to share between threads. Raises ValueError where the file is not whole."""

    def __init__(self, folder: Path, segment: W3Segment) -> None:
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.arrays = read_arrays(folder / segment.make_filename(EXTENSION))
        self.first: Days = self.arrays["first"]
        self.last: Days = self.arrays["last"]
        self.analysis = self.arrays["analysis"]
        self.contents = Strings(self.arrays, "content")
        if len(self.first) != self.size:
            raise ValueError(f"{self.id} has {len(self.first)} documents for {self.size}")
        self.fields = sorted(name.removesuffix(_TERMS) for name in self.arrays if name.endswith(_TERMS))
        """The Whoosh fields that have terms, in order."""
        self._terms: dict[str, Terms] = {}

    def terms(self, field: str) -> Terms:
        """The terms of a Whoosh field; none where it has none."""
        found = self._terms.get(field)
        if found is None:
            words = self.terms(_WORDS[field]) if field in _WORDS else None
            found = self._terms[field] = Terms(self.arrays, field, self.size, words)
        return found

    @cached_property
    def analyses(self) -> frozenset[str]:
        """The analyses that any document has."""
        return frozenset(ANALYSES[place] for place in np.unique(self.analysis).tolist())

    def lengths(self, text_field: str) -> Numbers:
        """The number of words that each document has in the field."""
        return self.arrays[f"{text_field}.lengths"].astype(np.uint32, copy=False)

    @property
    def places_of_ids(self) -> Numbers:
        """The place of each document's id among all ids in order."""
        return self.terms(DOCUMENT).held[1]

    def id_of(self, number: int) -> str:
        """A document's id."""
        return decoded(self.terms(DOCUMENT)[self.places_of_ids.item(number)])

    def ids(self) -> list[str]:
        """Each document's id."""
        table = [decoded(id) for id in self.terms(DOCUMENT).all()]
        return [table[place] for place in self.places_of_ids.tolist()]

    # ------------------------------------------------------------ places

    def places(self, field: str, term: str, among: Subset) -> Places:
        """Where a term is in the documents `among`."""
        if field in _WORDS and len(self.analyses) > 1:  # another analysis may have another stem for the same words
            among = intersection([among, Subset(self.size, None, self.analysis == ANALYSES.index(term.partition(":")[0]))])
        return self.terms(field).places(term, among)

    def unit_places(self, text_field: str, unit: Unit, among: Subset) -> Places:
        """Where the units of the field begin in the documents `among`, all of which have words in it; ascending."""
        return self.terms(units(text_field)).places(unit, among) if text_field in PROSE else among.numbers << 32
