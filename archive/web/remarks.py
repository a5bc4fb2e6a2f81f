"""View models of diagnostics: the place in the query, and the search that the suggestion would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.core import OLDER
from archive.query import Diagnostic
from archive.search import Passage, SearchRequest
from archive.web import refine
from archive.web.hits import Link, Segment, segments
from archive.web.urls import Addresses
from archive.web.wording import sentence


@dataclass(frozen=True, slots=True)
class Remark:
    """A diagnostic: the query with its place marked, and the search that the suggestion would make."""

    message: str
    place: tuple[Segment, ...]
    blocks: bool
    suggestion: Link | None


def remarks(addresses: Addresses, request: SearchRequest, diagnostics: Sequence[Diagnostic]) -> tuple[Remark, ...]:
    """Diagnostics with their place in the query and, where there is one, the search with the suggestion in that place."""
    return tuple(
        Remark(sentence(each.message), _place(request.text, each), each.blocks, _suggestion(addresses, request, each))
        for each in diagnostics
        if each.code != OLDER  # every page tells that above
    )


def _place(text: str, diagnostic: Diagnostic) -> tuple[Segment, ...]:
    start, end = diagnostic.span
    return segments(Passage(text, (diagnostic.span,))) if 0 <= start < end <= len(text) else ()


def _suggestion(addresses: Addresses, request: SearchRequest, diagnostic: Diagnostic) -> Link | None:
    if diagnostic.suggestion is None:
        return None
    start, end = diagnostic.span
    text = request.text[:start] + diagnostic.suggestion + request.text[end:] if end > start else diagnostic.suggestion
    return Link(text, addresses.search(refine.with_text(request, text)))
