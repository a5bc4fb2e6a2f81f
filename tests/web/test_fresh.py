"""A running server and an archive that changes: what is committed is shown, and what is missing is said with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.cli.indexing import configured
from archive.config import Collection, Config, Entities
from archive.core import Archive, open_archive
from archive.search import SearchRequest
from archive.web import create_app
from tests.web.correcting import TODAY
from tests.web.seeing import see


def write(folder: Path, name: str, word: str) -> None:
    folder.mkdir(exist_ok=True)
    text = f"Harbour {word} opens in Oslo\n\nOSLO, May 7 2013 - The harbour {word} opened in Norway on Tuesday.\n"
    (folder / f"{name}.txt").write_text(text)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    entities = Entities(authority=tmp_path / "authority.yaml")
    return Config(index=tmp_path / "index", collections=(Collection("port", (tmp_path / "articles",)),), entities=entities)


@pytest.fixture
def archive(config: Config) -> Iterator[Archive]:
    with open_archive(config, create=True) as opened:
        yield opened


@pytest.fixture
def client(archive: Archive) -> FlaskClient:
    return create_app(archive, lambda: TODAY).test_client()


def test_without_an_index_every_page_names_the_command_that_makes_one(client: FlaskClient) -> None:
    for address in ("/", "/search?q=x", "/facet/person", "/advanced"):
        page = see(client, address)
        assert page.status == 503
        assert "archive index" in page.text("//main")
    problem = client.get("/api/search")
    assert (problem.status_code, problem.json["type"]) == (503, "urn:news-archive:problem:no-index")
    assert "archive index" in problem.json["hint"]
    assert client.get("/healthz").status_code == 503
    assert client.get("/help").status_code == 200


def test_a_running_server_shows_what_another_process_commits(client: FlaskClient, config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    write(folder, "bridge", "bridge")
    index_elsewhere(config)
    first = client.get("/search?q=harbour")
    assert "1 article" in first.text
    write(folder, "tunnel", "tunnel")
    index_elsewhere(config)
    second = client.get("/search?q=harbour", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "2 articles" in second.text
    assert client.get("/healthz").json["articles"] == 2
    assert "2 articles" in client.get("/").text
    reindex_elsewhere(config)
    third = client.get("/search?q=harbour", headers={"If-None-Match": second.headers["ETag"]})
    assert (third.status_code, see(client, "/search?q=harbour").total) == (200, 2)


def index_elsewhere(config: Config) -> None:
    with open_archive(config) as other:
        other.index(configured(config))


def reindex_elsewhere(config: Config) -> None:
    with open_archive(config) as other:
        other.reindex()


def test_a_page_goes_on_when_the_archive_has_changed_in_between(client: FlaskClient, config: Config, tmp_path: Path) -> None:
    for word in ("bridge", "tunnel", "tower"):
        write(tmp_path / "articles", word, word)
    index_elsewhere(config)
    following = see(client, "/search?q=harbour&size=2").tree.xpath("//a[@rel='next']/@href")[0]
    write(tmp_path / "articles", "crane", "crane")
    index_elsewhere(config)
    page = see(client, following)
    assert page.status == 200
    assert "the archive has changed" in page.text("//*[@class='remarks']").lower()


def test_an_article_that_was_removed_is_said_to_be(client: FlaskClient, config: Config, archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "articles", "bridge", "bridge")
    index_elsewhere(config)
    address = see(client, "/search").tree.xpath("//article//h3/a/@href")[0]
    archive.remove(address.rpartition("/")[2])
    page = see(client, address)
    assert page.status == 404
    assert "archive restore" in page.text("//main")
    assert see(client, "/").text("//section/h2") == "The archive is empty"


def test_a_failure_of_the_program_is_told_without_its_insides(
    client: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr(archive, "snapshot", fail)
    for address in ("/search", "/api/search"):
        response = client.get(address)
        assert response.status_code == 500
        assert "should not have happened" in response.text
        assert "secret" not in response.text


def test_decisions_are_shown_and_told_while_they_wait(archive: Archive, client: FlaskClient, config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("A visit\n\nAngela Merkel spoke in Hamburg.\n")
    (folder / "b.txt").write_text("A speech\n\nKatherine Jonson spoke in Hamburg.\n")
    archive.index(configured(config))
    assert client.get("/healthz").json["authority_pending"] is False
    before = client.get("/person/angela-merkel")
    config.entities.authority.write_text(
        "version: 1\nmerged: {katherine-jonson: angela-merkel}\nentities: [{id: angela-merkel, type: person, name: Chancellor Merkel}]\n"
    )
    assert client.get("/healthz").json["authority_pending"] is True
    archive.link()
    assert client.get("/healthz").json["authority_pending"] is False
    after = client.get("/person/angela-merkel", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Chancellor Merkel" in after.text
    moved = client.get("/person/katherine-jonson")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/person/angela-merkel"), "not for ever: it can be taken back"


def test_while_an_older_commit_stands_in_for_a_damaged_one_every_page_says_so(archive: Archive, config: Config) -> None:
    for word in ("first", "second"):
        write(config.collections[0].paths[0], word, word)
        archive.index(configured(config))
    whole = create_app(archive, lambda: TODAY).test_client()
    tag = whole.get("/").headers["ETag"]
    manifest = max(config.index.glob("whoosh/commit-*.json"), key=lambda path: int(path.stem.partition("-")[2]))
    manifest.write_bytes(manifest.read_bytes()[:40])
    assert whole.get("/", headers={"If-None-Match": tag}).status_code == 200, "the page of before said nothing of it"
    with open_archive(config) as opened:
        client = create_app(opened, lambda: TODAY).test_client()
        for address in ("/", "/search?q=harbour", "/facet/country", "/advanced", "/help"):
            page = see(client, address)
            assert page.status == 200, address
            said = [text for text in page.texts("//*[@role='note']") if "older state" in text]
            assert len(said) == 1 and "archive reindex" in said[0], address
            assert page.text().count("older state") == 1
        (told,) = client.get("/api/search?q=harbour").json["query"]["diagnostics"]
        assert (told["code"], told["span"], "archive reindex" in told["message"]) == ("older-commit", [0, 0], True)
        assert "cannot be read" in client.get("/healthz").json["index_fault"]
        opened.reindex()
        assert not client.get("/api/search?q=harbour").json["query"]["diagnostics"]
        assert opened.search(SearchRequest(), TODAY).total == 2
        assert "older state" not in see(client, "/").text()


def test_a_page_asks_once_whether_an_older_commit_is_searched(
    archive: Archive, client: FlaskClient, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(config.collections[0].paths[0], "one", "north")
    archive.index(configured(config))
    asked: list[Archive] = []
    client.get("/")
    monkeypatch.setattr(Archive, "older", lambda archive: asked.append(archive))
    assert client.get("/").status_code == 200
    assert len(asked) == 1
