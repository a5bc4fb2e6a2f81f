"""A writer killed at any moment leaves a whole, readable commit: kill -9 while it puts, deletes, merges, commits and rebuilds."""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from archive.engines.whoosh import WhooshEngine, tiers
from archive.engines.whoosh.codec import ArraySegment

from .histories import change, reached

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of this process")


@pytest.fixture(autouse=True)
def merging_often() -> Iterator[None]:
    with patch("archive.engines.whoosh.tiers.MERGE_WHEN", 3):
        yield


def write_for_ever(engine: WhooshEngine, sequence: int) -> None:
    """Commit changes one by one, now and then a whole build."""
    while True:
        sequence += 1
        change(engine, sequence)


@contextmanager
def killed(write: Callable[[], None]) -> Iterator[int]:
    """The process id of a child that writes, until it fails or, at the end of this, is killed."""
    child = os.fork()
    if not child:
        try:
            write()
        finally:
            os._exit(1)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.fixture
def moments() -> random.Random:
    """Moments that differ in every run; the seed is told where a test fails."""
    seed = time.time_ns()
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.mark.parametrize("kills", [20, pytest.param(250, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_a_whole_commit(tmp_path: Path, kills: int, moments: random.Random) -> None:
    change(WhooshEngine(tmp_path), 1)
    sequence = 1
    for _ in range(kills):
        with killed(lambda: write_for_ever(WhooshEngine(tmp_path), sequence)):  # noqa: B023  # called at once
            time.sleep(moments.uniform(0.005, 0.15))
        assert reached(tmp_path) >= sequence
        sequence = reached(tmp_path)
    assert sequence > 1, "the writers got on between the kills"


def telling(told: int) -> Callable[..., list[list[ArraySegment]]]:
    """Tells when all processes have written what they have, and what is to be merged is asked for."""

    def worth_merging(*given: Any) -> list[list[ArraySegment]]:
        os.write(told, b"+")
        return tiers.worth_merging(*given)

    return worth_merging


def kill_while_sharing(folder: Path, sequence: int, moments: random.Random) -> list[int]:
    """Let two processes write from `sequence` on, kill the first, sometimes the other before it. The ids of the others."""
    reading, told = os.pipe()
    engine = WhooshEngine(folder, processes=2)
    with patch("archive.engines.whoosh.writing.worth_merging", telling(told)), killed(lambda: write_for_ever(engine, sequence)) as first:
        if moments.random() < 0.5:
            assert select.select([reading], [], [], 60)[0], "they share"
            time.sleep(moments.uniform(0, 0.05))
        else:
            time.sleep(moments.uniform(0, 1))
        others = children(first)
        if others and moments.random() < 0.3:
            with suppress(ProcessLookupError):
                os.kill(moments.choice(others), signal.SIGKILL)
            time.sleep(moments.uniform(0, 0.05))
        os.kill(first, signal.SIGSTOP)
        others += children(first)
    for end in (reading, told):
        os.close(end)
    return others


@pytest.fixture
def sharing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.engines.whoosh.writing._TOGETHER", 1)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the children of a process in /proc, which only Linux has")
@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.slow)])
def test_writers_killed_while_they_share_leave_a_whole_commit_no_process_and_no_lock(
    tmp_path: Path, kills: int, moments: random.Random, sharing_at_once: None
) -> None:
    sequence = 0
    for _ in range(kills):
        change(WhooshEngine(tmp_path), sequence + 1)  # the lock is free at once
        assert reached(tmp_path) == sequence + 1
        others = kill_while_sharing(tmp_path, sequence + 1, moments)
        assert reached(tmp_path) >= sequence + 1
        sequence = reached(tmp_path)
        until = time.monotonic() + 20
        while any(map(alive, others)):
            assert time.monotonic() < until, "a process lives on"
            time.sleep(0.01)


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    return [int(id) for id in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def alive(process: int) -> bool:
    """Whether a process runs still."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
