"""The query tree: frozen nodes that know their span in the text, and the diagnostics beside them.

The parser gives `Named` and `Relative` nodes; `bind` replaces them by `Values` and `DateRange`, so that an engine sees only ids and
days. No `And` holds an `And` or an `Everything`, no `Or` an `Or`, no `Not` a `Not`; `And` and `Or` have two children or more.
Spans are (start, end) in codepoints of the query text, end exclusive; they take no part in equality.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from archive.model import PartialDate
from archive.text import Unit

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
class Wildcard:
    """Words of this shape (`wom?n`, `*burg`): `?` stands for one character, `*` for any number. Not stemmed."""

    text: str
    field: str | None = None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words spelt at most `distance` (1 or 2) edits from one word (`gaddafi~2`; see `shapes.distance`). Not stemmed."""

    text: str
    distance: int
    field: str | None = None
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far one part of a `Near` may be from the part before it: `words` on, 1 being next to it, and `ordered` only after it."""

    words: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """A part of a `Near` and the part before it lie whole in one sentence or paragraph; `ordered` only behind it."""

    unit: Unit
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Parts near each other in one text field, each within its gap of the part before it; `gaps` has one less than `parts`.

    A part is a `Term` or an `Or` of terms. Two parts never share a word: `a w/5 a` asks for two. The first and the third part
    of a chain may, since each is held against its neighbours only.
    """

    parts: tuple[Node, ...]
    gaps: tuple[Gap | Together, ...]
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Articles in which the child, a `Term`, an `Or` of terms or a `Near`, occurs `count` times or more, all text fields together.

    An `Or` occurs once at each word that any of its terms begins with.
    """

    count: int
    child: Node
    span: Span = dataclasses.field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Boost:
    """The child, whose terms count `weight` times as much for the ranking; it matches what the child matches."""

    weight: float
    child: Node
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
class DayOfYear:
    """Articles known to the day whose date is this day of any year."""

    month: int
    day: int
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


Term = Word | Phrase | Prefix | Wildcard | Fuzzy
"""What stands at words of a text: what a `Near` joins, and what ranks and is marked. Only a `Word` or a `Phrase` can be several words."""

Node = (
    Everything | Term | Near | AtLeast | Boost | Named | Values | Missing | DateRange | DayOfYear | Relative | NumberRange | And | Or | Not
)


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
