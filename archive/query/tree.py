"""The query tree: frozen nodes that know their span in the text, and the diagnostics beside them.

The parser gives `Named` and `Relative` nodes; `bind` replaces them by `Values` and `DateRange`, so that an engine sees only ids and
days. No `And` holds an `And` or an `Everything`, no `Or` an `Or`, no `Not` a `Not`; `And` and `Or` have two children or more.
Spans are (start, end) in codepoints of the query text, end exclusive; they take no part in equality.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from archive.model import PartialDate

Span = tuple[int, int]
NO_SPAN: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: `*` or an empty query."""

    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed, in `field` or (None) in any text field. Matches by stem, as the article's language has it."""

    text: str
    field: str | None = None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exact words in order, within one field. Not stemmed; case and accents are folded."""

    text: str
    field: str | None = None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so (`strik*`). Not stemmed."""

    text: str
    field: str | None = None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A name as typed for a keyword, entity or country field (`person:kerry`); not bound yet."""

    field: str
    text: str
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Values:
    """What a `Named` was bound to: articles with any of these value ids in `field` (or its `also`). May be empty.

    `labels` are for the read-back, one for each value.
    """

    field: str
    values: tuple[str, ...]
    labels: tuple[str, ...] = ()
    text: str = ""
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """Articles that have no value in `field` (`person:none`, `date:none`)."""

    field: str
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles whose date lies wholly inside, both ends inclusive; None is open."""

    since: PartialDate | None
    until: PartialDate | None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Relative:
    """Articles of the last `count` days, weeks, months or years (`unit` in the singular), today included; not bound yet."""

    count: int
    unit: str
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Articles whose number in `field` (`words`, `year`) lies inside, both ends inclusive; None is open."""

    field: str
    low: int | None
    high: int | None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Articles that match every child."""

    children: tuple[Node, ...]
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that match any child."""

    children: tuple[Node, ...]
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that do not match the child."""

    child: Node
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


Node = Everything | Word | Phrase | Prefix | Named | Values | Missing | DateRange | Relative | NumberRange | And | Or | Not


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something the reader of a query should tell its writer: where, what, and what to write in place of the span."""

    code: str
    span: Span
    message: str
    suggestion: str | None = None
    blocks: bool = False
    """True where no answer can be given without guessing (an unreadable date)."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser makes of a text: always a tree, and what there is to say about it."""

    text: str
    tree: Node
    diagnostics: tuple[Diagnostic, ...] = ()
