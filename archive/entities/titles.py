"""The words around names: honorifics, offices, particles, endings of organisations and places, and what is never a name.

Each is a set of folded words, read from `data/title-words.txt`.
"""

from __future__ import annotations

from archive.entities.tables import word_lists

_LISTS = word_lists("title-words.txt")

HONORIFICS = _LISTS["honorifics"]
"""What is said of any person: a name follows, always."""

REGNAL = _LISTS["regnal"]
"""With one of these, a given name alone is a whole name: Pope Francis, Queen Elizabeth II."""

OFFICES = _LISTS["offices"]
"""Offices and what qualifies them: they stand before a name and are no part of it."""

WEAK_OFFICES = _LISTS["weak-offices"]
"""Offices that do not by themselves make a following surname a person: General Electric, Home Depot, Justice League."""

PARTICLES = _LISTS["particles"]
"""Lower-case words inside a name: Osama bin Laden, Ursula von der Leyen."""

SUFFIXES = _LISTS["suffixes"]
"""Words after a name that belong to it: Jr, II, MP."""

CALENDAR = _LISTS["calendar"]
"""Days, months and feasts."""

FUNCTION_WORDS = _LISTS["function-words"]
"""Words that stand first in a sentence and are never part of a name there."""

ORGANISATION_ENDINGS = _LISTS["organisation-endings"]
"""Last words of an organisation's name."""

ORGANISATION_HEADS = _LISTS["organisation-heads"]
"""First words of an organisation's name that go on with `of` or `for`."""

BARE_ENDINGS = _LISTS["bare-endings"]
"""Endings after which no capitalised word may follow: White House Press Secretary is no press."""

PLACE_ENDINGS = _LISTS["place-endings"]
"""Last words of the name of a place: Street, River, Airport."""

NEVER_NAMES = _LISTS["never-names"]
"""Words that no person's name holds; where one stands in a run of capitals, the run is no name."""

SAYING = _LISTS["saying"]
"""A word of saying right after a run of capitals makes it likelier that it is a person."""

STRONG_DESPITE_WORD = _LISTS["strong-despite-word"]
"""Given names that are spelt like a common word and yet are given names nearly always when they stand before a surname."""

FAMILY_FIRST = _LISTS["family-first"]
"""Family names of China, Korea and Vietnam, which stand first."""

THINGS = _LISTS["things"]
"""Last words of what has an acronym and is no organisation: a Space Station, a Gross Domestic Product."""

WEAK_FIRST = _LISTS["weak-first"]
"""Words that do not by themselves tell one organisation from another: a Local Council, the New Party."""

_BEFORE_OFFICE = ("then", "ex", "former", "co")
_AFTER_OFFICE = ("elect", "designate")


def office_in(word: str) -> str:
    """The office of a folded word that a hyphen joins to when it is held: `president` of `then-president`, `president-elect`; else ""."""
    before, hyphen, after = word.partition("-")
    if hyphen and before in _BEFORE_OFFICE and after in OFFICES:
        return after
    return before if hyphen and after in _AFTER_OFFICE and before in OFFICES else ""
