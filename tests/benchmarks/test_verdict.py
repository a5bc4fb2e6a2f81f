"""The verdict of the benchmark: what figures make of what was asked, on figures that are made up."""

from __future__ import annotations

from pathlib import Path

from benchmarks.engines.articles import Written
from benchmarks.engines.kept import Size, sizes
from benchmarks.engines.measuring import Built
from benchmarks.engines.table import Pair
from benchmarks.engines.verdict import Measured, asked, growth

KINDS = ["word", "word", "near", "near"]


def measured(folder: Path, ours: list[float], theirs: list[float]) -> Measured:
    """Figures of 1,000 short articles: ours and tantivy's times of four queries, and an index half as fast and twice as large."""
    size = Size(folder, Written(1_000, 800_000))
    for output in ("full", "top"):
        size.keep_pair(Pair("tantivy", output, KINDS, ours, theirs, 5, 70.0, 60.0, 0.1))
    size.keep_built("ours", [Built(seconds, 600, 80.0, 70.0, 0.1) for seconds in (9.0, 2.0, 1.0)])
    size.keep_built("store", [Built(1.0, 200, 80.0, 70.0, 0.1)])
    size.keep_built("tantivy", [Built(1.0, 400, 80.0, 70.0, 0.1)])
    return Measured(size)


def verdicts(each: Measured) -> dict[str, list[str]]:
    """What was measured and the verdict, by what was asked."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in asked([each])][2:]
    return {row[0]: row[2:] for row in rows}


def test_what_is_as_fast_as_asked_is_met_and_the_rest_is_missed(tmp_path: Path) -> None:
    found = verdicts(measured(tmp_path, [1.0, 1.0, 3.0, 3.0], [2.0, 2.0, 2.0, 2.0]))
    assert found["full query, mean"] == ["1,000 short: 1.00", "met"]
    assert found["full query, p95"] == ["1,000 short: 1.50", "missed at 1 of 1"]
    assert found["top 10 with the total, mean"] == ["1,000 short: 1.00", "met"]
    assert found["worst kind of query at the largest size, short"] == ["1,000 short, near: 1.50", "met"]


def test_building_counts_with_its_median_and_bytes_with_the_store(tmp_path: Path) -> None:
    found = verdicts(measured(tmp_path, [1.0] * 4, [1.0] * 4))
    assert found["indexing speed, short, one process"] == ["1,000 short: 0.50", "met"]
    assert found["bytes of store and index"] == ["1,000 short: 2.00", "missed at 1 of 1"]


def test_what_was_not_measured_is_said_to_be_so(tmp_path: Path) -> None:
    each = measured(tmp_path, [1.0] * 4, [1.0] * 4)
    found = verdicts(each)
    assert found["top 10 without the total, mean"] == ["", "not measured"]
    assert found["indexing speed, long, one process"] == ["", "not measured"]
    assert found["stock Whoosh with facets: its mean as times ours"] == ["", "not measured"]
    assert "not measured" in list(growth([each]))[-1]


def test_sizes_come_smallest_first(tmp_path: Path) -> None:
    for number in (200, 30):
        (tmp_path / f"{number}-1").mkdir()
        (tmp_path / f"{number}-1" / "written.json").write_text(f"[{number}, 1]")
    assert [each.written.articles for each in sizes(tmp_path)] == [30, 200]
