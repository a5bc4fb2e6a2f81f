"""Addresses: query string <-> SearchRequest, both ways; the only file that knows the names of URL parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import url_for
from werkzeug.datastructures import MultiDict

from archive.errors import RequestError
from archive.model import EntityType
from archive.schema import BY_ALIAS, BY_NAME, FACETS, Kind
from archive.search import MAXIMUM_SIZE, SearchRequest, make_filters
from archive.web import parameters
from archive.web.parameters import Given, filled, shown, single

MOST_VALUES = 100
"""Values that may be chosen and excluded in all: each costs look-ups."""

USUAL_FACET, LARGEST_FACET = 50, 10_000
"""Values of a facet that a page of it has, and may have."""

SINGLE = ("q", "since", "until", "sort", "size", "cursor", "explain")
REPEATED = (*(field.name for field in FACETS), "without")
PARAMETERS = (*SINGLE, *REPEATED)
FACET_PARAMETERS = ("match", "order", "offset")

Arguments = dict[str, list[str]]
"""The parameters of an address in their order, each with its values."""


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """One page of a facet's values under a search; `match` keeps those with such a name, `order` is `count` or `value`.

    `size` counts values: in these addresses the parameter means this, and the search has the usual number of hits.
    """

    field: str
    search: SearchRequest
    match: str = ""
    order: str = "count"
    offset: int = 0
    size: int = USUAL_FACET


class Addresses:
    """Reads requests from query strings and writes them into addresses.

    `size` is what a page without `size` has; `public` is where the public finds the archive, "" where it does not.
    """

    def __init__(self, size: int, public: str = "") -> None:
        self.size = size
        self.public = public

    # ------------------------------------------------------------ reading

    def request(self, given: Given) -> SearchRequest:
        """The search that a query string asks for. Raises RequestError, which names the parameter, the value and what is accepted."""
        return replace(self._search(given), size=parameters.read_number("size", single(given, "size"), self.size, 1, MAXIMUM_SIZE))

    def _search(self, given: Given) -> SearchRequest:
        chosen = [(field.name, parameters.read_value(field.name, text)) for field in FACETS for text in filled(given, field.name)]
        excluded = [parameters.read_exclusion(text) for text in filled(given, "without")]
        if len(chosen) + len(excluded) > MOST_VALUES:
            raise RequestError(f"{len(chosen) + len(excluded)} values are chosen or excluded", f"At most {MOST_VALUES} are read.")
        return SearchRequest(
            text=parameters.read_text("q", single(given, "q")),
            filters=make_filters(chosen, excluded),
            since=parameters.read_day("since", single(given, "since")),
            until=parameters.read_day("until", single(given, "until")),
            sort=parameters.read_sort(single(given, "sort")),
            size=self.size,
            cursor=single(given, "cursor") or None,
            explain=parameters.read_flag("explain", single(given, "explain")),
        )

    def facet_request(self, field: str, given: Given, usual: str | None = None) -> FacetRequest:
        """The page of a facet that a query string asks for, under the search that it also holds; `usual` is the order where none is
        given, that of pages where it is left out. Raises RequestError."""
        order = single(given, "order") or usual or usual_order(field)
        if order not in ("count", "value"):
            raise parameters.unreadable("order", order, "count or value")
        return FacetRequest(
            field=field,
            search=replace(self._search(given), cursor=None),
            match=parameters.read_text("match", single(given, "match")),
            order=order,
            offset=parameters.read_number("offset", single(given, "offset"), 0, 0, 10_000_000),
            size=parameters.read_number("size", single(given, "size"), USUAL_FACET, 1, LARGEST_FACET),
        )

    # ------------------------------------------------------------ writing

    def arguments(self, request: SearchRequest) -> Arguments:
        """The parameters that `request` reads back from; what is as usual is left out."""
        found: Arguments = {}
        if request.text:
            found["q"] = [request.text]
        for each in request.filters:
            if each.chosen:
                found[each.field] = list(each.chosen)
        without = [f"{each.field}:{value}" for each in request.filters for value in each.excluded]
        if without:
            found["without"] = without
        if request.since:
            found["since"] = [str(request.since)]
        if request.until:
            found["until"] = [str(request.until)]
        if request.sort:
            found["sort"] = [request.sort.value]
        if request.size != self.size:
            found["size"] = [str(request.size)]
        if request.cursor:
            found["cursor"] = [request.cursor]
        if request.explain:
            found["explain"] = ["1"]
        return found

    def hidden(self, request: SearchRequest, shown: tuple[str, ...] = ("q",)) -> list[tuple[str, str]]:
        """What a form has to carry besides the fields it shows, so that nothing chosen is lost; a new search begins at its first page."""
        arguments = self.arguments(replace(request, cursor=None, explain=False))
        return [(name, value) for name, values in arguments.items() if name not in shown for value in values]

    def search(self, request: SearchRequest) -> str:
        """The search page, at the page of the result that the request's cursor names."""
        return _address("pages.search", self.arguments(request))

    def advanced(self, request: SearchRequest) -> str:
        """The advanced form filled with a search, which will begin at its first page."""
        return _address("pages.advanced", self.arguments(replace(request, cursor=None)))

    def with_value(self, page: str, given: Given, field: str, old: str, new: str) -> str:
        """The address of `page` with all that was given, `old` in `field` replaced by `new`, chosen or excluded."""
        arguments = {name: [_replaced(name, value, field, old, new) for value in filled(given, name)] for name in given if name != "cursor"}
        return _address(page, {name: values for name, values in arguments.items() if values})

    def api_search(self, request: SearchRequest) -> str:
        """The same page of a search as JSON."""
        return _address("api.search", self.arguments(request))

    def csv(self, request: SearchRequest) -> str:
        """All hits of a search as CSV: neither page nor size of a page matter."""
        return _address("api.table", self.arguments(replace(request, cursor=None, explain=False, size=self.size)))

    def article(self, id: str, request: SearchRequest | None = None) -> str:
        """An article; with `request`, the one that comes from this search and leads back to it."""
        return _address("pages.article", self.arguments(request) if request else {}, id=id)

    def permanent(self, id: str) -> str | None:
        """The whole address under which an article can be cited; None where the archive has no public address."""
        return self.public + url_for("pages.article", id=id) if self.public else None

    def entity(self, type: EntityType, id: str, cursor: str | None = None) -> str:
        """The page of an entity; `cursor` is that of a page of its articles."""
        return _address(f"pages.{type.value}", {"cursor": [cursor]} if cursor else {}, id=id)

    def names(self, id: str, *, entity: str = "", mention: str = "") -> str:
        """The names of an article and why they belong; `entity` (TYPE:ID) or `mention` (FIELD.START.END) is the one that is asked about."""
        arguments = {name: [value] for name, value in (("entity", entity), ("mention", mention)) if value}
        return _address("corrections.names", arguments, id=id)

    def assign(self, id: str, mention: str) -> str:
        """Where the page says whom a mention means; only of a server that edits."""
        return _address("correct.assign", {"mention": [mention]}, id=id)

    def correct(self, type: EntityType, id: str, what: str = "", **arguments: str) -> str:
        """Where the page corrects an entity, or does one thing (`merge`, `hide`, `split`) to it; only of a server that edits."""
        given = {name: [value] for name, value in arguments.items() if value}
        return _address(f"correct.{what or 'entity'}", given, kind=type.value, id=id)

    def country(self, name: str, code: str, article: str) -> str:
        """Where the page says what country a name means, which is read as that of `code` in an article; only of a server that edits."""
        return _address("nations.country", {"name": [name], "from": [code], "article": [article]})

    def duplicates(self, type: EntityType, offset: int = 0) -> str:
        """Likely duplicates of a type."""
        return _address("corrections.duplicates", {"offset": [str(offset)]} if offset else {}, kind=type.value)

    def facet(self, asked: FacetRequest) -> str:
        """A page of a facet's values under a search; what is as usual is left out."""
        arguments = self.arguments(replace(asked.search, size=self.size))
        if asked.size != USUAL_FACET:
            arguments["size"] = [str(asked.size)]
        if asked.match:
            arguments["match"] = [asked.match]
        if asked.order != usual_order(asked.field):
            arguments["order"] = [asked.order]
        if asked.offset:
            arguments["offset"] = [str(asked.offset)]
        return _address("pages.facet", arguments, field=asked.field)


def usual_order(field: str) -> str:
    """The order in which a page shows a facet: years one after the other, names by their number of articles."""
    return "value" if field in BY_NAME and BY_NAME[field].kind is Kind.NUMBER else "count"


def _replaced(name: str, value: str, field: str, old: str, new: str) -> str:
    if name == field and value == old:
        return new
    if name == "without":
        excluded, _, rest = value.partition(":")
        known = BY_ALIAS.get(excluded.strip().lower())
        return f"{field}:{new}" if known is not None and known.name == field and rest == old else value
    return value


def without_value(given: Given, name: str, value: str) -> Given:
    """What was given without this value of this parameter."""
    return MultiDict([(each, one) for each in given for one in given.getlist(each) if (each, one) != (name, value)])


def reject_unknown(given: Given, known: tuple[str, ...]) -> None:
    """Raise RequestError for a parameter that nobody reads: an answer without it would be wider than what was meant."""
    for name in given:
        if name not in known:
            raise RequestError(f"there is no parameter {shown(name)}", f"Accepted: {', '.join(known)}.")


def _address(endpoint: str, arguments: Mapping[str, list[str]], **path: str) -> str:
    return url_for(endpoint, **path, **arguments)  # type: ignore[arg-type]
