"""A writer killed at any moment leaves a whole, readable commit: kill -9 while it puts, deletes, merges, commits and swaps builds."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from archive.engines.whoosh import WhooshEngine

from .histories import change, reached

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of this process")


def write_for_ever(folder: Path, sequence: int) -> None:
    """Commit changes one by one, now and then a whole build; merge often."""
    engine = WhooshEngine(folder)
    with patch("archive.engines.whoosh.writing.MERGE_WHEN", 3):
        while True:
            sequence += 1
            change(engine, sequence)


def kill_one(folder: Path, sequence: int, after: float) -> None:
    """Let a child write from `sequence` on, and kill it after so many seconds."""
    child = os.fork()
    if not child:
        try:
            write_for_ever(folder, sequence)
        finally:
            os._exit(1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.fixture
def moments() -> Iterator[random.Random]:
    """Moments that differ in every run; the seed is told where a test fails."""
    seed = time.time_ns()
    print(f"seed {seed}")
    yield random.Random(seed)


@pytest.mark.parametrize("kills", [20, pytest.param(250, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_a_whole_commit(tmp_path: Path, kills: int, moments: random.Random) -> None:
    change(WhooshEngine(tmp_path), 1)
    sequence = 1
    for _ in range(kills):
        kill_one(tmp_path, sequence, moments.uniform(0.005, 0.15))
        assert reached(tmp_path) >= sequence
        sequence = reached(tmp_path)
    assert sequence > 1, "the writers got on between the kills"
