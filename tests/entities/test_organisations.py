"""Organisations: the list, acronyms that the article explains, and names known by their endings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.entities import tables
from archive.entities.organisations import organisation_key
from archive.model import EntityType
from tests.entities.conftest import Read

Names = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The UN and NATO met the EU.", ["United Nations", "NATO", "European Union"]),
        ("The U.N. is the United Nations.", ["United Nations"]),
        ("Experts at Cern and the International Atomic Energy Agency", ["CERN", "IAEA"]),
        ("A spokesman of the Russian Foreign Ministry said so.", ["Russian Foreign Ministry"]),
        ("She studied at the University of Heidelberg.", ["University of Heidelberg"]),
        ("Shares of Paxar Corp rose.", ["Paxar Corp"]),
        ("The Ministry of Foreign Affairs and Trade said no.", ["Ministry of Foreign Affairs and Trade"]),
        ("The Los Angeles Police Department said so.", ["Los Angeles Police Department"]),
        ("The Syrian Relief Network (SRN) began work. The SRN has ten vans.", ["Syrian Relief Network"]),
        ("They asked the committee, the Council and the Ministry.", []),
        ("The Soviet Union and the United Arab Emirates (UAE) were told.", []),
        ("The Social Democratic Party lost, the Democratic Party won.", ["Social Democratic Party", "Democratic Party"]),
        ("Candidates of the People's Democratic Party and of Britain's Labour Party", ["People's Democratic Party", "Labour Party"]),
        ("The International Space Station (ISS) flew over the US-based Carter Center.", ["Carter Center"]),
        ("Members of the Congress of Deputies and the Senate met.", ["Congress of Deputies"]),
        ("WHO WILL WIN", []),
        ("A bond was placed by Harper Lowe and Co Inc and by Mitsui and Co Ltd today.", ["Harper Lowe and Co Inc", "Mitsui and Co Ltd"]),
        ("Co Inc and Co Ltd are no names.", []),
        ("It was in the East Anglia Journal of Medicine.", ["East Anglia Journal of Medicine"]),
    ],
)
def test_organisations_are_found(names: Names, text: str, expected: list[str]) -> None:
    assert names(EntityType.ORGANISATION, text, title=text if text.isupper() else "") == expected


def test_an_acronym_joins_the_name_it_was_explained_with(read: Read) -> None:
    mentions, links = read("The Syrian Relief Network (SRN) began work. Later the SRN stopped.")
    (link,) = (link for link in links if link.type is EntityType.ORGANISATION)
    assert link.key == "syrian relief network"
    assert [mentions[at].surface for at in link.mentions] == ["Syrian Relief Network", "SRN", "SRN"]


def test_no_two_listed_organisations_share_a_name() -> None:
    owners: dict[str, str] = {}
    for name, others, _ in tables.rows("organisations.tsv"):
        for form in (name, *filter(None, others.split("; "))):
            assert owners.setdefault(organisation_key(form), name) == name, form
