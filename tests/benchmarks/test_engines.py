"""The benchmark of the engines: the same seed measures the same, and every engine still answers as ours does."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from archive.core import Archive
from archive.engines import Document
from archive.publishing import documents
from benchmarks.engines.__main__ import main
from benchmarks.engines.articles import grown, load_articles, write_articles
from benchmarks.engines.queries import make_queries

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"


@pytest.fixture
def real(sample_archive: Archive) -> list[Document]:
    return list(documents(sample_archive.store, sample_archive.store.ids()))


def test_articles_grow_to_the_number_asked_for_and_stay_different(real: list[Document]) -> None:
    many = list(grown(real, 200, seed=3))
    assert many == list(grown(real, 200, seed=3)) != list(grown(real, 200, seed=4))
    assert many[: len(real)] == real
    assert len({each.id for each in many}) == len({each.content for each in many}) == len({each.body for each in many}) == 200
    assert max(each.first or 0 for each in many) > max(each.first or 0 for each in real)
    assert len({word for each in many for word in each.body.split()}) > 1.3 * len({word for each in real for word in each.body.split()})


def test_fewer_articles_are_a_choice_of_the_real_ones(real: list[Document]) -> None:
    few = list(grown(real, 10, seed=3))
    assert len(few) == 10 and all(each in real for each in few)


def test_articles_come_back_from_their_file(real: list[Document], tmp_path: Path) -> None:
    written = write_articles(iter(real), tmp_path / "articles.jsonl")
    assert list(load_articles(tmp_path / "articles.jsonl")) == real
    assert written == (len(real), sum(len(f"{each.title}{each.body}".encode()) for each in real))


def test_queries_are_of_every_kind_and_the_same_for_a_seed(real: list[Document]) -> None:
    queries = make_queries(real, 320, seed=3)
    assert queries == make_queries(real, 320, seed=3)
    assert set(Counter(query.kind for query in queries).values()) == {20}
    assert {len(query.filters) for query in queries} == {0, 1, 2}


@pytest.mark.slow
def test_every_engine_answers_as_ours_does(capfd: pytest.CaptureFixture[str]) -> None:
    main([str(SEEDS), "--articles", "150", "--rounds", "1", "--queries", "64"])
    printed = capfd.readouterr().out
    alike = {name: (int(same), int(of)) for name, same, of in re.findall(r"ours and (\w+): the same total in (\d+) of (\d+)", printed)}
    assert alike["whoosh"] == (60, 60), "the same analysis, so no difference is explained"
    assert alike["tantivy"][0] >= 60 and alike["fts5"][0] >= 48
    for same, of in re.findall(r"the same facet counts in (\d+) of the (\d+)", printed):
        assert same == of
    assert len(re.findall(r"^all +(?:64|60|56) ", printed, re.MULTILINE)) == 6
