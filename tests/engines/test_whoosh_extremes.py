"""Archives that are not like others: huge articles, values by the thousand, one date for all, nothing at all, no room left."""

from __future__ import annotations

import re
from collections import namedtuple
from pathlib import Path
from unittest.mock import patch

import pytest

from archive.engines import Document, Snapshot
from archive.engines.whoosh import WhooshEngine
from archive.query.tree import Everything, Phrase, Prefix, Word
from archive.search import Filter, Plan, Sort, SortKey, ValueCount

from .samples import document


def indexed(folder: Path, *documents: Document) -> Snapshot:
    engine = WhooshEngine(folder)
    with engine.writer(1) as writer:
        for each in documents:
            writer.put(each)
    return engine.snapshot()


def test_an_article_longer_than_two_bytes_can_count(tmp_path: Path) -> None:
    long = document("long", body="word " * 70_000 + "the end " + "word " * 70_000)
    snapshot = indexed(tmp_path, document("short", body="the end"), long)
    assert snapshot.count([Phrase("the end"), Phrase("word the end word"), Phrase("end the"), Word("words")]) == [2, 1, 0, 1]
    plan = Plan(Phrase("word word"), sort=Sort.RELEVANCE)
    assert [hit.id for hit in snapshot.search(plan).hits] == ["long"]


def test_a_value_of_many_lines_and_an_article_of_many_values(tmp_path: Path) -> None:
    line = "A\nB\r\n\0" * 2_000
    many = tuple(f"name-{number:05}" for number in range(10_000))
    snapshot = indexed(tmp_path, document("a", author=(line,)), document("b", person=many), document("c", person=many[-1:], author=(line,)))
    plan = Plan(facets={"author": 5, "person": 2})
    found = snapshot.search(plan).facets
    assert found["author"].values == (ValueCount(line, 2),)
    assert found["person"].values == (ValueCount("name-09999", 2), ValueCount("name-00000", 1))
    assert snapshot.search(Plan(filters=(Filter("author", (line,)), Filter("person", (many[-1],))))).total == 1
    assert snapshot.facet(plan, "person", None, "value", 5_000, 1).values == (ValueCount("name-05000", 1),)


@pytest.mark.parametrize("count", [7_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_many_articles_of_one_date_are_paged_by_their_ids(tmp_path: Path, count: int) -> None:
    ids = [f"{number:06}" for number in range(count)]
    snapshot = indexed(tmp_path, *(document(id, date="1994-05-01") for id in reversed(ids)))
    for sort in Sort:
        first = snapshot.search(Plan(sort=sort, size=3))
        assert [hit.id for hit in first.hits] == ids[:3]
        after = snapshot.search(Plan(sort=sort, size=2, after=SortKey(0.0, first.hits[0].day, "003000")))
        assert ([hit.id for hit in after.hits], after.offset) == (["003001", "003002"], 3_001)
        before = snapshot.search(Plan(sort=sort, size=2, before=SortKey(0.0, first.hits[0].day, "003000x")))
        assert ([hit.id for hit in before.hits], before.offset) == (["002999", "003000"], 2_999)


def test_an_index_without_articles_answers(tmp_path: Path) -> None:
    snapshot = indexed(tmp_path)
    plan = Plan(Prefix("a"), sort=Sort.RELEVANCE, facets={"person": 5}, timeline=True)
    assert (snapshot.search(plan).total, snapshot.count([Everything(), Phrase("a b")]), list(snapshot.documents())) == (0, [0, 0], [])


def test_little_memory_makes_many_segments_of_the_same_index(tmp_path: Path) -> None:
    documents = [document(f"{number:03}", body=f"some words and word{number}") for number in range(30)]
    engine = WhooshEngine(tmp_path, memory=20_000)
    with patch("archive.engines.whoosh.tiers.MOST_BYTES", 0), engine.writer(1) as writer:
        for each in documents:
            writer.put(each)
    assert len(list(tmp_path.rglob("*.arrays"))) > 1
    assert engine.snapshot().count([Word("some"), Phrase("and word7")]) == [30, 1]


def test_without_room_on_the_disk_segments_are_left_as_they_are(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = WhooshEngine(tmp_path)
    usage = namedtuple("usage", ["free"])
    with engine.writer(0) as writer:
        writer.put(document("0"))
    room = 6 * next(tmp_path.rglob("*.arrays")).stat().st_size  # for four segments once, but not twice
    with patch("shutil.disk_usage", return_value=usage(room)):
        for number in range(1, 12):
            with engine.writer(number) as writer:
                writer.put(document(f"{number}"))
    assert len(list(tmp_path.rglob("*.arrays"))) == 12
    needed, left = (int(found.replace(",", "")) for found in re.findall(r"([\d,]+) (?:bytes|left)", caplog.messages[0]))
    assert (left, left < needed) == (room, True)
    with engine.writer(13) as writer:
        writer.put(document("last"))
    assert engine.snapshot().state.articles == 13
    with engine.writer(14):
        pass
    with engine.writer(15):
        pass
    assert len(list(tmp_path.rglob("*.arrays"))) < 12


@pytest.mark.slow
def test_a_million_values(tmp_path: Path) -> None:
    snapshot = indexed(
        tmp_path,
        *(document(f"{number:04}", person=(*(f"p-{number}-{each}" for each in range(500)), "all")) for number in range(2_000)),
    )
    page = snapshot.search(Plan(facets={"person": 2})).facets["person"]
    assert page.values == (ValueCount("all", 2_000), ValueCount("p-0-0", 1)) and page.more
    assert snapshot.search(Plan(filters=(Filter("person", ("p-1999-499",)),))).total == 1
    assert len(snapshot.facet(Plan(), "person", None, "value", 999_990, 100).values) == 11


def test_long_values_take_no_more_memory_than_there_is(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, memory=10_000_000)
    with patch("archive.engines.whoosh.tiers.MOST_BYTES", 0), engine.writer(1) as writer:
        for number in range(12):
            writer.put(document(f"{number}", author=(f"{number} " + "x" * 500_000,)))
    assert len(list(tmp_path.rglob("*.arrays"))) > 5
