"""The writer: changes collected into new segments and deletions, made visible by one commit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment

from archive.engines import Document
from archive.engines.whoosh import commits
from archive.engines.whoosh.arrays import Mask
from archive.engines.whoosh.builder import SegmentBuilder
from archive.engines.whoosh.cache import Cache
from archive.engines.whoosh.commits import Record
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import DOCUMENT, fingerprint
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import Segment

SEGMENT_BYTES = 256 * 2**20
"""A segment that holds so much memory is written, and a new one begun."""

SMALL = 1_000
"""Documents that make a segment small. Only small ones are merged, so that no commit takes long."""

MERGE_WHEN = 10
"""So many small segments become one."""


class WhooshWriter:
    """Changes of one commit to the build in `build`; nothing is visible before `commit`."""

    def __init__(self, build: Path) -> None:
        self._build = build
        self._generation = max(commits.generations(build), default=-1)
        self._old = commits.segments(build, self._generation) if self._generation >= 0 else []
        self._opened: dict[str, Segment] = {}
        self._cache: Cache[Postings] = Cache(2**20)
        self._builder = SegmentBuilder()
        self._new: dict[str, int] = {}

    def put(self, document: Document) -> None:
        self.delete(document.id)
        self._new[document.id] = self._builder.add(document)
        if self._builder.nbytes > SEGMENT_BYTES:
            self._flush()

    def delete(self, id: str) -> None:
        if id in self._new:
            self._builder.delete(self._new.pop(id))
            return
        for segment in self._old:
            for number in self._open(segment).postings(DOCUMENT, id).documents.tolist():
                segment.delete_document(number)

    def commit(self, sequence: int) -> None:
        """Write what is left, merge small segments, and make it all visible at once."""
        self._merge()
        self._flush()
        articles = sum(map(_living, self._old))
        with writing(self._build):
            commits.write(self._build, self._generation + 1, self._old, Record(sequence, fingerprint(), articles))

    def _open(self, segment: W3Segment) -> Segment:
        id = segment.segment_id()
        if id not in self._opened:
            with damage(f"segment {id}", self._build):
                self._opened[id] = Segment(self._build, segment, self._cache)
        return self._opened[id]

    def _flush(self) -> None:
        if len(self._builder):
            with writing(self._build):
                self._old.append(self._builder.write(self._build))
            self._builder, self._new = SegmentBuilder(), {}

    def _merge(self) -> None:
        """Drop empty segments, take half-empty ones along, and merge the small ones when they have become many."""
        self._old = [segment for segment in self._old if _living(segment)]
        small = [segment for segment in self._old if _living(segment) < SMALL]
        taken = small if len(small) >= MERGE_WHEN else []
        taken += [segment for segment in self._old if 2 * _living(segment) < segment.doc_count_all() and segment not in taken]
        for segment in taken:
            self._builder.absorb(self._open(segment), alive(segment))
            self._old.remove(segment)
            if self._builder.nbytes > SEGMENT_BYTES:
                self._flush()


def _living(segment: W3Segment) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def alive(segment: W3Segment) -> Mask:
    """Which documents of a segment are not deleted."""
    mask = np.ones(segment.doc_count_all(), bool)
    mask[list(segment.deleted_docs())] = False
    return mask
