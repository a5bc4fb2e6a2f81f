"""Leaving out what cannot be among the best changes nothing that is answered."""

from __future__ import annotations

import random
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.engines.whoosh import WhooshEngine
from archive.engines.whoosh.occurrences import Found
from archive.engines.whoosh.scoring import Scorer
from archive.engines.whoosh.snapshot import WhooshSnapshot
from archive.engines.whoosh.subsets import Subset
from archive.query.tree import And, Boost, Node, Not, Or, Phrase, Prefix, Word
from archive.schema import BY_NAME
from archive.search import Filter, Plan, Sort

from .samples import document

WORDS = ["bank", "banks", "strike", "tower", "river", "of", "the"]
leaves = st.one_of(
    st.builds(Word, st.sampled_from(WORDS)),
    st.builds(Word, st.sampled_from(WORDS), st.sampled_from(["title", "body"])),
    st.builds(Prefix, st.sampled_from(["b", "bank", "t", "no"])),
    st.builds(Phrase, st.sampled_from(["of the", "the bank"])),
)
weighed = st.one_of(leaves, leaves, st.builds(Boost, st.sampled_from([0.01, 0.5, 3.0]), leaves))
several = st.lists(weighed, min_size=1, max_size=4).map(tuple)
trees = st.one_of(
    weighed, several.map(Or), several.map(Or), several.map(And), st.builds(lambda some, no: And((Or(some), Not(no))), several, leaves)
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> WhooshSnapshot:
    """Four hundred articles in two segments: frequent and rare words, short and long texts, one in five with words in its headline."""
    chance = random.Random(1)
    engine = WhooshEngine(tmp_path_factory.mktemp("index", numbered=True))
    weights = [2.0**-place for place in range(len(WORDS))]
    for sequence in range(2):
        with engine.writer(sequence) as writer:
            for number in range(200):
                title, body = (
                    " ".join(chance.choices(WORDS, weights, k=chance.choice(lengths))) for lengths in ((0, 0, 0, 0, 2), (1, 4, 20, 60))
                )
                writer.put(document(f"{sequence}-{number}", title=title, body=body, person=("a",) if number % 3 else ()))
    return engine.snapshot()


@given(trees, st.integers(0, 12), st.booleans())
def test_the_best_are_found_whatever_is_left_out(snapshot: WhooshSnapshot, tree: Node, size: int, narrowed: bool) -> None:
    plan = Plan(tree, (Filter("person", ("a",)),) if narrowed else (), sort=Sort.RELEVANCE, size=size)
    with patch("archive.engines.whoosh.evaluation._MANY", 1_000):
        expected = snapshot.search(plan)
    for sample in (1, 3, 8):
        with patch("archive.engines.whoosh.evaluation._MANY", 0), patch("archive.engines.whoosh.evaluation._SAMPLE", sample):
            assert snapshot.search(plan) == expected


@pytest.mark.parametrize("frequency", [np.uint8(255), np.uint32(2**32 - 1)])
def test_no_word_adds_more_than_its_most(snapshot: WhooshSnapshot, frequency: np.unsignedinteger) -> None:
    scorer, everyone = Scorer(snapshot._documents), np.arange(400)
    found = Found(BY_NAME["title"], Subset(400, everyone[:7]), np.full(7, frequency))
    assert scorer.score(found, 1, everyone, np.full(400, frequency)).max() <= scorer.most(found)


@pytest.mark.parametrize("name", ["title", "body"])
def test_a_shape_adds_its_most(snapshot: WhooshSnapshot, name: str) -> None:
    scorer, everyone, once = Scorer(snapshot._documents), np.arange(400), np.ones(1, np.uint8)
    found = Found(BY_NAME[name], Subset(400, everyone), once, expansion={})
    assert scorer.score(found, 1, everyone, once).max() == scorer.most(found)


def test_the_day_decides_between_equal_scores_and_the_id_between_equal_days(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.writer(1) as writer:
        for number in range(6):
            writer.put(document(f"{number}", body="strike", date=f"1994-05-0{1 + number // 2}"))
    for size in (1, 2, 3, 5):
        found = engine.snapshot().search(Plan(Word("strike"), sort=Sort.RELEVANCE, size=size))
        assert [hit.id for hit in found.hits] == ["4", "5", "2", "3", "0", "1"][:size]
