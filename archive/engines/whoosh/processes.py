"""Several processes that collect documents into segments; the commit stays with the one that started them.

The first of them collects, too: whatever the others have no room for. They end with it, however it ends, since nobody else can write
into their pipes.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from queue import Full, Queue
from threading import Thread

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import encoded
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import Collector
from archive.errors import ArchiveError, EngineError

LEAST_MEMORY = 128 * 2**20
"""Bytes for each process; where there are fewer, fewer processes write."""

_MUCH = 2**19
"""Codepoints of texts that are worth other processes. They take longer to begin than these to be collected, but nobody waits for them."""

_TOGETHER = 2**18
"""Codepoints of texts that are sent at once."""

_SLOTS = 2**26
"""Ids are told apart by so many checksums: that of a new one, as nearly all are, has hardly ever been seen."""

_BEGUN = b"+"
"""What a process says first."""

_values_of = attrgetter(*(field.name for field in fields(Document)))
_Batch = Sequence[tuple[object, ...] | str]
"""What is sent at once: the values of documents to put, and the ids of some to delete."""


class Collectors:
    """`number` processes that write segments into the build in about `memory` bytes, this one among them; the others begin where there
    is much to write, and work until `close`. Whatever they cannot do is an EngineError here."""

    def __init__(self, build: Path, memory: int, number: int) -> None:
        self._number = max(1, min(number, memory // LEAST_MEMORY))
        self._build, self._memory = build, memory // self._number
        self._own = Collector(build, self._memory)
        self._helpers: list[_Helper] = []
        self._seen = np.zeros(_SLOTS // 8, np.uint8)
        self._waiting: list[Document] = []
        self._size = 0

    def put(self, document: Document) -> None:
        """Add a document, in place of one of the same id that was put here before."""
        self.delete(document.id)
        place, bit = _slot(document.id)
        self._seen[place] |= bit
        self._size += len(document.title) + len(document.body)
        if self._helpers:
            self._waiting.append(document)
            if self._size > _TOGETHER:
                self._share()
        else:
            self._own.put(document)
            if self._number > 1 and self._size > _MUCH:
                self._helpers = [_Helper(self._build, self._memory) for _ in range(self._number - 1)]
                self._size = 0

    def delete(self, id: str) -> None:
        """Take out a document that was put here before."""
        place, bit = _slot(id)
        if self._seen[place] & bit:
            if self._helpers:
                self._share()
            self._own.delete(id)
            for helper in self._begun():
                helper.send([id])

    def finish(self) -> list[ArraySegment]:
        """Write what is left; the segments of all. The others have ended then."""
        self._share()
        helpers = self._begun()
        for helper in helpers:
            helper.send(None)
        return self._own.finish() + [segment for helper in helpers for segment in helper.segments()]

    def close(self) -> None:
        """End the others, whatever they are doing."""
        for helper in self._helpers:
            helper.close()

    def _begun(self) -> list[_Helper]:
        return [helper for helper in self._helpers if helper.begun()]

    def _share(self) -> None:
        """Give what waits to whoever has room for it, else to oneself."""
        if self._waiting and not any(helper.offer(self._waiting) for helper in self._begun()):
            for document in self._waiting:
                self._own.put(document)
        self._waiting, self._size = [], 0


def _slot(id: str) -> tuple[int, int]:
    """The byte and the bit that stand for an id."""
    checksum = zlib.crc32(encoded(id)) % _SLOTS
    return checksum >> 3, 1 << (checksum & 7)


class _Helper:
    """One of the others, as the first one sees it: a thread writes to it while the first one works."""

    def __init__(self, build: Path, memory: int) -> None:
        # Neither a fork, which would hold the lock, nor one of `multiprocessing`, which imports again what the program began with.
        begin = f"import sys; sys.path[:] = sys.argv[3:]; from {__name__} import collect; collect()"
        command = [sys.executable, "-c", begin, str(build), str(memory), *sys.path]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._begun = False
        self._queue: Queue[_Batch | None] = Queue(2)  # one to be written, and one that waits
        self._thread = Thread(target=self._write, daemon=True)
        self._thread.start()

    def begun(self) -> bool:
        """Whether it works: before that nothing is sent to it. Raises EngineError where it has ended."""
        if not self._thread.is_alive():
            self.segments()
        return self._begun

    def offer(self, documents: list[Document]) -> bool:
        """Send documents, unless others wait already; whether they are sent."""
        if self._queue.full():
            return False
        self.send([_values_of(document) for document in documents])
        return True

    def send(self, batch: _Batch | None) -> None:
        """Send documents and ids; None is the end of them."""
        while self.begun():
            with suppress(Full):
                return self._queue.put(batch, timeout=1)

    def segments(self) -> list[ArraySegment]:
        """What it has written, when it has read the end."""
        assert self._process.stdout is not None
        try:
            answer = pickle.load(self._process.stdout)
        except EOFError:
            raise EngineError(
                f"a process that wrote the index has ended with code {self._process.wait()}",
                "What was searched before is searched still. Where memory was short, lower `indexing.processes` or `indexing.memory`.",
            ) from None
        if isinstance(answer, list):
            return answer
        raise EngineError(*answer)

    def close(self) -> None:
        self._process.kill()
        with suppress(Full):
            self._queue.put_nowait(None)
        self._thread.join()
        with suppress(OSError), self._process:
            pass

    def _write(self) -> None:
        """Write what is in the queue, to the end, once it has begun."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._begun = self._process.stdout.read(1) == _BEGUN
        batch: _Batch | None = ()
        with suppress(OSError):  # it has ended: `segments` tells why
            while self._begun and batch is not None:
                batch = self._queue.get()
                self._process.stdin.write(pickle.dumps(batch))
                self._process.stdin.flush()


def collect() -> None:
    """What another process does: collects what it reads, and answers with its segments, or with the message and hint of an error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches it, too, and ends the one that started it
    collector = Collector(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(_BEGUN)
    sys.stdout.buffer.flush()
    answer: list[ArraySegment] | tuple[str, str | None]
    try:
        while (batch := pickle.load(sys.stdin.buffer)) is not None:
            for item in batch:
                if isinstance(item, str):
                    collector.delete(item)
                else:
                    collector.put(Document(*item))
        answer = collector.finish()
    except ArchiveError as error:
        answer = error.message, error.hint
    except EOFError:
        return  # the one that started it has ended
    pickle.dump(answer, sys.stdout.buffer)
