"""This archive's engine, with the texts in its store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from archive.engines import Document, open_engine
from archive.highlight import highlights, passage
from archive.model import Article, PartialDate
from archive.query.tree import And, Fuzzy, Gap, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Word
from archive.search import Filter, Matches, Plan, Sort
from archive.store import Store, open_store
from benchmarks.engines.articles import FACETS
from benchmarks.engines.peers import FACET_VALUES, HITS, STORE, Answer, Output
from benchmarks.engines.queries import NEAR, Operator, Query


class Texts:
    """The store with the texts, which is measured apart: it is the archive's truth, and not only for the index."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "archive.sqlite"

    def build(self, articles: Iterable[Document]) -> None:
        with open_store(self._path, create=True) as store:
            run = store.begin_run("benchmark")
            with store.transaction():
                for article in articles:
                    store.put(_stored(article), run, article.content)

    def open(self) -> Store:
        return open_store(self._path, create=False)


class Ours:
    """Asked at the seam of the engines, without the hall's labels, cursors and kept answers; the texts are in the folder beside."""

    operators = frozenset(Operator)

    def __init__(self, folder: Path, processes: int = 1) -> None:
        self._folder = folder
        self._engine = open_engine(folder / "index", processes=processes)

    def build(self, articles: Iterable[Document]) -> None:
        with self._engine.rebuild(1) as writer:
            for article in articles:
                writer.put(article)

    def open(self) -> None:
        self._snapshot = self._engine.snapshot()
        self._store = Texts(self._folder.with_name(STORE.name)).open()

    def answer(self, query: Query, output: Output) -> Answer:
        tree = _tree(query)
        found = self._snapshot.search(_plan(query, tree, HITS, output is Output.FULL))
        ids = tuple(hit.id for hit in found.hits)
        if output is not Output.FULL:
            return Answer(found.total, ids)
        stored = self._store.get_many(ids).values()
        passages = [passage(each.body, tree, "body", each.language) for each in stored]
        titles = [highlights(each.title, tree, "title", each.language) for each in stored]
        assert len(titles) == len(passages)
        return Answer(found.total, ids, tuple(each.text for each in passages), _facets(found), _timeline(found))

    def matches(self, query: Query, most: int) -> set[str]:
        return {hit.id for hit in self._snapshot.search(_plan(query, _tree(query), most, full=False)).hits}


def _stored(article: Document) -> Article:
    date = PartialDate(*dt.date.fromordinal(article.first).timetuple()[:3]) if article.first == article.last and article.first else None
    return Article(id=article.id, title=article.title, body=article.body, date=date, language=article.language, collection="benchmark")


def _tree(query: Query) -> Node:
    match query.operator:
        case Operator.PHRASE:
            return Phrase(" ".join(query.words))
        case Operator.PREFIX:
            return Prefix(query.words[0])
        case Operator.WILDCARD:
            return Wildcard(query.words[0])
        case Operator.FUZZY:
            return Fuzzy(query.words[0], 1)
    found = tuple(Word(word) for word in query.words)
    if len(found) == 1:
        return found[0]
    match query.operator:
        case Operator.NEAR:
            return Near(found, (Gap(NEAR),))
        case Operator.OR:
            return Or(found)
        case Operator.NOT:
            return And((found[0], Not(found[1])))
        case _:
            return And(found)


def _plan(query: Query, tree: Node, size: int, full: bool) -> Plan:
    fields = dict.fromkeys(field for field, _ in query.filters)
    return Plan(
        tree=tree,
        filters=tuple(Filter(field, tuple(value for name, value in query.filters if name == field)) for field in fields),
        since=query.since,
        until=query.until,
        sort=Sort.RELEVANCE,
        size=size,
        facets=dict.fromkeys(FACETS, FACET_VALUES) if full else None,
        timeline=full,
    )


def _facets(found: Matches) -> dict[str, dict[str, int]]:
    return {field: {each.value: each.count for each in (*page.chosen, *page.values)} for field, page in found.facets.items()}


def _timeline(found: Matches) -> dict[object, int]:
    return {bucket.start: bucket.count for bucket in found.timeline.buckets} if found.timeline else {}
