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
from archive.engines.whoosh.builder import write_segment
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import MOST_DOCUMENTS, Collector, Written
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import fingerprint
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.processes import Helpers

MERGE_WHEN = 10
"""So many segments of one tier become one of the next; a tier has the segments with equally many digits in their number of documents."""

_MERGE_COST = 6
"""Bytes of memory that a merge takes for each byte of its segments, roughly."""

_MUCH = 8
"""Documents that fill this part of the memory (8 MB of texts, a second of work) are reason enough for other processes to share it."""

_LOG = logging.getLogger(__name__)


class WhooshWriter:
    """Changes of one commit to the build in `build`, in about `memory` bytes; nothing is visible before `commit`.

    Where there is much to write, `processes` share it (with 1, there is none but this one), until `close`.
    """

    def __init__(self, build: Path, memory: int, processes: int = 1) -> None:
        self._build = build
        self._memory = memory
        self._processes = processes
        self._generation = max(commits.generations(build), default=-1)
        self._written = Written(build, commits.segments(build, self._generation) if self._generation >= 0 else [])
        self._collector: Collector | Helpers = Collector(build, memory)
        self._helpers: Helpers | None = None

    def put(self, document: Document) -> None:
        self._written.delete(document.id)
        self._collector.put(document)
        if self._processes > 1 and isinstance(self._collector, Collector):
            self._share(self._collector)

    def delete(self, id: str) -> None:
        self._written.delete(id)
        self._collector.delete(id)

    def commit(self, sequence: int) -> None:
        """Write what is left, merge what has become many, and make it all visible at once."""
        found = [*self._written.segments, *self._collector.finish()]
        self._written.segments = [segment for segment in found if segment.doc_count()]
        for chosen in worth_merging(self._written.segments, self._memory // _MERGE_COST):
            self._merge(chosen)
        with writing(self._build):
            commits.write(self._build, self._generation + 1, self._written.segments, sequence, fingerprint())

    def close(self) -> None:
        """End the processes that share the work."""
        if self._helpers is not None:
            self._helpers.close()

    def _share(self, alone: Collector) -> None:
        """Let processes go on where there is much to write; alone until they have begun."""
        if self._helpers is None and alone.nbytes > self._memory // _MUCH:
            self._helpers = Helpers(self._build, self._memory // self._processes, self._processes)
        if self._helpers is not None and self._helpers.ready:
            self._written.segments += alone.finish()
            self._collector = self._helpers

    def _merge(self, chosen: list[ArraySegment]) -> None:
        """Write the living documents of some segments as one in their place; not where the disk has no room for it."""
        needed = sum(segment.bytes for segment in chosen)
        free = shutil.disk_usage(self._build).free
        if free < 2 * needed:
            _LOG.warning("%d segments are not merged: that takes up to %d bytes, and the disk has %d left", len(chosen), needed, free)
            return
        with damage("a segment", self._build):
            arrays = merged([(self._written.open(segment), alive(segment)) for segment in chosen])
        with writing(self._build):
            made = write_segment(self._build, sum(segment.doc_count() for segment in chosen), arrays)
        place = self._written.segments.index(chosen[0])
        left = [segment for segment in self._written.segments if segment not in chosen]
        self._written.segments = [*left[:place], made, *left[place:]]


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
