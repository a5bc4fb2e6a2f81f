"""What a process that works for another promises: answers in their order, errors told, and an end when the other one ends."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from archive import processes
from archive.errors import EngineError
from archive.processes import Process

ROOT = Path(processes.__file__).parents[1]
LARGE = "x" * 5_000_000
"""More than any pipe holds."""


def doubled(given: Iterator[str]) -> Iterator[str]:
    for each in given:
        print("this is no answer")
        yield each * 2


def counted(given: Iterator[str]) -> Iterator[int]:
    yield sum(1 for _ in given)


def failing(given: Iterator[str]) -> Iterator[str]:
    for each in given:
        yield each
        raise EngineError(f"{each} cannot be done", "Do something else.")


def ending(given: Iterator[str]) -> Iterator[str]:
    for _ in given:
        os._exit(9)
    yield ""


def broken(given: Iterator[str]) -> Iterator[str]:
    for each in given:
        for pipe in range(3, 10):  # that of the answers is one of them
            with suppress(OSError):
                os.write(pipe, pickle.dumps(each * 100)[:50])
        os._exit(9)
    yield ""


def idle(given: Iterator[str]) -> Iterator[int]:
    for _ in given:
        yield os.getpid()
        time.sleep(60)


def begun(work: Callable[[Iterator[str]], Iterator[Any]]) -> Process[str, Any]:
    """A process that works."""
    process: Process[str, Any] = Process(work)
    while not process.begun():
        time.sleep(0.01)
    return process


def test_answers_come_in_order_and_what_is_printed_is_none() -> None:
    with closing(Process(doubled)) as process:
        for each in "abc":
            process.send(each)
        assert [process.answer() for _ in range(3)] == ["aa", "bb", "cc"]


def test_neither_waits_for_the_other_where_pipes_are_full() -> None:
    with closing(Process(doubled)) as process:
        for _ in range(4):
            process.send(LARGE)
        assert [len(process.answer()) for _ in range(4)] == [2 * len(LARGE)] * 4


def test_what_cannot_be_sent_is_an_error_at_once_and_the_process_works_on() -> None:
    with closing(Process(doubled)) as process:
        with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
            process.send(lambda: None)  # type: ignore[arg-type]
        process.send("a")
        assert process.answer() == "aa"


@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_process_that_ends_amid_an_answer_is_told_of() -> None:
    with closing(begun(broken)) as process:
        process.send("a")
        with pytest.raises(ChildProcessError, match="code 9"):
            process.answer()


def test_what_is_sent_may_have_an_end() -> None:
    with closing(Process(counted)) as process:
        for each in ("a", "b", None):
            process.send(each)
        assert process.answer() == 2


def test_room_is_bounded() -> None:
    with closing(begun(idle)) as process:
        sent = 0
        while process.has_room():
            process.send(LARGE)
            sent += 1
            time.sleep(0.05)
        assert 1 <= sent <= processes.AHEAD + 2  # one it has taken, and one is being written


def test_an_error_is_raised_where_the_answer_is_asked_for() -> None:
    with closing(begun(failing)) as process:
        process.send("this")
        assert process.answer() == "this"
        with pytest.raises(EngineError, match="this cannot be done") as raised:
            process.answer()
        assert raised.value.hint == "Do something else."


def test_a_process_that_has_ended_is_told_and_nobody_waits_to_send_to_it() -> None:
    with closing(begun(ending)) as process:
        for _ in range(2 * processes.AHEAD):
            process.send(LARGE)
        with pytest.raises(ChildProcessError, match="ended with code 9"):
            while process.begun():
                time.sleep(0.01)


SCRIPT = """
from archive.processes import Process
from tests.test_processes import idle

print("begun", flush=True)  # whoever imports this again says so again
process = Process(idle)
process.send("")
print(process.answer(), flush=True)
input()
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks for a process in /proc")
def test_a_process_ends_at_once_with_the_one_that_started_it_which_need_not_be_fit_to_be_imported(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, script], cwd=tmp_path, env=environment, text=True, **pipes) as first:  # type: ignore[call-overload]
        assert first.stdout.readline() == "begun\n"
        other = Path("/proc", first.stdout.readline().strip(), "stat")
        assert other.exists()
        first.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while other.exists() and other.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < until, "it sleeps for a minute, and should not have waited for that"
        time.sleep(0.01)
