"""Binding: names become value ids, relative dates become days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from archive.model import PartialDate
from archive.query import Name, bind, describe, parse, render
from archive.query.tree import And, DateRange, Diagnostic, Not, Values, Word
from archive.text import fold_text

TODAY = dt.date(2015, 3, 31)
KNOWN = {
    ("person", "kerry"): [Name("john-kerry", "John Kerry"), Name("bob-kerrey", "Bob Kerry"), Name("john-kerry", "John Kerry")],
    ("country", "russia"): [Name("RU", "Russia")],
}


class Known:
    """Names as the hall gives them, from a table; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def find(self, field: str, text: str) -> Sequence[Name]:
        self.asked.append((field, text))
        return KNOWN.get((field, fold_text(text)), [])

    def near(self, field: str, text: str) -> str | None:
        return "John Kerry" if field == "person" else None


def test_names_become_values_with_labels_each_once() -> None:
    tree, diagnostics = bind(parse("a person:Kerry -country:russia").tree, Known(), TODAY)
    kerry = Values("person", ("john-kerry", "bob-kerrey"), ("John Kerry", "Bob Kerry"), "Kerry")
    assert tree == And((Word("a"), kerry, Not(Values("country", ("RU",), ("Russia",), "russia"))))
    assert diagnostics == ()
    assert describe(tree) == "articles with a (any form), with person John Kerry or Bob Kerry, but not in country Russia"
    assert render(tree) == "a person:Kerry -country:russia"


def test_an_unknown_name_matches_nothing_and_is_said_with_the_nearest() -> None:
    tree, diagnostics = bind(parse("person:kery OR section:x").tree, Known(), TODAY)
    assert [node.values for node in tree.children if isinstance(node, Values)] == [(), ()]  # type: ignore[union-attr]
    assert diagnostics == (
        Diagnostic("unknown-name", (0, 11), "no article has the person “kery” (did you mean “John Kerry”?)", 'person:"John Kerry"'),
        Diagnostic("unknown-name", (15, 24), "no article has the section “x”"),
    )
    assert describe(tree) == "articles with person kery (which no article has) or in section x (which no article has)"


def test_a_name_is_asked_for_once() -> None:
    names = Known()
    bind(parse("person:kerry OR (a person:kerry)").tree, names, TODAY)
    assert names.asked == [("person", "kerry")]


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("today", "2015-03-31"),
        ("last 30 days", "2015-03-02"),
        ("last week", "2015-03-25"),
        ("last 2 weeks", "2015-03-18"),
        ("last month", "2015-03-01"),
        ("last 13 months", "2014-03-01"),
        ("last year", "2014-04-01"),
        ("last 99999 years", None),
        ("last 99999 weeks", "0098-09-24"),
    ],
)
def test_relative_dates_end_today(text: str, since: str | None) -> None:
    tree, _ = bind(parse(f'date:"{text}"').tree, Known(), TODAY)
    assert tree == DateRange(since and PartialDate.parse(since), PartialDate(2015, 3, 31))
