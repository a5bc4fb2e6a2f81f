"""Documents collected into segments, one after the other, in bounded memory."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from archive.engines import Document
from archive.engines.whoosh.builder import SegmentBuilder
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import writing
from archive.engines.whoosh.tiers import MOST_DOCUMENTS, Segments, fits
from archive.engines.whoosh.words import Vocabulary

_PROGRAM = 32 * 2**20
"""Bytes that the program takes besides what it collects, which is counted a tenth too high (2026-11-23)."""

Batch = Sequence[Document | str]
"""Documents to put, and ids of documents to delete."""


class Collector:
    """Makes segments of documents, a new one whenever memory is full. They are no part of the index before a commit."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._folder = folder
        self._room = max(memory - _PROGRAM, memory // 4)
        self._segments = Segments(folder)
        self._builder = SegmentBuilder(Vocabulary())

    def collect(self, batch: Batch) -> None:
        """Put documents, of which none of the same id is here, and delete those of some ids, if they are here; in this order."""
        for each in batch:
            if not isinstance(each, str):
                self._put(each)
            elif not self._builder.delete(each):
                self._segments.delete(each)

    def _put(self, document: Document) -> None:
        self._builder.add(document)
        if self._builder.nbytes > self._room or len(self._builder) >= MOST_DOCUMENTS:
            self._flush()

    def finish(self) -> list[ArraySegment]:
        """Write what is left; all segments made here, merged to as few as can be. Nothing else of it stays in memory."""
        self._flush()
        self._builder = SegmentBuilder(Vocabulary())
        groups: list[list[ArraySegment]] = [[]]
        for segment in filter(ArraySegment.doc_count, self._segments.all):
            if not fits([*groups[-1], segment]):
                groups.append([])
            groups[-1].append(segment)
        for group in groups:
            if len(group) > 1:
                _give_back_memory()
                self._segments.merge(group)
        return self._segments.all

    def _flush(self) -> None:
        if len(self._builder):
            with writing(self._folder):
                self._segments.all.append(self._builder.write(self._folder))
            known = self._builder.vocabulary
            self._builder = SegmentBuilder(known if known.nbytes <= self._room // 4 else Vocabulary())


def _give_back_memory() -> None:
    """Have glibc give the system back what is freed: 150 MB of the vocabulary would stay, which a merge needs (measured)."""
    with suppress(AttributeError, OSError, TypeError):  # of other C libraries
        ctypes.CDLL(None).malloc_trim(0)


def collect(folder: Path, memory: int, batches: Iterable[Batch]) -> Iterator[list[ArraySegment]]:
    """What another process does: its one answer are the segments."""
    collector = Collector(folder, memory)
    for batch in batches:
        collector.collect(batch)
    yield collector.finish()
