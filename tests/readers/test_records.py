"""Records of JSON, CSV and front matter, and what stands for what they do not say."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from archive.config import Collection
from archive.model import Article, DateSource, ReadError
from archive.readers import SourceFile, read_file, read_stream


def one(record: object, **fields: str) -> Article:
    """The article of one JSON record under a mapping."""
    (article,) = read_stream(io.BytesIO(json.dumps(record).encode()), "-", Collection("c", format="json", fields=fields))
    assert isinstance(article, Article), article
    return article


def titles(data: bytes, format: str = "auto") -> list[str]:
    items = read_stream(io.BytesIO(data), "-", Collection("c", format=format))
    return [item.title if isinstance(item, Article) else item.reason for item in items]


@pytest.mark.parametrize("name", ["title", "headline", "Headline", "HEAD"])
def test_usual_names_are_known_in_any_case(name: str) -> None:
    assert one({name: "T"}).title == "T"


@pytest.mark.parametrize("name", ["date", "pubDate", "pub_date", "datePublished", "published_at", "publishedAt", "published"])
def test_names_are_known_with_and_without_separators(name: str) -> None:
    assert str(one({"title": "T", name: "2013-05-07"}).date) == "2013-05-07"


def test_the_first_usual_name_with_a_value_counts() -> None:
    assert one({"title": "T", "authors": [], "author": "Jane Doe"}).authors == ("Jane Doe",)


def test_a_mapping_goes_down_into_objects_and_lists() -> None:
    record = {
        "meta": {"head": {"main": "T"}},
        "people": [{"name": "Jane Doe"}, {"name": "John Roe"}],
        "from": ["x", "Post"],
        "a.b": "S",
        "parts": ["One.", "Two."],
    }
    article = one(record, title="meta.head.main", authors="people.name", section="a.b", body="parts", source="from.1")
    assert (article.title, article.authors, article.section, article.body) == ("T", ("Jane Doe", "John Roe"), "S", "One.\n\nTwo.")
    assert article.source == "Post"


def test_a_mapping_replaces_the_usual_names_and_an_empty_one_reads_nothing() -> None:
    article = one(
        {"title": "T", "headline": "H", "country": "FR", "url": "http://x.org/"}, title="headline", outlet_country="", url="gone.x.y"
    )
    assert (article.title, article.outlet_country, article.url) == ("H", None, None)


def test_numbers_are_written_out_where_that_is_harmless() -> None:
    article = one({"id": 17, "title": "T", "date": 2013, "section": 4})
    assert (article.id, str(article.date), article.section) == ("17", "2013", "4")


def test_html_in_a_body_becomes_paragraphs_and_company_codes_stay() -> None:
    assert one({"title": "A &amp; B", "body": "<p>One<br>x</p><p>Two</p>"}).body == "One\nx\n\nTwo"
    assert one({"title": "T", "body": "Shares of <IBM> rose."}).body == "Shares of <IBM> rose."


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("/a", False),
        ("https://", False),
        ("http://[::1", False),
        ("https://example.org/a b", False),
        ("ftp://example.org/", False),
    ],
)
def test_only_web_addresses_are_kept(url: str, expected: bool) -> None:
    assert one({"title": "T", "url": url}).url == (url if expected else None)


def test_the_collection_stands_for_what_the_article_does_not_say() -> None:
    collection = Collection("c", format="jsonl", language="de", country="AT", section="Stadt")
    lines = b'{"title": "T"}\n{"title": "T", "lang": "en-GB", "country": "gb", "section": "Town"}\n'
    first, second = read_stream(io.BytesIO(lines), "-", collection)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.collection, first.language, first.outlet_country, first.section) == ("c", "de", "AT", "Stadt")
    assert (second.language, second.outlet_country, second.section) == ("en", "GB", "Town")


def test_an_address_or_a_dateline_makes_a_date_known_or_finer() -> None:
    article = one({"title": "T", "url": "https://example.org/2013/05/07/t"})
    assert (str(article.date), article.date_source) == ("2013-05-07", DateSource.PATH)
    article = one({"title": "T", "date": "2013", "dateline": "MOSCOW, May 7 -"})
    assert (str(article.date), article.date_source, article.dateline) == ("2013-05-07", DateSource.DATELINE, "MOSCOW, May 7")
    assert one({"title": "T", "dateline": "MOSCOW, May 7 -"}).date is None


def test_a_path_dates_files_of_one_article_only(tmp_path: Path) -> None:
    folder = tmp_path / "2013" / "05"
    folder.mkdir(parents=True)
    dates = []
    for name, text in [("07-a.txt", "T\n"), ("a.jsonl", '{"title": "T"}\n'), ("a.md", "# T\n")]:
        (folder / name).write_text(text)
        (article,) = read_file(SourceFile(folder / name, tmp_path), Collection("c"))
        assert isinstance(article, Article)
        dates.append(article.date and str(article.date))
    assert dates == ["2013-05", None, "2013-05"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"title": "A"}\n{"title": "B"}\n', ["A", "B"]),
        (b'{"title": "A"}', ["A"]),
        (b'{\n "title": "A"\n}\n', ["A"]),
        (b'{"articles": [{"title": "A"}, {"title": "B"}]}', ["A", "B"]),
        (b'\n [{"title": "A"}]', ["A"]),
        (b"---\ntitle: A\n---\nText.\n", ["A"]),
        (b"A\n\nText.\n", ["A"]),
        (gzip.compress(b"A\n\nText.\n"), ["A"]),
        (b"<!doctype html><title>A</title><body><article><h1>A</h1><p>" + b"This is a sentence of the article. " * 20, ["A"]),
    ],
)
def test_a_stream_is_what_its_first_bytes_look_like(data: bytes, expected: list[str]) -> None:
    assert titles(data) == expected


def test_json_lines_under_the_name_of_json_are_read() -> None:
    assert titles(b'{"title": "A"}\n{"title": "B"}\nx\n', "json") == ["A", "B", "not JSON: Expecting value (column 1)"]


def test_a_stream_stays_open() -> None:
    stream = io.BytesIO(b"A\n\nText.\n")
    list(read_stream(stream, "-", Collection("c")))
    assert not stream.closed


@pytest.mark.parametrize("delimiter", ",;\t|")
def test_csv_has_any_usual_delimiter(delimiter: str) -> None:
    rows = delimiter.join(["title", "body"]) + "\r\n" + delimiter.join(['"A, b; c | d"', '"One.\r\n\r\nTwo ""two""."']) + "\r\n"
    (article,) = read_stream(io.BytesIO(b"\xef\xbb\xbf" + rows.encode()), "-", Collection("c", format="csv"))
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("A, b; c | d", 'One.\n\nTwo "two".')


@pytest.mark.parametrize(
    ("text", "title", "authors", "body"),
    [
        ("T\n\nOne.\n\nTwo.\n", "T", (), "One.\n\nTwo."),
        ("T\nBy Jane Doe\n\nOne.\n", "T", ("Jane Doe",), "One."),
        ("T\n\nBy Jane Doe\n\nOne.\n", "T", ("Jane Doe",), "One."),
        ("T\nBy dawn it was over.\n", "T", (), "By dawn it was over."),
        ("T\nOne.\n", "T", (), "One."),
        ("\n\nT\n", "T", (), ""),
        ("x" * 301 + "\nmore\n", "", (), "x" * 301 + "\n\nmore"),
    ],
)
def test_shapes_of_plain_text(text: str, title: str, authors: tuple[str, ...], body: str) -> None:
    (article,) = read_stream(io.BytesIO(text.encode()), "-", Collection("c", format="text"))
    assert not isinstance(article, ReadError)
    assert (article.title, article.authors, article.body) == (title, authors, body)


def test_a_record_with_an_id_and_a_date_is_held_even_without_text() -> None:
    article = one({"id": "12793", "title": None, "date": "1987-04-03", "body": ""})
    assert (article.id, str(article.date), article.title, article.body) == ("12793", "1987-04-03", "", "")
