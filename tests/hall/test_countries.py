"""People's decisions on names of countries: written, applied, found by a query, and taken back."""

from __future__ import annotations

import pytest

from archive import decisions, lookups, undoing
from archive.errors import NotFound, RequestError
from archive.model import EntityType
from tests.hall.conftest import House


def test_an_alias_of_the_authority_finds_its_country(syria: House) -> None:
    assert lookups.called(syria.archive, EntityType.COUNTRY, "Quayside") is None
    syria.authority.write_text("version: 1\ncountries: {aliases: {Quayside: NL, Georgia: US}}\n")
    syria.archive.link()
    assert lookups.called(syria.archive, EntityType.COUNTRY, "quayside") == "NL"
    assert lookups.called(syria.archive, EntityType.COUNTRY, "Georgia") == "GE", "a country's own name goes first"
    assert syria.titles("country:quayside") == syria.titles("country:NL") == ["Harbour strike ends"]


def about(house: House, query: str) -> list[str]:
    """The countries that the articles of a query are about."""
    return [value.value for hit in house.search(query).hits for value in hit.country]


@pytest.fixture
def broadway(house: House) -> House:
    house.write("2006-01-01-a.txt", "Broadway shuts", "Officials at Broadway House said that Broadway was shut.")
    house.write("2006-01-02-b.txt", "A paper", "The Lisbon Weekly came out again.")
    house.index()
    return house


def test_a_name_means_a_country_another_and_none(broadway: House) -> None:
    archive, file = broadway.archive, broadway.authority
    assert len(decisions.mean_country(archive, " Broadway ", "IE").changed) == 1
    assert about(broadway, "broadway") == ["IE"]
    assert file.read_text().endswith("version: 1\ncountries:\n  aliases:\n    Broadway: IE\n")
    decisions.mean_country(archive, "Broadway", "NO")
    assert about(broadway, "broadway") == ["NO"]
    relinked = decisions.mean_country(archive, "Broadway", None)
    assert about(broadway, "broadway") == []
    assert file.read_text().endswith("version: 1\ncountries:\n  ignore:\n    - Broadway\n")
    undoing.take_back(archive, undoing.remembered(archive, undoing.remember(archive, "none", relinked)))
    assert about(broadway, "broadway") == ["NO"]


def test_a_name_of_the_lists_means_no_country_any_more(broadway: House) -> None:
    assert about(broadway, "weekly") == ["PT"]
    broadway.authority.write_text("version: 1\ncountries: {aliases: {Whitehall: GB}, ignore: []}  # ours\n")
    decisions.mean_country(broadway.archive, "Lisbon", None)
    assert about(broadway, "weekly") == []
    assert broadway.authority.read_text() == "version: 1\ncountries: {aliases: {Whitehall: GB}, ignore: [Lisbon]} # ours\n"


def test_a_name_is_one_however_its_spaces_and_apostrophes_are_written(broadway: House) -> None:
    broadway.authority.write_text('version: 1\ncountries:\n  aliases:\n    "Land’s  End": GB\n    Whitehall: GB\n')
    decisions.mean_country(broadway.archive, "Land's End", None)
    assert broadway.authority.read_text() == "version: 1\ncountries:\n  aliases:\n    Whitehall: GB\n  ignore:\n    - Land's End\n"


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [("Broadway", "XX", "not the code"), ("--", "IE", "is no name"), ("Quay", "FR", "says already that 'Quay' means")],
)
def test_what_is_no_decision_is_not_written(broadway: House, name: str, code: str, told: str) -> None:
    broadway.authority.write_text("version: 1\ncountries: {aliases: {Quay: FR}}\n")
    with pytest.raises(RequestError, match=told):
        decisions.mean_country(broadway.archive, name, code)
    assert broadway.authority.read_text() == "version: 1\ncountries: {aliases: {Quay: FR}}\n"


def test_a_country_is_told_by_code_name_or_alias(broadway: House) -> None:
    assert [decisions.code_of(broadway.archive, each) for each in ("NO", "no", "great britain", "Persia")] == ["NO", "NO", "GB", "IR"]
    with pytest.raises(NotFound, match="there is no country 'Broadway'"):
        decisions.code_of(broadway.archive, "Broadway")
