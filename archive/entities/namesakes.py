"""People called like countries and cities: where Jordan is a player, Paris an heiress, and Turkey is eaten."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from archive.entities import tables
from archive.entities.gazetteer import Match
from archive.model import Mention

_KINDS = frozenset(("name", "alias", "capital", "city", "region"))
_ALSO_GIVEN = frozenset(("america", "asia", "london", "mali"))
"""Given names of our days that are not in the list."""

_FAMILY = re.compile(r" ([A-Z][a-z]+)\b(?! ?(?:Inc|Corp|Co|Ltd)\b)")
_INSIDE = re.compile(r"\b(?:in|near|across|throughout|inside|outside|visit|visited|invaded) $", re.IGNORECASE)
_FEAST = ("Thanksgiving", "Turkey")


def without_namesakes(found: Mapping[str, Sequence[Match]], texts: Mapping[str, str], people: Sequence[Mention]) -> dict[str, list[Match]]:
    """The matches of an article by field, but for those that are of somebody's name.

    A word that is part of a person's full name in the article is that person's, unless the article says `in Jordan`, or names the
    country in another way too (`Amman`, `Jordanian`). A given name right before a family name is no country.
    """
    ours = {field: [each for each in matches if not _begins_name(each, texts[field])] for field, matches in found.items()}
    suspects = {word for mention in people if len(words := mention.surface.split()) > 1 for word in words}
    if any(_FEAST[0] in text for text in texts.values()):
        suspects.add(_FEAST[1])
    if not suspects:
        return ours
    surfaces: dict[str, set[str]] = defaultdict(set)
    inside = set[str]()
    for field, matches in ours.items():
        for match in matches:
            surface = texts[field][match.start : match.end]
            surfaces[match.code].add(surface)
            if surface in suspects and _INSIDE.search(texts[field][max(0, match.start - 12) : match.start]):
                inside.add(surface)
    return {
        field: [
            match
            for match in matches
            if (surface := texts[field][match.start : match.end]) not in suspects
            or match.kind not in _KINDS
            or surface in inside
            or len(surfaces[match.code]) > 1
        ]
        for field, matches in ours.items()
    }


def _begins_name(match: Match, text: str) -> bool:
    """Whether a match is the given name before a family name: Israel Katz, America Ferrera."""
    if match.kind not in _KINDS:
        return False
    given = text[match.start : match.end].lower()
    if given not in tables.words("given-names.txt") and given not in _ALSO_GIVEN:
        return False
    after = _FAMILY.match(text, match.end)
    if after is None:
        return False
    family = after[1].lower()
    return family in tables.words("family-names.txt") and family not in tables.words("common-words.txt")
