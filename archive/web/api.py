"""The JSON views: the same bytes that the command line prints for equal requests."""

from __future__ import annotations

from flask import Blueprint, Response, request

from archive import render
from archive.web.door import door, fresh, fresh_by_content
from archive.web.urls import FACET_PARAMETERS, PARAMETERS, reject_unknown

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
@fresh
def search() -> Response:
    """One page of a search, as `docs/json.md` has it."""
    reject_unknown(request.args, PARAMETERS)
    result = door().archive.search(door().asked(), door().today())
    return _json(render.result_json(result))


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
    """Whether searches can be answered, and from which commit."""
    state = door().archive.snapshot().state
    response = _json({"status": "ok", "articles": state.articles, "build": state.build, "commit": state.commit})
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(data: object) -> Response:
    return Response(render.to_json(data), mimetype="application/json")
