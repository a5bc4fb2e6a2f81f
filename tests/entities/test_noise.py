"""Noise: a bad scan and random letters name nobody but whom the lists know, and another language is no noise."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from archive.entities.authority import EMPTY, Authority, read_authority
from archive.entities.noise import is_noise
from archive.entities.resolve import Group, resolve
from archive.model import EntityType
from tests.entities.conftest import Read

ENGLISH = (
    "The harbour was closed before morning while engineers repaired several damaged cranes. Anna Merkel and Sergei Lavrov visited "
    "workers there, and Mr Lavrov promised further support through winter. Foreign ministers wanted quicker progress towards lasting "
    "agreements between northern fishing villages whose boats shared these narrow waters without any written rules. Later Oscar Quorn "
    "thanked volunteers who had carried blankets, clean water and heavy tools across flooded streets."
)
GERMAN = (
    "Angela Merkel besuchte gestern gemeinsam mit mehreren Ministern einen kleinen Hafen, dessen Anlagen während eines schweren Sturmes "
    "beschädigt wurden. Dort sprachen sie lange über neue Gesetze, welche künftig kleinere Betriebe fördern sollen, während andere "
    "weiterhin höhere Steuern zahlen müssten. Viele Menschen hatten stundenlang gewartet, obwohl heftiger Regen niederging und starke "
    "Winde wehten; einige trugen bunte Fahnen, manche sangen alte Lieder, wieder andere blieben schweigend stehen."
)


def scanned(text: str, every: int) -> str:
    """A text in which about one letter of `every` was read wrongly."""
    chance = random.Random(7)
    return "".join(chance.choice("ab,~|!0e;") if letter.islower() and chance.randrange(every) == 0 else letter for letter in text)


def rubbish() -> str:
    chance = random.Random(7)
    return " ".join("".join(chance.choice("abcdeklovBDFGHO.,!") for _ in range(chance.randint(1, 9))) for _ in range(900))


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        (ENGLISH, False),
        (ENGLISH * 9, False),
        (ENGLISH.replace("ing", "\u00ading"), False),
        (ENGLISH.lower(), False),
        (GERMAN, False),
        ("", False),
        ("Qqzx vvlkq,a", False),
        ("reserves.........644 vs.....1,337 borrowings......680 " * 30, False),
        (scanned(ENGLISH, 9), True),
        (scanned(ENGLISH * 9, 9), True),
        (rubbish(), True),
    ],
)
def test_noise_is_told_from_words(text: str, noise: bool) -> None:
    assert is_noise(text) is noise


def test_random_letters_name_nobody(names: Callable[..., list[str]]) -> None:
    assert names(EntityType.PERSON, rubbish()) == []


def test_of_a_bad_scan_only_listed_names_are_taken(names: Callable[..., list[str]]) -> None:
    tail = " Foreig Ministr John Kerry met Davod Camerun, and Mr Ke rry left with Mr Lavrov."
    assert names(EntityType.PERSON, scanned(ENGLISH, 9) + tail) == ["John Kerry", "Lavrov (surname only)"]


def test_of_a_bad_scan_names_that_the_authority_has_are_taken(read: Read) -> None:
    body = scanned(ENGLISH, 9) + " So Tollak Quivrholm met Davod Camerun, and Qolvar Brask left."
    groups = [Group("a", None, link) for link in read(body)[1] if link.type is EntityType.PERSON]

    def shown(authority: Authority) -> set[str]:
        return {
            found.key for group, found in zip(groups, resolve(groups, authority), strict=True) if group.link.reason == "noise" and found.key
        }

    known = read_authority("version: 1\nentities: [{id: quivrholm, type: person, name: Tollak Quivrholm}]", "authority.yaml")
    assert shown(EMPTY) == set()
    assert shown(known) == {"id:quivrholm"}
