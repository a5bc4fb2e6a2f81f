"""The writer: changes collected into new segments and deletions, made visible by one commit."""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from pathlib import Path

from archive import disk
from archive.engines import Document
from archive.engines.whoosh import commits
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import Opener, Written, fits, open_segment
from archive.engines.whoosh.damage import writing
from archive.engines.whoosh.fields import EXTENSION, fingerprint
from archive.engines.whoosh.processes import Collectors

MERGE_WHEN = 4
"""So many segments of one tier become one of the next; those of a tier have, but for this factor, equally many documents."""

_MERGED_ALWAYS = 8 * 2**20
_MERGED_FOR_EACH = 4
"""Bytes of segments that a commit may merge: so many anyway, which takes a fraction of a second, and so many for each that it has
written. Of the first tier that has more, a commit merges the two smallest segments, and leaves the others to the next ones: a commit of one
article waits for a large merge at most once in as many commits as the segments have articles."""


class WhooshWriter:
    """Changes of one commit to the build in `build`, in about `memory` bytes; nothing is visible before `commit`.

    Where there is much to write, up to `processes` share it, this one included, until `close`. `opener` opens segments that others may
    have opened already.
    """

    def __init__(self, build: Path, memory: int, processes: int = 1, opener: Opener = open_segment) -> None:
        self._build = build
        self._generation = max(commits.generations(build), default=-1)
        self._written = Written(build, commits.segments(build, self._generation) if self._generation >= 0 else [], opener)
        self._synced = {segment.segment_id() for segment in self._written.segments}
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
        for chosen in worth_merging(self._written.segments, most_bytes):
            self._written.merge(chosen)
        with writing(self._build):
            for segment in self._written.segments:
                if segment.segment_id() not in self._synced:
                    disk.sync_file(self._build / segment.make_filename(EXTENSION))
            commits.write(self._build, self._generation + 1, self._written.segments, sequence, fingerprint())

    def close(self) -> None:
        """End the processes that share the work."""
        self._collectors.close()


def worth_merging(segments: Iterable[ArraySegment], most_bytes: int) -> list[list[ArraySegment]]:
    """The segments to merge, by groups: those of a tier that has become full, and each that is more than half deleted.

    Of what does not fit into `most_bytes`, the two smallest segments of the first group alone.
    """
    tiers: dict[int, list[ArraySegment]] = {}
    groups: list[list[ArraySegment]] = []
    for segment in segments:
        tier = tiers.setdefault(int(log(max(1, segment.doc_count()), max(2, MERGE_WHEN)) + 1e-9), [])
        tier.append(segment)
        if len(tier) >= MERGE_WHEN:
            groups.append(tier[:])
            tier.clear()
    groups += [[segment] for tier in tiers.values() for segment in tier if 2 * segment.doc_count() < segment.doc_count_all()]
    fitting, too_large = [], []
    for group in groups:
        if fits(group, most_bytes):
            most_bytes -= sum(segment.bytes for segment in group)
            fitting.append(group)
        else:
            too_large.append(sorted(group, key=lambda segment: segment.bytes)[:2])
    return fitting + [group for group in too_large if fits(group)][:1]
