"""Whatever is asked, in whatever bytes: an answer or a clear refusal, never a failure of the program."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.core import Archive
from archive.web import LOOPBACK, create_app
from archive.web.urls import FACET_PARAMETERS, PARAMETERS

PATHS = (
    *("/", "/search", "/advanced", "/help", "/facet/person", "/facet/year", "/person/john-kerry", "/country/RU"),
    *("/api/search", "/api/facets/country", "/article/x", "/api/articles/x"),
)
SCRAPS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["none", "1", "0", "-1", "1e9", "9" * 30, "0000", "2013", "2013-05", "newest", "person:x", "RU", "AND", "("]),
    st.sampled_from(["eyJyIjp7fX0", "bnVsbA", "W10", "e30", "\0", "a:b:c", '"' * 9, "*" * 9, "date:", "person:*", "\ud800"]),
)
QUERIES = st.lists(st.tuples(st.sampled_from([*PARAMETERS, *FACET_PARAMETERS, "x"]), SCRAPS), max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), query=st.binary(max_size=40))
def test_any_bytes_as_a_query_string(client: FlaskClient, path: str, query: bytes) -> None:
    assert client.get(f"{path}?q={quote_from_bytes(query)}").status_code < 500
    assert client.get(path, query_string=quote_from_bytes(query, safe="=&+;%:/?")).status_code < 500


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), query=QUERIES)
def test_any_values_of_the_parameters(client: FlaskClient, path: str, query: list[tuple[str, str]]) -> None:
    text = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in query)
    assert client.get(f"{path}?{text}").status_code < 500


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["article", "person", "place", "country", "facet", "api/articles", "api/facets"]), id=st.binary(max_size=12))
def test_any_bytes_as_an_id(client: FlaskClient, kind: str, id: bytes) -> None:
    assert client.get(f"/{kind}/{quote_from_bytes(id)}").status_code < 500


@pytest.mark.parametrize("path", ["/search", "/api/search", "/advanced", "/facet/person"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%FF%FE", 400),
        ("q=%ED%A0%80", 400),
        ("q=" + "a" * 5_000, 400),
        ("q=" + "a" * 100_000, 414),
        ("person=" + "a" * 5_000, 400),
        ("size=0", 400),
        ("size=-1", 400),
        ("size=99999999999999999999", 400),
        ("without=x", 400),
        ("since=0000", 400),
        ("until=99999", 400),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(client: FlaskClient, path: str, query: str, status: int) -> None:
    assert client.get(f"{path}?{query}").status_code == status


def test_a_nul_is_only_a_letter_that_no_article_has(client: FlaskClient) -> None:
    assert client.get("/search?q=syria%00&person=%00").status_code == 200
    assert client.get("/article/%00").status_code == 404


@pytest.mark.parametrize("path", ["/", "/search", "/healthz", "/api/search", "/help", "/nothing"])
def test_head_answers_as_get_does_without_a_body(client: FlaskClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.data, head.mimetype) == (get.status_code, b"", get.mimetype)


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost:8080", 200), ("127.0.0.1", 200), ("[::1]:8080", 200), ("evil.example", 400), ("127.0.0.1.evil.example", 400)],
)
def test_a_server_of_this_machine_alone_answers_no_other_name(sample_archive: Archive, host: str, status: int) -> None:
    client = create_app(sample_archive, hosts=LOOPBACK).test_client()
    for path in ("/", "/search?q=syria", "/api/search", "/healthz", "/static/archive.css"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == status, path
        assert (b"Syria" in answer.data) <= (status == 200)
