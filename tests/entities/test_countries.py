"""Countries by code and by every name they go by."""

from __future__ import annotations

import pytest

from archive.entities import tables
from archive.entities.countries import ALL_CODES, HISTORIC, Years, country_name, find_countries


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("GB", ["GB"]),
        ("united kingdom", ["GB"]),
        ("Britain", ["GB"]),
        ("british", ["GB"]),
        ("the Netherlands", ["NL"]),
        ("Côte d'Ivoire", ["CI"]),
        ("COTE D'IVOIRE", ["CI"]),
        ("USSR", ["SU"]),
        ("czechoslovakia", ["CSHH"]),
        ("u.s.", ["US"]),
        ("Moscow", []),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_a_country_is_found_by_code_name_alias_and_demonym(text: str, codes: list[str]) -> None:
    assert [code for code, _ in find_countries(text)] == codes


def test_every_country_is_found_by_its_code_and_its_name() -> None:
    for code in ALL_CODES:
        assert (code, country_name(code)) in find_countries(code)
        assert (code, country_name(code)) in find_countries(country_name(code))


def test_names_are_short_and_an_unknown_code_stands_for_itself() -> None:
    assert [country_name(code) for code in ("US", "GB", "RU", "CD", "XK", "QQ")] == [
        *("United States", "United Kingdom", "Russia", "Democratic Republic of the Congo", "Kosovo", "QQ")
    ]


def test_countries_that_are_gone_have_their_years() -> None:
    assert {"SU": Years(1922, 1991), "YU": Years(1918, 2003), "DD": Years(1949, 1990), "CSHH": Years(1918, 1992)} == HISTORIC
    assert set(HISTORIC) <= set(ALL_CODES)


def test_every_surface_of_the_gazetteer_belongs_to_a_country_or_to_none() -> None:
    assert {code for _, code, *_ in tables.rows("gazetteer.tsv")} <= {*ALL_CODES, "-"}
