"""Documents collected into segments, one after the other, in bounded memory."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import Mask, file_checksum
from archive.engines.whoosh.builder import SegmentBuilder, write_segment
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import DOCUMENT, EXTENSION
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.words import Vocabulary
from archive.errors import IndexDamaged

MOST_DOCUMENTS = 250_000
"""No segment has more."""

MOST_BYTES = 2 * 2**30
"""No segment that is merged has more."""

Opener = Callable[[Path, ArraySegment], Segment]

_PROGRAM = 96 * 2**20
"""Bytes that the program takes besides what it collects: itself, what it keeps of words, and a block of what is sorted."""

_REPAIR = "Nothing is lost, the store has everything: `archive check --repair` writes a new index."
_LOG = logging.getLogger(__name__)


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
                for number in self.open(segment).terms(DOCUMENT).postings(id).documents.tolist():
                    segment.delete_document(number)

    def merge(self, chosen: list[ArraySegment]) -> None:
        """Write the living documents of some segments as one in their place; not where the disk has no room for it."""
        needed = 2 * sum(segment.bytes for segment in chosen)  # for files without a name, and for the segment that is made of them
        free = shutil.disk_usage(self._build).free
        if free < needed:
            told = "segments are not merged (%d): that takes up to %s bytes, and the disk has %s left"
            _LOG.warning(told, len(chosen), f"{needed:,}", f"{free:,}")
            return
        for segment in chosen:
            self._refuse_damaged(segment)
        with damage("a segment", self._build), writing(self._build):
            arrays = merged([(self.open(segment), alive(segment)) for segment in chosen], self._build)
        with writing(self._build):
            made = write_segment(self._build, sum(segment.doc_count() for segment in chosen), arrays)
        place = self.segments.index(chosen[0])
        left = [segment for segment in self.segments if segment not in chosen]
        self.segments = [*left[:place], made, *left[place:]]

    def _refuse_damaged(self, segment: ArraySegment) -> None:
        """Raise IndexDamaged where a file is not what was written: merged, its damage would get a right checksum."""
        path = self._build / segment.make_filename(EXTENSION)
        with damage(f"segment {segment.segment_id()}", self._build):
            checksum = file_checksum(path)
        if checksum != segment.checksum:
            raise IndexDamaged(f"{path} is damaged, and is not merged: its checksum does not fit", _REPAIR)


def alive(segment: ArraySegment) -> Mask:
    """Which documents of a segment are not deleted."""
    mask = np.ones(segment.doc_count_all(), bool)
    mask[list(segment.deleted_docs())] = False
    return mask


def fits(segments: Iterable[ArraySegment], most_bytes: int = MOST_BYTES) -> bool:
    """Whether segments may be one: of so many documents, and from so many bytes."""
    documents, bytes = np.sum([(segment.doc_count(), segment.bytes) for segment in segments], axis=0)
    return bool(documents <= MOST_DOCUMENTS and bytes <= min(most_bytes, MOST_BYTES))


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
        """Write what is left; all segments made here, merged to as few as can be. Nothing else of it stays in memory."""
        self._flush()
        self._vocabulary = Vocabulary()
        self._begin()
        groups: list[list[ArraySegment]] = []
        for segment in filter(ArraySegment.doc_count, self._written.segments):
            if groups and fits([*groups[-1], segment]):
                groups[-1].append(segment)
            else:
                groups.append([segment])
        for group in groups:
            if len(group) > 1:
                self._written.merge(group)
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
