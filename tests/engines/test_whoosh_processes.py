"""Several processes that write: what they make is what one makes, and none is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from archive.engines import Document, Snapshot
from archive.engines.whoosh import WhooshEngine, commits, writing
from archive.engines.whoosh.writing import WhooshWriter
from archive.errors import EngineError
from archive.query.tree import And, Node, Phrase, Prefix, Word
from archive.search import Plan, Sort

from .samples import document

resource = pytest.importorskip("resource", reason="limits and signals of Unix")

MEMORY = 2 * writing.LEAST_MEMORY
ROOT = Path(__file__).parents[2]
TREES: list[Node] = [Word("some"), Phrase("word3 here"), Prefix("wor"), And((Word("words"), Word("here"))), Word("filler")]


def fillers(begun: str) -> Iterator[Document]:
    """Documents enough to be worth sharing, and more without end."""
    number = 0
    while True:
        number += 1
        yield document(f"{begun}-{number:05}", body="filler " * 200)


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_TOGETHER", 10_000)


def shared(writer: WhooshWriter) -> int:
    """Write until others share it; the number of documents that this took."""
    for number, each in enumerate(fillers("begun"), 1):
        writer.put(each)
        if writer._working():
            return number
        if pids(writer):
            time.sleep(0.02)
    raise AssertionError


def pids(writer: WhooshWriter) -> list[int]:
    """The other processes that write."""
    return [other._process.pid for other in writer._others]


def ended(pid: int) -> bool:
    """Whether a process has ended, and has been seen to end."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def sample(number: int, word: str = "here") -> Document:
    return document(f"{number:04}", body=f"some words and word{number % 7} {word}", source=(f"s{number % 3}",), date="1994-05-01")


def write(writer: WhooshWriter, fill: int) -> None:
    for number in range(400):
        writer.put(sample(number))
    fillings = fillers("filler")
    for _ in range(fill):
        writer.put(next(fillings))
    for number in range(0, 400, 3):
        writer.put(sample(number, "again"))
    for number in range(0, 400, 5):
        writer.delete(f"{number:04}")


def answers(snapshot: Snapshot) -> list[object]:
    plans = [Plan(tree, sort=Sort.RELEVANCE, facets={"source": 5}, size=50, timeline=True) for tree in TREES]
    return [sorted(snapshot.documents()), snapshot.count(TREES), *(snapshot.search(plan) for plan in plans)]


def test_several_processes_write_what_one_writes(tmp_path: Path) -> None:
    several = WhooshEngine(tmp_path / "several", MEMORY, processes=2)
    with several.rebuild(1) as writer:
        writer.put(sample(399, "first"))
        fill = shared(writer)
        write(writer, fill)
        others = pids(writer)
    assert len(others) == 1 and all(map(ended, others))
    assert len(commits.read(tmp_path / "several", 0).segments()) == 2, "each has written one"
    one = WhooshEngine(tmp_path / "one")
    with one.rebuild(1) as writer:
        for each in islice(fillers("begun"), fill):
            writer.put(each)
        write(writer, fill)
    assert answers(several.snapshot()) == answers(one.snapshot())
    assert list(several.verify()) == []


def test_a_small_run_is_written_alone(tmp_path: Path) -> None:
    with WhooshEngine(tmp_path, MEMORY, processes=2).writer(1) as writer:
        writer.put(document("a"))
        assert not pids(writer)


def test_a_run_does_not_wait_for_others_to_begin(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, MEMORY, processes=2)
    with engine.writer(1) as writer:
        fillings = fillers("filler")
        number = 0
        while not pids(writer):
            writer.put(next(fillings))
            number += 1
    assert engine.snapshot().state.articles == number


def test_no_more_processes_write_than_there_is_memory_for(tmp_path: Path) -> None:
    with WhooshEngine(tmp_path, MEMORY, processes=64).writer(1) as writer:
        shared(writer)
        assert len(pids(writer)) == 1


def test_a_killed_process_is_told_and_changes_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, MEMORY, processes=2)
    with engine.writer(1) as writer:
        writer.put(document("a"))
    with pytest.raises(EngineError, match="ended with code -9"), engine.writer(2) as writer:
        shared(writer)
        (other,) = pids(writer)
        os.kill(other, signal.SIGKILL)
        for each in fillers("more"):
            writer.put(each)
    assert ended(other)
    assert engine.snapshot().state.articles == 1
    with engine.writer(3) as writer:
        writer.put(document("b"))
    assert engine.snapshot().state.articles == 2


def test_what_a_process_cannot_write_is_told_and_changes_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, MEMORY, processes=2)
    with engine.writer(1) as writer:
        writer.put(document("a"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.raises(EngineError, match="cannot be written: File too large"), engine.writer(2) as writer:
        shared(writer)
        (other,) = pids(writer)
        resource.prlimit(other, resource.RLIMIT_FSIZE, (1_000, limits[1]))
        for each in islice(fillers("more"), 100):
            writer.put(each)
    assert engine.snapshot().state.articles == 1 and ended(other)


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.engines.whoosh import WhooshEngine
from tests.engines.test_whoosh_processes import MEMORY, fillers, pids, shared

if __name__ == "__main__":
    with WhooshEngine(Path(sys.argv[1]), MEMORY, processes=2).rebuild(2) as writer:
        shared(writer)
        print(*pids(writer), flush=True)
        for number, each in enumerate(fillers("more")):
            writer.put(each)
            if number > 2_000:
                os.kill(os.getpid(), signal.SIGKILL)
"""


def test_when_the_first_process_is_killed_the_others_end_and_leave_no_lock(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    with WhooshEngine(tmp_path / "index").writer(1) as writer:
        writer.put(document("a"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    killed = subprocess.run(
        [sys.executable, script, tmp_path / "index"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    engine = WhooshEngine(tmp_path / "index")
    with engine.writer(2) as writer:  # the lock is free at once
        writer.put(document("b"))
    children = [Path("/proc", pid) for pid in killed.stdout.split()]
    assert len(children) == 1
    until = time.monotonic() + 20
    while any(child.exists() and " Z " not in (child / "stat").read_text() for child in children):
        assert time.monotonic() < until, "a child lives on"
        time.sleep(0.05)
    assert engine.snapshot().state.articles == 2 and list(engine.verify()) == []
