"""Cursors go there and back, refuse what is not theirs, and bring their request along."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import cursor
from archive.cursor import Cursor
from archive.errors import CursorError
from archive.model import PartialDate
from archive.schema import FACETS
from archive.search import SearchRequest, Sort, SortKey, make_filters

names = st.sampled_from([field.name for field in FACETS])
pairs = st.lists(st.tuples(names, st.text(min_size=1, max_size=8)), max_size=4)
dates = st.none() | st.builds(PartialDate, st.integers(1400, 2200), st.integers(1, 12))
requests = st.builds(
    SearchRequest,
    text=st.text(max_size=20),
    filters=st.builds(make_filters, pairs, pairs),
    since=dates,
    until=dates,
    sort=st.none() | st.sampled_from(Sort),
    size=st.integers(1, 100),
)
keys = st.builds(
    SortKey, st.floats(allow_nan=False, allow_infinity=False), st.none() | st.integers(1, 800_000), st.text(min_size=1, max_size=12)
)
written = st.builds(Cursor, requests, st.text(max_size=8), st.integers(0), st.booleans(), keys)


@given(written)
def test_a_cursor_goes_there_and_back(made: Cursor) -> None:
    assert cursor.read(cursor.write(made)) == made


@given(st.text())
def test_any_text_is_a_cursor_or_a_cursor_error(text: str) -> None:
    try:
        cursor.read(text)
    except CursorError as error:
        assert error.hint


@given(written)
def test_a_cursor_alone_brings_its_request(made: Cursor) -> None:
    alone = cursor.write(made)
    assert cursor.resume(SearchRequest(size=10, cursor=alone), 10) == (made.request, made)
    assert cursor.resume(SearchRequest(size=25, cursor=alone), 10) == (replace(made.request, size=25), made)


@given(written)
def test_a_cursor_goes_on_in_its_own_request(made: Cursor) -> None:
    request, opened = cursor.resume(replace(made.request, cursor=cursor.write(made)), 10)
    assert (request, opened) == (made.request, made)


def test_a_cursor_of_another_search_is_refused() -> None:
    text = cursor.write(Cursor(SearchRequest(text="peace"), "build", 1, False, SortKey(1.0, 2, "a")))
    with pytest.raises(CursorError, match="another search"):
        cursor.resume(SearchRequest(text="war", cursor=text), 10)
