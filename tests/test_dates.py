"""Dates as people type them: written months are read, and nothing that two readers would read as two days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import read_date
from archive.model import PartialDate


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2013", PartialDate(2013)),
        ("2013-05", PartialDate(2013, 5)),
        (" 2013-5-7 ", PartialDate(2013, 5, 7)),
        ("May 2013", PartialDate(2013, 5)),
        ("sept. 2013", PartialDate(2013, 9)),
        ("7 May 2013", PartialDate(2013, 5, 7)),
        ("7th may, 2013", PartialDate(2013, 5, 7)),
        ("MAY 7, 2013", PartialDate(2013, 5, 7)),
        ("Dec 31 1999", PartialDate(1999, 12, 31)),
    ],
)
def test_a_date_is_read_as_it_is_typed(text: str, date: PartialDate) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    "text", ["", "May", "7 May", "May 13", "7/5/2013", "05-07-2013", "31 February 2013", "0 May 2013", "Mayo 2013", "٧ May 2013"]
)
def test_what_could_be_two_days_or_none_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_written_day_stays_that_calendar_day(day: dt.date) -> None:
    whole = PartialDate(day.year, day.month, day.day)
    assert read_date(day.strftime("%d %B %Y")) == read_date(day.strftime("%B %-d, %Y")) == read_date(str(whole)) == whole
