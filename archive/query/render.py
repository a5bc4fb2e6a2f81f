"""From the tree back to text, in one normal form: `parse(render(tree)).tree == tree` for every tree that the parser gives."""

from __future__ import annotations

import re

from archive.model import PartialDate
from archive.query.scan import OPERATORS, is_joiner
from archive.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    DayOfYear,
    Everything,
    Fuzzy,
    Gap,
    Missing,
    Named,
    Near,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Relative,
    Together,
    Values,
    Wildcard,
    Word,
)
from archive.schema import NONE

_BARE_NAME = re.compile(r"[^\W_]+(?:[-.'’_]+[^\W_]+)*")


def render(tree: Node) -> str:
    """The query that is read as `tree`, with no more parentheses than it needs. A bound name gives back the name as typed."""
    match tree:
        case Or(children):
            return " OR ".join(render(child) for child in children)
        case And(children):
            return " ".join(_enclosed(child) if isinstance(child, Or) else render(child) for child in children)
        case Not(child):
            return "-" + (_enclosed(child) if isinstance(child, And | Or | Near) else render(child))
        case Near(parts, gaps):
            written = [_enclosed(part) if isinstance(part, Or) else render(part) for part in parts]
            return written[0] + "".join(f" {_gap(gap)} {part}" for gap, part in zip(gaps, written[1:], strict=True))
        case AtLeast(count, child):
            return f"atleast{count}({render(child)})"
        case Boost(weight, child):
            closed = isinstance(child, Word | Phrase | Prefix | Wildcard | Fuzzy | AtLeast)
            return f"{render(child) if closed else _enclosed(child)}^{weight:g}"
        case _:
            return _leaf(tree)


def _enclosed(node: Node) -> str:
    return f"({render(node)})"


def _leaf(node: Node) -> str:
    match node:
        case Everything():
            return "*"
        case Word(text, None) if is_joiner(text):
            return f"({text})"  # alone in its parentheses it joins nothing
        case Word(text, field):
            return _in_field(field, text)
        case Phrase(text, field):
            return _in_field(field, f'"{text}"')
        case Prefix(text, field):
            return _in_field(field, f"{text}*")
        case Wildcard(text, field):
            return _in_field(field, text)
        case Fuzzy(text, distance, field):
            return _in_field(field, f"{text}~{distance}")
        case Named(field, text):
            return f"{field}:{_name(text)}"
        case Values():
            return f"{node.field}:{_name(node.text)}"
        case Missing(field):
            return f"{field}:{NONE}"
        case DateRange(since, until):
            return f"date:{_range(since, until)}"
        case DayOfYear(month, day):
            return f"date:{month:02}-{day:02}"
        case Relative(count, unit):
            return f'date:"last {relative_words(count, unit)}"'
        case NumberRange(field, low, high):
            return f"{field}:{_range(low, high)}"
        case _:
            raise TypeError(f"not a leaf: {node!r}")


def _gap(gap: Gap | Together) -> str:
    return f"{'pre' if gap.ordered else 'w'}/{gap.words if isinstance(gap, Gap) else gap.unit[0]}"


def relative_words(count: int, unit: str) -> str:
    """`30 days`, `1 week`."""
    return f"{count} {unit}" + ("" if count == 1 else "s")


def _in_field(field: str | None, text: str) -> str:
    return f"{field}:{text}" if field else text


def _name(text: str) -> str:
    """The name, in quotation marks unless it is one plain word."""
    plain = _BARE_NAME.fullmatch(text) and text.lower() != NONE and text not in OPERATORS
    return text if plain else f'"{text}"'


def _range(low: PartialDate | int | None, high: PartialDate | int | None) -> str:
    if low is not None and low == high:
        return str(low)
    return f"{'' if low is None else low}..{'' if high is None else high}"
