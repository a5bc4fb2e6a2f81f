"""Work on many articles: in this process, or shared among several that end when this one does, however it ends."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import cycle

from archive.errors import ArchiveError
from archive.joining import Read, Unread
from archive.processes import AHEAD, Process

LEAST_SHARED = 1_000
"""Articles, some seconds of work: with fewer this process works alone, since the others take a second to begin."""

MOST_UNSEEN = 10_000
"""Objects that Python makes before it looks for garbage among them, in a process that reads names; an article leaves none. Its own
number is 700, with which that takes a tenth of the time of joining."""

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
        gc.set_threshold(MOST_UNSEEN)
        if self._processes == 1 or articles < self._least:
            yield from ((batch, work(batch)) for batch in batches)
            return
        with ExitStack() as ending:
            processes = [ending.enter_context(closing(_Process(partial(_each, work)))) for _ in range(self._processes)]
            sent: deque[tuple[_Process, Batch]] = deque()
            for process, batch in zip(cycle(processes), batches, strict=False):  # in turn, so that the answers come in order
                process.send(batch)
                sent.append((process, batch))
                if len(sent) == AHEAD * len(processes):
                    yield _answer(*sent.popleft())
            while sent:
                yield _answer(*sent.popleft())


_Process = Process[Batch, list[Read]]


def _each(work: Work, batches: Iterator[Batch]) -> Iterator[list[Read]]:
    """What another process does."""
    gc.set_threshold(MOST_UNSEEN)
    yield from map(work, batches)


def _answer(process: _Process, batch: Batch) -> tuple[Batch, list[Read]]:
    try:
        return batch, process.answer()
    except ChildProcessError as error:
        hint = "What was done before is kept: run the command again."
        raise ArchiveError(f"no names are found in {batch[0].article.id} to {batch[-1].article.id}: {error}", hint) from None
