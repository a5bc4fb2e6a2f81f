"""The writer: changes collected into new segments and deletions, made visible by one commit."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from archive.engines import Document
from archive.engines.whoosh import commits
from archive.engines.whoosh.arrays import Mask
from archive.engines.whoosh.builder import SegmentBuilder, write_segment
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import DOCUMENT, fingerprint
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.segment import Segment

MOST_DOCUMENTS = 250_000
"""No segment has more."""

MERGE_WHEN = 10
"""So many segments of one tier become one of the next; a tier has the segments with equally many digits in their number of documents."""

_MERGE_COST = 6
"""Bytes of memory that a merge takes for each byte of its segments, roughly."""

_LOG = logging.getLogger(__name__)


class WhooshWriter:
    """Changes of one commit to the build in `build`, in about `memory` bytes; nothing is visible before `commit`."""

    def __init__(self, build: Path, memory: int) -> None:
        self._build = build
        self._memory = memory
        self._generation = max(commits.generations(build), default=-1)
        self._segments = commits.segments(build, self._generation) if self._generation >= 0 else []
        self._opened: dict[str, Segment] = {}
        self._builder = SegmentBuilder()
        self._new: dict[str, int] = {}

    def put(self, document: Document) -> None:
        self.delete(document.id)
        self._new[document.id] = self._builder.add(document)
        if self._builder.nbytes > self._memory or len(self._builder) >= MOST_DOCUMENTS:
            self._flush()

    def delete(self, id: str) -> None:
        if id in self._new:
            self._builder.delete(self._new.pop(id))
            return
        for segment in self._segments:
            with damage(f"segment {segment.segment_id()}", self._build):
                for number in self._open(segment).postings(DOCUMENT, id).documents.tolist():
                    segment.delete_document(number)

    def commit(self, sequence: int) -> None:
        """Write what is left, merge what has become many, and make it all visible at once."""
        self._flush()
        self._segments = [segment for segment in self._segments if segment.doc_count()]
        for chosen in worth_merging(self._segments, self._memory // _MERGE_COST):
            self._merge(chosen)
        with writing(self._build):
            commits.write(self._build, self._generation + 1, self._segments, sequence, fingerprint())

    def _open(self, segment: ArraySegment) -> Segment:
        id = segment.segment_id()
        if id not in self._opened:
            self._opened[id] = Segment(self._build, segment)
        return self._opened[id]

    def _flush(self) -> None:
        if len(self._builder):
            with writing(self._build):
                self._segments.append(self._builder.write(self._build))
            self._builder, self._new = SegmentBuilder(), {}

    def _merge(self, chosen: list[ArraySegment]) -> None:
        """Write the living documents of some segments as one in their place; not where the disk has no room for it."""
        needed = sum(segment.bytes for segment in chosen)
        free = shutil.disk_usage(self._build).free
        if free < 2 * needed:
            _LOG.warning("%d segments are not merged: that takes up to %d bytes, and the disk has %d left", len(chosen), needed, free)
            return
        with damage("a segment", self._build):
            arrays = merged([(self._open(segment), alive(segment)) for segment in chosen])
        with writing(self._build):
            made = write_segment(self._build, sum(segment.doc_count() for segment in chosen), arrays)
        place = self._segments.index(chosen[0])
        self._segments = [segment for segment in self._segments if segment not in chosen]
        self._segments.insert(place, made)


def worth_merging(segments: Iterable[ArraySegment], most_bytes: int) -> list[list[ArraySegment]]:
    """The segments to merge, by groups: those of a tier that has become full, and each that is more than half deleted."""
    tiers: dict[int, list[ArraySegment]] = {}
    groups: list[list[ArraySegment]] = []
    for segment in segments:
        tier = tiers.setdefault(len(str(segment.doc_count())), [])
        tier.append(segment)
        if len(tier) >= MERGE_WHEN:
            fitting = [each for number, each in enumerate(tier, 1) if _fits(tier[:number], most_bytes)]
            if len(fitting) >= min(2, MERGE_WHEN):
                groups.append(fitting)
                del tier[: len(fitting)]
    half_empty = [segment for tier in tiers.values() for segment in tier if 2 * segment.doc_count() < segment.doc_count_all()]
    return [*groups, *([segment] for segment in half_empty)]


def _fits(segments: list[ArraySegment], most_bytes: int) -> bool:
    documents = sum(segment.doc_count() for segment in segments)
    return documents <= MOST_DOCUMENTS and sum(segment.bytes for segment in segments) <= most_bytes


def alive(segment: ArraySegment) -> Mask:
    """Which documents of a segment are not deleted."""
    mask = np.ones(segment.doc_count_all(), bool)
    mask[list(segment.deleted_docs())] = False
    return mask
