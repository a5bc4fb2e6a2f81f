"""The writer: changes collected into new segments and deletions, by several processes where there are many, made visible by one commit."""

from __future__ import annotations

from functools import partial
from itertools import chain

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import Batch, Collector, collect
from archive.engines.whoosh.commits import Commit
from archive.engines.whoosh.damage import writing
from archive.engines.whoosh.tiers import Segments, worth_merging
from archive.processes import Process

LEAST_MEMORY = 256 * 2**20
"""Bytes for each process; of fewer, fewer processes write. For 60,000 articles of 6 kB four in 512 MB took 631, two 466 (measured)."""

_TOGETHER = 2**18
"""Codepoints of texts that are collected at once; where there are more, others begin. That takes them longer than to collect these, but
nobody waits for them."""

_VALUE = 80
"""Codepoints that a value is counted as, besides its own."""

_SLOTS = 2**24
"""Ids are told apart by so many hashes: that of a new one, as nearly all are, has hardly ever been seen."""

_MERGED_ALWAYS = 8 * 2**20
_MERGED_FOR_EACH = 4
"""Bytes of segments that a commit may merge: so many anyway, which takes a fraction of a second, and so many for each that it has
written. Of the first tier that has more, a commit merges the two smallest segments, and leaves the others to the next ones: a commit of one
article waits for a large merge at most once in as many commits as the segments have articles."""


class WhooshWriter:
    """Changes upon the commit `before`, in about `memory` bytes; nothing is visible before `commit`.

    Where there is much to write, up to `processes` share it, this one included, until `close`: it collects whatever the others have no
    room for. What they cannot do is an EngineError here.
    """

    def __init__(self, before: Commit, memory: int, processes: int = 1) -> None:
        self._before, self._folder = before, before.folder
        self._segments = Segments(self._folder, before.segments())
        self._number = max(1, min(processes, memory // LEAST_MEMORY))
        self._memory = memory // self._number
        self._own = Collector(self._folder, self._memory)
        self._others: list[Process[Batch, list[ArraySegment]]] = []
        self._waiting: list[Document | str] = []
        self._size = 0
        self._seen = np.zeros(_SLOTS, bool)

    def put(self, document: Document) -> None:
        self.delete(document.id)
        self._seen[hash(document.id) % _SLOTS] = True
        self._waiting.append(document)
        values = [document.id, *chain.from_iterable(document.values.values())]
        self._size += len(document.title) + len(document.body) + _VALUE * len(values) + sum(map(len, values))
        if self._size > _TOGETHER:
            self._share()
            with writing(self._folder):
                while len(self._others) < self._number - 1:
                    self._others.append(Process(partial(collect, self._folder, self._memory)))

    def delete(self, id: str) -> None:
        self._segments.delete(id)
        if self._seen[hash(id) % _SLOTS]:
            self._waiting.append(id)

    def _share(self) -> None:
        """Give what waits to whoever has room for it, else collect it here; what is deleted is told to all."""
        others = self._working()
        free = next((other for other in others if other.has_room()), None)
        deleted = [each for each in self._waiting if isinstance(each, str)]
        self._own.collect(deleted if free else self._waiting)
        for other in others:
            if batch := self._waiting if other is free else deleted:
                other.send(batch)
        self._waiting, self._size = [], 0

    def _working(self) -> list[Process[Batch, list[ArraySegment]]]:
        """The others that have begun: nothing is sent to one that has not."""
        with writing(self._folder):
            return [other for other in self._others if other.begun()]

    def commit(self, sequence: int) -> None:
        """Write what is left, merge what has become many, and make it all visible at once."""
        self._share()
        others = self._working()
        for other in others:
            other.send(None)
        new = self._own.finish()
        with writing(self._folder):
            new += [segment for other in others for segment in other.answer()]
        self._segments.all = [segment for segment in (*self._segments.all, *new) if segment.doc_count()]
        for chosen in worth_merging(self._segments.all, _MERGED_ALWAYS + _MERGED_FOR_EACH * sum(segment.bytes for segment in new)):
            self._segments.merge(chosen)
        with writing(self._folder):
            self._before.write_next(self._segments.all, sequence)

    def close(self) -> None:
        """End the others."""
        for other in self._others:
            other.close()
