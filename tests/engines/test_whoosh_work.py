"""How much one search reads: what would take too much is cut, always in the same way, and said."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from archive.engines.whoosh import WhooshEngine
from archive.query.parse import parse
from archive.query.parts import clauses
from archive.search import Matches, Plan

from .samples import document


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Eight articles in two segments: *the* is in each four times, *of* and *strike* once."""
    engine = WhooshEngine(tmp_path)
    for sequence in range(2):
        with engine.writer(sequence) as writer:
            for number in range(4):
                writer.put(document(f"{sequence}{number}", body="the end of the strike of the strikers, the", language="en"))
    return engine


@contextmanager
def limited(most: int) -> Iterator[None]:
    """So many places may be read, article by article."""
    module = "archive.engines.whoosh.occurrences"
    with patch(f"{module}.MOST_WORK", most), patch(f"{module}._FEW", 0), patch(f"{module}._AT_ONCE", 1), patch(f"{module}._TESTED", 1):
        yield


def search(engine: WhooshEngine, text: str, most: int) -> Matches:
    with limited(most):
        found = engine.snapshot().search(Plan(parse(text).tree))
        assert found == engine.snapshot().search(Plan(parse(text).tree))
    return found


@pytest.mark.parametrize(
    ("text", "before_last"),
    [
        ('"of the"', 7 * (2 + 4)),
        ('title:x OR body:"of the"', 7 * (2 + 4)),
        ("the w/2 of", 7 * (4 + 2)),
        ("strike w/2 of", 7 * (1 + 2)),
        ('"the strike" w/2 end', 8 * (4 + 1) + 7 * (4 + 1 + 1)),
        ("strike* w/2 of", 8 * 2 + 7 * (2 + 2)),
        ("st*r*ke w/2 of", 2 + 8 + 7 * (1 + 2)),
        ("atleast2(strike OR of)", 7 * (1 + 2)),
    ],
)
def test_what_takes_too_much_is_looked_for_in_the_first_articles(engine: WhooshEngine, text: str, before_last: int) -> None:
    whole = search(engine, text, before_last + 1)
    assert (whole.total, whole.complete) == (8, True)
    cut = search(engine, text, before_last)
    assert (cut.total, cut.complete) == (7, False)
    assert {hit.id for hit in cut.hits} == {hit.id for hit in whole.hits} - {"13"}


def test_a_shape_stands_for_nothing_where_too_much_has_been_read(engine: WhooshEngine) -> None:
    found = (search(engine, "en* stri*", most) for most in (9, 8))
    assert [(each.total, each.complete) for each in found] == [(8, True), (0, False)]


def test_words_that_are_held_against_a_shape_are_counted(engine: WhooshEngine) -> None:
    found = (search(engine, "st*i*e stri*", most) for most in (2 + 8 + 1, 2 + 8))
    assert [(each.total, each.complete) for each in found] == [(8, True), (0, False)]


def test_one_budget_holds_for_the_whole_search(engine: WhooshEngine) -> None:
    found = search(engine, '"of the" "the strike"', 8 * 6 + 7 * 5)
    assert (found.total, found.complete) == (7, False)
    again = search(engine, '"of the" AND ("of the" OR "of the")', 7 * 6 + 1)
    assert (again.total, again.complete) == (8, True)


@pytest.mark.parametrize("text", ['"of the" "the strike"', "en* stri*", "(the w/2 of) (strike w/2 of)", '"of the" OR strike*'])
def test_where_a_count_is_cut_the_search_says_so(engine: WhooshEngine, text: str) -> None:
    tree = parse(text).tree
    whole = engine.snapshot().count(clauses(tree))
    cut = []
    for most in range(1, 100, 3):
        found = search(engine, text, most)
        with limited(most):
            cut.append(engine.snapshot().count(clauses(tree)) != whole)
        assert not (cut[-1] and found.complete)
    assert any(cut) and not all(cut)


def test_a_few_articles_are_always_read(engine: WhooshEngine) -> None:
    with patch("archive.engines.whoosh.occurrences.MOST_WORK", 0):
        found = engine.snapshot().search(Plan(parse('"of the"').tree))
    assert (found.total, found.complete) == (8, True)


@pytest.mark.parametrize("text", ['"of the"', "strike w/2 of", "st* w/s of", "atleast2(strike OR of*)"])
def test_what_a_search_read_is_let_go_with_its_answer(engine: WhooshEngine, text: str) -> None:
    """Arrays in a circle of objects would stay until the garbage collector comes by."""
    plan = Plan(parse(text).tree)
    engine.snapshot().search(plan)
    gc.collect()
    engine.snapshot().search(plan)
    assert gc.collect() == 0
