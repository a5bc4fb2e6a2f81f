"""Finding the names of many articles: in this process, or shared among several that end when this one does, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from itertools import cycle
from multiprocessing.connection import Connection
from threading import Thread

from archive.entities import Extractor
from archive.errors import ArchiveError
from archive.model import Article, ReadError
from archive.store import pack

LEAST_SHARED = 1_000
"""Articles, some seconds of work: fewer are read by this process alone, since the others take a second to begin."""

AHEAD = 2
"""Batches that a process is sent before its first answer is asked for, so that it never waits for the one who writes; bounds memory."""

_SPAWN = multiprocessing.get_context("spawn")  # a fork would hold the writing lock, and the ends of the others' pipes

Found = str | ReadError
"""The mentions of an article as the store packs them, or why there are none."""

Batch = tuple[Sequence[Article], list[Found]]


class Extraction:
    """Reads articles with the extractor that `make` makes, which must pickle; in `processes` of them where there is much to read."""

    def __init__(self, make: Callable[[], Extractor], processes: int = 1, least: int = LEAST_SHARED) -> None:
        self._make, self._processes, self._least = make, processes, least

    @cached_property
    def extractor(self) -> Extractor:
        """The extractor of this process, made when it is first asked for."""
        return self._make()

    def find(self, batches: Iterable[Sequence[Article]], articles: int) -> Generator[Batch, None, None]:
        """What is found in each of the batches, which have so many articles in all, in their order. Close it: processes may be waiting.

        An article that the extractor fails on has a ReadError, and costs the others nothing. Raises ArchiveError where a process has ended.
        """
        if self._processes == 1 or articles < self._least:
            yield from ((batch, found_in(self.extractor, batch)) for batch in batches)
            return
        with closing(_Processes(self._make, self._processes)) as processes:
            yield from processes.find(batches)


def found_in(extractor: Extractor, articles: Sequence[Article]) -> list[Found]:
    """What the extractor finds in each article; where it fails, in each alone."""
    try:
        return [pack(mentions) for mentions in extractor.mentions(articles)]
    except Exception as error:  # the extractor's edge: what it never met before must not keep the other articles from their names
        if len(articles) == 1:
            (article,) = articles
            reason = f"no names are found in {article.id}: {type(error).__name__}: {error}"
            return [ReadError(article.origin, article.place or None, reason)]
        return [found for article in articles for found in found_in(extractor, [article])]


class _Processes:
    """Processes that read articles. Batches go to them in turn, so that their answers come in the order of the batches."""

    def __init__(self, make: Callable[[], Extractor], number: int) -> None:
        with _without_interrupts():
            self._readers = [_Reader(make) for _ in range(number)]

    def find(self, batches: Iterable[Sequence[Article]]) -> Iterator[Batch]:
        sent: deque[tuple[_Reader, Sequence[Article]]] = deque()
        for reader, batch in zip(cycle(self._readers), batches, strict=False):
            reader.send(batch)
            sent.append((reader, batch))
            if len(sent) == AHEAD * len(self._readers):
                yield self._answer(*sent.popleft())
        while sent:
            yield self._answer(*sent.popleft())

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for reader in self._readers:
            reader.close()

    @staticmethod
    def _answer(reader: _Reader, batch: Sequence[Article]) -> Batch:
        return batch, reader.answer(batch)


class _Reader:
    """One process, as the one that started it sees it."""

    def __init__(self, make: Callable[[], Extractor]) -> None:
        self._connection, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_read, args=(make, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def send(self, batch: Sequence[Article]) -> None:
        with suppress(OSError):  # nobody is there: `answer` says so
            self._connection.send(batch)

    def answer(self, batch: Sequence[Article]) -> list[Found]:
        try:
            found: list[Found] = self._connection.recv()
            return found
        except (EOFError, OSError):
            self._process.join()
            raise ArchiveError(
                f"a process that was to find the names in {batch[0].id} to {batch[-1].id} has ended with code {self._process.exitcode}",
                "What was found before is kept: run the command again. Where memory was short, lower `indexing.processes`.",
            ) from None

    def close(self) -> None:
        self._process.terminate()
        self._process.join()
        self._connection.close()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Have processes begin deaf to Ctrl-C, which reaches them, too: the one that started them ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _read(make: Callable[[], Extractor], connection: Connection) -> None:
    """What a process does: reads the batches that it is sent, until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    batches: queue.SimpleQueue[Sequence[Article]] = queue.SimpleQueue()
    Thread(target=_receive, args=(connection, batches), daemon=True).start()
    extractor = make()
    with suppress(OSError):  # whoever asked is gone
        while True:
            connection.send(found_in(extractor, batches.get()))


def _receive(connection: Connection, batches: queue.SimpleQueue[Sequence[Article]]) -> None:
    """Take what is sent as it comes, so that the sender never waits; once it is gone, so is this process, whatever it is doing."""
    try:
        while True:
            batches.put(connection.recv())
    except (EOFError, OSError):
        os._exit(1)
