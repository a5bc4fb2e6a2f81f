"""tantivy, through tantivy-py: search and aggregation are two calls, as its Python interface has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, TextAnalyzerBuilder, Tokenizer
from tantivy import Query as TantivyQuery

from archive.engines import Document
from archive.text import stemmer
from benchmarks.engines.articles import FACETS
from benchmarks.engines.peers import FACET_VALUES, HITS, Answer, Output
from benchmarks.engines.queries import NEAR, Operator, Query

HEAP = 512_000_000
"""Bytes: the memory that our own indexing may take."""
BOOSTS = {"title": 2.0, "body": 1.0}
_STEM = stemmer("en")  # the same Snowball stemmer as tantivy's


class TantivyPeer:
    """Texts are stored once, in the stemmed fields; `title_exact` and `body_exact` are indexed alone. One writing thread."""

    operators = frozenset(Operator)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for field in BOOSTS:
            builder.add_text_field(field, stored=True, tokenizer_name="stems")
            builder.add_text_field(f"{field}_exact", tokenizer_name="words")
        for day in ("first", "last"):
            builder.add_integer_field(day, indexed=True, fast=True)
        for facet in FACETS:
            builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
        self._schema = builder.build()

    def build(self, articles: Iterable[Document]) -> None:
        writer = self._index().writer(HEAP, 1)
        for article in articles:
            writer.add_document(_document(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._searcher = self._index().searcher()

    def _index(self) -> tantivy.Index:
        self._folder.mkdir(exist_ok=True)
        index = tantivy.Index(self._schema, str(self._folder), reuse=True)
        plain = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
        stemmed = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
        index.register_tokenizer("words", plain.build())
        index.register_tokenizer("stems", stemmed.filter(Filter.stemmer("english")).build())
        return index

    def answer(self, query: Query, output: Output) -> Answer:
        made = self._query(query)
        found = self._searcher.search(made, HITS, count=output is not Output.ALONE)
        stored = [self._searcher.doc(address) for _, address in found.hits]
        ids = tuple(each["id"][0] for each in stored)
        if output is not Output.FULL:
            return Answer(found.count, ids)
        counted = self._searcher.aggregate(made, AGGREGATIONS)
        generator = tantivy.SnippetGenerator.create(self._searcher, self._shown(query), self._schema, "body")
        passages = tuple(generator.snippet_from_doc(each).to_html() for each in stored)
        facets = {facet: {each["key"]: each["doc_count"] for each in counted[facet]["buckets"]} for facet in FACETS}
        timeline = {each["key"]: each["doc_count"] for each in counted["timeline"]["buckets"]}
        return Answer(found.count, ids, passages, facets, timeline)

    def matches(self, query: Query, most: int) -> set[str]:
        found = self._searcher.search(self._query(query), most)
        return {self._searcher.doc(address)["id"][0] for _, address in found.hits}

    def _query(self, query: Query) -> TantivyQuery:
        return self._narrowed(self._words(query), query)

    def _words(self, query: Query) -> TantivyQuery:
        match query.operator:
            case Operator.PHRASE:
                return self._either(lambda field: TantivyQuery.phrase_query(self._schema, f"{field}_exact", list(query.words)))
            case Operator.PREFIX:
                return self._either(lambda field: TantivyQuery.regex_query(self._schema, f"{field}_exact", f"{query.words[0]}.*"))
            case Operator.WILDCARD:
                shape = query.words[0].replace("*", ".*")
                return self._either(lambda field: TantivyQuery.regex_query(self._schema, f"{field}_exact", shape))
            case Operator.FUZZY:
                return self._either(lambda field: TantivyQuery.fuzzy_term_query(self._schema, f"{field}_exact", query.words[0]))
            case Operator.NEAR:
                return self._either(lambda field: self._near(field, [_STEM(word) for word in query.words]))
            case Operator.OR:
                occurs = [Occur.Should] * len(query.words)
            case Operator.NOT:
                occurs = [Occur.Must, Occur.MustNot]
            case Operator.AND:
                occurs = [Occur.Must] * len(query.words)
        return TantivyQuery.boolean_query([(occur, self._word(word)) for occur, word in zip(occurs, query.words, strict=True)])

    def _near(self, field: str, stems: list[str]) -> TantivyQuery:
        """Both orders: a phrase with slop reaches two words less far to the other side."""
        phrases = [TantivyQuery.phrase_query(self._schema, field, each, slop=NEAR - 1) for each in (stems, stems[::-1])]
        return TantivyQuery.boolean_query([(Occur.Should, phrase) for phrase in phrases])

    def _word(self, word: str) -> TantivyQuery:
        return self._either(lambda field: TantivyQuery.term_query(self._schema, field, _STEM(word)))

    def _either(self, make: Callable[[str], TantivyQuery]) -> TantivyQuery:
        """What `make` gives for either field, the headline's weighed more."""
        return TantivyQuery.boolean_query([(Occur.Should, TantivyQuery.boost_query(make(field), boost)) for field, boost in BOOSTS.items()])

    def _narrowed(self, made: TantivyQuery, query: Query) -> TantivyQuery:
        narrowing = [TantivyQuery.term_query(self._schema, field, value, "basic") for field, value in query.filters]
        if query.since is not None:
            narrowing.append(self._days("first", query.since, None))
        if query.until is not None:
            narrowing.append(self._days("last", None, query.until))
        if not narrowing:
            return made
        musts = [(Occur.Must, TantivyQuery.const_score_query(each, 0.0)) for each in narrowing]
        return TantivyQuery.boolean_query([(Occur.Must, made), *musts])

    def _days(self, field: str, low: int | None, high: int | None) -> TantivyQuery:
        return TantivyQuery.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)

    def _shown(self, query: Query) -> TantivyQuery:
        """What is highlighted, in the stemmed field: the one that has the text."""
        if query.operator in (Operator.PREFIX, Operator.WILDCARD):
            return TantivyQuery.regex_query(self._schema, "body", f"{query.words[0].partition('*')[0]}.*")
        if query.operator is Operator.FUZZY:
            return TantivyQuery.fuzzy_term_query(self._schema, "body", query.words[0])
        return TantivyQuery.boolean_query([(Occur.Should, self._word(word)) for word in query.words])


AGGREGATIONS = {
    **{facet: {"terms": {"field": facet, "size": FACET_VALUES}} for facet in FACETS},
    "timeline": {"histogram": {"field": "first", "interval": 30}},
}


def _document(article: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_text("id", article.id)
    for field, text in (("title", article.title), ("body", article.body)):
        made.add_text(field, text)
        made.add_text(f"{field}_exact", text)
    if article.first is not None and article.last is not None:
        made.add_integer("first", article.first)
        made.add_integer("last", article.last)
    for facet in FACETS:
        for value in article.values.get(facet, ()):
            made.add_text(facet, value)
    return made
