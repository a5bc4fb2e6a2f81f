"""The seam of the index: what every engine does, as Protocols with plain data between, and the choice of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from archive.errors import EngineError
from archive.query.shapes import Shape
from archive.query.tree import Node
from archive.search import FacetPage, Matches, Plan

MOST_EXPANSIONS = 2_000
"""Words that a prefix stands for in one text field; of more, those in the most articles count (of equals the first by
spelling), and the answer is not complete."""

MOST_WORK = 100_000_000
"""Places of words, for phrases and words near each other, and documents of shapes that are read for one search, and five for each word
that is held against a shape: some ten seconds at worst. What goes beyond is looked for in the first documents only, a further shape
in none, and the answer is not complete. (The two words of "of the" have 82 million places in a million articles of 800 words.)"""

MOST_DAYS = 62
MOST_MONTHS = 120
"""A timeline has the finest interval that at least half of the dated matches are known to and that needs at most so many days
or months from the first to the last day that any match may mean; else it has years."""

WRITING_MEMORY = 512 * 2**20
"""Bytes that a writer may take, roughly, however much it writes."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as an engine indexes it.

    `first` and `last` are day ordinals of its date's interval (equal when known to the day), both None when undated. `values` has
    the value ids of every field in `schema.VALUE_FIELDS` that has any, but need not have the id. `content` is a hash of
    all this, which `Snapshot.documents` gives back. `language` chooses the stems; None means none.
    """

    id: str
    title: str
    body: str
    language: str | None
    first: int | None
    last: int | None
    values: Mapping[str, tuple[str, ...]]
    content: bytes


@dataclass(frozen=True, slots=True)
class IndexState:
    """Where an index stands. `sequence` is the last change of the store that the commit holds; `schema` a fingerprint of the
    fields and the analysis: an index of another fingerprint has to be rebuilt."""

    build: str
    commit: int
    articles: int
    sequence: int
    schema: str


class Writer(Protocol):
    """Changes of one commit. Not thread-safe. Called by the one process that holds the store's writing lock."""

    def put(self, document: Document) -> None:
        """Add a document, or replace the one of the same id."""

    def delete(self, id: str) -> None:
        """Take a document out; nothing happens where there is none."""


class Snapshot(Protocol):
    """One commit, immutable and safe to share between threads. Equal calls give equal answers."""

    state: IndexState

    def search(self, plan: Plan) -> Matches:
        """One page of hits with the counts over all matches. Raises CursorError never: a key need not be in the index."""

    def count(self, trees: Sequence[Node]) -> list[int]:
        """How many articles each tree matches alone, in the order given; of what a search for all of them would cut, those it finds."""

    def commonest(self, shape: Shape) -> str | None:
        """Of the folded words that a shape stands for the one in the most articles, of equals the first by spelling; None if none is.

        An article counts once for each text field that it has the word in."""

    def facet(self, plan: Plan, field: str, among: frozenset[str] | None, order: str, offset: int, limit: int) -> FacetPage:
        """A page of one facet's values under `plan`; `among` restricts it to these, `order` is `count` or `value`."""

    def documents(self) -> Iterator[tuple[str, bytes]]:
        """Every live document's id and content hash, in no promised order."""

    def differing(self, make: Callable[[Sequence[str]], Iterable[Document]]) -> Iterator[str]:
        """Ids of articles of which the index holds something else than their documents make: the first of many, perhaps. Analyses all.

        `make` gives the documents of some of the ids of `documents`, in their order."""


class Engine(Protocol):
    """An index over articles: derived, disposable. Many readers, one writer at a time; readers never lock."""

    def state(self) -> IndexState | None:
        """The newest commit's state, None where no index has been made. Cheap: reads one small file. Raises IndexDamaged."""

    def snapshot(self) -> Snapshot:
        """The newest commit. The same object again while nothing newer exists. Raises NoIndex, IndexDamaged."""

    def writer(self, sequence: int) -> AbstractContextManager[Writer]:
        """Change the newest commit; commits at the end as store sequence `sequence`, else rolls back.

        Where there is no index yet, it appears whole with the first commit. Raises IndexDamaged."""

    def rebuild(self, sequence: int) -> AbstractContextManager[Writer]:
        """Write a new build beside the current one, which one commit puts in its place; the previous build is kept to fall back to."""

    def verify(self) -> Iterator[str]:
        """Everything that is wrong with the index's files, in words; reads them all. Nothing where there is no index."""

    def fingerprint(self) -> str:
        """The schema fingerprint that this version of the program writes."""


@cache
def check_namesakes() -> None:
    """Raise EngineError where distributions are installed together that overwrite each other's files; looked for once a process."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("whoosh", "whoosh3", "whoosh-reloaded"):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    if len(found) > 1:
        both = " and ".join(f"{name} {number}" for name, number in found.items())
        others = " ".join(name for name in found if name != "whoosh")
        raise EngineError(
            f"{both} are installed together, and overwrite each other's files",
            f"Keep one: pip uninstall {others}, then pip install --force-reinstall whoosh==2.7.4",
        )


def open_engine(folder: Path, memory: int = WRITING_MEMORY, processes: int = 1) -> Engine:
    """The engine whose index lives in `folder` (made when first written); its writers take about `memory` bytes in all, and up to
    so many processes where there is much to write. Raises EngineError where what it is made of is installed twice."""
    check_namesakes()
    from archive.engines.whoosh import WhooshEngine

    return WhooshEngine(folder, memory, processes)
