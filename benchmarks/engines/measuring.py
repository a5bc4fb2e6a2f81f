"""One engine in a process of its own: built, opened and asked there, so that its memory is its own."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import cast

from benchmarks.engines.articles import load_articles
from benchmarks.engines.memory import Memory
from benchmarks.engines.peers import ENGINES, Answer, Engine, Output, Peer
from benchmarks.engines.queries import Operator, Query
from benchmarks.house import peak_memory

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
"""How a query can be timed; by the CPU seconds of the engine's process where other work shares the machine."""
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Built:
    """What building took once: seconds, bytes on disk, and the most memory in MB, all that is resident and of it what no file backs.

    Reading the articles is counted, some microseconds an article, since an engine may index in another thread meanwhile. `load` is the
    machine's load average afterwards, `cpu` the processor's seconds of all processes, and `run` names what was built in turn with it.
    """

    seconds: float
    bytes: int
    memory: float
    anonymous: float
    load: float
    cpu: float = 0.0
    run: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """Every query once: milliseconds of each, and the most memory of the process so far in MB."""

    milliseconds: tuple[float, ...]
    memory: float


def build(engine: Engine, articles: Path, folder: Path, run: str) -> Built:
    """Build an engine's index in a new process; whatever was in the folder is gone before."""
    shutil.rmtree(folder, ignore_errors=True)
    with ProcessPoolExecutor(1, _SPAWN) as process:
        return process.submit(_build, engine.name, articles, folder, run).result()


def _build(name: str, articles: Path, folder: Path, run: str) -> Built:
    folder.mkdir(parents=True)
    peer = ENGINES[name].make(folder)
    start = os.times()
    with Memory() as memory:
        peer.build(load_articles(articles))
    end = os.times()
    cpu = sum(end[:4]) - sum(start[:4])
    return Built(end.elapsed - start.elapsed, _size(folder), memory.resident, memory.anonymous, os.getloadavg()[0], cpu, run)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


# ---------------------------------------------------------------- asking


_peer: Peer
"""The engine that this process has opened; only in the processes of `Asked`."""


class Asked:
    """An engine opened in a process of its own, until the block ends."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._process = ProcessPoolExecutor(1, _SPAWN, _open, (engine.name, folder))

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.shutdown()

    def operators(self) -> frozenset[Operator]:
        """What the engine can do."""
        return self._process.submit(_operators).result()

    def round(self, queries: Sequence[Query], output: Output, clock: str) -> Round:
        """Ask every query once, one after the other; each is timed by one of `CLOCKS`."""
        return self._process.submit(_round, queries, output, clock).result()

    def answers(self, queries: Sequence[Query]) -> list[Answer]:
        """The full answer to every query."""
        return self._process.submit(_answers, queries).result()

    def matches(self, queries: Sequence[Query], most: int) -> list[set[str]]:
        """The ids of all matches of every query."""
        return self._process.submit(_matches, queries, most).result()


def _open(name: str, folder: Path) -> None:
    global _peer
    _peer = cast(Peer, ENGINES[name].make(folder))
    _peer.open()


def _operators() -> frozenset[Operator]:
    return _peer.operators


def _round(queries: Iterable[Query], output: Output, clock: str) -> Round:
    now = CLOCKS[clock]
    times = []
    for query in queries:
        start = now()
        _peer.answer(query, output)
        times.append((now() - start) * 1000)
    return Round(tuple(times), peak_memory())


def _answers(queries: Iterable[Query]) -> list[Answer]:
    return [_peer.answer(query, Output.FULL) for query in queries]


def _matches(queries: Iterable[Query], most: int) -> list[set[str]]:
    return [_peer.matches(query, most) for query in queries]
