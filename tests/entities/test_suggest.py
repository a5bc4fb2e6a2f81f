"""Suggestions: likely duplicates with their evidence, and never what must stay apart."""

from __future__ import annotations

from archive.entities.authority import EMPTY, Authority, shipped
from archive.entities.resolve import Suggestion, suggest

NAMES = [
    ("steven mnuchin", "Steven Mnuchin", 108),
    ("steve mnuchin", "Steve Mnuchin", 37),
    ("anna veber", "Anna Weber", 5),
    ("carl veber", "Carl Weber", 3),
]


def test_names_alike_are_suggested_with_their_evidence() -> None:
    assert suggest(NAMES, EMPTY) == [
        Suggestion(
            "steven mnuchin", "steve mnuchin", 96.3, "Steve Mnuchin (37 articles) is written 96 % like Steven Mnuchin (108 articles)"
        )
    ]


def test_the_order_of_names_decides_nothing() -> None:
    assert suggest(NAMES[::-1], EMPTY) == suggest(NAMES, EMPTY)


def test_what_must_stay_apart_is_not_suggested() -> None:
    assert suggest(NAMES, Authority(never_merge=(("Steve Mnuchin", "steven-mnuchin"),))) == []
    bushes = [("id:george-w-bush", "George W. Bush", 9), ("id:george-h-w-bush", "George H. W. Bush", 3)]
    assert suggest(bushes, EMPTY) != []
    assert suggest(bushes, shipped()) == []


def test_one_value_with_two_names_is_no_duplicate() -> None:
    assert suggest([("a", "Steven Mnuchin", 1), ("a", "Steve Mnuchin", 1)], EMPTY) == []
