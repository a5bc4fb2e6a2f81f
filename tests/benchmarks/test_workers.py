"""The benchmark of the workers: it drives processes and servers to the end, and counts what they did."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from archive.core import Archive
from benchmarks import workers


@pytest.mark.slow
def test_searches_and_requests_are_counted(sample_archive: Archive, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(sample_archive.config.index, tmp_path / "index")
    workers.main([str(tmp_path / "index"), "--queries", "21", "--rounds", "1", "--clients", "2"])
    printed = capfd.readouterr().out
    for line in ("one process", "two processes", "JSON, one worker", "JSON, two workers", "page, one worker", "page, two workers"):
        found = re.search(rf"^{line} +([\d,]+) +([\d.,]+)\b", printed, re.MULTILINE)
        assert found and int(found[1].replace(",", "")) > 0 and float(found[2].replace(",", "")) > 0, line
