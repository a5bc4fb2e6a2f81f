"""Stock Whoosh, with its own codec, searcher, facets and highlights. Its text is cut and stemmed by our analysis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh import fields, index, query, sorting
from whoosh.analysis import Token, Tokenizer
from whoosh.searching import Results

from archive.engines import Document
from archive.text import stemmer, tokens
from benchmarks.engines.articles import FACETS
from benchmarks.engines.peers import FACET_VALUES, HITS, Answer, Output
from benchmarks.engines.queries import Operator, Query

MEMORY = 512
"""MB: what our own indexing may take."""
PERIOD = 30
"""Days of a bucket of the timeline. A field of its own: Whoosh's RangeFacet runs every range over the whole index."""
TEXTS = ("title", "body")
_STEM = stemmer("en")


class _Words(Tokenizer):
    """Our tokens as Whoosh's; stemmed or as they are."""

    def __init__(self, stemmed: bool) -> None:
        self.stemmed = stemmed

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        token = Token(**{name: option for name, option in options.items() if name in ("positions", "chars", "removestops", "mode")})
        token.stopped, token.boost = False, 1.0
        for place, (start, end, word) in enumerate(tokens(value), options.get("start_pos", 0)):
            token.original = word
            token.text = _STEM(word) if self.stemmed else word
            token.pos, token.startchar, token.endchar = place, start, end
            yield token


class WhooshPeer:
    """The documented way: stored fields, sortable columns, `groupedby` for facets. One writing process.

    Its words near each other are left out: `SpanNear` raises NotImplementedError inside an `Or`, and so cannot ask two fields.
    """

    operators = frozenset(Operator) - {Operator.FUZZY, Operator.NEAR}

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = fields.Schema(id=fields.ID(unique=True, stored=True))
        for text in TEXTS:
            self._schema.add(text, fields.TEXT(stored=True, analyzer=_Words(True), field_boost=2.0 if text == "title" else 1.0))
            self._schema.add(f"{text}_exact", fields.TEXT(analyzer=_Words(False)))
        for day in ("first", "last"):
            self._schema.add(day, fields.NUMERIC(sortable=True))
        self._schema.add("period", fields.ID(sortable=True))
        for facet in FACETS:
            self._schema.add(facet, fields.KEYWORD(commas=True, sortable=True))

    def build(self, articles: Iterable[Document]) -> None:
        self._folder.mkdir(exist_ok=True)
        writer = index.create_in(str(self._folder), self._schema).writer(limitmb=MEMORY)
        for article in articles:
            values = {facet: ",".join(article.values.get(facet, ())) for facet in FACETS}
            days = {} if article.first is None else {"first": article.first, "last": article.last, "period": str(article.first // PERIOD)}
            texts = {"title": article.title, "title_exact": article.title, "body": article.body, "body_exact": article.body}
            writer.add_document(id=article.id, **texts, **{name: value for name, value in values.items() if value}, **days)
        writer.commit()

    def open(self) -> None:
        self._searcher = index.open_dir(str(self._folder)).searcher()

    def answer(self, query: Query, output: Output) -> Answer:
        found = self._searcher.search(
            _query(query), limit=HITS, filter=_filter(query), groupedby=self._grouped() if output is Output.FULL else None
        )
        ids = tuple(hit["id"] for hit in found)
        if output is not Output.FULL:
            return Answer(len(found), ids)
        passages = tuple(hit.highlights("body", top=1) for hit in found)
        return Answer(len(found), ids, passages, {facet: _most(found, facet) for facet in FACETS}, dict(found.groups("timeline")))

    def matches(self, query: Query, most: int) -> set[str]:
        return {hit["id"] for hit in self._searcher.search(_query(query), limit=most, filter=_filter(query))}

    def _grouped(self) -> sorting.Facets:
        grouped = sorting.Facets()
        for facet in FACETS:
            grouped.add_facet(facet, sorting.FieldFacet(facet, allow_overlap=True, maptype=sorting.Count))
        grouped.add_facet("timeline", sorting.FieldFacet("period", maptype=sorting.Count))
        return grouped


def _most(found: Results, facet: str) -> dict[str, int]:
    counted = sorted(((value, count) for value, count in found.groups(facet).items() if value), key=lambda each: (-each[1], each[0]))
    return dict(counted[:FACET_VALUES])


def _query(asked: Query) -> query.Query:
    match asked.operator:
        case Operator.PHRASE:
            return query.Or([query.Phrase(f"{text}_exact", list(asked.words)) for text in TEXTS])
        case Operator.PREFIX:
            return query.Or([query.Prefix(f"{text}_exact", asked.words[0]) for text in TEXTS])
        case Operator.WILDCARD:
            return query.Or([query.Wildcard(f"{text}_exact", asked.words[0]) for text in TEXTS])
    each = [query.Or([query.Term(text, _STEM(word)) for text in TEXTS]) for word in asked.words]
    match asked.operator:
        case Operator.OR:
            return query.Or(each)
        case Operator.NOT:
            return query.And([each[0], query.Not(each[1])])  # Whoosh's AndNot lets its first match through unchecked
        case _:
            return query.And(each) if len(each) > 1 else each[0]


def _filter(asked: Query) -> query.Query | None:
    parts: list[query.Query] = [query.Term(field, value) for field, value in asked.filters]
    if asked.since is not None:
        parts.append(query.NumericRange("first", asked.since, None))
    if asked.until is not None:
        parts.append(query.NumericRange("last", None, asked.until))
    return query.And(parts) if parts else None
