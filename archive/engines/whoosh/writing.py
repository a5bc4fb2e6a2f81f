"""The writer: changes collected into new segments and deletions, made visible by one commit."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from archive.engines import Document
from archive.engines.whoosh import commits
from archive.engines.whoosh.arrays import Mask, file_checksum
from archive.engines.whoosh.builder import write_segment
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import MOST_DOCUMENTS, Opener, Written, open_segment
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import EXTENSION, fingerprint
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.processes import Collectors
from archive.errors import IndexDamaged

MERGE_WHEN = 10
"""So many segments of one tier become one of the next; a tier has the segments with equally many digits in their number of documents."""

_MERGED_ALWAYS = 8 * 2**20
_MERGED_FOR_EACH = 4
"""Bytes of segments that a commit may merge: so many anyway, which takes a fraction of a second, and so many for each that it has
written. A commit of one article never waits for a large merge; those come with the runs that write much."""

_MOST_BYTES = 2 * 2**30
"""No segment that is merged has more."""

_REPAIR = "Nothing is lost, the store has everything: `archive check --repair` writes a new index."
_LOG = logging.getLogger(__name__)


class WhooshWriter:
    """Changes of one commit to the build in `build`, in about `memory` bytes; nothing is visible before `commit`.

    Where there is much to write, up to `processes` share it, this one included, until `close`. `opener` opens segments that others may
    have opened already.
    """

    def __init__(self, build: Path, memory: int, processes: int = 1, opener: Opener = open_segment) -> None:
        self._build = build
        self._generation = max(commits.generations(build), default=-1)
        self._written = Written(build, commits.segments(build, self._generation) if self._generation >= 0 else [], opener)
        self._collectors = Collectors(build, memory, processes)

    def put(self, document: Document) -> None:
        self._written.delete(document.id)
        self._collectors.put(document)

    def delete(self, id: str) -> None:
        self._written.delete(id)
        self._collectors.delete(id)

    def commit(self, sequence: int) -> None:
        """Write what is left, merge what has become many, and make it all visible at once."""
        new = self._collectors.finish()
        self._written.segments = [segment for segment in (*self._written.segments, *new) if segment.doc_count()]
        most_bytes = _MERGED_ALWAYS + _MERGED_FOR_EACH * sum(segment.bytes for segment in new)
        for chosen in runs(self._written.segments) if self._generation < 0 else worth_merging(self._written.segments, most_bytes):
            self._merge(chosen)
        with writing(self._build):
            commits.write(self._build, self._generation + 1, self._written.segments, sequence, fingerprint())

    def close(self) -> None:
        """End the processes that share the work."""
        self._collectors.close()

    def _merge(self, chosen: list[ArraySegment]) -> None:
        """Write the living documents of some segments as one in their place; not where the disk has no room for it."""
        needed = sum(segment.bytes for segment in chosen)
        free = shutil.disk_usage(self._build).free
        if free < 2 * needed:
            _LOG.warning("%d segments are not merged: that takes up to %d bytes, and the disk has %d left", len(chosen), needed, free)
            return
        for segment in chosen:
            self._refuse_damaged(segment)
        with damage("a segment", self._build), writing(self._build):
            arrays = merged([(self._written.open(segment), alive(segment)) for segment in chosen], self._build)
        with writing(self._build):
            made = write_segment(self._build, sum(segment.doc_count() for segment in chosen), arrays)
        place = self._written.segments.index(chosen[0])
        left = [segment for segment in self._written.segments if segment not in chosen]
        self._written.segments = [*left[:place], made, *left[place:]]

    def _refuse_damaged(self, segment: ArraySegment) -> None:
        """Raise IndexDamaged where a file is not what was written: merged, its damage would get a right checksum."""
        path = self._build / segment.make_filename(EXTENSION)
        with damage(f"segment {segment.segment_id()}", self._build):
            checksum = file_checksum(path)
        if checksum != segment.checksum:
            raise IndexDamaged(f"{path} is damaged, and is not merged: its checksum does not fit", _REPAIR)


def runs(segments: Iterable[ArraySegment]) -> list[list[ArraySegment]]:
    """Segments of a new build, to be merged to as few as can be; two are no more work to search than it takes to merge them."""
    groups: list[list[ArraySegment]] = []
    for segment in segments:
        if groups and _fits([*groups[-1], segment], _MOST_BYTES):
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return [group for group in groups if len(group) > 2]


def worth_merging(segments: Iterable[ArraySegment], most_bytes: int) -> list[list[ArraySegment]]:
    """The segments to merge, by groups: those of a tier that has become full, and each that is more than half deleted."""
    tiers: dict[int, list[ArraySegment]] = {}
    groups: list[list[ArraySegment]] = []
    for segment in segments:
        tier = tiers.setdefault(len(str(segment.doc_count())), [])
        tier.append(segment)
        if len(tier) >= MERGE_WHEN:
            groups.append(tier[:])
            tier.clear()
    groups += [[segment] for tier in tiers.values() for segment in tier if 2 * segment.doc_count() < segment.doc_count_all()]
    fitting = []
    for group in groups:
        if _fits(group, most_bytes):
            most_bytes -= sum(segment.bytes for segment in group)
            fitting.append(group)
    return fitting


def _fits(segments: list[ArraySegment], most_bytes: int) -> bool:
    documents = sum(segment.doc_count() for segment in segments)
    return documents <= MOST_DOCUMENTS and sum(segment.bytes for segment in segments) <= min(most_bytes, _MOST_BYTES)


def alive(segment: ArraySegment) -> Mask:
    """Which documents of a segment are not deleted."""
    mask = np.ones(segment.doc_count_all(), bool)
    mask[list(segment.deleted_docs())] = False
    return mask
