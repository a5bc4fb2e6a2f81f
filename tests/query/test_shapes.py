"""Which words a shape stands for, against definitions that are slow and obviously right."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.query.shapes import beginning, distance, fits, least
from archive.query.tree import Fuzzy, Prefix, Wildcard

WORDS = st.text("abß", max_size=6)


def edits(one: str, other: str) -> int:
    """The definition of optimal string alignment, by trying everything."""
    if not one or not other:
        return len(one) + len(other)
    costs = [edits(one[1:], other) + 1, edits(one, other[1:]) + 1, edits(one[1:], other[1:]) + (one[0] != other[0])]
    if len(one) > 1 and len(other) > 1 and one[:2] == other[1::-1]:
        costs.append(edits(one[2:], other[2:]) + 1)
    return min(costs)


@given(WORDS, WORDS)
def test_a_distance_is_the_fewest_edits(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one) == edits(one, other)


@given(st.text("ab?*", min_size=1, max_size=8), st.text("ab", max_size=12))
def test_a_wildcard_stands_for_what_its_signs_say(text: str, word: str) -> None:
    assert fits(Wildcard(text))(word) == fnmatchcase(word, text)


@pytest.mark.parametrize(
    ("shape", "fitting", "others"),
    [
        (Prefix("Strik"), ["strike", "strik"], ["stroke", "astrike", ""]),
        (Prefix("…"), [], ["", "a"]),
        (Wildcard("Wom?n"), ["woman", "women"], ["womn", "womaan", "womans"]),
        (Wildcard("col*r"), ["color", "colour", "colr"], ["colors"]),
        (Wildcard("*BÜRG*"), ["hamburg", "burger"], ["brg"]),
        (Wildcard("o'b?ien's"), ["o'brien"], ["o'brien's"]),
        (Fuzzy("Gaddafi", 1), ["gaddafi", "qaddafi", "gadafi", "gaddaif"], ["khadafi", "kaddaffi"]),
        (Fuzzy("Gaddafi", 2), ["kadafi", "qadhafi", "gadaffi"], ["khadafi", "kaddaffy"]),
        (Fuzzy("Pelé", 1), ["pele", "pelee"], ["people"]),
        (Fuzzy("…", 2), [], ["", "a", "ab"]),
    ],
)
def test_a_shape_stands_for_folded_words(shape: Prefix | Wildcard | Fuzzy, fitting: list[str], others: list[str]) -> None:
    fit = fits(shape)
    assert [word for word in (*fitting, *others) if fit(word)] == fitting
    assert all(word.startswith(beginning(shape)) for word in fitting)


@given(st.sampled_from([Fuzzy("Aab", 1), Fuzzy("a", 2), Wildcard("*a?b"), Wildcard("*a.b"), Prefix("aß")]), WORDS.filter(bool))
def test_no_word_of_a_shape_is_shorter_than_said(shape: Prefix | Wildcard | Fuzzy, word: str) -> None:
    assert not fits(shape)(word) or len(word) >= least(shape)


def test_stars_cost_no_more_than_the_length_of_a_word() -> None:
    assert not fits(Wildcard("*".join("aaaaaaaa") + "b"))("a" * 64)
