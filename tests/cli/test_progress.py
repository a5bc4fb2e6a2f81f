"""Progress: a bar with rate and time left in a terminal, nothing in a pipe, and each stage in its own unit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.config import Collection, Config
from archive.core import open_archive
from archive.indexing import Source

pty = pytest.importorskip("pty", reason="terminals of Unix")
termios = pytest.importorskip("termios", reason="terminals of Unix")

SHOW = """
import time
from archive.cli.frame import ProgressBar

with ProgressBar() as progress:
    for stage in ("names", "names across articles"):
        for done in (1, 20, 40):
            progress(stage, done, 100)
            time.sleep(0.15)
    progress("commit", 40, None)
"""


def shown_in_a_terminal() -> str:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 120))
    with subprocess.Popen([sys.executable, "-c", SHOW], stderr=theirs) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                more = os.read(ours, 65_536)
            except OSError:  # what Linux says of a terminal that nobody writes to any more
                break
            if not more:
                break
            said += more
        os.close(ours)
    assert process.returncode == 0
    return said.decode()


def test_a_terminal_gets_a_bar_with_rate_and_time_left_in_the_unit_of_the_stage() -> None:
    said = shown_in_a_terminal()
    assert re.search(r"names: +40%.* 40/100 \[00:00<00:0\d, +[\d.]+ articles/s\]", said), said
    assert re.search(r"names across articles: +40%.* 40/100 \[00:00<00:0\d, +[\d.]+ names/s\]", said), said
    assert "commit: 40 articles" in said


def test_a_pipe_gets_none() -> None:
    done = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_run_counts_articles_upwards_stage_by_stage(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(3):
        rows = [f"{number}{row},Title {number} {row},John Kerry met Sergei Lavrov in Oslo." for row in range(4)]
        (news / f"{number}.csv").write_text("\n".join(["id,title,body", *rows]) + "\n", encoding="utf-8")
    told: list[tuple[str, int, int | None]] = []
    source = Source(Collection("news", (news,)))
    with open_archive(Config(index=tmp_path / "index"), create=True) as archive:
        archive.index([source], progress=lambda *each: told.append(each))
        assert [done for stage, done, _ in told if stage == "read"] == [4, 8, 12]
        assert list(dict.fromkeys(stage for stage, _, _ in told))[-2:] == ["index", "commit"]
        for stage in {stage for stage, _, _ in told}:
            last = [(done, total) for each, done, total in told if each == stage][-1]
            assert last[1] in (None, last[0]), f"{stage} ends where all is done"
        told.clear()
        archive.index([source], progress=lambda *each: told.append(each))
        assert [done for stage, done, _ in told if stage == "read"] == [4, 8, 12], "files that are as they were count their articles"
