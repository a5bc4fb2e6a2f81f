"""What every engine of the benchmark does, and the choice of them."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Protocol

from archive.engines import Document
from benchmarks.engines.queries import Operator, Query

JARS = "LUCENE_JARS"
"""The environment's variable with the folder of Lucene's jars."""
HITS = 10
FACET_VALUES = 10


class Output(StrEnum):
    """What is asked for. ALONE lets an engine skip what cannot be among the best; who knows no such way answers TOP."""

    FULL = "top 10, highlights, 4 facets, timeline"
    TOP = "top 10 and the total"
    ALONE = "top 10 without the total"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answers: matches in all (None where not counted), the best hits, and, where they were asked for, the rest.

    `passages` are the hits' texts with highlights; `facets` has the values of most articles with their counts by field;
    `timeline` the articles by period.
    """

    total: int | None
    ids: tuple[str, ...]
    passages: tuple[str, ...] = ()
    facets: Mapping[str, Mapping[str, int]] | None = None
    timeline: Mapping[object, int] | None = None


class Builder(Protocol):
    """What keeps articles in a folder."""

    def build(self, articles: Iterable[Document]) -> None:
        """Put the articles into the folder, which is empty, and end when all is on disk and merged."""


class Peer(Builder, Protocol):
    """One engine over one folder. Both views of every text are indexed: exact words and stems."""

    operators: frozenset[Operator]

    def open(self) -> None:
        """Open what was built, once, for the methods below."""

    def answer(self, query: Query, output: Output) -> Answer:
        """The top 10; where `output` is FULL, with passages, four facets and the timeline."""

    def matches(self, query: Query, most: int) -> set[str]:
        """The ids of up to `most` matches."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can be measured: how to make it, and what it needs.

    `most` articles and `queries` queries are what it is worth waiting for; None is no limit. `variable` must be set in the
    environment.
    """

    name: str
    make: Callable[[Path], Builder]
    module: str
    highlights: str
    most: int | None = None
    queries: int | None = None
    variable: str | None = None

    @property
    def installed(self) -> bool:
        return importlib.util.find_spec(self.module) is not None and (self.variable is None or self.variable in os.environ)


def _ours(folder: Path, processes: int = 1) -> Peer:
    from benchmarks.engines.ours import Ours

    return Ours(folder, processes)


def _texts(folder: Path) -> Builder:
    from benchmarks.engines.ours import Texts

    return Texts(folder)


def _tantivy(folder: Path) -> Peer:
    from benchmarks.engines.tantivy_peer import TantivyPeer

    return TantivyPeer(folder)


def _fts5(folder: Path) -> Peer:
    from benchmarks.engines.fts5_peer import Fts5Peer

    return Fts5Peer(folder)


def _whoosh(folder: Path) -> Peer:
    from benchmarks.engines.whoosh_peer import WhooshPeer

    return WhooshPeer(folder)


def _xapian(folder: Path) -> Peer:
    from benchmarks.engines.xapian_peer import XapianPeer

    return XapianPeer(folder)


def _lucene(folder: Path) -> Peer:
    from benchmarks.engines.lucene_peer import LucenePeer

    return LucenePeer(folder)


OURS = Engine("ours", _ours, "archive", "its own, from the store's text")
TWO = Engine("ours-2", partial(_ours, processes=2), "archive", OURS.highlights)
"""Ours, whose segments two processes write: only its building differs."""
STORE = Engine("store", _texts, "archive", "none")
"""Our texts: built, and read by ours."""
PEERS: dict[str, Engine] = {
    each.name: each
    for each in (
        Engine("tantivy", _tantivy, "tantivy", "its own snippets"),
        Engine("fts5", _fts5, "sqlite3", "its own snippets"),
        Engine("xapian", _xapian, "xapian", "its own snippets", most=200_000),
        Engine("lucene", _lucene, "jpype", "its own, by analysing the text again", most=200_000, variable=JARS),
        Engine("whoosh", _whoosh, "whoosh", "its own fragments", most=25_000, queries=45),
    )
}
ENGINES = {OURS.name: OURS, TWO.name: TWO, STORE.name: STORE, **PEERS}
