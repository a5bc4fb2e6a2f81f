"""Names that parties of several countries have: which country's party an article means by one."""

from __future__ import annotations

from collections.abc import Sequence

from archive.entities.salience import Evidence
from archive.model import EntityType, Mention

HOMES = {
    "Christian Democratic Union": "DE",
    "Congress Party": "IN",
    "Conservative Party": "GB",
    "Democratic Party": "US",
    "Democratic Progressive Party": "TW",
    "Democratic Unionist Party": "GB",
    "Justice and Development Party": "TR",
    "Labour Party": "GB",
    "Liberal Democratic Party": "JP",
    "Liberal Democrats": "GB",
    "Muslim League": "PK",
    "National Front": "FR",
    "New Democracy": "GR",
    "Republican Party": "US",
}
"""The listed parties whose names others have too, and the country of the one that is listed."""


def party_abroad(name: str, mentions: Sequence[Mention], evidence: Sequence[Evidence], outlet: str | None) -> str | None:
    """The country whose party of this name an article means, where that is not the listed one.

    It is the most salient country, if nothing but such names speaks of the listed party's: what is said of it in passing is enough, and so
    is an `outlet` of it.
    """
    home = HOMES.get(name)
    salient = next((each.code for each in evidence if each.salient), None)
    if home is None or salient in (None, home) or outlet == home:
        return None
    at_home = (each for each in mentions if each.type is EntityType.COUNTRY and each.value == home)
    return None if any(each.surface not in HOMES for each in at_home) else salient


def is_of_home(name: str, evidence: Sequence[Evidence]) -> bool:
    """Whether an article names the country of the listed party of this name, and is about it."""
    return any(each.salient and each.named and each.code == HOMES.get(name) for each in evidence)
