"""From one search to the next: what choosing, excluding or dropping a value makes of a request; all begin at the first page."""

from __future__ import annotations

from dataclasses import replace

from archive.model import PartialDate
from archive.schema import BY_NAME, Combine
from archive.search import Filter, SearchRequest, Sort, make_filters


def choose(request: SearchRequest, field: str, value: str) -> SearchRequest:
    """`value` chosen besides what is chosen already: narrower or wider, as the field combines."""
    old = request.filter(field)
    return _with(request, Filter(field, (*old.chosen, value), _less(old.excluded, value)))


def choose_as_counted(request: SearchRequest, field: str, value: str) -> SearchRequest:
    """The search whose total is the count that stands beside `value`, by the first two laws of facet counts."""
    if BY_NAME[field].combine is Combine.ANY:
        return _with(request, Filter(field, (value,)))
    return choose(request, field, value)


def exclude(request: SearchRequest, field: str, value: str) -> SearchRequest:
    """`value` left out, and not chosen any more where it was."""
    old = request.filter(field)
    return _with(request, Filter(field, _less(old.chosen, value), (*old.excluded, value)))


def drop(request: SearchRequest, field: str, value: str) -> SearchRequest:
    """Neither chosen nor excluded any more."""
    old = request.filter(field)
    return _with(request, Filter(field, _less(old.chosen, value), _less(old.excluded, value)))


def between(request: SearchRequest, since: PartialDate | None, until: PartialDate | None) -> SearchRequest:
    """Both ends of the dates set anew, both included; None is open."""
    return replace(request, since=since, until=until, cursor=None)


def with_text(request: SearchRequest, text: str) -> SearchRequest:
    """Another query under the same filters and dates."""
    return replace(request, text=text, cursor=None)


def in_order(request: SearchRequest, sort: Sort) -> SearchRequest:
    """The same articles in another order."""
    return replace(request, sort=sort, cursor=None)


def without_filters(request: SearchRequest) -> SearchRequest:
    """The query alone: no filter, no dates."""
    return replace(request, filters=(), since=None, until=None, cursor=None)


def narrowed(request: SearchRequest) -> bool:
    """Whether anything but the text narrows it."""
    return bool(request.filters or request.since or request.until)


def _with(request: SearchRequest, changed: Filter) -> SearchRequest:
    filters = [*(each for each in request.filters if each.field != changed.field), changed]
    chosen = [(each.field, value) for each in filters for value in each.chosen]
    excluded = [(each.field, value) for each in filters for value in each.excluded]
    return replace(request, filters=make_filters(chosen, excluded), cursor=None)


def _less(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)
