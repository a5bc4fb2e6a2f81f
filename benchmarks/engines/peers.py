"""What every engine of the benchmark does, and the choice of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.engines import Document
from benchmarks.engines.queries import Operator, Query

HITS = 10
FACET_VALUES = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answers: matches in all, the best hits, and, where they were asked for, the rest.

    `passages` are the hits' texts with highlights; `facets` has the values of most articles with their counts by field;
    `timeline` the articles by period.
    """

    total: int
    ids: tuple[str, ...]
    passages: tuple[str, ...] = ()
    facets: Mapping[str, Mapping[str, int]] | None = None
    timeline: Mapping[object, int] | None = None


class Peer(Protocol):
    """One engine over one folder. Both views of every text are indexed: exact words and stems."""

    operators: frozenset[Operator]

    def build(self, articles: Iterable[Document]) -> None:
        """Index the articles into the folder, which is empty, and end when all is on disk and merged."""

    def open(self) -> None:
        """Open what was built, once, for the methods below."""

    def answer(self, query: Query, full: bool) -> Answer:
        """The top 10; where `full`, with passages, four facets and the timeline."""

    def matches(self, query: Query, most: int) -> set[str]:
        """The ids of up to `most` matches."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can be measured: how to make it, what it needs, and up to how many articles it is worth the wait."""

    name: str
    make: Callable[[Path], Peer]
    module: str
    highlights: str
    most: int | None = None

    @property
    def installed(self) -> bool:
        return importlib.util.find_spec(self.module) is not None


def _ours(folder: Path) -> Peer:
    from benchmarks.engines.ours import Ours

    return Ours(folder)


def _tantivy(folder: Path) -> Peer:
    from benchmarks.engines.tantivy_peer import TantivyPeer

    return TantivyPeer(folder)


def _fts5(folder: Path) -> Peer:
    from benchmarks.engines.fts5_peer import Fts5Peer

    return Fts5Peer(folder)


def _whoosh(folder: Path) -> Peer:
    from benchmarks.engines.whoosh_peer import WhooshPeer

    return WhooshPeer(folder)


OURS = Engine("ours", _ours, "archive", "its own, from the store's text")
PEERS: dict[str, Engine] = {
    each.name: each
    for each in (
        Engine("tantivy", _tantivy, "tantivy", "its own snippets"),
        Engine("fts5", _fts5, "sqlite3", "its own snippets"),
        Engine("whoosh", _whoosh, "whoosh", "its own fragments", most=25_000),
    )
}
ENGINES = {OURS.name: OURS, **PEERS}
