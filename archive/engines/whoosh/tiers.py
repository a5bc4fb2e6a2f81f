"""Segments in tiers of equal size: which of them become one of the next tier, how, and what is deleted of them meanwhile."""

from __future__ import annotations

import logging
import shutil
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, partial
from math import log
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np

from archive.engines.whoosh.arrays import Mask, file_checksum
from archive.engines.whoosh.builder import write_segment
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.fields import DOCUMENT, EXTENSION
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.segment import Segment
from archive.errors import IndexDamaged

MOST_DOCUMENTS = 250_000
"""No segment has more."""

MOST_BYTES = 2 * 2**30
"""No segment that is merged has more."""

MERGE_WHEN = 4
"""So many segments of one tier become one of the next; those of a tier have, but for this factor, equally many documents."""

_REPAIR = "Nothing is lost, the store has everything: `archive check --repair` writes a new index."
_LOG = logging.getLogger(__name__)
_OPEN: WeakValueDictionary[Path, Segment] = WeakValueDictionary()


def open_segment(folder: Path, segment: ArraySegment) -> Segment:
    """A segment's file, opened once for all commits and writers that hold it. Raises IndexDamaged."""
    path = folder / segment.make_filename(EXTENSION)
    found = _OPEN.get(path)
    if found is None:
        with damage(f"segment {segment.segment_id()}", folder):
            found = _OPEN[path] = Segment(folder, segment)
    return found


class Segments:
    """Segments that are in the index's folder: `all`, some of them not of any commit yet."""

    def __init__(self, folder: Path, segments: Iterable[ArraySegment] = ()) -> None:
        self.all = list(segments)
        self._folder = folder
        self._open = cache(partial(open_segment, folder))

    def delete(self, id: str) -> None:
        """Note that a document is deleted wherever it is."""
        for segment in self.all:
            with damage(f"segment {segment.segment_id()}", self._folder):
                for number in self._open(segment).terms(DOCUMENT).postings(id).documents.tolist():
                    segment.delete_document(number)

    def merge(self, chosen: list[ArraySegment]) -> None:
        """Write the living documents of some segments as one in their place; not where the disk has no room for it."""
        needed = 2 * sum(segment.bytes for segment in chosen)  # for files without a name, and for the segment that is made of them
        free = shutil.disk_usage(self._folder).free
        if free < needed:
            told = "segments are not merged (%d): that takes up to %s bytes, and the disk has %s left"
            _LOG.warning(told, len(chosen), f"{needed:,}", f"{free:,}")
            return
        for segment in chosen:
            path = self._folder / segment.make_filename(EXTENSION)
            with damage(f"segment {segment.segment_id()}", self._folder):
                if file_checksum(path) != segment.checksum:  # merged, its damage would get a right one
                    raise IndexDamaged(f"{path} is damaged, and is not merged: its checksum does not fit", _REPAIR)
        parts = [(self._open(segment), alive(segment)) for segment in chosen]
        with writing(self._folder):  # an error of another kind is none of the files, which are whole: it is one of memory or of the program
            arrays = merged(parts, self._folder)
            made = write_segment(self._folder, sum(segment.doc_count() for segment in chosen), arrays)
        self.all = [made if segment is chosen[0] else segment for segment in self.all if segment not in chosen[1:]]


def alive(segment: ArraySegment) -> Mask:
    """Which documents of a segment are not deleted."""
    mask = np.ones(segment.doc_count_all(), bool)
    mask[list(segment.deleted_docs())] = False
    return mask


def fits(segments: Iterable[ArraySegment], most_bytes: int = MOST_BYTES) -> bool:
    """Whether segments may be one: of so many documents, and from so many bytes."""
    documents, bytes = np.sum([(segment.doc_count(), segment.bytes) for segment in segments], axis=0)
    return bool(documents <= MOST_DOCUMENTS and bytes <= min(most_bytes, MOST_BYTES))


def worth_merging(segments: Iterable[ArraySegment], most_bytes: int) -> list[list[ArraySegment]]:
    """The segments to merge, by groups: those of a tier that has become full, and each that is more than half deleted.

    Of what does not fit into `most_bytes`, the two smallest segments of the first group alone.
    """
    tiers: dict[int, list[ArraySegment]] = defaultdict(list)
    groups: list[list[ArraySegment]] = []
    for segment in segments:
        place = int(log(segment.doc_count(), max(2, MERGE_WHEN)) + 1e-9)
        tiers[place].append(segment)
        if len(tiers[place]) >= MERGE_WHEN:
            groups.append(tiers.pop(place))
    groups += [[segment] for tier in tiers.values() for segment in tier if 2 * segment.doc_count() < segment.doc_count_all()]
    fitting, too_large = [], []
    for group in groups:
        if fits(group, most_bytes):
            most_bytes -= sum(segment.bytes for segment in group)
            fitting.append(group)
        else:
            too_large.append(sorted(group, key=lambda segment: segment.bytes)[:2])
    return fitting + [group for group in too_large if fits(group)][:1]
