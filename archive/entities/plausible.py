"""Which guessed names can be names at all, and which full names of an article are of one person each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from archive.entities import tables
from archive.entities.addressed import sex_of_name, title_before
from archive.entities.people import core
from archive.entities.segments import Lists, is_glued
from archive.entities.sequences import LONGEST_TOKEN
from archive.entities.titles import (
    CALENDAR,
    FAMILY_FIRST,
    FUNCTION_WORDS,
    HONORIFICS,
    OFFICES,
    ORGANISATION_ENDINGS,
    PLACE_ENDINGS,
    THINGS,
)
from archive.model import EntityType, Mention

MOST_WORDS = 8
LONGEST_ACRONYM = 10
SHORTEST_PLACE = 4
"""Letters; a shorter place in capitals (LA, NC) is the gazetteer's to know."""

_PEOPLES = frozenset(("Arab", "Arabs", "African", "Africans", "European", "Europeans", "Asian", "Asians", "Latino", "Muslim", "Islam"))
"""Peoples of no one country, and beliefs, which taggers take for places."""

_TITLES = HONORIFICS | OFFICES
_NO_PEOPLE = ORGANISATION_ENDINGS | PLACE_ENDINGS | THINGS


@lru_cache(maxsize=20_000)
def may_be_name(surface: str, kind: EntityType) -> bool:
    """Whether what a tagger takes for a name of this kind can be one."""
    words = surface.split()
    if len(surface) < 2 or len(words) > MOST_WORDS or any(map(str.isdigit, surface)) or is_glued(surface):
        return False
    if max(map(len, words)) > LONGEST_TOKEN or (len(surface) > LONGEST_ACRONYM and surface.isupper()):
        return False
    folded = surface.lower()
    if folded in CALENDAR or folded in FUNCTION_WORDS or folded.rstrip(".") in _TITLES:
        return False
    if surface in _PEOPLES:
        return False
    last = words[-1].lower().rstrip(".")
    if kind is EntityType.ORGANISATION:  # House Republicans, C.E.O.
        return last not in OFFICES and folded.replace(".", "") not in OFFICES
    if kind is EntityType.PLACE:
        return not (surface.isupper() and len(surface) < SHORTEST_PLACE)
    if folded in ("jr.", "jr") or any(word.endswith(("'s", "’s")) for word in words[:-1]):  # Carl's Jr.
        return False
    if "&" in words or (last in _NO_PEOPLE and last not in tables.words("family-names.txt")):  # PAC, Gracie Mansion
        return False
    return len(words) != 2 or len(words[0].rstrip(".")) > 1  # W. Bush is the end of a name


@lru_cache(maxsize=20_000)
def unsure(surface: str, kind: EntityType) -> bool:
    """Whether a name is one word of the language (Council, Senate, Apple), or two with an `and` between (House and Senate)."""
    folded = surface.lower()
    if folded in tables.words("common-words.txt"):
        return True
    return kind is EntityType.ORGANISATION and folded.split()[1:-1] == ["and"]


def single_people(full: Sequence[Mention], lists: Lists, texts: Mapping[str, str]) -> Iterator[Mention]:
    """The full names that are of one person each.

    Names of two words are none that are the surnames of two others (the end of one headline and the begin of the next) or, where only the
    tagger sees the name, begin with the surname of another; nor those that begin with another's surname and go on with a common word
    (the Harlow File). What the article says in quotation marks only is a title or a nickname.
    """
    of: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    plain = set[str]()
    for mention in full:
        words = core(mention.surface)
        if len(words) > 1:
            of[words[-1]].add(words)
        if not is_quoted(texts[mention.field], mention.start, mention.end):
            plain.add(mention.surface)
    for mention in full:
        words = core(mention.surface)
        titled = title_before(texts[mention.field], mention.start) is not None
        if mention.surface in plain and not (len(words) == 2 and _joins_two(mention, words, of, lists, titled)):
            yield mention


def _joins_two(mention: Mention, words: tuple[str, ...], of: Mapping[str, set[tuple[str, ...]]], lists: Lists, titled: bool) -> bool:
    """Whether a name of two words is no one's: the first is the surname of another in the article, and the last no name, or so, too."""

    def is_anothers(word: str) -> bool:
        return bool(of.get(word, {words}) - {words})

    goes_on = words[1] in lists.common and words[1] not in lists.family and not sex_of_name(mention.surface)
    if goes_on and not titled and words[0] not in FAMILY_FIRST and len(mention.surface.split()) == 2 and is_anothers(words[0]):
        return True
    told = words[:1] if mention.reason == "model" and words[0] not in FAMILY_FIRST else words
    return words[0] not in lists.given and all(map(is_anothers, told))


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether nothing but what stands in [start, end) is in quotation marks, perhaps with a comma or a full stop."""
    closing = end + text.startswith((",", "."), end)
    return start > 0 and text[start - 1] in '"“' and text.startswith(('"', "”"), closing)
