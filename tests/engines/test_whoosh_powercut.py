"""A power cut at any moment of writing leaves a whole commit, and none that was made is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from shutil import rmtree
from unittest.mock import patch

import pytest

from archive.engines.whoosh import WhooshEngine
from archive.errors import ArchiveError

from .histories import change, reached
from .powercut import LUCKS, Disk, lay_out, some


@pytest.fixture(autouse=True)
def merging_often_on_a_fast_disk() -> Iterator[None]:
    with patch("archive.engines.whoosh.tiers.MERGE_WHEN", 3), patch("os.fsync"):
        yield


def check_every_moment(folder: Path, changes: int, seed: int, deaf: str = "") -> int:
    """Make so many changes; lay out what power cuts at each step of each may leave, and check it. How many were different."""
    root, random = folder / "root", Random(seed)
    root.mkdir()
    disk = Disk(root, deaf)
    moments: dict[tuple[object, ...], str] = {}
    made = 0

    def cut(step: str) -> None:
        for name, luck in {**LUCKS, "some": some(random), "others": some(random)}.items():
            moments.setdefault((made, *disk.left(luck).items()), f"{name} left at moment {len(moments)}, {step}")

    with disk.watched(cut):
        for sequence in range(1, changes + 1):
            change(WhooshEngine(root / "index"), sequence)
            made = sequence
    for (made, *left), moment in moments.items():
        lay_out(dict(left), folder / "after")
        index = folder / "after" / "index"
        try:
            found = reached(index)
            assert made <= found <= made + 1, "no change is lost"
            change(WhooshEngine(index), found + 1)
            assert reached(index) == found + 1
        except (ArchiveError, AssertionError) as error:
            raise AssertionError(f"after change {made}, {moment}: {[path for path, _ in left]}") from error
        rmtree(folder / "after")
    return len(moments)


@pytest.mark.parametrize("changes", [8, pytest.param(15, marks=pytest.mark.slow)])
def test_a_power_cut_at_any_moment_leaves_a_whole_commit_and_loses_none(tmp_path: Path, changes: int) -> None:
    assert check_every_moment(tmp_path, changes, seed=changes) > 12 * changes


@pytest.mark.parametrize("deaf", ["*.arrays", ".commit-*", "*.toc*", "index", "root"])
def test_each_sync_is_needed(tmp_path: Path, deaf: str) -> None:
    with pytest.raises(AssertionError, match="after change"):
        check_every_moment(tmp_path, changes=4, seed=1, deaf=deaf)
