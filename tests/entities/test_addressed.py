"""Titles before names: how they are read, and what the lists of women and men hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entities.addressed import meant, sex_of_name, sex_of_title, title_before
from archive.entities.tables import word_lists, words


@pytest.mark.parametrize(
    ("before", "title"),
    [
        ("so said Mrs. ", "mrs"),
        ("the former Prime Minister ", "former prime minister"),
        ("Secretary of State ", "secretary"),
        ("once then-President ", "president"),
        ("Vice President-elect ", "vice president"),
        ("the then-", None),
        ("He met the president. ", None),
        ("they miss ", None),
        ("Then ", None),
        ("once secretary of State, ", None),
        ("The President\n\n", None),
        ("and ", None),
        ("", None),
    ],
)
def test_the_title_is_what_stands_right_before(before: str, title: str | None) -> None:
    assert title_before(before + "Clinton", len(before)) == title


@given(st.text(), st.integers(min_value=0, max_value=60))
def test_any_text_has_a_title_or_none(text: str, start: int) -> None:
    title = title_before(text, min(start, len(text)))
    assert title is None or title == " ".join(title.split()).lower() != ""


@pytest.mark.parametrize(
    ("name", "sex"),
    [("Hillary Clinton", "women"), ("J. Edgar Hoover", "men"), ("Robin Cook", ""), ("Li Na", ""), ("Queen Elizabeth", "women")],
)
def test_a_given_name_tells_a_woman_or_a_man_or_nothing(name: str, sex: str) -> None:
    assert sex_of_name(name) == sex


def test_first_ladies_and_congressmen_are_told_and_presidents_are_not() -> None:
    assert [sex_of_title(title) for title in ("first lady", "congressman", "president")] == ["women", "men", ""]


def test_a_courtesy_in_full_says_nothing_of_another_man() -> None:
    people = {"jr": [("Donald Trump Jr", "mr")], "sr": [("Donald Trump", None)]}
    assert list(meant("mr", people)) == ["jr", "sr"]


def test_no_listed_name_is_of_both_and_all_are_given_names() -> None:
    lists = word_lists("women-and-men.txt")
    assert not lists["women"] & lists["men"]
    assert not lists["women-titles"] & lists["men-titles"]
    assert len((lists["women"] | lists["men"]) - words("given-names.txt")) < 20
