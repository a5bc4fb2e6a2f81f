"""The benchmark of adding: every article is found, and the table has what was measured."""

from __future__ import annotations

import pytest

from archive.core import Archive
from benchmarks import adding


def test_articles_are_added_one_by_one_and_found(sample_archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    adding.main([str(sample_archive.config.index), "--articles", "30", "--added", "12"])
    printed = capsys.readouterr().out
    assert "30 articles, 12 added" in printed
    assert "put to found, the 3 that merged" in printed
