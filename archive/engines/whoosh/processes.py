"""Several processes that collect documents into segments; the commit stays with the one that started them.

Each has its documents by their ids, so that whoever put a document is asked to delete it. They end when the one that started
them does, however it ends: they watch it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import zlib
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from archive.engines import Document
from archive.engines.whoosh.arrays import encoded
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import Collector
from archive.errors import ArchiveError, EngineError

_SPAWN = multiprocessing.get_context("spawn")  # a fork would hold the lock, and the ends of the others' pipes
_TOGETHER = 2**18
"""Codepoints of texts that are sent at once."""

_Item = Document | str
"""A document to put, or the id of one to delete."""


class Helpers:
    """`number` processes that write segments into the build, each in about `memory` bytes."""

    def __init__(self, build: Path, memory: int, number: int) -> None:
        self._helpers = [_Helper(build, memory) for _ in range(number)]

    @property
    def ready(self) -> bool:
        """Whether all have begun: before that, whoever sends them something waits."""
        return all(helper.ready for helper in self._helpers)

    def put(self, document: Document) -> None:
        """As `Collector.put`. Raises EngineError where a process has failed, as all of these."""
        self._of(document.id).send(document, len(document.title) + len(document.body))

    def delete(self, id: str) -> None:
        """As `Collector.delete`."""
        self._of(id).send(id, len(id))

    def finish(self) -> list[ArraySegment]:
        """The segments of all; the processes end."""
        for helper in self._helpers:
            helper.finish()
        return [segment for helper in self._helpers for segment in helper.segments()]

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for helper in self._helpers:
            helper.close()

    def _of(self, id: str) -> _Helper:
        return self._helpers[zlib.crc32(encoded(id)) % len(self._helpers)]


class _Helper:
    """One process, as the one that started it sees it."""

    def __init__(self, build: Path, memory: int) -> None:
        theirs, self._items = _SPAWN.Pipe(duplex=False)
        self._answers, their_answers = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(target=_collect, args=(theirs, their_answers, build, memory), daemon=True)
        self._process.start()
        theirs.close()
        their_answers.close()
        self._waiting: list[_Item] = []
        self._size = 0
        self._ready = False

    @property
    def ready(self) -> bool:
        if not self._ready and self._answers.poll():
            self._answer()
            self._ready = True
        return self._ready

    def send(self, item: _Item, size: int) -> None:
        self._waiting.append(item)
        self._size += size
        if self._size >= _TOGETHER:
            self._send(self._waiting)
            self._waiting, self._size = [], 0

    def finish(self) -> None:
        self._send(self._waiting)
        self._send(None)

    def segments(self) -> list[ArraySegment]:
        found = self._answer()
        self._process.join()
        return found

    def close(self) -> None:
        self._process.terminate()
        self._process.join()
        self._items.close()
        self._answers.close()

    def _send(self, items: list[_Item] | None) -> None:
        try:
            self._items.send(items)
        except OSError:
            self._answer()  # says why nobody reads
            raise

    def _answer(self) -> list[ArraySegment]:
        """What the process says, segments or why it failed; that it is gone where it says nothing."""
        try:
            answer = self._answers.recv()
        except EOFError:
            self._process.join()
            raise EngineError(
                f"a process that wrote the index has ended with code {self._process.exitcode}",
                "What was searched before is searched still. Where memory was short, lower `indexing.processes` or `indexing.memory`.",
            ) from None
        if isinstance(answer, list):
            return answer
        raise EngineError(*answer)


def _collect(items: Connection, answers: Connection, build: Path, memory: int) -> None:
    """What a process does: collects what it is sent, and answers with its segments, or with the message and hint of an error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches it, too, and ends the one that started it
    Thread(target=_end_with_parent, daemon=True).start()
    collector = Collector(build, memory)
    answers.send([])
    try:
        while (together := items.recv()) is not None:
            for item in together:
                if isinstance(item, str):
                    collector.delete(item)
                else:
                    collector.put(item)
        answers.send(collector.finish())
    except ArchiveError as error:
        answers.send((error.message, error.hint))
    except EOFError:
        return


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
