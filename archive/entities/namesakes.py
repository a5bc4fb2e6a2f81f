"""People called like countries and cities: where Jordan is a player, Paris an heiress, and Turkey is eaten."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from archive.entities import tables
from archive.entities.gazetteer import Match
from archive.entities.titles import (
    CALENDAR,
    FUNCTION_WORDS,
    HONORIFICS,
    NEVER_NAMES,
    OFFICES,
    ORGANISATION_ENDINGS,
    PLACE_ENDINGS,
    SAYING,
    SUFFIXES,
    THINGS,
)
from archive.model import Mention

_KINDS = frozenset(("name", "alias", "capital", "city", "region"))
_ALSO_GIVEN = frozenset(("africa", "america", "asia", "cairo", "egypt", "jamaica", "london", "mali", "persia"))
"""Given names of our days that are not in the list."""

_FOLLOWING = frozenset(("evergrande", "hayom", "hispanics", "huarong", "latinos", "medicaid", "tech", "telecom", "unicom", "vanke"))
"""Other words after a place that make a firm, a paper or a people of it."""

_NO_SURNAMES = _FOLLOWING.union(
    CALENDAR, FUNCTION_WORDS, HONORIFICS, NEVER_NAMES, OFFICES, ORGANISATION_ENDINGS, PLACE_ENDINGS, SAYING, SUFFIXES, THINGS
)
_HARDLY_GIVEN = frozenset(("cuba", "florida", "france", "missouri", "texas"))
"""Given names of the list that nearly always are the place; with a listed family name they are still a person's."""

_SURNAME = re.compile(r" ((?:[OD]['’])?[^\W\d_][\w-]+)(?:['’]s)?(?![\w'’]| (?:&|of|and [A-Z]|[A-Z]))")
_AGE = re.compile(r"(?:,| \() ?\d\d[,).]")
_HUMAN = re.compile(r" (?:he|she|his|her|him)\b")
_BUSINESS = re.compile(
    r"\b(?:shares?|stocks?|compan(?:y|ies)|firms?|developers?|lenders?|banks?|bonds?|insurers?|carriers?|brands?|newspapers?|daily|website"
    r"|billion|Inc|Corp|Co|Ltd|airport|flights?|stations?|trains?)\b",
    re.IGNORECASE,
)
_NEAR = 120
"""Codepoints around a name within which what is said of a firm makes it one."""

_MOST = 100
"""Names of an article that are asked for: each is sought in all of it, which no text may make quadratic."""

_INSIDE = re.compile(r"\b(?:in|near|across|throughout|inside|outside|visit|visited|invaded) $", re.IGNORECASE)
_NEVER_BEFORE = re.compile(rf"{_INSIDE.pattern}|\b(?:the|a|an) $", re.IGNORECASE)
_GIVEN = re.compile(r"([A-Z][a-z]+) $")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Mayor|Sen|Rep|Gov|Senator|Governor|President)\.? $")
_NOT_ALONE = re.compile(r"(?:\b(?:the|a|an|this|that|its|their|The|A|An)|[A-Z][\w'’-]*) $")

_FAMILY = re.compile(r" ([A-Z][a-z]+)\b(?! ?(?:Inc|Corp|Co|Ltd)\b)")
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


def people_called_so(found: Mapping[str, Sequence[Match]], texts: Mapping[str, str]) -> dict[str, frozenset[int]]:
    """By field, where a place is the given name of somebody whose surname no list has: Israel Folau, China Miéville.

    It takes a given name, a word that goes on with no phrase, and in the article that word alone, an age, or a saying of his or hers;
    but not what is said of a firm, a paper or a team.
    """
    names: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for field, matches in found.items():
        text = texts[field]
        for number, match in enumerate(matches):
            if text[match.end + 1 : match.end + 2].isupper() and match.kind in _KINDS:
                end = _end_of_name(text, match, matches[number + 1 : number + 2])
                if end:
                    names[text[match.start : end]].append((field, match.start, end))
    people = [uses for uses in islice(names.values(), _MOST) if _is_person(uses, texts)]
    return {field: frozenset(start for uses in people for where, start, _ in uses if where == field) for field in texts}


def _end_of_name(text: str, match: Match, following: Sequence[Match]) -> int:
    """Where the surname after a place ends that may be a given name; 0 where what follows is no surname, or is a place or before one."""
    given = text[match.start : match.end]
    surname = _SURNAME.match(text, match.end) if _may_be_given(given) and given.lower() not in _HARDLY_GIVEN else None
    if surname is None or not _may_be_surname(surname[1]) or any(each.start <= surname.end() + 2 for each in following):
        return 0
    if _NEVER_BEFORE.search(text, max(0, match.start - 12), match.start) or _given_before(text, match.start):
        return 0
    return surname.end(1)


def _may_be_given(place: str) -> bool:
    return place.lower() in tables.words("given-names.txt") or place.lower() in _ALSO_GIVEN


def _may_be_surname(word: str) -> bool:
    return word[0].isupper() and word[2:].islower() and word.lower() not in _NO_SURNAMES


def _is_person(uses: Sequence[tuple[str, int, int]], texts: Mapping[str, str]) -> bool:
    """Whether an article speaks of a name that begins like a place as of a person."""
    field, start, end = uses[0]
    given, _, surname = texts[field][start:end].partition(" ")
    spans = [(texts[field], start, end) for field, start, end in uses]
    later = [(text, at, at + len(surname)) for text in texts.values() for at in _starts_of(surname, text)]
    if any(_AGE.match(text, end) for text, _, end in spans + later):
        return True
    if sum(_given_before(text, start) not in ("", given) for text, start, _ in later) >= len(uses):  # For Israel Netanyahu is ...
        return False
    if any(_BUSINESS.search(text, max(0, start - _NEAR), end + _NEAR) for text, start, end in spans + later):
        return False
    if any(_TITLED.search(text, max(0, start - 12), start) for text, start, _ in later):
        return True
    if surname.lower() in tables.words("common-words.txt"):
        return False
    if any(not _NOT_ALONE.search(text, max(0, start - 40), start) for text, start, _ in later):
        return True
    return any(_says(text, end) and _HUMAN.search(text, end, end + _NEAR) for text, _, end in spans)


def _starts_of(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text with no capital after it."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        whole = not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()
        if whole and not (text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()):
            yield start
        start = text.find(word, end)


def _given_before(text: str, start: int) -> str:
    """The given name that stands right before a surname, or nothing."""
    given = _GIVEN.search(text, max(0, start - 20), start)
    return given[1] if given is not None and given[1].lower() in tables.words("given-names.txt") else ""


def _says(text: str, end: int) -> bool:
    return (text[end : end + 14].split() or [""])[0] in SAYING


def _begins_name(match: Match, text: str) -> bool:
    """Whether a match is the given name before a family name: Israel Katz, America Ferrera."""
    if match.kind not in _KINDS:
        return False
    if not _may_be_given(text[match.start : match.end]):
        return False
    after = _FAMILY.match(text, match.end)
    if after is None:
        return False
    family = after[1].lower()
    return family in tables.words("family-names.txt") and family not in tables.words("common-words.txt")
