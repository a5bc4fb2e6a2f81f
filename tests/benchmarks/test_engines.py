"""The benchmark of the engines: the same seed measures the same, and every engine still answers as ours does."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from archive.core import Archive
from archive.engines import Document
from archive.publishing import documents
from benchmarks.engines.__main__ import main
from benchmarks.engines.articles import grown, load_articles, write_articles
from benchmarks.engines.kept import sizes
from benchmarks.engines.memory import Memory
from benchmarks.engines.queries import make_queries
from benchmarks.engines.verdict import Measured, buildings

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
    queries = make_queries(real, 340, seed=3)
    assert queries == make_queries(real, 340, seed=3)
    assert set(Counter(query.kind for query in queries).values()) == {20}
    assert {len(query.filters) for query in queries} == {0, 1, 2}


@pytest.mark.slow
def test_every_engine_answers_as_ours_does(capfd: pytest.CaptureFixture[str]) -> None:
    main([str(SEEDS), "--articles", "150", "--rounds", "1", "--queries", "68", "--peers", "tantivy,fts5,whoosh"])
    printed = capfd.readouterr().out
    alike = {name: (int(same), int(of)) for name, same, of in re.findall(r"ours and (\w+): the same total in (\d+) of (\d+)", printed)}
    assert alike["whoosh"] == (45, 45), "the same analysis, so no difference is explained"
    assert alike["tantivy"][0] >= 64 and alike["fts5"][0] >= 52
    for same, of in re.findall(r"the same facet counts in (\d+) of the (\d+)", printed):
        assert same == of
    assert len(re.findall(r"^all +(?:68|60|45) ", printed, re.MULTILINE)) == 9


@pytest.mark.slow
def test_what_is_kept_is_not_made_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = [str(SEEDS), "--articles", "60", "--rounds", "1", "--queries", "17", "--peers", "fts5", "--keep", str(tmp_path)]
    main([*arguments, "--until", "articles"])
    assert [each.written.articles for each in sizes(tmp_path)] == [60] and not list(tmp_path.glob("*/ours"))
    main([*arguments, "--until", "indexes", "--builds", "2"])
    (size,) = sizes(tmp_path)
    before = {name: size.built(name) for name in ("ours", "fts5")}
    assert [len(each) for each in before.values()] == [2, 2] and not list(size.pairs())
    main([*arguments, "--anew", "fts5"])
    assert size.built("ours") == before["ours"]
    assert len(size.built("fts5")) == 1
    assert {(pair.peer, pair.output) for pair in size.pairs()} == {("fts5", output) for output in ("full", "top", "alone")}
    assert "60 short" in "\n".join(buildings([Measured(size)]))
    capfd.readouterr()


def test_articles_of_another_version_are_refused(tmp_path: Path) -> None:
    with (tmp_path / "articles").open("wb") as stream:
        marshal.dump(("id", "body"), stream)
    with pytest.raises(SystemExit, match="another version"):
        next(load_articles(tmp_path / "articles"))


def test_memory_is_that_of_the_process_and_of_those_that_it_starts() -> None:
    take = "import time; taken = bytearray(100 * 2**20); print('taken', flush=True); time.sleep(30)"
    with Memory() as memory, subprocess.Popen([sys.executable, "-c", take], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline()
        end = time.monotonic() + 10
        while memory.anonymous < 100 and time.monotonic() < end:
            time.sleep(0.01)
        child.kill()
    assert 100 < memory.anonymous <= memory.resident
