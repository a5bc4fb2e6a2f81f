"""Worker processes that answer on the same listening sockets: started, replaced when they die, ended with the one that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

import click

QUICK_DEATH = 1.0
"""Seconds: a worker that ends sooner after its start is replaced only after as long again, so that a fault at the start burns no core."""
PATIENCE = 10.0
"""Seconds that workers get to finish the requests they are at."""


def can_fork() -> bool:
    """Whether this platform can run several workers; Windows cannot."""
    return "fork" in multiprocessing.get_all_start_methods()


def run_workers(work: Callable[[], None], number: int) -> None:
    """Run `work` in `number` processes until SIGINT or SIGTERM, which end them all; one that dies is replaced.

    The processes are forks: `work` opens for itself whatever does not live through a fork, such as connections and snapshots.
    They end by themselves when this process is killed.
    """
    signal.signal(signal.SIGTERM, _leave)
    workers: list[_Worker] = []
    try:
        while True:
            workers += [_Worker(work) for _ in range(number - len(workers))]
            wait([each.process.sentinel for each in workers])
            for each in [each for each in workers if not each.process.is_alive()]:
                workers.remove(each)
                each.tell_end()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        _end(workers)


class _Worker:
    """One process and when it was started."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.started = time.monotonic()
        self.process: ForkProcess = multiprocessing.get_context("fork").Process(target=_run, args=(work,), daemon=True)
        self.process.start()

    def tell_end(self) -> None:
        """Say that the process ended by itself, and wait where it did so at once."""
        how = self.process.exitcode or 0
        reason = f"was killed by signal {-how}" if how < 0 else f"ended with exit code {how}"
        click.echo(f"archive: worker {self.process.pid} {reason}; another takes its place", err=True)
        if time.monotonic() - self.started < QUICK_DEATH:
            time.sleep(QUICK_DEATH)


def _run(work: Callable[[], None]) -> None:
    """What a worker does. Ctrl+C reaches the whole group of processes: it is left to the parent, which asks with SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _end(workers: list[_Worker]) -> None:
    """Ask all workers to end, and kill those that have not in time."""
    with suppress(KeyboardInterrupt, SystemExit):  # a second Ctrl+C ends the patience
        for each in workers:
            each.process.terminate()
        end = time.monotonic() + PATIENCE
        for each in workers:
            each.process.join(max(0.0, end - time.monotonic()))
    for each in workers:
        each.process.kill()
        each.process.join()


def _leave(signal: int, frame: object) -> None:
    sys.exit(0)
