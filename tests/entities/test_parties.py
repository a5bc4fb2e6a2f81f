"""Parties of one name in several countries: the listed one is meant only where something speaks of its country."""

from __future__ import annotations

import pytest

from archive.entities.organisations import KnownOrganisations
from archive.entities.parties import HOMES
from archive.model import EntityType
from tests.entities.conftest import Read


@pytest.mark.parametrize(
    ("body", "outlet", "party"),
    [
        ("The Labour Party won in Oslo. Norway votes again.", None, "Labour Party (Norway)"),
        ("The Labour Party won in Oslo. Norway votes again.", "NO", "Labour Party (Norway)"),
        ("The Labour Party won in Oslo. Norway votes again.", "GB", "Labour Party"),
        ("The Labour Party won in Leeds. Britain votes again.", None, "Labour Party"),
        ("The Labour Party won, said a guest from Oslo. Britain and Norway vote again.", None, "Labour Party"),
        ("The Labour Party won the vote.", None, "Labour Party"),
        ("In Rome the Republican Party met the Democratic Party of Italy.", None, "Republican Party (Italy)"),
        ("In Ohio the Republican Party met.", None, "Republican Party"),
        ("The Likud met in Oslo, Norway.", None, "Likud"),
    ],
)
def test_a_name_that_others_have_is_the_listed_partys_where_its_country_is_spoken_of(
    read: Read, body: str, outlet: str | None, party: str
) -> None:
    links = read(body, outlet=outlet)[1]
    (found,) = (link for link in links if link.type is EntityType.ORGANISATION and link.name.startswith(party[:6]))
    assert found.name == party
    assert (", " in found.key) == ("(" in party)


@pytest.mark.parametrize(
    ("body", "title", "found"),
    [
        ("Liberal Democrats in the Senate want more than the president.", "", False),
        ("Some liberal Democrats in Congress want more.", "Liberal Democrats Want More Than the President", False),
        ("Liberal Democrats in Cornwall want more. Britain votes again in May.", "", True),
        ("In the south the Liberal Democrats want more.", "", True),
    ],
)
def test_some_members_of_a_party_are_not_a_party_of_that_name(read: Read, body: str, title: str, found: bool) -> None:
    assert any(link.name.startswith("Liberal Democrats") for link in read(body, title)[1] if link.type is EntityType.ORGANISATION) is found


def test_what_ends_like_an_office_and_is_no_party_is_sure(read: Read) -> None:
    assert [link.name for link in read("Associated Press asked first.")[1]] == ["Associated Press"]


def test_every_party_with_a_home_is_listed() -> None:
    assert HOMES.keys() <= set(KnownOrganisations().canonical.values())
