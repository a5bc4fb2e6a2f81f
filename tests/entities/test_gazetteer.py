"""Countries and places: the rules of context, one line each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import EntityType
from tests.entities.conftest import Read

Names = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Ships in the South China Sea and the Gulf of Mexico", []),
        ("New Mexico and New England are far apart", ["US"]),
        ("He told us so, the US said", ["US"]),
        ("Papua New Guinea, Guinea-Bissau and Equatorial Guinea", ["PG", "GW", "GQ"]),
        ("The Dominican Republic is not Dominica", ["DO", "DM"]),
        ("Northern Ireland and Ireland", ["GB", "IE"]),
        ("South Korea and North Koreans", ["KR", "KP"]),
        ("A US-led force and an Anglo-Irish paper", ["US", "IE"]),
        ("The Kremlin and the White House", ["RU", "US"]),
        ("Soviet, Yugoslav, Czechoslovak and East German teams", ["SU", "YU", "CSHH", "DD"]),
        ("He lives in Moscow, Idaho", ["US"]),
        ("Birmingham, Alabama, and Birmingham", ["US", "GB"]),
        ("In Smallville, Kan., nothing moved", ["US"]),
        ("Georgia and Atlanta voted, so did Florida", ["US"]),
        ("Georgia asked Russia to leave Abkhazia, Tbilisi said", ["GE", "RU"]),
        ("Paris Hilton, Chad Smith and Michael Jordan", []),
        ("In Paris, Chad and Jordan", ["FR", "TD", "JO"]),
        ("The New York Times and the Washington Post wrote it", []),
        ("Côte d’Ivoire and Cote d'Ivoire", ["CI"]),
        ("Officials of South\nAfrica came", ["ZA"]),
        ("See www.china.org and @russia", []),
        ("São Paulo, Sao Paulo", ["BR"]),
    ],
)
def test_countries_are_found_in_context(read: Read, text: str, codes: list[str]) -> None:
    mentions = read(text)[0]
    assert list(dict.fromkeys(mention.value for mention in mentions if mention.type is EntityType.COUNTRY)) == codes


@pytest.mark.parametrize(
    ("title", "codes"),
    [("RUSSIA TELLS US OF INDIAN PLANS", ["RU", "IN"]), ("U.S. AND U.K. SIGN", ["US", "GB"]), ("NEW MEXICO WINS", ["US"])],
)
def test_a_headline_in_capitals_is_read_without_us(read: Read, title: str, codes: list[str]) -> None:
    assert [mention.value for mention in read("", title)[0] if mention.type is EntityType.COUNTRY] == codes


def test_a_city_is_a_place_and_speaks_for_its_country(read: Read) -> None:
    mentions, links = read("They met in Peking and in Beijing.")
    assert [(mention.type, mention.surface, mention.value, mention.reason) for mention in mentions] == [
        (EntityType.COUNTRY, "Peking", "CN", "capital"),
        (EntityType.PLACE, "Peking", None, "capital"),
        (EntityType.COUNTRY, "Beijing", "CN", "capital"),
        (EntityType.PLACE, "Beijing", None, "capital"),
    ]
    assert [(link.type, link.key, link.name) for link in links] == [
        (EntityType.PLACE, "beijing", "Beijing"),
        (EntityType.COUNTRY, "CN", "China"),
    ]


def test_cities_of_one_name_are_two_places(names: Names) -> None:
    assert names(EntityType.PLACE, "From Birmingham, Alabama, to Birmingham") == ["Birmingham", "Alabama", "Birmingham"]
