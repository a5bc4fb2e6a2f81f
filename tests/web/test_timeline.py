"""The timeline: a long time without articles is said, not drawn, and numbers have room."""

from __future__ import annotations

import pytest
from flask import Flask

from archive.search import Bucket, Interval, SearchRequest, Timeline
from archive.web.timeline import LEAST, TimelineView, timeline_view
from archive.web.urls import Addresses


def view(app: Flask, interval: Interval, counts: dict[str, int]) -> TimelineView:
    buckets = tuple(Bucket(start, count, count) for start, count in counts.items())
    with app.test_request_context():
        found = timeline_view(Addresses(10), SearchRequest(), Timeline(interval, buckets, 0, 0))
    assert found is not None
    return found


def years(first: int, *counts: int) -> dict[str, int]:
    return {str(year): count for year, count in enumerate(counts, first)}


def test_empty_years_are_said_and_lead_nowhere(app: Flask) -> None:
    blocks = view(app, Interval.YEAR, years(1987, 15000, *[0] * 19, 1, 0, 0, 1, 0, 737, 1400)).blocks
    assert [(block.label, block.href is not None, len(block.bars)) for block in blocks] == [
        ("1980s", True, 1),
        ("1988–2006: none", False, 0),
        ("2000s", True, 3),
        ("2010s", True, 4),
    ]
    assert [bar.height >= LEAST for block in blocks for bar in block.bars] == [True, True, False, False, True, False, True, True]


def test_a_block_without_articles_leads_nowhere(app: Flask) -> None:
    blocks = view(app, Interval.YEAR, years(2008, 5, 3, 0, 0)).blocks
    assert [(block.label, block.href is not None) for block in blocks] == [("2000s", True), ("2010–2011: none", False)]


def test_a_long_pause_of_months_is_said_in_words(app: Flask) -> None:
    months = {f"2013-{month:02}": int(month in (1, 12)) for month in range(1, 13)}
    assert [block.label for block in view(app, Interval.MONTH, months).blocks] == ["2013", "February 2013 – November 2013: none", "2013"]


def test_months_stand_in_columns_where_there_is_no_pause(app: Flask) -> None:
    months = {"2012-11": 1, "2012-12": 2, "2013-01": 0, "2013-02": 1}
    assert [block.skipped for block in view(app, Interval.MONTH, months).blocks] == [10, 0]


@pytest.mark.parametrize(
    ("counts", "numbers"),
    [
        ((1400, 1100, 1600, 1200), ["", "", "1.6k", ""]),
        ((1400, 0, 1600, 1200), ["1.4k", "", "1.6k", ""]),
        ((12, 7, 99, 100, 100), ["12", "7", "99", "100", ""]),
    ],
)
def test_numbers_stand_only_where_there_is_room(app: Flask, counts: tuple[int, ...], numbers: list[str]) -> None:
    (block,) = view(app, Interval.YEAR, years(2010, *counts)).blocks
    assert [bar.number for bar in block.bars] == numbers
    assert [bar.words.partition(": ")[2].split()[0] for bar in block.bars] == [f"{count:,}" for count in counts]
