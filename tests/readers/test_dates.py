"""Dates are read to the precision that the source states, and never invented."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import DateSource, PartialDate
from archive.readers.dates import path_date, read_date, settle, url_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2013-05-07", "2013-05-07"),
        ("2013-05-07T23:30:00-05:00", "2013-05-07"),
        ("2013-05-07 00:10:00+09:00", "2013-05-07"),
        ("20130507T101500Z", "2013-05-07"),
        ("2013/5/7", "2013-05-07"),
        ("2013-05", "2013-05"),
        ("2013", "2013"),
        ("May 7, 2013", "2013-05-07"),
        ("7 May 2013", "2013-05-07"),
        ("Tuesday 7 May 2013 11.30 BST", "2013-05-07"),
        ("Tue, 07 May 2013 23:30:00 -0500", "2013-05-07"),
        ("Published: 7 May 2013", "2013-05-07"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("3rd of March 2012", "2012-03-03"),
        ("Sept. 3, 2012", "2012-09-03"),
        ("May 2013", "2013-05"),
        ("7. Mai 2013", "2013-05-07"),
        ("mardi 7 mai 2013", "2013-05-07"),
        ("13/04/2015", "2015-04-13"),
        ("04/13/2015", "2015-04-13"),
        ("04/04/2015", "2015-04-04"),
        ("03/04/2015", "2015"),
        ("10:30 PM EST 05/07/2013", "2013"),
        *(
            (text, None)
            for text in ("", "yesterday", "May 7", "7", "12 May 87", "05/07/13", "1367884800", "2013-02-30", "31 February 2013")
        ),
        *(
            (text, None)
            for text in ("Spring 2013", "Tuesday 2013", "2013-13", "1399-01-01", "2201-01-01", "0013-01-01", "x" * 5000, "99999999")
        ),
    ],
)
def test_a_date_is_read_as_stated(text: str, expected: str | None) -> None:
    assert read_date(text) == (expected and PartialDate.parse(expected))


@given(
    day=st.dates(date(1400, 1, 1), date(2200, 12, 31)),
    form=st.sampled_from(["%d %B %Y", "%B %d, %Y", "%A, %d %b %Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]),
)
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    text = day.strftime(form).replace(day.strftime("%Y"), f"{day.year:04}")
    assert read_date(text) == PartialDate(day.year, day.month, day.day)


@given(text=st.text(alphabet="0123456789-/., :TZMayJun", max_size=24))
def test_what_is_read_was_written(text: str) -> None:
    found = read_date(text)
    assert found is None or f"{found.year:04}" in text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2013/05/07/slug.txt", "2013-05-07"),
        ("2013-05-07-slug.txt", "2013-05-07"),
        ("20130507_slug.txt", "2013-05-07"),
        ("2013-05/slug.txt", "2013-05"),
        ("news/1999/12/1.txt", "1999-12"),
        ("2013/slug.txt", "2013"),
        ("2013/05-07.txt", "2013"),
        ("2013.txt", None),
        ("2013-13-01.txt", None),
        ("12345678.txt", None),
        ("export-2013-05-07.txt", None),
        ("slug.txt", None),
    ],
)
def test_a_path_tells_a_date_where_it_begins_with_one(path: str, expected: str | None) -> None:
    assert path_date(PurePath(path)) == (expected and PartialDate.parse(expected))


def test_an_address_tells_a_date_to_the_month_at_least() -> None:
    assert url_date("https://example.org/news/2013/05/07/slug") == PartialDate(2013, 5, 7)
    assert url_date("https://example.org/2013/05/slug") == PartialDate(2013, 5)
    assert url_date("https://example.org/2013/slug") is None


FIELD, PATH, DATELINE = DateSource.FIELD, DateSource.PATH, DateSource.DATELINE


@pytest.mark.parametrize(
    ("field", "path", "month_and_day", "expected"),
    [
        ("2013-05-07", "2012-01-01", (5, 8), ("2013-05-07", FIELD)),
        ("2013", "2013-05-07", None, ("2013-05-07", PATH)),
        ("2013", "2012-05-07", None, ("2013", FIELD)),
        ("2013", None, (5, 7), ("2013-05-07", DATELINE)),
        (None, "2013-05", (5, 7), ("2013-05-07", DATELINE)),
        (None, "2013-05", (6, 7), ("2013-05", PATH)),
        ("2013", None, (2, 30), ("2013", FIELD)),
        (None, None, (5, 7), (None, None)),
    ],
)
def test_the_first_date_holds_and_a_later_one_inside_it_makes_it_finer(
    field: str | None, path: str | None, month_and_day: tuple[int, int] | None, expected: tuple[str | None, DateSource | None]
) -> None:
    candidates = [(field and PartialDate.parse(field), FIELD), (path and PartialDate.parse(path), PATH)]
    date, source = settle(candidates, month_and_day)
    assert (date and str(date), source) == expected
