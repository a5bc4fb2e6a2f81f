"""Suggestions by spelling: names that may be one, in which way, and what is no more than one word alike."""

from __future__ import annotations

import random

import pytest

from archive.entities.nicknames import NICKNAMES, formal
from archive.entities.people import person_key
from archive.entities.suggest import Likeness, suggest
from archive.model import EntityType

PERSON, ORGANISATION = EntityType.PERSON, EntityType.ORGANISATION

NAMES = [
    ("steven mnuchin", "Steven Mnuchin", 108),
    ("steve mnuchin", "Steve Mnuchin", 37),
    ("anna veber", "Anna Weber", 5),
    ("anna vebber", "Annah Webster", 5),
    ("carl veber", "Carl Weber", 3),
]


def likeness(one: str, other: str, type: EntityType = PERSON) -> tuple[float, Likeness] | None:
    """How two names are alike, where they are suggested."""
    found = suggest([("a", one, 1), ("b", other, 1)], type, 10)
    return (found[0].alike, found[0].likeness) if found else None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Steve Mnuchin", "Steven Mnuchin", Likeness.NICKNAME),
        ("Stephen Mnuchin", "Steve Mnuchin", Likeness.NICKNAME),
        ("Chuck Schumer", "Charles Schumer", Likeness.NICKNAME),
        ("Rich Cordray", "Richard Cordray", Likeness.NICKNAME),
        ("Andy Puzder", "Andrew Puzder", Likeness.NICKNAME),
        ("Mitch Stoltz", "Mitchell Stoltz", Likeness.NICKNAME),
        ("Doug Hurley", "Douglas Hurley", Likeness.NICKNAME),
        ("Bill Weld", "William F. Weld", Likeness.NICKNAME),
        ("Tony Blair", "Anthony Charles Lynton Blair", Likeness.NICKNAME),
        ("Ali Khamenei", "Ali Hosseini Khamenei", Likeness.MIDDLE),
        ("John Smith", "John Christopher Smith", Likeness.MIDDLE),
        ("George W. Bush", "George H. W. Bush", Likeness.MIDDLE),
        ("Ri Yong Ho", "Ri Yong-ho", Likeness.SAME),
        ("Abdel-Fattah al-Sisi", "Abdel Fattah el-Sisi", Likeness.SAME),
        ("Abdel Fattah El Sisi", "Abdel-Fattah al-Sisi", Likeness.SAME),
        ("Haley Nikki", "Nikki Haley", Likeness.ORDER),
        ("Queen Elizabeth", "Queen Elizabeth II", Likeness.SHORTER),
        ("Rudy Giuliani", "Rudy Guiliani", Likeness.LETTER),
        ("Debbie Wasserman Schulz", "Debbie Wasserman Schultz", Likeness.LETTER),
        ("Wasserman Schulz", "Debbie Wasserman Schultz", Likeness.LETTER),
        ("Reince Preibus", "Reince Priebus", Likeness.LETTER),
        ("Marina Weber", "Martina Weber", Likeness.SPELLING),
        ("John Luke", "John Luker", Likeness.SPELLING),
    ],
)
def test_names_that_may_be_one_are_suggested(one: str, other: str, expected: Likeness) -> None:
    assert (found := likeness(one, other)) is not None
    assert found[1] is expected
    assert likeness(other, one) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Weber", "Carl Weber"),
        ("Bill Weld", "Walter Weld"),
        ("John Paul Smith", "John Peter Jones Smith"),
        ("Michael Steele", "Michael Stevens"),
        ("Al Gore", "Tipper Gore"),
        ("William Barr", "William Baroni"),
    ],
)
def test_others_are_not(one: str, other: str) -> None:
    assert likeness(one, other) is None


def test_only_people_have_nicknames() -> None:
    assert likeness("Bill Melrose Foundation", "William Melrose Foundation", ORGANISATION) is None


def test_what_differs_counts_more_than_what_is_shared() -> None:
    one, other = likeness("Rudy Giuliani", "Rudy Guiliani"), likeness("John Luk", "John Lubbock")
    assert one is not None and other is not None and one[0] > other[0] + 5


def test_the_article_of_an_arabic_name_is_no_part_of_its_key() -> None:
    assert len({person_key(f"Abdel Fattah {surname}") for surname in ("al-Sisi", "el-Sisi", "Al-Sisi", "El Sisi", "Sisi")}) == 1


def test_the_order_of_names_decides_nothing() -> None:
    names = [*NAMES, ("steven mnuchin", "Stephen Mnuchin", 2), ("webber anna", "Webber Anna", 1)]
    shuffled = random.Random(7).sample(names, len(names))
    assert suggest(shuffled, PERSON, 10) == suggest(names, PERSON, 10) != []


def test_one_value_with_two_names_is_no_duplicate() -> None:
    assert suggest([("a", "Steven Mnuchin", 1), ("a", "Steve Mnuchin", 1)], PERSON, 10) == []


def test_no_more_are_suggested_than_asked() -> None:
    names = [(str(number), name, number) for number, name in enumerate(("Steven Mnuchin", "Steve Mnuchin", "Stephen Mnuchin"))]
    assert [len(suggest(names, PERSON, most)) for most in (0, 1, 2, 9)] == [0, 1, 2, 3]


def test_nicknames_are_small_words_and_each_leads_to_its_names() -> None:
    for name, forms in NICKNAMES.items():
        assert (name + forms.replace(" ", "")).isalpha() and (name + forms).islower()
        assert name not in forms.split() and all(name in formal(form) for form in (name, *forms.split()))
    assert formal("ted") == {"edward", "theodore"}
    assert formal("zebulon") == {"zebulon"}
