"""Other processes that work for this one, and end with it, however that ends."""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from queue import Queue, SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

from archive.errors import ArchiveError

AHEAD = 2
"""So much may wait to be sent: a process always finds something to do, and memory is bounded."""

Sent = TypeVar("Sent")
Answer = TypeVar("Answer")


class Process(Generic[Sent, Answer]):
    """A process that does `work`, which must pickle: that takes what it is sent, one by one, and gives the answers.

    Threads write and read here, so that neither waits for the other where pipes are full.
    """

    def __init__(self, work: Callable[[Iterator[Sent]], Iterable[Answer]]) -> None:
        # Neither a fork, which would hold locks and the ends of others' pipes, nor one of `multiprocessing`, which imports again what the
        # program began with. In a group of its own, so that Ctrl-C reaches only the one that started it.
        begin = f"import sys; sys.path[:] = sys.argv[1:]; from {__name__} import serve; serve()"
        command = [sys.executable, "-c", begin, *sys.path]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
        self._begun = False
        self._sending: Queue[bytes] = Queue(AHEAD)
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._writer, self._reader = (Thread(target=target, daemon=True) for target in (self._write, self._read))
        self._writer.start()
        self._reader.start()
        self._sending.put(pickle.dumps(work))

    def begun(self) -> bool:
        """Whether it works already. Raises what `answer` does where it has ended."""
        if not self._reader.is_alive():
            self.answer()
        return self._begun

    def has_room(self) -> bool:
        """Whether `send` would not wait now."""
        return not self._sending.full()

    def send(self, what: Sent | None) -> None:
        """Send something, None where that was all; waits while enough is waiting to be sent."""
        self._sending.put(pickle.dumps(what))

    def answer(self) -> Answer:
        """Its next answer. Raises the ArchiveError that ended it, or ChildProcessError where it has ended otherwise."""
        answer = self._answers.get()
        if isinstance(answer, Exception):
            raise answer
        found: Answer = answer
        return found

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._sending.put(b"")
        self._writer.join()
        self._reader.join()
        with suppress(OSError), self._process:
            pass

    def _write(self) -> None:
        """Write what is to be sent, to the end; where nobody reads it any more, `answer` tells why."""
        assert self._process.stdin is not None
        for data in iter(self._sending.get, b""):
            with suppress(OSError):
                self._process.stdin.write(data)
                self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            with suppress(EOFError, pickle.UnpicklingError):  # it has ended, perhaps amid an answer
                self._begun = pickle.load(self._process.stdout)
                while True:
                    self._answers.put(pickle.load(self._process.stdout))
        finally:
            told = f"another process has ended with code {self._process.wait()}; where memory was short, lower `indexing.processes`"
            self._answers.put(ChildProcessError(told))


def serve() -> None:
    """What the other process does: tells that it has begun, takes its work, and answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed is no answer
    if hasattr(select, "poll"):  # elsewhere it ends where it next reads or writes
        Thread(target=_end_with_reader, args=(answers.fileno(),), daemon=True).start()

    def answer(what: object) -> None:
        pickle.dump(what, answers)
        answers.flush()

    receive = partial(pickle.load, sys.stdin.buffer)
    with suppress(EOFError):  # the one that started it has ended
        answer(True)
        work = receive()
        try:
            for each in work(iter(receive, None)):
                answer(each)
        except ArchiveError as error:
            answer(error)


def _end_with_reader(pipe: int) -> None:
    """End this process once nobody can read from a pipe any more."""
    ending = select.poll()
    ending.register(pipe, 0)
    ending.poll()
    os._exit(1)
