"""What is wrong with a file is told with file, place and reason; the rest is read, in bounded memory, and nothing raises."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import FORMATS, Collection
from archive.model import Article, ReadError
from archive.readers import SourceFile, read_file, read_stream

GOOD = {"title": "Ferry back", "body": "The ferry runs again."}


def read(path: Path, collection: Collection | None = None) -> list[Article | ReadError]:
    return list(read_file(SourceFile(path, path), collection or Collection("bad")))


def only(path: Path, collection: Collection | None = None) -> str:
    """The one line of the report on `path`."""
    (error,) = read(path, collection)
    assert isinstance(error, ReadError)
    return str(error).removeprefix(f"{path}")


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a.txt.gz"])
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    assert only(written(tmp_path / name, data)) == ": the file is empty"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv"])
def test_a_binary_file_is_refused(tmp_path: Path, name: str) -> None:
    data = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    assert only(written(tmp_path / name, data)).startswith(": not text: ")
    assert only(written(tmp_path / name, b"%PDF-1.4 ...")) == ": a PDF document, not text"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json"])
def test_a_nul_byte_is_told(tmp_path: Path, name: str) -> None:
    data = b"The headline\n\nThe bo\0dy. " + b"It goes on for some more words. " * 20
    assert only(written(tmp_path / name, data)) == ": a NUL byte in line 3: the file is damaged, or not text"


def test_a_few_control_characters_are_cleaned_away(tmp_path: Path) -> None:
    (article,) = read(written(tmp_path / "a.txt", b"The headline\x07\n\nThe body.\x7f\n"))
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("The headline", "The body.")


def test_lone_surrogates_are_cleaned_away(tmp_path: Path) -> None:
    (article,) = read(written(tmp_path / "a.json", b'{"title": "A \\ud800title", "body": "A body \\udfff."}'))
    assert isinstance(article, Article)
    assert (article.title, article.body) == ("A title", "A body .")


def test_fifty_megabytes_of_one_line_are_no_article(tmp_path: Path) -> None:
    large = b"a" * 50 * 1024 * 1024
    too_large = ": article of 52,428,800 characters is larger than 20,000,000, the most that is read"
    assert only(written(tmp_path / "a.txt", large)) == too_large
    assert only(written(tmp_path / "a.md", large)) == too_large
    assert only(written(tmp_path / "a.html", large)) == ": page of 52,428,800 characters is larger than 5,000,000, the most that is read"
    assert only(written(tmp_path / "a.jsonl", large)) == ":1: not JSON: Expecting value (column 1)"
    assert only(written(tmp_path / "a.csv", large)).startswith(":1: the header is not CSV: field larger than field limit")


def test_a_large_record_is_told_and_the_next_one_is_read(tmp_path: Path) -> None:
    large = json.dumps({"title": "Large", "body": "a" * 20_000_001}).encode()
    error, article = read(written(tmp_path / "a.jsonl", large + b"\n" + json.dumps(GOOD).encode()))
    assert isinstance(error, ReadError) and error.place == 1
    assert error.reason == "article of 20,000,001 characters is larger than 20,000,000, the most that is read"
    assert isinstance(article, Article) and article.place == 2


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.readers.decode.LONGEST_LINE", 100_000)
    error, article = read(written(tmp_path / "a.jsonl", b"[" * 350_000 + b"\n" + json.dumps(GOOD).encode()))
    assert isinstance(error, ReadError) and error.place == 1 and error.reason.startswith("a line longer than ")
    assert isinstance(article, Article) and article.place == 2


def test_a_bomb_of_gzip_is_not_unpacked_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    with gzip.open(path, "wb", compresslevel=1) as packed:
        for _ in range(100):
            packed.write(b"a" * 1024 * 1024)
    assert only(path) == ": larger than 80,000,000 bytes, the most that is read as one document"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"<html><head><title>T</title></head><body></body></html>", ": no article text found"),
        (b"<html><body><img src=x><script>var a = 1</script></body></html>", ": no article text found"),
        (b"<!-- nothing -->", ": no article text found"),
        (b"<", ": no article text found"),
        (b"<div>" * 20_000, ": no article text found"),
    ],
)
def test_a_page_without_text_is_told(tmp_path: Path, page: bytes, reason: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert only(written(tmp_path / "a.html", page)) == reason
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"title": "T", "body": 7}', "body is a number, not text"),
        ('{"title": "T", "body": true}', "body is true or false, not text"),
        ('{"title": "T", "body": {"a": 1}}', "body is an object, not text"),
        ('{"title": "T", "body": ["a", 1]}', "body is a number, not text"),
        ('{"title": 7, "body": "B"}', "title is a number, not text"),
        ('{"title": "T", "author": 7}', "authors is a number, not text"),
        ('{"title": "T", "date": {"day": 7}}', "date is an object, not text"),
        ('{"title": "T", "url": false, "id": 1.5}', "id is a number, not text"),
        ('{"title": null, "body": null}', "neither a headline nor a body"),
        ('{"title": " ", "body": []}', "neither a headline nor a body"),
        ('{"id": "7", "body": ""}', "neither a headline nor a body"),
        ("{}", "neither a headline nor a body"),
        ("[1]", "the record is a list, not an object"),
        ("7", "the record is a number, not an object"),
        ("null", "the record is null, not an object"),
        ("{'title': 1}", "not JSON: Expecting property name enclosed in double quotes (column 2)"),
        ("[" * 100_000, None),
        ('{"id": ' + "9" * 10_000 + "}", None),
    ],
)
def test_a_record_of_wrong_types_is_told_with_its_line_and_the_next_is_read(tmp_path: Path, record: str, reason: str | None) -> None:
    error, article = read(written(tmp_path / "a.jsonl", f"{record}\n{json.dumps(GOOD)}\n".encode()))
    assert isinstance(error, ReadError) and error.place == 1
    assert error.reason == reason or (reason is None and error.reason.startswith("not JSON that can be read: "))
    assert isinstance(article, Article) and article.place == 2


@pytest.mark.parametrize("value", ["not a date", "yesterday", "2013-02-30", "31/31/2013", "1367884800"])
def test_an_unreadable_date_leaves_the_article_undated(tmp_path: Path, value: str) -> None:
    (article,) = read(written(tmp_path / "a.json", json.dumps({**GOOD, "date": value}).encode()))
    assert isinstance(article, Article) and article.date is None and article.date_source is None


def test_json_that_breaks_off_is_told_with_its_line(tmp_path: Path) -> None:
    assert only(written(tmp_path / "a.json", b'[{"title": "T"},\n {"title": ')) == ":2: not JSON: Expecting value (column 12)"
    assert only(written(tmp_path / "a.json", b"[" * 100_000)).startswith(": not JSON that can be read: ")


def test_of_a_truncated_gzip_the_whole_records_are_read(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({**GOOD, "id": f"{number} {os.urandom(20).hex()}"}).encode() + b"\n" for number in range(5_000))
    packed = gzip.compress(lines)
    *articles, error = read(written(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2]))
    assert str(error) == f"{tmp_path / 'a.jsonl.gz'}: the gzip data ends too early: the file is truncated"
    assert len(articles) > 1_000 and all(isinstance(article, Article) for article in articles)


def test_a_short_truncated_gzip_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(GOOD).encode() + b"\n" + json.dumps({**GOOD, "id": os.urandom(200).hex()}).encode() + b"\n")
    article, error = read(written(tmp_path / "a.jsonl.gz", packed[:-60]))
    assert isinstance(article, Article) and isinstance(error, ReadError)


def test_damaged_gzip_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"Headline\n\nBody.\n" * 50))
    packed[-6] ^= 0xFF
    assert only(written(tmp_path / "a.txt", bytes(packed))).startswith(": the gzip data is damaged: ")
    assert only(written(tmp_path / "b.txt", b"\x1f\x8bno gzip at all")).startswith(": the gzip data is damaged: ")


def test_front_matter_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    assert only(written(tmp_path / "a.md", b"---\ntitle: [\n---\n\nBody.\n")).startswith(": the front matter is not YAML: ")
    assert only(written(tmp_path / "a.md", b"---\n- a\n---\n\nBody.\n")) == ": front matter: the record is a list, not an object"


def test_csv_rows_that_do_not_fit_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    data = b'title,body\nOne,First.\nTwo,too,many\n"Three" x,bad\nFour,Fourth.\nFive,"never closed\n'
    items = [str(item) if isinstance(item, ReadError) else item.title for item in read(written(tmp_path / "a.csv", data))]
    assert items == [
        "One",
        f"{tmp_path / 'a.csv'}:2: the row has 3 fields, the header 2",
        f"{tmp_path / 'a.csv'}:3: not CSV: ',' expected after '\"'",
        "Four",
        f"{tmp_path / 'a.csv'}:5: not CSV: unexpected end of data (a quote was opened and never closed)",
    ]


def test_csv_without_a_text_column_is_told_once(tmp_path: Path) -> None:
    reason = only(written(tmp_path / "a.csv", b"Nummer;Datum\n1;2013\n2;2014\n"))
    assert reason == ":1: no column is a headline or a body: the header has Nummer, Datum; name the columns under `fields`"


def test_a_file_that_is_gone_and_a_folder_are_told(tmp_path: Path) -> None:
    assert only(tmp_path / "gone.txt") == ": no such file or directory"
    assert only(tmp_path) == ": is a directory"


def test_a_file_without_permission_is_told(open_folder: Path, no_superuser: Callable[[], AbstractContextManager[None]]) -> None:
    path = written(open_folder / "secret.txt", b"Secret\n")
    path.chmod(0)
    with no_superuser():
        assert only(path) == ": permission denied"


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | st.sampled_from([b"{", b"---\n", b"<p>", b"\x1f\x8b\x08"]))
def test_no_bytes_make_a_reader_raise(format: str, data: bytes) -> None:
    for item in read_stream(io.BytesIO(data), "-", Collection("any", format=format)):
        assert item.origin == "-"
        str(item).encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "body", "authors", "name", "date", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(value=json_values)
def test_no_record_makes_a_reader_raise(value: object) -> None:
    for item in read_stream(io.BytesIO(json.dumps(value).encode()), "-", Collection("any", format="json")):
        assert isinstance(item, ReadError) or item.title or item.body


def test_long_runs_of_one_character_are_read_in_linear_time() -> None:
    run = " " * 2_000_000
    text = f"T\n\nA{run}b\n".encode()
    (article,) = read_stream(io.BytesIO(text), "-", Collection("any", format="text"))
    assert isinstance(article, Article) and len(article.body) == len(run) + 2
    record = json.dumps({"title": "T", "body": "<p>A" + "<b> </b>" * 100_000 + "b</p>", "author": "a" * 1_000_000}).encode()
    (article,) = read_stream(io.BytesIO(record), "-", Collection("any", format="jsonl"))
    assert isinstance(article, Article) and article.title == "T"


def test_a_file_that_begins_with_much_emptiness_is_read() -> None:
    (article,) = read_stream(io.BytesIO(b"\n" * 100_000 + b'{"title": "T"}'), "-", Collection("any", format="jsonl"))
    assert isinstance(article, Article) and article.place == 100_001
