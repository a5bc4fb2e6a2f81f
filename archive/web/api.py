"""The JSON views: the same bytes that the command line prints for equal requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, request

from archive import render
from archive.render import HIT_COLUMNS, csv_lines, hit_row
from archive.search import MAXIMUM_SIZE, SearchResult
from archive.web.door import door, fresh, fresh_by_content
from archive.web.urls import FACET_PARAMETERS, PARAMETERS, reject_unknown

blueprint = Blueprint("api", __name__)

MOST_ROWS = 10_000
"""Hits that one CSV has at most: a browser waits for them, and a worker thread is busy with them."""


@blueprint.get("/api/search")
@fresh
def search() -> Response:
    """One page of a search, as `docs/json.md` has it."""
    reject_unknown(request.args, PARAMETERS)
    result = door().archive.search(door().asked(), door().today())
    return _json(render.result_json(result))


@blueprint.get("/search.csv")
@fresh
def table() -> Response:
    """All hits of a search as CSV, up to `MOST_ROWS`: the bytes that `archive search --all --format csv` prints."""
    reject_unknown(request.args, PARAMETERS)
    pages = door().archive.search_all(replace(door().asked(), size=MAXIMUM_SIZE), door().today())
    first = next(pages)  # what is wrong with the request is said before the first byte
    response = Response(_rows(first, pages), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="search.csv"'
    return response


def _rows(first: SearchResult, others: Iterator[SearchResult]) -> Iterator[str]:
    yield csv_lines(HIT_COLUMNS, map(hit_row, first.hits))
    sent = len(first.hits)
    for page in others:
        if sent >= MOST_ROWS:
            return
        yield csv_lines((), map(hit_row, page.hits[: MOST_ROWS - sent]))
        sent += len(page.hits)


@blueprint.get("/api/articles/<path:id>")
@fresh_by_content
def article(id: str) -> Response:
    """One whole article with its entities."""
    return _json(render.article_json(door().archive.get(id)))


@blueprint.get("/api/facets/<field>")
@fresh
def facet(field: str) -> Response:
    """A facet's values with their counts under a search; `size` is the number of values."""
    reject_unknown(request.args, (*PARAMETERS, *FACET_PARAMETERS))
    asked = door().addresses.facet_request(field, request.args, "count")
    found = door().archive.facet(field, asked.search, door().today(), asked.match or None, asked.order, asked.offset, asked.size)
    return _json({"field": field, **render.facet_json(found)})


@blueprint.get("/healthz")
def health() -> Response:
    """Whether searches can be answered, from which commit, why not from the newest, and whether the authority file waits to be applied."""
    archive = door().archive
    state = archive.snapshot().state
    answer = {"status": "ok", "articles": state.articles, "build": state.build, "commit": state.commit, "index_fault": archive.older()}
    response = _json({**answer, "authority_pending": archive.authority.pending()})
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(data: object) -> Response:
    return Response(render.to_json(data), mimetype="application/json")
