"""People's decisions on names of countries: written, applied, found by a query, and taken back."""

from __future__ import annotations

from archive import lookups
from archive.model import EntityType
from tests.hall.conftest import House


def test_an_alias_of_the_authority_finds_its_country(syria: House) -> None:
    assert lookups.called(syria.archive, EntityType.COUNTRY, "Quayside") is None
    syria.authority.write_text("version: 1\ncountries: {aliases: {Quayside: NL, Georgia: US}}\n")
    syria.archive.link()
    assert lookups.called(syria.archive, EntityType.COUNTRY, "quayside") == "NL"
    assert lookups.called(syria.archive, EntityType.COUNTRY, "Georgia") == "GE", "a country's own name goes first"
    assert syria.titles("country:quayside") == syria.titles("country:NL") == ["Harbour strike ends"]
