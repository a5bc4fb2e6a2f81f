"""Documents collected into segments, one after the other, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from archive.engines import Document
from archive.engines.whoosh.builder import SegmentBuilder
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import DOCUMENT
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.words import Vocabulary

MOST_DOCUMENTS = 250_000
"""No segment has more."""

Opener = Callable[[Path, ArraySegment], Segment]

_PROGRAM = 64 * 2**20
"""Bytes that the program takes before it has collected anything."""


def open_segment(build: Path, segment: ArraySegment) -> Segment:
    """Open a segment's file. Raises IndexDamaged."""
    with damage(f"segment {segment.segment_id()}", build):
        return Segment(build, segment)


class Written:
    """Segments that are in the build's folder, and what is deleted of them. `opener` is what opens them, each once."""

    def __init__(self, build: Path, segments: Iterable[ArraySegment], opener: Opener = open_segment) -> None:
        self.segments = list(segments)
        self._build = build
        self._opener = opener
        self._opened: dict[str, Segment] = {}

    def open(self, segment: ArraySegment) -> Segment:
        """A segment's file; kept open."""
        id = segment.segment_id()
        if id not in self._opened:
            self._opened[id] = self._opener(self._build, segment)
        return self._opened[id]

    def delete(self, id: str) -> None:
        """Note that a document is deleted wherever it is."""
        for segment in self.segments:
            with damage(f"segment {segment.segment_id()}", self._build):
                for number in self.open(segment).postings(DOCUMENT, id).documents.tolist():
                    segment.delete_document(number)


class Collector:
    """Makes segments of documents, a new one whenever memory is full. They are no part of the index before a commit."""

    def __init__(self, build: Path, memory: int) -> None:
        self._build = build
        self._room = max(memory - _PROGRAM, memory // 4)
        self._written = Written(build, [])
        self._vocabulary = Vocabulary()
        self._begin()

    def put(self, document: Document) -> None:
        """Add a document; none of the same id is here, or it has been deleted."""
        self._new[document.id] = self._builder.add(document)
        if self._builder.nbytes > self._room or len(self._builder) >= MOST_DOCUMENTS:
            self._flush()

    def delete(self, id: str) -> None:
        """Take out a document that was put here before."""
        if id in self._new:
            self._builder.delete(self._new.pop(id))
        else:
            self._written.delete(id)

    def finish(self) -> list[ArraySegment]:
        """Write what is left; all segments made here. Nothing else of it stays in memory."""
        self._flush()
        self._vocabulary = Vocabulary()
        self._begin()
        return self._written.segments

    def _flush(self) -> None:
        if len(self._builder):
            with writing(self._build):
                self._written.segments.append(self._builder.write(self._build))
            if self._vocabulary.nbytes > self._room // 4:
                self._vocabulary = Vocabulary()
            self._begin()

    def _begin(self) -> None:
        """Begin a segment."""
        self._builder = SegmentBuilder(self._vocabulary)
        self._new: dict[str, int] = {}
