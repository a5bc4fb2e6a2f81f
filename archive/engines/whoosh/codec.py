"""Our codec, as Whoosh sees it: its own searcher reads our segments through these readers.

Searching the archive does not come by here (see `evaluation.py`): this makes an index that any program with Whoosh and this
package can open, and lets the tests hold our executor to Whoosh's own results. Only reading: `builder.py` writes segments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from archive.engines.whoosh.arrays import decoded
from archive.engines.whoosh.fields import INDEX, TEXTS, exact, stems
from archive.engines.whoosh.scoring import quantised
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.strings import Strings
from archive.engines.whoosh.subsets import Subset

_TEXT_OF = {view(name): name for name in TEXTS for view in (exact, stems)}
_Term = tuple[str, bytes]


class ArraySegment(W3Segment):  # type: ignore[misc]  # Whoosh has no types
    """What the TOC holds of a segment: its id, its size, its deleted documents; and the length and CRC-32 of its file."""

    def __init__(self, id: str, size: int) -> None:
        super().__init__(None, INDEX, doccount=size, segid=id)
        self.bytes = 0
        self.checksum = 0

    def codec(self, **_: object) -> ArrayCodec:
        return ArrayCodec()


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Opens a segment's readers."""

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayTermsReader:
        return ArrayTermsReader(Segment(Path(storage.folder), segment))

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayDocumentReader:
        return ArrayDocumentReader(Segment(Path(storage.folder), segment), segment)


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Deletions, and field lengths rounded as Whoosh stores them. There are no stored fields: the store has the texts."""

    def __init__(self, segment: Segment, deletions: ArraySegment) -> None:
        self._segment = segment
        self._lengths = {view: segment.lengths(name) for view, name in _TEXT_OF.items()}
        self._rounded = {view: quantised(lengths) for view, lengths in self._lengths.items()}
        self.doc_count = deletions.doc_count
        self.doc_count_all = deletions.doc_count_all
        self.has_deletions = deletions.has_deletions
        self.is_deleted = deletions.is_deleted
        self.deleted_docs = deletions.deleted_docs

    def doc_field_length(self, number: int, field: str, default: int = 0) -> int:
        return int(self._rounded[field][number]) if field in self._rounded else default

    def field_length(self, field: str) -> int:
        return int(self._lengths[field].sum()) if field in self._lengths else 0

    def min_field_length(self, field: str) -> int:
        return int(self._rounded[field].min()) if field in self._rounded else 0

    def max_field_length(self, field: str) -> int:
        return int(self._rounded[field].max()) if field in self._rounded else 0

    def stored_fields(self, number: int) -> dict[str, object]:
        return {}


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms in order, and a matcher for each."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def __contains__(self, term: _Term) -> bool:
        return self._segment.terms(term[0]).find(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        return self._segment.fields

    def terms(self) -> Iterator[_Term]:
        for field in self.indexed_field_names():
            yield from self.terms_from(field, b"")

    def terms_from(self, field: str, prefix: bytes) -> Iterator[_Term]:
        terms = self._segment.terms(field)
        for place in range(bisect_left(terms, prefix), len(terms)):
            yield field, terms[place]

    def cursor(self, field: str, type: Any) -> ArrayCursor:  # Any: a field of Whoosh's schema
        return ArrayCursor(self._segment.terms(field), type)

    def term_info(self, field: str, term: bytes) -> TermInfo:
        documents, frequencies = self._segment.terms(field).postings(decoded(term))
        if not len(documents):
            raise KeyError((field, term))
        lengths = quantised(self._segment.lengths(_TEXT_OF[field])[documents]) if field in _TEXT_OF else np.ones(1, np.uint32)
        statistics = frequencies.sum(), len(documents), lengths.min(), lengths.max(), frequencies.max()
        return TermInfo(*map(int, statistics), int(documents[0]), int(documents[-1]))

    def matcher(self, field: str, term: bytes, format: Any, scorer: Any = None) -> ListMatcher:  # Any: Whoosh's own
        if (field, term) not in self:
            raise TermNotFound(f"{field}:{term!r}")
        found = self._segment.terms(field).postings(decoded(term))
        values = None
        if format.supports("positions"):
            places = self._segment.places(field, decoded(term), Subset(self._segment.size, np.arange(self._segment.size))) & 0xFFFF_FFFF
            values = [format.encode(part.tolist()) for part in np.split(places, np.cumsum(found.frequencies)[:-1])]
        info = self.term_info(field, term)
        return ListMatcher(*(array.tolist() for array in found), values, format, scorer, term=(field, term), terminfo=info)


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field, which can be moved to a term or behind it."""

    def __init__(self, terms: Strings, type: Any) -> None:  # Any: as above
        self._terms, self._type = terms, type
        self._place = 0

    def is_valid(self) -> bool:
        return self._place < len(self._terms)

    def text(self) -> str | None:
        return self._type.from_bytes(self._terms[self._place]) if self.is_valid() else None

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        self._place = bisect_left(self._terms, self._type.to_bytes(term))
        return self.text()
