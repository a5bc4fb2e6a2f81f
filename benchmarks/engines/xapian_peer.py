"""Xapian, through its own Python bindings. They are under the GPL: never a dependency of this project, only installed by who measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import xapian

from archive.engines import Document
from archive.text import stemmer
from benchmarks.engines.articles import FACETS
from benchmarks.engines.peers import FACET_VALUES, HITS, Answer, Output
from benchmarks.engines.queries import NEAR, Operator, Query

BOOSTS = {"S": 2.0, "": 1.0}
"""The prefix of each text's terms, the headline's and the body's, and its weight. Stems have a Z before it."""
FIRST, LAST, PERIOD, VALUES = 0, 1, 2, 3
"""Slots of a document: its days, the bucket of the timeline, and from `VALUES` on the values of each facet."""
DAYS_OF_BUCKET = 30
_BETWEEN = "\x1f"
_STEM = stemmer("en")


class XapianPeer:
    """Texts are the documents' data. Facets are counted as Xapian's guide has it, by a spy that sees every match; a document with
    several values has them as one, taken apart after counting. Wildcards stand only at the end of a word, and nothing is fuzzy."""

    operators = frozenset(Operator) - {Operator.WILDCARD, Operator.FUZZY}

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / "xapian")

    def build(self, articles: Iterable[Document]) -> None:
        database = xapian.WritableDatabase(self._path, xapian.DB_CREATE_OR_OVERWRITE)
        exact, stems = xapian.TermGenerator(), xapian.TermGenerator()
        stems.set_stemmer(xapian.Stem("english"))
        stems.set_stemming_strategy(xapian.TermGenerator.STEM_ALL_Z)
        for article in articles:
            made = _document(article)
            for generator in (exact, stems):
                generator.set_document(made)
                for prefix, text in (("S", article.title), ("", article.body)):
                    generator.set_termpos(0)
                    generator.index_text(text, 1, prefix)
            database.add_document(made)
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = xapian.Database(self._path)
        self._all = self._database.get_doccount()
        self._stemmer = xapian.Stem("english")

    def answer(self, query: Query, output: Output) -> Answer:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(_query(query))
        full = output is Output.FULL
        spies = [xapian.ValueCountMatchSpy(slot) for slot in range(PERIOD, VALUES + len(FACETS))] if full else []
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, HITS, 0 if output is Output.ALONE else self._all)
        data = [hit.document.get_data().decode().split("\n", 1) for hit in found]
        ids = tuple(id for id, _ in data)
        if not full:
            return Answer(None if output is Output.ALONE else found.get_matches_estimated(), ids)
        passages = tuple(found.snippet(text, 200, self._stemmer).decode() for _, text in data)
        timeline: dict[object, int] = {each.term.decode(): each.termfreq for each in spies[0].values()}
        facets = {field: _counts(spy) for field, spy in zip(FACETS, spies[1:], strict=True)}
        return Answer(found.get_matches_estimated(), ids, passages, facets, timeline)

    def matches(self, query: Query, most: int) -> set[str]:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(_query(query))
        return {hit.document.get_data().decode().split("\n", 1)[0] for hit in enquire.get_mset(0, most)}


def _document(article: Document) -> xapian.Document:
    made = xapian.Document()
    made.set_data(f"{article.id}\n{article.title}\n\n{article.body}")
    made.add_boolean_term(f"Q{article.id}")
    if article.first is not None and article.last is not None:
        made.add_value(FIRST, xapian.sortable_serialise(article.first))
        made.add_value(LAST, xapian.sortable_serialise(article.last))
        made.add_value(PERIOD, str(article.first // DAYS_OF_BUCKET))
    for place, facet in enumerate(FACETS):
        values = article.values.get(facet, ())
        if values:
            made.add_value(VALUES + place, _BETWEEN.join(values))
        for value in values:
            made.add_boolean_term(_value(facet, value))
    return made


def _counts(spy: xapian.ValueCountMatchSpy) -> dict[str, int]:
    """The most frequent values that a spy has seen."""
    counted: dict[str, int] = {}
    for each in spy.values():
        for value in each.term.decode().split(_BETWEEN):
            counted[value] = counted.get(value, 0) + each.termfreq
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES])


def _query(asked: Query) -> xapian.Query:
    narrowing = [xapian.Query(_value(field, value)) for field, value in asked.filters]
    if asked.since is not None:
        narrowing.append(xapian.Query(xapian.Query.OP_VALUE_GE, FIRST, xapian.sortable_serialise(asked.since)))
    if asked.until is not None:
        narrowing.append(xapian.Query(xapian.Query.OP_VALUE_LE, LAST, xapian.sortable_serialise(asked.until)))
    made = _words(asked)
    for each in narrowing:
        made = xapian.Query(xapian.Query.OP_FILTER, made, each)
    return made


def _words(asked: Query) -> xapian.Query:
    match asked.operator:
        case Operator.PHRASE:
            return _either(
                lambda prefix: xapian.Query(xapian.Query.OP_PHRASE, [f"{prefix}{word}" for word in asked.words], len(asked.words))
            )
        case Operator.NEAR:
            stems = [_STEM(word) for word in asked.words]
            return _either(lambda prefix: xapian.Query(xapian.Query.OP_NEAR, [f"Z{prefix}{stem}" for stem in stems], NEAR + 1))
        case Operator.PREFIX:
            return _either(lambda prefix: xapian.Query(xapian.Query.OP_WILDCARD, f"{prefix}{asked.words[0]}"))
    each = [_either(lambda prefix, word=word: xapian.Query(f"Z{prefix}{_STEM(word)}")) for word in asked.words]
    operator = {
        Operator.AND: xapian.Query.OP_AND,
        Operator.OR: xapian.Query.OP_OR,
        Operator.NOT: xapian.Query.OP_AND_NOT,
    }[asked.operator]
    return xapian.Query(operator, each)


def _either(make: Callable[[str], xapian.Query]) -> xapian.Query:
    """What `make` gives for either text, the headline's weighed more."""
    scaled = [xapian.Query(xapian.Query.OP_SCALE_WEIGHT, make(prefix), boost) for prefix, boost in BOOSTS.items()]
    return xapian.Query(xapian.Query.OP_OR, scaled)


def _value(facet: str, value: str) -> str:
    """The term of a facet's value."""
    return f"X{facet.upper()}:{value}"
