"""Dates, numbers and bars in words."""

from __future__ import annotations

import pytest
from flask import Flask

from archive.model import DateSource, PartialDate
from archive.search import Bucket, Interval, Passage, SearchRequest, Timeline
from archive.web.hits import Segment, segments
from archive.web.reading import paragraphs, safe_url
from archive.web.timeline import timeline_view
from archive.web.urls import Addresses
from archive.web.wording import date_story, date_words, short_number


def test_dates_are_as_exact_as_they_are_known() -> None:
    assert [date_words(PartialDate.parse(text)) for text in ("2013-05-07", "2013-05", "2013")] == ["7 May 2013", "May 2013", "2013"]
    assert date_story(PartialDate(2013, 5), DateSource.DATELINE) == "known to the month only, from the dateline in the text"
    assert date_story(PartialDate(2013, 5, 7), None) == "known to the day"


def test_numbers_are_short_beside_a_bar() -> None:
    numbers = (0, 999, 1000, 1250, 9949, 9951, 27391, 999_499, 999_500, 3_100_000)
    assert [short_number(number) for number in numbers] == ["0", "999", "1.0k", "1.2k", "9.9k", "10k", "27k", "999k", "1.0M", "3.1M"]


def test_passages_are_cut_at_their_highlights() -> None:
    assert segments(Passage("peace talks", ((0, 5),))) == (Segment("peace", True), Segment(" talks", False))
    assert segments(Passage("")) == ()


def test_highlights_stay_in_their_paragraph() -> None:
    body = Passage("One peace.\n\nTwo peace talks\nhere.\n\n\n\n", ((4, 9), (16, 21)))
    assert [[segment.text for segment in each if segment.marked] for each in paragraphs(body)] == [["peace"], ["peace"]]
    assert ["".join(segment.text for segment in each) for each in paragraphs(body)] == ["One peace.", "Two peace talks\nhere."]


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "data:text/html,x", "//example.org", "http:///x", "ftp://example.org", "http://[", "file:///x"]
)
def test_only_addresses_of_the_web_are_safe(url: str | None) -> None:
    assert safe_url(url) is None
    assert safe_url("https://example.org/a") == "https://example.org/a"


def test_bars_stand_in_the_blocks_of_their_year(app: Flask) -> None:
    buckets = (Bucket("2013-11", 1, 2), Bucket("2013-12", 0, 5), Bucket("2014-01", 4, 4))
    with app.test_request_context():
        view = timeline_view(Addresses(10), SearchRequest("peace"), Timeline(Interval.MONTH, buckets, 1, 2))
    assert view is not None
    assert [(block.label, block.skipped, block.href) for block in view.blocks] == [
        ("2013", 10, "/search?q=peace&since=2013&until=2013"),
        ("2014", 0, "/search?q=peace&since=2014&until=2014"),
    ]
    assert [(bar.words, bar.short, bar.height, bar.href) for block in view.blocks for bar in block.bars] == [
        ("November 2013: 1 of 2 articles", "N", 10, "/search?q=peace&since=2013-11&until=2013-11"),
        ("December 2013: 0 of 5 articles", "D", 0, None),
        ("January 2014: 4 of 4 articles", "J", 40, "/search?q=peace&since=2014-01&until=2014-01"),
    ]
    assert (view.undated, view.imprecise) == ("1 article without a date", "2 articles are dated to the year only and in no bar")
    assert view.undated_href == "/search?q=peace&year=none"


def test_a_block_never_widens_the_dates_that_hold(app: Flask) -> None:
    buckets = (Bucket("2013-05-30", 1, 1), Bucket("2013-05-31", 1, 1), Bucket("2013-06-01", 1, 1))
    request = SearchRequest(since=PartialDate(2013, 5, 30), until=PartialDate(2013, 6, 1))
    with app.test_request_context():
        view = timeline_view(Addresses(10), request, Timeline(Interval.DAY, buckets, 0, 0))
    assert view is not None
    assert [(block.label, block.href) for block in view.blocks] == [
        ("May 2013", "/search?since=2013-05-30&until=2013-05-31"),
        ("June 2013", "/search?since=2013-06-01&until=2013-06-01"),
    ]


def test_a_single_interval_is_no_timeline(app: Flask) -> None:
    with app.test_request_context():
        assert timeline_view(Addresses(10), SearchRequest(), Timeline(Interval.YEAR, (Bucket("2013", 3, 3),), 0, 0)) is None
