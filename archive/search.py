"""What is asked of a search and what comes back, as plain frozen data: request, plan, matches, result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from archive.model import Article, EntityType, Mention, PartialDate
from archive.query.tree import Diagnostic, Everything, Node, Span
from archive.schema import FACETS

DEFAULT_SIZE = 10
MAXIMUM_SIZE = 100
LONGEST_QUERY = 10_000
"""Codepoints; a longer query is refused, so that no request costs more than that."""
FACET_SIZE = 10


class Sort(StrEnum):
    """The order of hits; ties break by date (newest first), then id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Interval(StrEnum):
    """The width of a timeline's bucket."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


# ---------------------------------------------------------------- asked


@dataclass(frozen=True, slots=True)
class Filter:
    """Values chosen and excluded in one facet field, each in the order given and without repeats."""

    field: str
    chosen: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def make_filters(chosen: Iterable[tuple[str, str]], excluded: Iterable[tuple[str, str]]) -> tuple[Filter, ...]:
    """Filters from (field, value) pairs as a door has read them: one a field, in the schema's order, without repeats.

    A value both chosen and excluded stays in both, and so matches nothing.
    """
    wanted, unwanted = list(dict.fromkeys(chosen)), list(dict.fromkeys(excluded))
    filters = (
        Filter(
            field.name,
            tuple(value for name, value in wanted if name == field.name),
            tuple(value for name, value in unwanted if name == field.name),
        )
        for field in FACETS
    )
    return tuple(each for each in filters if each.chosen or each.excluded)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, as a door was asked for it. Immutable: `archive.core` answers equal requests with equal results.

    `sort` None means relevance where the query ranks, else newest. `cursor` continues an earlier result.
    """

    text: str = ""
    filters: tuple[Filter, ...] = ()
    since: PartialDate | None = None
    until: PartialDate | None = None
    sort: Sort | None = None
    size: int = DEFAULT_SIZE
    cursor: str | None = None
    explain: bool = False

    def filter(self, field: str) -> Filter:
        """The filter of `field`, empty where nothing is chosen."""
        return next((each for each in self.filters if each.field == field), Filter(field))


@dataclass(frozen=True, slots=True)
class SortKey:
    """Where a hit stands in the order: score (0 where the sort has none), date as a day number or None, id."""

    score: float
    day: int | None
    id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A request as an engine takes it: names bound to ids, the cursor opened.

    Filters are one a field. Days are proleptic Gregorian ordinals (`datetime.date.toordinal`), both ends inclusive. `after` and
    `before` exclude the key itself; at most one is given. `facets` gives the number of values wanted for each field; a field that is
    not named is not counted. `timeline` asks for the buckets.
    """

    tree: Node = Everything()
    filters: tuple[Filter, ...] = ()
    since: int | None = None
    until: int | None = None
    sort: Sort = Sort.NEWEST
    size: int = DEFAULT_SIZE
    after: SortKey | None = None
    before: SortKey | None = None
    facets: Mapping[str, int] | None = None
    timeline: bool = False


# ---------------------------------------------------------------- found, by an engine


@dataclass(frozen=True, slots=True)
class Match:
    """One article found. `matched` are the text fields with a ranking word in them, in the schema's order."""

    id: str
    score: float
    day: int | None
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many articles a facet value stands for, by the three laws."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetPage:
    """Values of one facet with their counts; those of chosen and excluded values stand apart, in the order of the filter.

    `more` says that values beyond these exist.
    """

    values: tuple[ValueCount, ...]
    chosen: tuple[ValueCount, ...] = ()
    excluded: tuple[ValueCount, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """Articles of one interval: found by this search, and held by the whole archive. `start` is `1994`, `1994-05` or `1994-05-01`."""

    start: str
    count: int
    held: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Matches over time. Empty intervals between the first and the last bucket are there with count 0.

    `imprecise` counts matches whose date is coarser than the interval, `undated` those without one; neither is in a bucket.
    """

    interval: Interval
    buckets: tuple[Bucket, ...]
    undated: int
    imprecise: int


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine found: one page of hits, and the counts over all of them.

    `offset` is the number of hits before this page in the whole order. `complete` is False where a budget cut something.
    """

    total: int
    offset: int
    hits: tuple[Match, ...]
    facets: Mapping[str, FacetPage]
    timeline: Timeline | None = None
    complete: bool = True


# ---------------------------------------------------------------- answered


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text with the spans (codepoints of this piece, end exclusive, ascending, disjoint) to highlight."""

    text: str
    highlights: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field and what to call it. `resolved` is False for a surname without a person."""

    value: str
    label: str
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of a result."""

    id: str
    title: Passage
    snippet: Passage
    date: PartialDate | None
    source: str | None
    section: str | None
    authors: tuple[str, ...]
    url: str | None
    language: str | None
    score: float | None
    matched: tuple[str, ...]
    person: tuple[Value, ...]
    organisation: tuple[Value, ...]
    place: tuple[Value, ...]
    country: tuple[Value, ...]
    copies: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet as shown: chosen and excluded ones first, then by count."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of a result; `more` says that values beyond these exist."""

    field: str
    values: tuple[FacetValue, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the query and, when asked for or nothing was found, how many articles it matches alone."""

    text: str
    span: Span
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """How the query was read: in words, as normalised text, and clause by clause."""

    words: str
    normalised: str
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a `SearchRequest`. `previous` and `next` are cursors, None at the ends."""

    request: SearchRequest
    sort: Sort
    read_as: ReadBack
    diagnostics: tuple[Diagnostic, ...]
    total: int
    complete: bool
    offset: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    timeline: Timeline
    previous: str | None = None
    next: str | None = None


# ---------------------------------------------------------------- shown alone


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its entities, and all mentions behind them.

    `mentioned` are countries that are named but that the article is not about.
    """

    article: Article
    mentions: tuple[Mention, ...]
    person: tuple[Value, ...]
    organisation: tuple[Value, ...]
    place: tuple[Value, ...]
    country: tuple[Value, ...]
    mentioned: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A name under which an entity appears, and in how many articles."""

    surface: str
    articles: int


@dataclass(frozen=True, slots=True)
class SurnameOnly:
    """A surname that articles give without saying whose it is: its value, how many there are, and the search that finds them."""

    value: Value
    total: int
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity with the forms it is seen under, and the articles that hold it.

    `result` is a page of them; `first` is their oldest alone.
    """

    type: EntityType
    value: Value
    forms: tuple[Form, ...]
    first: Hit | None
    result: SearchResult
