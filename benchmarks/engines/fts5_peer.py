"""SQLite's FTS5, with tables of values beside it for the facets."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from archive.engines import Document
from benchmarks.engines.articles import FACETS
from benchmarks.engines.peers import FACET_VALUES, HITS, Answer, Output
from benchmarks.engines.queries import NEAR, Operator, Query

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, body TEXT, first INTEGER, last INTEGER);
CREATE INDEX article_first ON article (first);
CREATE VIRTUAL TABLE stems USING fts5(title, body, content='article', content_rowid='number', tokenize='porter unicode61');
CREATE VIRTUAL TABLE words USING fts5(title, body, content='article', content_rowid='number', tokenize='unicode61');
CREATE TABLE value (number INTEGER PRIMARY KEY, field TEXT, value TEXT, UNIQUE (field, value));
CREATE TABLE facet (article INTEGER, value INTEGER, PRIMARY KEY (article, value)) WITHOUT ROWID;
CREATE INDEX facet_value ON facet (value, article);
"""
OPENING = """
PRAGMA mmap_size = 4000000000;
PRAGMA cache_size = -200000;
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE found (number INTEGER PRIMARY KEY);
"""


class Fts5Peer:
    """One table of articles, two full-text indexes over it (Porter's stems, and words as they are), and a table of facet values."""

    operators = frozenset(Operator) - {Operator.WILDCARD, Operator.FUZZY}

    def __init__(self, folder: Path) -> None:
        self._path = folder / "fts5.sqlite"

    def build(self, articles: Iterable[Document]) -> None:
        self._path.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(self._path)
        connection.executescript(SCHEMA)
        known: dict[tuple[str, str], int] = {}
        for number, article in enumerate(articles, 1):
            row = (number, article.id, article.title, article.body, article.first, article.last)
            connection.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)", row)
            for view in ("stems", "words"):
                connection.execute(f"INSERT INTO {view} (rowid, title, body) VALUES (?, ?, ?)", (number, article.title, article.body))
            for key in dict.fromkeys((field, value) for field in FACETS for value in article.values.get(field, ())):
                if key not in known:
                    known[key] = len(known) + 1
                    connection.execute("INSERT INTO value VALUES (?, ?, ?)", (known[key], *key))
                connection.execute("INSERT INTO facet VALUES (?, ?)", (number, known[key]))
        for view in ("stems", "words"):
            connection.execute(f"INSERT INTO {view} ({view}) VALUES ('optimize')")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("ANALYZE")
        connection.commit()
        connection.close()

    def open(self) -> None:
        self._connection = sqlite3.connect(self._path)
        self._connection.executescript(OPENING)

    def answer(self, query: Query, output: Output) -> Answer:
        view, condition, parameters = _condition(query)
        snippet = f", snippet({view}, 1, '<b>', '</b>', '...', 40)" if output is Output.FULL else ""
        rows = self._connection.execute(
            f"SELECT article.id{snippet} FROM {view} JOIN article ON article.number = {view}.rowid "
            f"WHERE {condition} ORDER BY bm25({view}, 2.0, 1.0) LIMIT {HITS}",
            parameters,
        ).fetchall()
        ids = tuple(row[0] for row in rows)
        if output is not Output.FULL:
            count = f"SELECT count(*) FROM {view} JOIN article ON article.number = {view}.rowid WHERE {condition}"
            return Answer(self._connection.execute(count, parameters).fetchone()[0], ids)
        total, facets, timeline = self._counts(view, condition, parameters)
        return Answer(total, ids, tuple(row[1] for row in rows), facets, timeline)

    def _counts(self, view: str, condition: str, parameters: list[object]) -> tuple[int, dict[str, dict[str, int]], dict[object, int]]:
        execute = self._connection.execute
        execute("DELETE FROM found")
        find = f"SELECT {view}.rowid FROM {view} JOIN article ON article.number = {view}.rowid WHERE {condition}"
        total = execute(f"INSERT INTO found {find}", parameters).rowcount
        facets: dict[str, dict[str, int]] = defaultdict(dict)
        counted = execute(
            "SELECT value.field, value.value, articles FROM (SELECT facet.value AS number, count(*) AS articles FROM found "
            "CROSS JOIN facet ON facet.article = found.number GROUP BY facet.value) JOIN value USING (number) "
            "ORDER BY articles DESC, value.value"
        )
        for field, value, articles in counted:
            if len(facets[field]) < FACET_VALUES:
                facets[field][value] = articles
        months = execute("SELECT first / 30, count(*) FROM found CROSS JOIN article USING (number) WHERE first NOT NULL GROUP BY 1")
        return total, facets, dict(months.fetchall())

    def matches(self, query: Query, most: int) -> set[str]:
        view, condition, parameters = _condition(query)
        rows = self._connection.execute(
            f"SELECT article.id FROM {view} JOIN article ON article.number = {view}.rowid WHERE {condition} LIMIT {most}", parameters
        )
        return {row[0] for row in rows}


def _condition(query: Query) -> tuple[str, str, list[object]]:
    """The view that is asked, the condition, and its parameters."""
    view = "words" if query.operator in (Operator.PHRASE, Operator.PREFIX) else "stems"
    condition, parameters = f"{view} MATCH ?", [_match(query)]
    if query.since is not None:
        condition, parameters = f"{condition} AND article.first >= ?", [*parameters, query.since]
    if query.until is not None:
        condition, parameters = f"{condition} AND article.last <= ?", [*parameters, query.until]
    for field, value in query.filters:
        condition += " AND EXISTS (SELECT 1 FROM facet WHERE facet.article = article.number AND facet.value = "
        condition += "(SELECT number FROM value WHERE field = ? AND value = ?))"
        parameters += [field, value]
    return view, condition, parameters


def _match(query: Query) -> str:
    quoted = [f'"{word}"' for word in query.words]
    match query.operator:
        case Operator.PHRASE:
            return f'"{" ".join(query.words)}"'
        case Operator.NEAR:
            return f"NEAR({' '.join(quoted)}, {NEAR - 1})"
        case Operator.PREFIX:
            return f"{quoted[0]}*"
        case _:
            return f" {query.operator.upper()} ".join(quoted)
