"""The read-back: a tree in plain English words."""

from __future__ import annotations

from collections.abc import Sequence

from archive.counts import count_words
from archive.model import PartialDate
from archive.query.render import relative_words
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
    Term,
    Together,
    Values,
    Wildcard,
    Word,
)
from archive.schema import BY_NAME

SHOWN_LABELS = 3
"""Names that are listed where a part of a name matches several; the others are counted."""

_INTRODUCED = {
    "person": "with person",
    "organisation": "with organisation",
    "place": "with place",
    "country": "in country",
    "mentions": "mentioning country",
    "author": "by author",
    "source": "from source",
    "section": "in section",
    "language": "in language",
    "collection": "from collection",
    "site": "from site",
    "id": "with id",
    "url": "with address",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WITHIN = {"title": " in the headline", "body": " in the text"}


def describe(tree: Node) -> str:
    """How the query was read, as words that follow "Showing": `articles with kerry (any form), in country Russia, but not geneva`.

    Parentheses show the grouping wherever AND and OR mix.
    """
    if isinstance(tree, Everything):
        return "every article"
    parts = tree.children if isinstance(tree, And) else (tree,)
    texts = [part for part in parts if _is_text(part)]
    limits = [part for part in parts if not _is_text(part) and not _takes_away(part)]
    said = [_grouped(limit) if len(parts) > 1 else _clause(limit) for limit in limits]
    if texts:
        said.insert(0, "with " + (_listed(texts, " and ") if len(parts) > 1 else _clause(texts[0])))
    excluded = [_grouped(part.child) for part in parts if isinstance(part, Not) and _takes_away(part)]
    shown = f"articles {', '.join(said)}" if said else "every article"
    return shown + (f", but not {' and not '.join(excluded)}" if excluded else "")


def _is_text(node: Node) -> bool:
    """Whether the node speaks of words only, so that it can follow "with"."""
    if isinstance(node, And | Or):
        return all(_is_text(child) for child in node.children)
    if isinstance(node, Boost):
        return _is_text(node.child)
    return isinstance(node, Term | Near | AtLeast)


def _takes_away(node: Node) -> bool:
    """Whether the node is said as "but not": a value that must be there is said as "with"."""
    return isinstance(node, Not) and not isinstance(node.child, Missing)


def _grouped(node: Node) -> str:
    """A node beside others: in parentheses where it has several children."""
    return f"({_clause(node)})" if isinstance(node, And | Or | Near) else _clause(node)


def _clause(node: Node) -> str:
    match node:
        case And(children) | Or(children):
            word = " and " if isinstance(node, And) else " or "
            return _listed(children, word) if _is_text(node) else word.join(_member(child) for child in children)
        case Not(Missing(field)):
            label = BY_NAME[field].label.lower()
            return f"with {'an' if label[0] in 'aeiou' else 'a'} {label}"
        case Not(child):
            return f"not {_grouped(child)}"
        case Near():
            return _near(node)
        case AtLeast(count, child):
            return f"{_grouped(child)} {'once' if count == 1 else f'{count} times'} or more"
        case Boost(weight, child):
            return f"{_grouped(child)} with a weight of {weight:g}"
        case _:
            return _leaf(node)


def _listed(texts: Sequence[Node], word: str) -> str:
    """Words and phrases in a row, with `word` between them."""
    return word.join(_row(texts))


def _row(texts: Sequence[Node]) -> list[str]:
    """What is said of each of some texts in a row; neighbouring words of one field share their "(any form)"."""
    said: list[str] = []
    for text, following in zip(texts, [*texts[1:], None], strict=True):
        shared = isinstance(text, Word) and isinstance(following, Word) and text.field == following.field
        said.append(text.text if shared and isinstance(text, Word) else _grouped(text))
    return said


def _near(near: Near) -> str:
    """`syria within 5 words of peace (any form), in any order`; of a chain each part is held against the one before it."""
    said, *others = _row(near.parts)
    either_way = [not gap.ordered for gap in near.gaps]
    for number, (gap, other) in enumerate(zip(near.gaps, others, strict=True)):
        before = said if not number else f"{said}, and that"
        said = f"{before} {_beside(gap, other)}" + ("" if gap.ordered or all(either_way) else ", in any order")
    return f"{said}, in any order" if all(either_way) else said


def _beside(gap: Gap | Together, other: str) -> str:
    """Where a part stands: `within 5 words of peace`, `before peace in the same sentence`."""
    if isinstance(gap, Together):
        return f"before {other} in the same {gap.unit}" if gap.ordered else f"in the same {gap.unit} as {other}"
    words = count_words(gap.words, "word")
    if gap.ordered:
        return f"directly before {other}" if gap.words == 1 else f"at most {words} before {other}"
    return f"within {words} of {other}"


def _member(node: Node) -> str:
    """A node of a group that mixes words with limits: there words say that they are words."""
    return f"with {_grouped(node)}" if _is_text(node) else _grouped(node)


def _leaf(node: Node) -> str:
    match node:
        case Word(text, field):
            return f"{text} (any form){_WITHIN.get(field or '', '')}"
        case Phrase(text, field):
            return f'"{text}"{_WITHIN.get(field or "", "")}'
        case Prefix(text, field):
            return f"words that begin with {text}{_WITHIN.get(field or '', '')}"
        case Wildcard(text, field):
            return f"words of the form {text}{_WITHIN.get(field or '', '')}"
        case Fuzzy(text, distance, field):
            return f"words spelt like {text} ({'one letter' if distance == 1 else 'two letters'} may differ){_WITHIN.get(field or '', '')}"
        case Named(field, text):
            return f"{_INTRODUCED[field]} {text}"
        case Values():
            return f"{_INTRODUCED[node.field]} {_labels(node)}"
        case Missing(field):
            return f"with no {BY_NAME[field].label.lower()}"
        case DateRange(since, until):
            return "dated " + _range(since, until, "or earlier", "or later")
        case DayOfYear(month, day):
            return f"dated {day} {_MONTHS[month - 1]} of any year"
        case Relative(count, unit):
            return "dated today" if (count, unit) == (1, "day") else f"dated in the last {relative_words(count, unit)}"
        case NumberRange("words", low, high):
            return f"with {_length(low, high)}"
        case NumberRange(field, low, high):
            return f"of {field} {_range(low, high, 'or earlier', 'or later')}"
        case _:
            return "every article"


def _labels(values: Values) -> str:
    """`John Kerry`, or the first few of many, or that there is none."""
    labels: Sequence[str] = values.labels or values.values
    if not labels:
        return f"{values.text} (which no article has)"
    if len(labels) <= SHOWN_LABELS:
        return " or ".join(labels)
    return f"{', '.join(labels[:SHOWN_LABELS])} and {len(labels) - SHOWN_LABELS} more that “{values.text}” can mean"


def _range(low: PartialDate | int | None, high: PartialDate | int | None, below: str, above: str) -> str:
    if low is None:
        return f"{high} {below}"
    if high is None:
        return f"{low} {above}"
    return f"{low}" if low == high else f"{low} to {high}"


def _length(low: int | None, high: int | None) -> str:
    """`1 word or more`, `250 to 500 words`."""
    if high is None:
        return f"{count_words(low or 0, 'word')} or more"
    if low is None:
        return f"{count_words(high, 'word')} or fewer"
    return count_words(high, "word") if low == high else f"{low:,} to {count_words(high, 'word')}"
