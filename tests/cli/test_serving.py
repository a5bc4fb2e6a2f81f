"""`archive serve` as a process: several workers on one address, replaced when they die, and none left when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from archive.cli.serving import writing_alone
from archive.config import Config, Indexing
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
slow_and_linux = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads a process's children in /proc, which only Linux has"),
]


@contextmanager
def server(folder: Path, workers: int, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server over the archive in `folder` on a free port, and its address."""
    with (folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write(f"serve: {{workers: {workers}}}\n")
    command = [sys.executable, "-m", "archive", "--config", str(folder / "config.yaml"), "serve", "--port", "0", *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # where the tests run in the background it is ignored
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search("http://[^ ]+", line)
        assert address, line + process.communicate()[1]
        yield process, address[0]
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)


def children(process: subprocess.Popen[str]) -> set[int]:
    """The processes that `process` has started and that live."""
    if process.poll() is not None:
        return set()
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(each) for each in found if alive(int(each))}


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(claim: Callable[[], bool]) -> bool:
    """Whether `claim` holds within some seconds."""
    end = time.monotonic() + 20
    while not claim():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def answer(address: str) -> str:
    with urllib.request.urlopen(f"{address}api/search?q=kerry", timeout=20) as response:
        return str(response.read().decode())


@pytest.mark.parametrize("workers", [1, 2])
def test_every_worker_answers_and_sees_what_is_indexed_later(archive: Run, folder: Path, workers: int) -> None:
    with server(folder, workers) as (_, address):
        assert {answer(address).count('"id"') for _ in range(8)} == {2}
        (folder / "news" / "later.txt").write_text("Mr Kerry returns\n\nJohn Kerry is back.\n", encoding="utf-8")
        assert archive("index").exit_code == 0
        assert {answer(address).count('"id"') for _ in range(8)} == {3}


def test_a_port_in_use_is_told(archive: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = archive("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "cannot listen on 127.0.0.1:" in result.stderr and "--port 8081" in result.stderr


def test_a_host_that_is_none_is_told(archive: Run) -> None:
    result = archive("serve", "--host", "no.such.host.invalid", "--port", "0")
    assert result.exit_code == 1
    assert "cannot listen on no.such.host.invalid:0" in result.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_pages_do_not_edit_where_other_machines_can_reach_them(archive: Run, host: str) -> None:
    result = archive("serve", "--edit", "--host", host, "--port", "0")
    assert result.exit_code == 2
    assert f"{host} can be reached from other machines" in result.stderr and "--host 127.0.0.1" in result.stderr


def test_a_worker_writes_without_processes_of_its_own() -> None:
    config = Config(index=Path("index"), indexing=Indexing(memory=64, processes=8))
    assert writing_alone(config) == replace(config, indexing=Indexing(memory=64, processes=1))


def test_every_worker_takes_the_form_of_another(archive: Run, folder: Path) -> None:
    with server(folder, 2, "--edit") as (_, address):
        for name in ("John F. Kerry", "John Forbes Kerry", "J. F. Kerry", "Senator John Kerry"):
            with urllib.request.urlopen(f"{address}correct/person/john-kerry", timeout=20) as response:
                cookie, page = response.headers["Set-Cookie"].partition(";")[0], response.read().decode()
            token = re.search('name="token" value="([0-9a-f]+)"', page)
            assert token
            form = urllib.parse.urlencode({"token": token[1], "name": name}).encode()
            headers = {"Cookie": cookie, "Origin": address.rstrip("/")}
            asked = urllib.request.Request(f"{address}correct/person/john-kerry/rename", form, headers)
            with urllib.request.urlopen(asked, timeout=20) as response:
                assert f"is called “{name}” now" in response.read().decode()


class TestWorkers:
    """Processes and signals."""

    pytestmark = slow_and_linux

    def test_a_worker_that_dies_is_replaced(self, archive: Run, folder: Path) -> None:
        with server(folder, 2) as (process, address):
            assert eventually(lambda: len(children(process)) == 2)
            time.sleep(1.1)  # it has lived long enough to be replaced at once
            victim = min(children(process))
            os.kill(victim, signal.SIGKILL)
            assert eventually(lambda: len(children(process) - {victim}) == 2)
            assert answer(address).count('"id"') == 2

    @pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_ends_everything(self, archive: Run, folder: Path, way: signal.Signals) -> None:
        with server(folder, 2) as (process, address):
            answer(address)
            workers = children(process)
            os.killpg(process.pid, way) if way is signal.SIGINT else process.send_signal(way)  # as a terminal does it
            assert process.wait(20) == 0
            assert not any(alive(each) for each in workers)

    def test_a_killed_parent_leaves_no_workers(self, archive: Run, folder: Path) -> None:
        with server(folder, 3) as (process, address):
            assert eventually(lambda: len(children(process)) == 3)
            answer(address)
            workers = children(process)
            process.kill()
            assert eventually(lambda: not any(alive(each) for each in workers))
