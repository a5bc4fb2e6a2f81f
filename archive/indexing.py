"""One indexing run: files to articles, articles to the store, names to entities, and all of it to the index."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from archive.config import Collection
from archive.engines import Engine
from archive.entities.countries import ALL_CODES, find_countries
from archive.errors import RequestError
from archive.identity import has_own_name, public_id
from archive.linking import Linking
from archive.model import Article, ReadError
from archive.publishing import Progress, Published, batches, publish, silent, standing
from archive.readers import Skipped, SourceFile, file_hash, find_files, fingerprint, read_file, read_stream
from archive.store import Change, Store, content_hash

FAULTS_KEPT = 1_000
"""Faults that a report keeps word for word; beyond that they are counted."""


@dataclass(slots=True)
class IndexReport:
    """What a run did. Mutable while it runs.

    `faults` are the first `FAULTS_KEPT` of `failed` faults, and `unread_dates` of `misdated` articles, which are among the `undated`: their
    sources give a date that cannot be read. `gone` lists (id, origin) of articles whose file is no longer
    there, `pruned` those of them that were taken out.
    `index_fault` says why the index cannot be searched as it was published.
    `relinked` counts articles, new and old, of which the people, organisations, places or countries differ. `seconds` has the time of
    each stage: `extract` has what an article alone tells of its names, `link` what all of them tell.
    """

    files: int = 0
    unread: int = 0
    skipped: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept_out: int = 0
    failed: int = 0
    trimmed: int = 0
    undated: int = 0
    relinked: int = 0
    faults: list[ReadError] = field(default_factory=list)
    misdated: int = 0
    unread_dates: list[ReadError] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    pruned: list[tuple[str, str]] = field(default_factory=list)
    published: Published = field(default_factory=Published)
    index_fault: str | None = None
    articles: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    def fault(self, error: ReadError) -> None:
        """Note a fault."""
        self.failed += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(error)

    def note_date(self, article: Article) -> None:
        """Note a date that could not be read."""
        if article.unread_date:
            self.misdated += 1
            if len(self.unread_dates) < FAULTS_KEPT:
                reason = f"the date “{article.unread_date}” cannot be read, so that the article is undated"
                self.unread_dates.append(ReadError(article.origin, article.place or None, reason))


@dataclass(frozen=True, slots=True)
class Stream:
    """Standard input, or another open stream, to be read as a collection."""

    stream: BinaryIO
    origin: str


@dataclass(frozen=True, slots=True)
class Source:
    """Something to index: `paths` of a collection (all of its own where none are given), or a stream instead.

    Ids of articles without name or address come from their path below the collection's own paths, whatever part of it is read.
    """

    collection: Collection
    paths: tuple[Path, ...] = ()
    stream: Stream | None = None
    named: bool = True
    """Whether someone gave the collection its name; False where it is only that of a folder."""

    @property
    def roots(self) -> tuple[Path, ...]:
        """The paths that are read."""
        return () if self.stream else self.paths or self.collection.paths

    def root(self, path: Path) -> Path:
        """The collection's own path that holds `path`; `path` itself where none does."""
        return next((base for base in self.collection.paths if path.is_relative_to(base)), path)

    def relative(self, path: Path) -> str:
        """`path` below its root."""
        root = self.root(path)
        return path.name if path == root else path.relative_to(root).as_posix()


def check_source(source: Source, store: Store) -> None:
    """Refuse what would mix two piles of articles, or say a country that there is none of. Raises RequestError."""
    collection = source.collection
    others = [root for root in store.roots(collection.name) if Path(root) not in collection.paths and Path(root).exists()]
    if others and not source.named:
        raise RequestError(
            f"the collection {collection.name!r} is that of {others[0]} already", "Name this one: archive index --collection NAME PATH"
        )
    if collection.country is not None and collection.country not in ALL_CODES:
        near = [code for code, _ in find_countries(collection.country)]
        raise RequestError(
            f"the collection {collection.name!r} has the country {collection.country!r}, which is no ISO 3166-1 code",
            f"Perhaps: {near[0]}" if near else None,
        )


class IndexRun:
    """One run over `sources`. The caller holds the store's writing lock."""

    def __init__(self, store: Store, engine: Engine, linking: Linking, progress: Progress = silent) -> None:
        self.store = store
        self.engine = engine
        self.linking = linking
        self.progress = progress
        self.report = IndexReport()
        self.unseen: list[Path] = []
        """Folders that could not be looked into or hold no file at all: what was read below them is not known to be gone."""

    def index(self, sources: Sequence[Source], prune: bool = False) -> IndexReport:
        """Read, tag, link and publish; a bad file never stops it."""
        run = self.store.begin_run("index")
        with self._timed("read"):
            for source in sources:
                self._read_source(source, run)
        self._look_for_gone(sources, run, prune)
        self.tag()
        with self._timed("index"):
            self.report.published = publish(self.store, self.engine, self.progress)
            _, self.report.index_fault = standing(self.engine)
        self.report.articles = self.store.count()
        return self.report

    # ------------------------------------------------------------ read

    def _read_source(self, source: Source, run: int) -> None:
        if source.stream is not None:
            items = read_stream(source.stream.stream, source.stream.origin, source.collection)
            self._put_all(items, source, run, source.stream.origin, b"")
            return
        reader = fingerprint(source.collection)
        before = self.report.files
        for found in find_files(source.roots, source.collection.format):
            if isinstance(found, Skipped):
                self.report.skipped += 1
            elif isinstance(found, ReadError):
                self.report.fault(found)
                self.unseen.append(Path(found.origin))
            else:
                self._read_file(found, source, reader, run)
        if self.report.files == before:  # an unmounted disk looks like an empty folder
            self.unseen += source.roots

    def _read_file(self, file: SourceFile, source: Source, reader: str, run: int) -> None:
        self.report.files += 1
        path, root = file.path.as_posix(), source.root(file.path).as_posix()
        try:
            digest = file_hash(file.path)
        except OSError as error:
            self.report.fault(ReadError(path, None, error.strerror or str(error)))
            self.store.touch_file(path, root, run)  # what cannot be read now is not gone
            return
        if self.store.file_unchanged(path, digest, reader):
            self.report.unread += 1
            self.report.unchanged += self.store.touch_file(path, root, run)
            self._tell_read()
            return
        articles, faults = self._put_all(read_file(file, source.collection), source, run, root, digest)
        with self.store.transaction():
            self.store.record_file(path, root, source.collection.name, digest, reader, articles, faults, run)

    def _put_all(self, items: Iterable[Article | ReadError], source: Source, run: int, root: str, input_hash: bytes) -> tuple[int, int]:
        articles = faults = 0
        for batch in batches(items, 500):
            with self.store.transaction():
                for item in batch:
                    if isinstance(item, Article) and self._put(item, source, run, root, input_hash):
                        articles += 1
                    else:
                        faults += 1
                        if isinstance(item, ReadError):
                            self.report.fault(item)
            self._tell_read()
        return articles, faults

    def _tell_read(self) -> None:
        self.progress("read", self.report.added + self.report.changed + self.report.unchanged + self.report.kept_out, None)

    def _put(self, read: Article, source: Source, run: int, root: str, input_hash: bytes) -> bool:
        """Whether the article went in, or was there."""
        article = self._named(read, source)
        if not has_own_name(read) and (other := self._other_holder(article)):
            reason = f"{other} is {article.id} already; name this collection: --collection"
            self.report.fault(ReadError(read.origin, read.place or None, reason))
            return False
        change = self.store.put(article, run, input_hash, root)
        if change is Change.DUPLICATE:
            self.report.fault(ReadError(read.origin, read.place or None, f"the id {article.id!r} has been read before in this run"))
            return False
        self.report.added += change is Change.ADDED
        self.report.changed += change is Change.CHANGED
        self.report.unchanged += change is Change.UNCHANGED
        self.report.kept_out += change is Change.REMOVED
        if change in (Change.ADDED, Change.CHANGED):
            self.report.trimmed += article.trimmed
            self.report.undated += article.date is None
            self.report.note_date(article)
        return True

    def _named(self, article: Article, source: Source) -> Article:
        """The article under its public id; a moved file of equal content keeps the id it had."""
        nameless = article.place or source.stream
        path = "" if source.stream else source.relative(Path(article.origin))
        named = replace(article, id=public_id(article, path, content_hash(article) if nameless else None))
        if has_own_name(article) or self.store.knows(named.id):
            return named
        for id, origin in self.store.same_content(article.collection, content_hash(named)):
            if origin != article.origin and not Path(origin).exists():
                return replace(named, id=id)
        return named

    def _other_holder(self, article: Article) -> str | None:
        """Another file, still there, whose path gives its article this same id."""
        held = self.store.held(article.id)
        if held is None:
            return None
        origin, content = held
        there = origin != article.origin and Path(origin).exists()
        return origin if there and content != content_hash(article) else None

    def _look_for_gone(self, sources: Sequence[Source], run: int, prune: bool) -> None:
        roots = [path.as_posix() for source in sources for path in source.roots]
        names = {source.collection.name for source in sources}
        gone = [(id, origin) for id, origin in self.store.missing(roots, run, names) if not self._is_unseen(Path(origin))]
        if not prune:
            self.report.gone = gone
            return
        with self.store.transaction():
            self.store.prune([id for id, _ in gone])
        self.report.pruned = gone

    def _is_unseen(self, origin: Path) -> bool:
        return any(origin.is_relative_to(folder) for folder in self.unseen)

    # ------------------------------------------------------------ tag and link

    def tag(self) -> None:
        """Find the names of every article whose mentions an older extractor made, and link all that is not linked as it would be now."""
        with self._timed("extract"):
            for fault in self.linking.join(find=True):
                self.report.fault(fault)
        with self._timed("link"):
            self.report.relinked = len(self.linking.reconcile())

    def _timed(self, stage: str) -> _Timer:
        return _Timer(self.report.seconds, stage)


class _Timer:
    """Adds the time of a `with` block to `seconds[stage]`."""

    def __init__(self, seconds: dict[str, float], stage: str) -> None:
        self.seconds, self.stage = seconds, stage

    def __enter__(self) -> None:
        self.start = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.seconds[self.stage] = self.seconds.get(self.stage, 0.0) + time.monotonic() - self.start
