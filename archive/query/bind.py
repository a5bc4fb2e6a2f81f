"""From names to value ids and from relative dates to days: what an engine needs and the parser cannot know."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.model import PartialDate
from archive.query.render import render
from archive.query.tree import And, Boost, DateRange, Diagnostic, Named, Node, Not, Or, Relative, Values
from archive.schema import BY_NAME


@dataclass(frozen=True, slots=True)
class Name:
    """A value that a name in a query stands for, and what to call it."""

    value: str
    label: str


class Names(Protocol):
    """What the archive knows of names. `bind` calls `find` once for each different name of a query, and `near` where nothing is found.

    Both are given the name as typed and fold it themselves; neither raises where there is no such name.
    """

    def find(self, field: str, text: str) -> Sequence[Name]:
        """The values of `field` whose id, label or alias is exactly `text`; where there are none, all whose name holds its words.

        In a fixed order, the best known first.
        """

    def near(self, field: str, text: str) -> str | None:
        """The name in `field` that was probably meant, where `find` finds none."""


def bind(tree: Node, names: Names, today: dt.date) -> tuple[Node, tuple[Diagnostic, ...]]:
    """`tree` with every `Named` replaced by `Values` and every `Relative` by a `DateRange`, and a diagnostic for each unknown name.

    An unknown name becomes `Values` without a value, which matches nothing.
    """
    binder = _Binder(names, today)
    return binder.bound(tree), tuple(binder.diagnostics)


class _Binder:
    def __init__(self, names: Names, today: dt.date) -> None:
        self.names = names
        self.today = today
        self.diagnostics: list[Diagnostic] = []
        self.found: dict[Named, tuple[Name, ...]] = {}

    def bound(self, node: Node) -> Node:
        match node:
            case And(children, span):
                return And(tuple(map(self.bound, children)), span)
            case Or(children, span):
                return Or(tuple(map(self.bound, children)), span)
            case Not(child, span):
                return Not(self.bound(child), span)
            case Boost(weight, child, span):
                return Boost(weight, self.bound(child), span)
            case Named():
                return self._values(node)
            case Relative():
                return _days(node, self.today)
            case _:
                return node

    def _values(self, named: Named) -> Values:
        if named not in self.found:
            found: dict[str, Name] = {}
            for name in self.names.find(named.field, named.text):
                found.setdefault(name.value, name)
            self.found[named] = tuple(found.values())
        names = self.found[named]
        if not names:
            self.diagnostics.append(self._unknown(named))
        return Values(named.field, tuple(n.value for n in names), tuple(n.label for n in names), named.text, named.span)

    def _unknown(self, named: Named) -> Diagnostic:
        label = BY_NAME[named.field].label.lower()
        near = self.names.near(named.field, named.text)
        suggestion = render(Named(named.field, near)) if near else None
        meant = f" (did you mean “{near}”?)" if near else ""
        return Diagnostic("unknown-name", named.span, f"no article has the {label} “{named.text}”{meant}", suggestion)


def _days(relative: Relative, today: dt.date) -> DateRange:
    """The days up to today: `last 1 day` is today alone, `last 1 month` begins the day after today's day of the month before."""
    try:
        since = PartialDate(*_first_day(relative, today).timetuple()[:3])
    except (ValueError, OverflowError):  # before the year 1
        since = None
    return DateRange(since, PartialDate(today.year, today.month, today.day), relative.span)


def _first_day(relative: Relative, today: dt.date) -> dt.date:
    if relative.unit in ("day", "week"):
        return today - dt.timedelta(days=relative.count * (7 if relative.unit == "week" else 1) - 1)
    months = relative.count * (12 if relative.unit == "year" else 1)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, day) + dt.timedelta(days=1)
