"""Addresses and requests: each gives back the other, and what cannot be read is said."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from archive.errors import RequestError
from archive.model import PartialDate
from archive.schema import FACETS
from archive.search import Filter, SearchRequest, Sort, make_filters
from archive.web.urls import Addresses, FacetRequest, reject_unknown

ADDRESSES = Addresses(size=25)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
VALUE = TEXT.filter(str.strip)
DATES = st.one_of(
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28)),
)
PAIRS = st.sampled_from([field.name for field in FACETS]).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(["none", "1999", "2013"]) if name == "year" else VALUE)
)
REQUESTS = st.builds(
    SearchRequest,
    text=TEXT.map(lambda text: text if text.strip() else ""),
    filters=st.builds(make_filters, st.lists(PAIRS, max_size=6), st.lists(PAIRS, max_size=4)),
    since=st.none() | DATES,
    until=st.none() | DATES,
    sort=st.none() | st.sampled_from(Sort),
    size=st.integers(1, 100),
    cursor=st.none() | VALUE,
    explain=st.booleans(),
)


def read(query: str) -> SearchRequest:
    return ADDRESSES.request(MultiDict(parse_qsl(query, keep_blank_values=True)))


@given(request=REQUESTS)
def test_an_address_gives_back_its_request(app: Flask, request: SearchRequest) -> None:
    with app.test_request_context():
        address = ADDRESSES.search(request)
    assert read(urlsplit(address).query) == request


@given(search=REQUESTS, match=TEXT, order=st.sampled_from(["count", "value"]), offset=st.integers(0, 500), size=st.integers(1, 10_000))
def test_an_address_gives_back_its_page_of_a_facet(
    app: Flask, search: SearchRequest, match: str, order: str, offset: int, size: int
) -> None:
    match = match if match.strip() else ""
    plain = SearchRequest(search.text, search.filters, search.since, search.until, search.sort, ADDRESSES.size, None, search.explain)
    asked = FacetRequest("person", plain, match, order, offset, size)
    with app.test_request_context():
        address = ADDRESSES.facet(asked)
    assert ADDRESSES.facet_request("person", MultiDict(parse_qsl(urlsplit(address).query))) == asked


def test_every_parameter_is_read() -> None:
    query = "q=peace&person=a&person=b&country=RU&without=person:c&without=org:d:e&since=2013&until=2013-05-07&sort=newest&size=5&explain=1"
    assert read(query + "&cursor=x") == SearchRequest(
        text="peace",
        filters=(Filter("person", ("a", "b"), ("c",)), Filter("organisation", (), ("d:e",)), Filter("country", ("RU",))),
        since=PartialDate(2013),
        until=PartialDate(2013, 5, 7),
        sort=Sort.NEWEST,
        size=5,
        cursor="x",
        explain=True,
    )


def test_fields_left_empty_in_a_form_ask_for_nothing() -> None:
    assert read("q=&person=&person=+&without=&since=&until=&sort=&size=&cursor=&explain=&unknown=1") == SearchRequest(size=25)


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("size=abc", "size=abc cannot be read", "size takes a whole number from 1 to 100."),
        ("size=100000", "size=100000 cannot be read", "size takes a whole number from 1 to 100."),
        ("size=0", "size=0 cannot be read", "size takes a whole number from 1 to 100."),
        ("size=٣", "size=٣ cannot be read", "size takes a whole number from 1 to 100."),
        ("since=199x", "since=199x cannot be read", "since takes a date such as 2013, 2013-05, 2013-05-07, May 2013 or 7 May 2013."),
        (
            "until=2013-02-30",
            "until=2013-02-30 cannot be read",
            "until takes a date such as 2013, 2013-05, 2013-05-07, May 2013 or 7 May 2013.",
        ),
        ("sort=foo", "sort=foo cannot be read", "sort takes relevance, newest, oldest."),
        ("explain=yes", "explain=yes cannot be read", "explain takes 1 or 0."),
        ("year=later", "year=later cannot be read", "year takes a year of four digits such as 2013, or none."),
        ("q=a&q=b", "q is given twice: a and b", "q takes one value."),
        ("q=" + "a" * 4001, "q has 4,001 characters", "At most 4,000 are read."),
        ("&".join(f"person={number}" for number in range(101)), "101 values are chosen or excluded", "At most 100 are read."),
    ],
)
def test_what_cannot_be_read_is_named_with_what_is_accepted(query: str, message: str, hint: str) -> None:
    with pytest.raises(RequestError) as raised:
        read(query)
    assert (raised.value.message, raised.value.hint) == (message, hint)


@pytest.mark.parametrize("value", ["foo", "foo:bar", "person", "person:", "title:peace", ":x"])
def test_without_needs_a_facet_and_a_value(value: str) -> None:
    with pytest.raises(RequestError, match="without="):
        read(f"without={value}")


def test_programs_are_told_of_a_parameter_that_nobody_reads() -> None:
    with pytest.raises(RequestError, match="there is no parameter persn"):
        reject_unknown(MultiDict([("q", "a"), ("persn", "kerry")]), ("q", "person"))
