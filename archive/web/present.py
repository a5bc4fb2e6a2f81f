"""View models: what the templates show of a result, with every address already made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.counts import count_words
from archive.schema import BY_NAME, NONE, Combine, Kind
from archive.search import Facet, FacetValue, Filter, SearchRequest, SearchResult, Sort, SurnameOnly
from archive.web import refine
from archive.web.hits import HitView, Link, hit_view, usual_language
from archive.web.timeline import TimelineView, timeline_view
from archive.web.urls import Addresses, FacetRequest
from archive.web.wording import date_words

SIZES = (10, 25, 50)
"""Articles a page to choose from."""


@dataclass(frozen=True, slots=True)
class ValueView:
    """A facet's value. `href` leads to what the count says, or takes a chosen or excluded value away; `also` widens."""

    label: str
    count: int
    state: str
    href: str
    also: str | None = None
    exclude: str | None = None


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet beside a result, with the page of all its values."""

    label: str
    heading: str
    values: tuple[ValueView, ...]
    more: str | None
    chosen: bool
    """Whether anything is chosen or excluded in it."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen or excluded, and where it is taken away."""

    label: str
    text: str
    excluded: bool
    href: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page stands among all: `11–20 of 72`."""

    words: str
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything the search page shows of a result. `surname` leads to articles that give the chosen person's surname alone."""

    total: str
    chips: tuple[Chip, ...]
    clear: str | None
    sorts: tuple[Link, ...]
    sizes: tuple[Link, ...]
    facets: tuple[FacetView, ...]
    timeline: TimelineView | None
    hits: tuple[HitView, ...]
    pager: Pager
    explain: str | None
    surname: Link | None


class Presenter:
    """Makes view models of one result; `asked` is the request as the address has it, cursor included."""

    def __init__(self, addresses: Addresses, asked: SearchRequest, result: SearchResult, surname: SurnameOnly | None = None) -> None:
        self.addresses = addresses
        self.asked = asked
        self.result = result
        self.surname = surname
        self.request = replace(result.request, explain=asked.explain)
        self.usual_language = usual_language(result.facets)

    def view(self) -> ResultView:
        """The whole search page."""
        result, request = self.result, self.request
        return ResultView(
            total=count_words(result.total, "article"),
            chips=chips(self.addresses, request, result.facets),
            clear=self.addresses.search(refine.without_filters(request)) if refine.narrowed(request) else None,
            sorts=self.sorts(),
            sizes=self.sizes(),
            facets=self.facets(),
            timeline=timeline_view(self.addresses, request, result.timeline),
            hits=self.hits(),
            pager=self.pager(),
            explain=None if request.explain or not request.text else self.addresses.search(replace(request, explain=True)),
            surname=surname_link(self.addresses, self.surname),
        )

    def sorts(self) -> tuple[Link, ...]:
        """The orders to choose from; relevance only where there are words to be relevant to."""
        orders = [sort for sort in Sort if sort is not Sort.RELEVANCE or self.request.text.strip()]
        return tuple(
            Link(order.value.capitalize(), self.addresses.search(refine.in_order(self.request, order)), current=order is self.result.sort)
            for order in orders
        )

    def sizes(self) -> tuple[Link, ...]:
        """How many articles a page may have; nothing where all fit on the smallest."""
        sizes = sorted({*SIZES, self.request.size})
        if self.result.total <= sizes[0]:
            return ()
        return tuple(
            Link(str(size), self.addresses.search(replace(self.request, size=size, cursor=None)), current=size == self.request.size)
            for size in sizes
        )

    def facets(self) -> tuple[FacetView, ...]:
        """The facets that can change something: those with a value that is chosen, or that not every article has."""
        if not self.result.total:
            return ()
        return tuple(
            facet_view(self.addresses, self.request, facet, self.result.total)
            for facet in self.result.facets
            if any(value.selected or value.excluded or value.count != self.result.total for value in facet.values)
        )

    def hits(self) -> tuple[HitView, ...]:
        """The articles of this page."""
        origin = self.asked if self.request.text or refine.narrowed(self.request) or self.asked.cursor else None
        return tuple(hit_view(self.addresses, hit, origin, self.usual_language, self.request) for hit in self.result.hits)

    def pager(self) -> Pager:
        """The pages beside this one."""
        return Pager(
            position(self.result),
            self._page(self.result.previous),
            self._page(self.result.next),
        )

    def _page(self, cursor: str | None) -> str | None:
        return self.addresses.search(replace(self.request, cursor=cursor)) if cursor else None


# ---------------------------------------------------------------- parts


def surname_link(addresses: Addresses, surname: SurnameOnly | None) -> Link | None:
    """To the articles with a bare surname: `344 more articles say only “Trump”`."""
    if surname is None:
        return None
    says = "says" if surname.total == 1 else "say"
    name = surname.value.label.partition(" (")[0]
    return Link(f"{count_words(surname.total, 'more article')} {says} only “{name}”", addresses.search(surname.request))


def position(result: SearchResult) -> str:
    """`11–20 of 72`; nothing where all fits on one page."""
    if not result.hits or len(result.hits) == result.total:
        return ""
    return f"{result.offset + 1:,}–{result.offset + len(result.hits):,} of {result.total:,}"


def facet_view(addresses: Addresses, request: SearchRequest, facet: Facet, total: int) -> FacetView:
    """One facet with a link for every value; its `more` keeps the search. `total` is that of the search."""
    field = BY_NAME[facet.field]
    page = FacetRequest(facet.field, replace(request, cursor=None, explain=False))
    return FacetView(
        label=field.label,
        heading=field.plural,
        values=tuple(value_view(addresses, request, facet.field, value, total) for value in _in_order(facet)),
        more=addresses.facet(page) if facet.more else None,
        chosen=any(value.selected or value.excluded for value in facet.values),
    )


def _in_order(facet: Facet) -> Iterable[FacetValue]:
    """The values as they come, most articles first; numbers by their size, since a reader looks for a year among years."""
    if BY_NAME[facet.field].kind is not Kind.NUMBER:
        return facet.values
    chosen = [value for value in facet.values if value.selected or value.excluded]
    others = [value for value in facet.values if not (value.selected or value.excluded)]
    return [*chosen, *sorted(others, key=lambda value: (value.value != NONE, value.value), reverse=True)]


def value_view(addresses: Addresses, request: SearchRequest, field: str, value: FacetValue, total: int | None = None) -> ValueView:
    """One value with what can be done with it. What all `total` articles have cannot be excluded: nothing would be left."""
    if value.selected or value.excluded:
        state = "chosen" if value.selected else "excluded"
        return ValueView(value.label, value.count, state, addresses.search(refine.drop(request, field, value.value)))
    widens = BY_NAME[field].combine is Combine.ANY and bool(request.filter(field).chosen)
    return ValueView(
        value.label,
        value.count,
        "",
        addresses.search(refine.choose_as_counted(request, field, value.value)),
        also=addresses.search(refine.choose(request, field, value.value)) if widens else None,
        exclude=addresses.search(refine.exclude(request, field, value.value)) if widens or value.count != total else None,
    )


def chips(addresses: Addresses, request: SearchRequest, facets: Iterable[Facet] = ()) -> tuple[Chip, ...]:
    """What narrows the search besides its text, dates included, each with the search without it."""
    labels = {(facet.field, value.value): value.label for facet in facets for value in facet.values}
    found = [
        Chip(
            label=BY_NAME[each.field].label,
            text=labels.get((each.field, value), value),
            excluded=excluded,
            href=addresses.search(refine.drop(request, each.field, value)),
        )
        for each in request.filters
        for value, excluded in _values(each)
    ]
    if request.since and request.since == request.until:
        return (*found, Chip("Date", date_words(request.since), False, addresses.search(refine.between(request, None, None))))
    if request.since:
        found.append(Chip("From", date_words(request.since), False, addresses.search(refine.between(request, None, request.until))))
    if request.until:
        found.append(Chip("To", date_words(request.until), False, addresses.search(refine.between(request, request.since, None))))
    return tuple(found)


def _values(filter: Filter) -> Iterable[tuple[str, bool]]:
    yield from ((value, False) for value in filter.chosen)
    yield from ((value, True) for value in filter.excluded)
