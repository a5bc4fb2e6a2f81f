"""Work on many articles: in this process, or shared among several that end when this one does, however it ends."""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import cycle
from multiprocessing.connection import Connection
from threading import Thread

from archive.errors import ArchiveError
from archive.joining import Read, Unread

LEAST_SHARED = 1_000
"""Articles, some seconds of work: with fewer this process works alone, since the others take a second to begin."""

AHEAD = 2
"""Batches that a process is sent before its first answer is asked for, so that it never waits for the one who writes; bounds memory."""

_SPAWN = multiprocessing.get_context("spawn")  # a fork would hold the writing lock, and the ends of the others' pipes

Batch = Sequence[Unread]
Work = Callable[[Batch], list[Read]]


class Sharing:
    """Has work on articles done by this process, or by `processes` others where there are at least so many articles."""

    def __init__(self, processes: int = 1, least: int = LEAST_SHARED) -> None:
        self._processes, self._least = processes, least

    def done(self, work: Work, batches: Iterable[Batch], articles: int) -> Generator[tuple[Batch, list[Read]], None, None]:
        """What `work`, which must pickle, gives for each of the batches, which have so many articles in all, in their order.

        Close it: processes may be waiting. Raises ArchiveError where a process has ended.
        """
        if articles < self._least:
            yield from ((batch, work(batch)) for batch in batches)
            return
        with _nothing_old_collected():
            if self._processes == 1:
                yield from ((batch, work(batch)) for batch in batches)
                return
            with closing(_Processes(work, self._processes)) as processes:
                yield from processes.done(batches)


class _Processes:
    """Processes that work. Batches go to them in turn, so that their answers come in the order of the batches."""

    def __init__(self, work: Work, number: int) -> None:
        with _without_interrupts():
            self._workers = [_Worker(work) for _ in range(number)]

    def done(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, list[Read]]]:
        sent: deque[tuple[_Worker, Batch]] = deque()
        for worker, batch in zip(cycle(self._workers), batches, strict=False):
            worker.send(batch)
            sent.append((worker, batch))
            if len(sent) == AHEAD * len(self._workers):
                yield self._answer(*sent.popleft())
        while sent:
            yield self._answer(*sent.popleft())

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for worker in self._workers:
            worker.close()

    @staticmethod
    def _answer(worker: _Worker, batch: Batch) -> tuple[Batch, list[Read]]:
        return batch, worker.answer(batch)


class _Worker:
    """One process, as the one that started it sees it."""

    def __init__(self, work: Work) -> None:
        self._connection, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_work, args=(work, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def send(self, batch: Batch) -> None:
        with suppress(OSError):  # nobody is there: `answer` says so
            self._connection.send(batch)

    def answer(self, batch: Batch) -> list[Read]:
        try:
            answer: list[Read] = self._connection.recv()
            return answer
        except (EOFError, OSError):
            self._process.join()
            first, last = batch[0].article.id, batch[-1].article.id
            raise ArchiveError(
                f"a process that was to find the names in {first} to {last} has ended with code {self._process.exitcode}",
                "What was done before is kept: run the command again. Where memory was short, lower `indexing.processes`.",
            ) from None

    def close(self) -> None:
        self._process.terminate()
        self._process.join()
        self._connection.close()


@contextmanager
def _nothing_old_collected() -> Iterator[None]:
    """Keep the collector of garbage from going through all tables of names and words again and again: a fifth of the time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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


def _work(work: Work, connection: Connection) -> None:
    """What a process does: works on the batches that it is sent, until it is ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    batches: queue.SimpleQueue[Batch] = queue.SimpleQueue()
    Thread(target=_receive, args=(connection, batches), daemon=True).start()
    with suppress(OSError):  # whoever asked is gone
        connection.send(work(batches.get()))
        gc.freeze()  # the parts that the first batch made stay for ever
        while True:
            connection.send(work(batches.get()))


def _receive(connection: Connection, batches: queue.SimpleQueue[Batch]) -> None:
    """Take what is sent as it comes, so that the sender never waits; once it is gone, so is this process, whatever it is doing."""
    try:
        while True:
            batches.put(connection.recv())
    except (EOFError, OSError):
        os._exit(1)
