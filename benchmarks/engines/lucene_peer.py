"""Lucene, in a Java machine inside the process (JPype): every call crosses a bridge, which indexing pays for with each field."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import jpype

from archive.engines import Document
from archive.text import stemmer
from benchmarks.engines.articles import FACETS
from benchmarks.engines.peers import FACET_VALUES, HITS, JARS, Answer, Output
from benchmarks.engines.queries import NEAR, Operator, Query

BOOSTS = {"title": 2.0, "body": 1.0}
DAYS_OF_BUCKET = 30
BUFFER = 512.0
"""MB: the memory that our own indexing may take."""
BUCKETS = 100_000
_STEM = stemmer("en")


class LucenePeer:
    """Texts are stored once, in the stemmed fields, and highlighted by analysing them again; facets are sorted doc values. No
    query is cached. One writing thread."""

    operators = frozenset(Operator)

    def __init__(self, folder: Path) -> None:
        if not jpype.isJVMStarted():
            jpype.startJVM("--enable-native-access=ALL-UNNAMED", classpath=[f"{os.environ[JARS]}/*"])
        self._lucene = jpype.JPackage("org.apache.lucene")
        self._folder = folder / "lucene"
        self._config = self._lucene.facet.FacetsConfig()
        for facet in FACETS:
            self._config.setMultiValued(facet, True)

    def build(self, articles: Iterable[Document]) -> None:
        options = self._lucene.index.IndexWriterConfig(self._analyzer())
        options.setRAMBufferSizeMB(BUFFER)
        writer = self._lucene.index.IndexWriter(self._directory(), options)
        for article in articles:
            writer.addDocument(self._config.build(self._document(article)))
        writer.commit()
        writer.close()

    def open(self) -> None:
        reader = self._lucene.index.DirectoryReader.open(self._directory())
        self._searcher = self._lucene.search.IndexSearcher(reader)
        self._searcher.setQueryCache(None)
        self._stored = self._searcher.storedFields()
        facets = self._lucene.facet.sortedset
        self._state = facets.DefaultSortedSetDocValuesReaderState(reader, self._config)
        self._counts = facets.SortedSetDocValuesFacetCounts
        self._highlighter = self._lucene.search.uhighlight.UnifiedHighlighter.builder(self._searcher, self._analyzer()).build()
        self._exactly = self._lucene.search.TopScoreDocCollectorManager(HITS, None, jpype.java.lang.Integer.MAX_VALUE)

    def _directory(self) -> Any:
        return self._lucene.store.FSDirectory.open(jpype.JClass("java.nio.file.Paths").get(str(self._folder)))

    def _analyzer(self) -> Any:
        def chain(*filters: str) -> Any:
            builder = self._lucene.analysis.custom.CustomAnalyzer.builder().withTokenizer("standard")
            for name in ("englishPossessive", "lowercase", "asciiFolding", *filters):
                builder = builder.addTokenFilter(name)
            return builder.build()

        exact = jpype.java.util.HashMap({f"{text}_exact": chain() for text in BOOSTS})
        return self._lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper(chain("snowballPorter"), exact)

    def _document(self, article: Document) -> Any:
        fields = self._lucene.document
        stored, indexed = fields.Field.Store.YES, fields.Field.Store.NO
        made = fields.Document()
        made.add(fields.StringField("id", article.id, stored))
        for text in BOOSTS:
            made.add(fields.TextField(text, getattr(article, text), stored))
            made.add(fields.TextField(f"{text}_exact", getattr(article, text), indexed))
        facet_field = self._lucene.facet.sortedset.SortedSetDocValuesFacetField
        if article.first is not None and article.last is not None:
            made.add(fields.LongPoint("first", article.first))
            made.add(fields.LongPoint("last", article.last))
            made.add(facet_field("period", str(article.first // DAYS_OF_BUCKET)))
        for facet in FACETS:
            for value in article.values.get(facet, ()):
                made.add(facet_field(facet, value))
                made.add(fields.StringField(facet, value, indexed))
        return made

    def answer(self, query: Query, output: Output) -> Answer:
        made = self._query(query)
        if output is Output.ALONE:
            return Answer(None, self._ids(self._searcher.search(made, HITS)))
        if output is Output.TOP:
            found = self._searcher.search(made, self._exactly)
            return Answer(int(found.totalHits.value), self._ids(found))
        collector = self._lucene.facet.FacetsCollector()
        found = self._lucene.facet.FacetsCollector.search(self._searcher, made, HITS, collector)
        counts = self._counts(self._state, collector)
        facets = {facet: _values(counts.getTopChildren(FACET_VALUES, facet, [])) for facet in FACETS}
        timeline: dict[object, int] = {**_values(counts.getTopChildren(BUCKETS, "period", []))}
        passages = tuple(str(each) for each in self._highlighter.highlight("body", self._shown(query), found, 1))
        total = sum(int(each.totalHits) for each in collector.getMatchingDocs())
        return Answer(total, self._ids(found), passages, facets, timeline)

    def matches(self, query: Query, most: int) -> set[str]:
        return set(self._ids(self._searcher.search(self._query(query), most)))

    def _ids(self, found: Any) -> tuple[str, ...]:
        return tuple(str(self._stored.document(hit.doc).get("id")) for hit in found.scoreDocs)

    # ------------------------------------------------------------ queries

    def _query(self, query: Query) -> Any:
        search = self._lucene.search
        narrowing = [search.TermQuery(self._term(field, value)) for field, value in query.filters]
        day = self._lucene.document.LongPoint.newRangeQuery
        if query.since is not None:
            narrowing.append(day("first", query.since, jpype.java.lang.Long.MAX_VALUE))
        if query.until is not None:
            narrowing.append(day("last", jpype.java.lang.Long.MIN_VALUE, query.until))
        made = self._words(query)
        if not narrowing:
            return made
        return self._boolean([("MUST", made), *(("FILTER", each) for each in narrowing)])

    def _words(self, query: Query) -> Any:
        search = self._lucene.search
        words = query.words
        match query.operator:
            case Operator.PHRASE:
                return self._either(lambda field: search.PhraseQuery(f"{field}_exact", list(words)))
            case Operator.NEAR:
                stems = [_STEM(word) for word in words]
                both = lambda field: [("SHOULD", search.PhraseQuery(NEAR - 1, field, each)) for each in (stems, stems[::-1])]  # noqa: E731
                return self._either(lambda field: self._boolean(both(field)))
            case Operator.PREFIX:
                return self._either(lambda field: search.PrefixQuery(self._term(f"{field}_exact", words[0])))
            case Operator.WILDCARD:
                return self._either(lambda field: search.WildcardQuery(self._term(f"{field}_exact", words[0])))
            case Operator.FUZZY:
                return self._either(lambda field: search.FuzzyQuery(self._term(f"{field}_exact", words[0]), 1, 0, 1_000, True))
            case Operator.OR:
                occurs = ["SHOULD"] * len(words)
            case Operator.NOT:
                occurs = ["MUST", "MUST_NOT"]
            case Operator.AND:
                occurs = ["MUST"] * len(words)
        return self._boolean([(occur, self._word(word)) for occur, word in zip(occurs, words, strict=True)])

    def _word(self, word: str) -> Any:
        return self._either(lambda field: self._lucene.search.TermQuery(self._term(field, _STEM(word))))

    def _either(self, make: Callable[[str], Any]) -> Any:
        """What `make` gives for either field, the headline's weighed more."""
        return self._boolean([("SHOULD", self._lucene.search.BoostQuery(make(field), boost)) for field, boost in BOOSTS.items()])

    def _boolean(self, clauses: list[tuple[str, Any]]) -> Any:
        builder = self._lucene.search.BooleanQuery.Builder()
        for occur, clause in clauses:
            builder.add(clause, getattr(self._lucene.search.BooleanClause.Occur, occur))
        return builder.build()

    def _term(self, field: str, text: str) -> Any:
        return self._lucene.index.Term(field, text)

    def _shown(self, query: Query) -> Any:
        """What is highlighted, in the stemmed field: the one that has the text."""
        search = self._lucene.search
        if query.operator in (Operator.PREFIX, Operator.WILDCARD):
            return search.PrefixQuery(self._term("body", query.words[0].partition("*")[0]))
        if query.operator is Operator.FUZZY:
            return search.FuzzyQuery(self._term("body", query.words[0]), 1)
        return self._boolean([("SHOULD", self._word(word)) for word in query.words])


def _values(result: Any) -> dict[str, int]:
    return {str(each.label): int(each.value) for each in result.labelValues} if result is not None else {}
