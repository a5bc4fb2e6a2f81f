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

from archive.engines import Document
from archive.engines.whoosh import WhooshEngine
from archive.query.tree import Word
from archive.search import Plan

from .samples import document

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of this process")


def held(sequence: int) -> dict[str, Document]:
    """What is in the index after change `sequence`: forty documents, of which a few are put anew and one is missing."""
    documents = {f"{number:02}": document(f"{number:02}", body=f"word {max(0, sequence - number) // 40}") for number in range(40)}
    del documents[f"{sequence % 40:02}"]
    return documents


def write_for_ever(folder: Path, sequence: int) -> None:
    """Commit changes one by one, now and then a whole build; merge often."""
    engine = WhooshEngine(folder)
    with patch("archive.engines.whoosh.writing.MERGE_WHEN", 3):
        while True:
            sequence += 1
            wanted, before = held(sequence), held(sequence - 1)
            with engine.rebuild(sequence) if sequence % 7 == 0 else engine.writer(sequence) as writer:
                for id in before.keys() - wanted.keys():
                    writer.delete(id)
                for each in wanted.values():
                    if sequence % 7 == 0 or before.get(each.id) != each:
                        writer.put(each)


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


def check(folder: Path) -> int:
    """The sequence that the index is at; it must hold just what belongs to it."""
    engine = WhooshEngine(folder)
    assert list(engine.verify()) == []
    snapshot = engine.snapshot()
    sequence = snapshot.state.sequence
    expected = held(sequence)
    assert dict(snapshot.documents()) == {id: each.content for id, each in expected.items()}
    assert snapshot.state.articles == snapshot.search(Plan(Word("word"))).total == len(expected)
    return sequence


@pytest.fixture
def moments() -> Iterator[random.Random]:
    """Moments that differ in every run; the seed is told where a test fails."""
    seed = time.time_ns()
    print(f"seed {seed}")
    yield random.Random(seed)


@pytest.mark.parametrize("kills", [20, pytest.param(250, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_a_whole_commit(tmp_path: Path, kills: int, moments: random.Random) -> None:
    with WhooshEngine(tmp_path).rebuild(1) as writer:
        for each in held(1).values():
            writer.put(each)
    sequence = 1
    for _ in range(kills):
        kill_one(tmp_path, sequence, moments.uniform(0.005, 0.15))
        reached = check(tmp_path)
        assert reached >= sequence
        sequence = reached
    assert sequence > 1, "the writers got on between the kills"
