"""Decisions on names of countries, laid over what was extracted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entities import make_extractor
from archive.entities.authority import read_authority
from archive.entities.decided import CountryDecisions, Finder, differing
from archive.entities.decisions import CountryNames
from archive.model import Article, EntityType
from tests.entities.conftest import Read

EXTRACTOR = make_extractor("none")
NAMES = CountryNames({"Whitehall": "GB", "Élysée": "FR", "Georgia": "US", "the Bund": "DE"}, ("China Weekly", "Paris Old Square"))


def seen(body: str, names: CountryNames = NAMES, title: str = "") -> list[tuple[str, str | None, str]]:
    article = Article(title=title, body=body)
    mentions = EXTRACTOR.mentions([article])[0]
    made = CountryDecisions(names).laid_over(mentions, {"title": title, "dateline": "", "body": body})
    return [(each.surface, each.value, each.reason) for each in made or mentions if each.type is EntityType.COUNTRY]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Officials at Whitehall said so.", [("Whitehall", "GB", "authority")]),
        ("OFFICIALS AT WHITEHALL SAID SO.", [("WHITEHALL", "GB", "authority")]),
        ("The whitehall of the house, Whitehalls and Whitehall-based", [("Whitehall", "GB", "authority")]),
        ("Bankers of the\nBund and the Élysée spoke.", [("the\nBund", "DE", "authority"), ("Élysée", "FR", "authority")]),
        ("Russia and Georgia and Tbilisi", [("Russia", "RU", "name"), ("Georgia", "US", "authority"), ("Tbilisi", "GE", "capital")]),
        ("He read the China Weekly in China.", [("China", "CN", "name")]),
        ("They met in Paris Old Square, Montana, and in Paris.", [("Montana", "US", "region"), ("Paris", "FR", "city")]),
        ("Georgia Tech won.", []),
    ],
)
def test_aliases_and_ignored_names_act_on_what_was_extracted(text: str, found: list[tuple[str, str | None, str]]) -> None:
    assert seen(text) == found


def test_a_person_of_that_name_is_no_country(read: Read) -> None:
    body = "Mr John Hollis of Peru left. Hollis read the papers."
    decisions = CountryDecisions(CountryNames({"Hollis": "GB"}))
    assert decisions.laid_over(read(body)[0], {"title": "", "dateline": "", "body": body}) is None


def test_an_ignored_name_leaves_no_city_behind() -> None:
    body = "Paris Old Square is a museum."
    mentions = EXTRACTOR.mentions([Article(body=body)])[0]
    made = CountryDecisions(NAMES).laid_over(mentions, {"title": "", "dateline": "", "body": body})
    assert any(each.surface == "Paris" for each in mentions) and made is not None
    assert not any(each.surface == "Paris" for each in made)


def test_a_decision_on_nothing_in_the_article_changes_nothing(read: Read) -> None:
    body = "France voted, said John Kerry."
    assert CountryDecisions(NAMES).laid_over(read(body)[0], {"title": "", "dateline": "", "body": body}) is None
    assert CountryDecisions(CountryNames()).laid_over(read(body)[0], {"title": "", "dateline": "", "body": body}) is None


def test_names_that_differ_are_those_with_another_code_or_kind() -> None:
    changed = CountryNames({"Whitehall": "GB", "Georgia": "GE"}, ("the Bund", "China Weekly"))
    assert differing(NAMES, changed) == {"Élysée", "Georgia", "the Bund", "Paris Old Square"}
    assert differing(NAMES, NAMES) == frozenset()


@given(st.text(alphabet="WhitealÉysPr ns\n'’-.,", max_size=60))
def test_every_mention_of_any_text_is_where_it_says(text: str) -> None:
    article = Article(body=text)
    made = CountryDecisions(NAMES).laid_over(EXTRACTOR.mentions([article])[0], {"title": "", "dateline": "", "body": text})
    assert made is None or Finder(NAMES.aliases).among([text])
    assert all(each.surface == text[each.start : each.end] for each in made or ())


def test_a_file_with_countries_says_what_it_means() -> None:
    names = read_authority("version: 1\ncountries: {aliases: {Whitehall: GB}, ignore: [China Post]}", "test").countries
    assert seen("Whitehall read the China Post.", names) == [("Whitehall", "GB", "authority")]
