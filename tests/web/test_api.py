"""The JSON views: the hall's bytes, problems as RFC 9457 has them, and answers that are not sent twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from archive.cli import main_group
from archive.core import Archive
from archive.model import PartialDate
from archive.render import article_json, facet_json, result_json, to_json
from archive.search import Filter, SearchRequest, Sort
from tests.web.correcting import TODAY


@pytest.mark.parametrize(
    ("query", "request_"),
    [
        ("", SearchRequest()),
        ("q=syria&explain=1", SearchRequest("syria", explain=True)),
        ("q=syrai+comet", SearchRequest("syrai comet")),
        ("q=%22peace+conference%22&size=2&sort=oldest", SearchRequest('"peace conference"', size=2, sort=Sort.OLDEST)),
        (
            "person=john-kerry&without=country:RU&since=2013-05",
            SearchRequest(filters=(Filter("person", ("john-kerry",)), Filter("country", (), ("RU",))), since=PartialDate(2013, 5)),
        ),
    ],
)
def test_a_search_is_the_hall_s_answer_byte_for_byte(
    client: FlaskClient, sample_archive: Archive, query: str, request_: SearchRequest
) -> None:
    response = client.get(f"/api/search?{query}")
    assert response.mimetype == "application/json"
    assert response.data == to_json(result_json(sample_archive.search(request_, TODAY))).encode()


def test_the_command_line_prints_the_same_bytes(client: FlaskClient, sample_archive: Archive, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"index: {json.dumps(str(sample_archive.config.index))}\n")
    arguments = [
        "--config",
        str(config),
        "search",
        "agreement",
        "--country",
        "russia",
        "--without",
        "person:john-kerry",
        "--format",
        "json",
    ]
    printed = CliRunner().invoke(main_group, arguments)
    assert printed.exit_code == 0, printed.output
    assert printed.stdout_bytes == client.get("/api/search?q=agreement&country=russia&without=person:john-kerry").data


def test_the_csv_is_what_the_command_line_prints(client: FlaskClient, sample_archive: Archive, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"index: {json.dumps(str(sample_archive.config.index))}\n")
    arguments = ["--config", str(config), "search", "--all", "--format", "csv", "--since", "May 2012", "--country", "russia"]
    printed = CliRunner().invoke(main_group, arguments)
    response = client.get("/search.csv?country=russia&since=May+2012&size=3")
    assert printed.stdout_bytes == response.data and response.data.count(b"\r\n") > 4
    assert response.headers["Content-Disposition"] == 'attachment; filename="search.csv"'
    assert client.get("/search.csv?country=atlantis&q=date:199x").status_code == 400


def test_a_csv_ends_at_its_bound(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.web.api.MOST_ROWS", 7)
    monkeypatch.setattr("archive.web.api.MAXIMUM_SIZE", 5)
    assert client.get("/search.csv").text.count("\r\n") == 8


def test_cursors_lead_through_the_whole_result_and_back(client: FlaskClient) -> None:
    address, seen, page = "/api/search?q=agreement&size=3", [], {"next": None}
    while page["next"] or not seen:
        page = client.get(f"{address}&cursor={page['next']}" if page["next"] else address).json
        seen += [hit["id"] for hit in page["hits"]]
    assert len(seen) == len(set(seen)) == page["total"]
    before = client.get(f"{address}&cursor={page['previous']}").json
    assert [hit["id"] for hit in before["hits"]] == seen[-3 - len(page["hits"]) : -len(page["hits"])]


def test_an_article_has_its_text_and_its_names(client: FlaskClient, sample_archive: Archive) -> None:
    id = sample_archive.search(SearchRequest("lavrov conference"), TODAY).hits[0].id
    response = client.get(f"/api/articles/{id}")
    assert response.data == to_json(article_json(sample_archive.get(id))).encode()
    assert {"value": "sergei-lavrov", "label": "Sergei Lavrov", "resolved": True} in response.json["person"]


def test_a_facet_can_be_matched_ordered_and_paged(client: FlaskClient, sample_archive: Archive) -> None:
    request = SearchRequest("agreement")
    expected = sample_archive.facet("person", request, TODAY, None, "value", 2, 500)
    response = client.get("/api/facets/person?q=agreement&order=value&offset=2&size=500")
    assert response.data == to_json({"field": "person", **facet_json(expected)}).encode()
    matched = client.get("/api/facets/person?match=kerr").json
    assert [value["label"] for value in matched["values"]] == ["John Kerry"]


def test_health_tells_the_commit(client: FlaskClient, sample_archive: Archive) -> None:
    state = sample_archive.snapshot().state
    assert client.get("/healthz").json == {
        "status": "ok",
        "articles": 72,
        "build": state.build,
        "commit": state.commit,
        "index_fault": None,
        "authority_pending": False,
    }


def test_a_query_that_blocks_is_a_problem_with_its_place(client: FlaskClient) -> None:
    response = client.get("/api/search?q=peace+date:199x")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    problem = response.json
    assert list(problem) == ["type", "title", "status", "detail", "hint", "diagnostics"]
    assert (problem["type"], problem["title"], problem["status"]) == (
        "urn:news-archive:problem:query-error",
        "The query cannot be read",
        400,
    )
    start, end = problem["diagnostics"][0]["span"]
    assert "peace date:199x"[start:end] == "199x"


@pytest.mark.parametrize(
    ("address", "status", "kind"),
    [
        ("/api/search?size=abc", 400, "parameter-error"),
        ("/api/search?organisation=european", 400, "ambiguous-name"),
        ("/api/search?persn=kerry", 400, "request-error"),
        ("/api/search?cursor=nonsense", 400, "cursor-error"),
        ("/api/search?q=%FF", 400, "not-utf-8"),
        ("/api/search?q=" + "a" * 100_000, 414, "address-too-long"),
        ("/api/articles/nothing", 404, "not-found"),
        ("/api/facets/title", 404, "not-found"),
        ("/api/facets/nothing", 404, "not-found"),
        ("/api/nothing", 404, "no-such-page"),
    ],
)
def test_every_error_is_a_problem(client: FlaskClient, address: str, status: int, kind: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert (response.json["type"], response.json["status"]) == (f"urn:news-archive:problem:{kind}", status)
    assert response.headers["Cache-Control"] == "no-store"


def test_a_cursor_of_another_search_is_refused(client: FlaskClient, sample_archive: Archive) -> None:
    cursor = sample_archive.search(SearchRequest("agreement", size=2), TODAY).next
    response = client.get(f"/api/search?q=comet&cursor={cursor}")
    assert (response.status_code, response.json["type"]) == (400, "urn:news-archive:problem:cursor-error")


def test_only_reading_is_done(client: FlaskClient) -> None:
    response = client.post("/api/search")
    assert response.status_code == 405
    assert set(response.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}
    assert client.delete("/search").status_code == 405
    head = client.head("/api/search?q=syria")
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize("address", ["/", "/search?q=syria", "/api/search?q=syria", "/api/facets/person", "/facet/person", "/country/RU"])
def test_an_answer_that_is_there_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_equal_requests_give_equal_bytes(client: FlaskClient) -> None:
    for address in ("/", "/search?q=agreement", "/person/john-kerry", "/api/search?q=agreement"):
        assert client.get(address).data == client.get(address).data
