"""A result as text, JSON, JSON lines or CSV: pure functions, the same for every door."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from archive.query import Diagnostic
from archive.search import ArticleView, Facet, FacetValue, Hit, Passage, SearchResult, Timeline, Value

Json = dict[str, Any]  # Any: JSON


def to_json(data: object) -> str:
    """The one way JSON is written: UTF-8, keys in the order of the documentation, a newline at the end."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


# ---------------------------------------------------------------- JSON


def result_json(result: SearchResult) -> Json:
    """A search result as `docs/json.md` has it."""
    return {
        "query": {
            "text": result.request.text,
            "read_as": {
                "words": result.read_as.words,
                "normalised": result.read_as.normalised,
                "clauses": [{"text": clause.text, "span": list(clause.span), "count": clause.count} for clause in result.read_as.clauses],
            },
            "repairs": [],
            "diagnostics": [diagnostic_json(each) for each in result.diagnostics],
        },
        "total": result.total,
        "complete": result.complete,
        "offset": result.offset,
        "hits": [hit_json(hit) for hit in result.hits],
        "facets": {facet.field: facet_json(facet) for facet in result.facets},
        "timeline": timeline_json(result.timeline),
        "previous": result.previous,
        "next": result.next,
    }


def diagnostic_json(diagnostic: Diagnostic) -> Json:
    """What is to be said about a query, as `docs/json.md` has it."""
    return {
        "code": diagnostic.code,
        "span": list(diagnostic.span),
        "message": diagnostic.message,
        "suggestion": diagnostic.suggestion,
    }


def hit_json(hit: Hit) -> Json:
    """One hit as `docs/json.md` has it."""
    return {
        "id": hit.id,
        "title": hit.title.text,
        "title_highlights": _spans(hit.title),
        "date": str(hit.date) if hit.date else None,
        "date_precision": hit.date.precision.value if hit.date else None,
        "source": hit.source,
        "section": hit.section,
        "authors": list(hit.authors),
        "url": hit.url,
        "language": hit.language,
        "score": hit.score,
        "snippet": {"text": hit.snippet.text, "highlights": _spans(hit.snippet)},
        "matched": list(hit.matched),
        "copies": hit.copies,
        **_entities_json(hit.person, hit.organisation, hit.place, hit.country),
    }


def _spans(passage: Passage) -> list[list[int]]:
    return [list(span) for span in passage.highlights]


def _entities_json(person: Sequence[Value], organisation: Sequence[Value], place: Sequence[Value], country: Sequence[Value]) -> Json:
    def entity(value: Value) -> Json:
        return {"value": value.value, "label": value.label, "resolved": value.resolved}

    return {
        "person": [entity(value) for value in person],
        "organisation": [entity(value) for value in organisation],
        "place": [entity(value) for value in place],
        "country": [_named(value) for value in country],
    }


def _named(value: Value) -> Json:
    return {"value": value.value, "label": value.label}


def facet_json(facet: Facet) -> Json:
    """A facet without its name, as `docs/json.md` has it."""
    return {"values": [facet_value_json(value) for value in facet.values], "more": facet.more}


def facet_value_json(value: FacetValue) -> Json:
    """A value with its count."""
    return {
        "value": value.value,
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
        "excluded": value.excluded,
    }


def timeline_json(timeline: Timeline) -> Json:
    """A timeline as `docs/json.md` has it."""
    return {
        "interval": timeline.interval.value,
        "buckets": [{"start": each.start, "count": each.count, "held": each.held} for each in timeline.buckets],
        "undated": timeline.undated,
        "imprecise": timeline.imprecise,
    }


def article_json(view: ArticleView) -> Json:
    """One whole article as `docs/json.md` has it."""
    article = view.article
    return {
        "id": article.id,
        "collection": article.collection,
        "title": article.title,
        "body": article.body,
        "date": str(article.date) if article.date else None,
        "date_precision": article.date.precision.value if article.date else None,
        "date_source": article.date_source.value if article.date_source else None,
        "dateline": article.dateline,
        "authors": list(article.authors),
        "source": article.source,
        "section": article.section,
        "language": article.language,
        "url": article.url,
        "origin": PurePath(article.origin).name,
        "place_in_origin": article.place or None,
        **_entities_json(view.person, view.organisation, view.place, view.country),
        "mentions": [_named(value) for value in view.mentioned],
    }


def problem_json(kind: str, title: str, status: int, detail: str, hint: str | None, diagnostics: Sequence[Diagnostic]) -> Json:
    """An error as RFC 9457 has it, with what to do about it and the places in the query."""
    return {
        "type": kind,
        "title": title,
        "status": status,
        "detail": detail,
        "hint": hint,
        "diagnostics": [diagnostic_json(each) for each in diagnostics],
    }


# ---------------------------------------------------------------- CSV

HIT_COLUMNS = (
    "id", "title", "date", "date_precision", "source", "section", "authors", "url", "language", "score",
    "person", "organisation", "place", "country", "snippet",
)  # fmt: skip


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a heading as RFC 4180 has it; a cell that a spreadsheet would take for a formula is led by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if columns:
        writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def hit_row(hit: Hit) -> list[object]:
    """A hit under `HIT_COLUMNS`; several values are joined by `; `."""
    data: Mapping[str, Any] = hit_json(hit)  # Any: JSON
    flat = {**data, "snippet": hit.snippet.text, "authors": "; ".join(hit.authors)}
    for name in ("person", "organisation", "place", "country"):
        flat[name] = "; ".join(value["label"] for value in data[name])
    return [flat[name] for name in HIT_COLUMNS]
