"""The hall: an Archive, wired from a configuration, and everything the doors can ask of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType

from archive.applying import UserAuthority, Written, applied_authority
from archive.authorityfile import AuthorityFile
from archive.caching import Answers
from archive.config import Config, cores
from archive.engines import Engine, IndexState, Snapshot, open_engine
from archive.entities import Extractor, Linker, make_extractor, make_linker
from archive.errors import EngineError, NoIndex, NotFound
from archive.highlight import highlights, united
from archive.indexing import IndexReport, IndexRun, Source, check_source
from archive.joining import Joiner
from archive.labels import Labels
from archive.linking import Linking
from archive.mentioned import entities_asked, places
from archive.model import Article, EntityType, ReadError
from archive.publishing import Progress, Published, documents, publish, rebuild, silent, standing
from archive.query import Diagnostic, bind, parse, ranks
from archive.schema import BY_NAME
from archive.search import ArticleView, Facet, Passage, SearchRequest, SearchResult
from archive.searching import Searcher
from archive.sharing import Sharing
from archive.store import Store, open_store

STORE_NAME = "archive.sqlite"
INDEX_NAME = "whoosh"
REINDEX = "archive reindex"
OLDER = "older-commit"
MAKE_ONE = "Make one: archive index PATH"


@dataclass(frozen=True, slots=True)
class Status:
    """What the archive holds and how far its index is. `waiting` counts articles the index has not seen in their present form."""

    folder: Path
    articles: int
    removed: int
    undated: int
    collections: tuple[tuple[str, int], ...]
    index: IndexState | None
    """The commit that is searched."""
    index_fault: str | None
    """What keeps the newest commit from being searched; `archive reindex` mends it."""
    waiting: int
    outdated: bool
    """The index was written by another version of fields or analysis; `archive reindex` renews it."""
    untagged: int
    unlinked: int
    """Articles with names that wait to be linked with those of others; `archive link` does it."""
    authority_pending: bool
    """The authority file has changes that were not applied; `archive entities apply` does it."""
    store_bytes: int
    index_bytes: int


@dataclass(frozen=True, slots=True)
class Relinked:
    """What linking did: the ids of the articles of which some link differs, what was published, and what an edit wrote."""

    changed: tuple[str, ...]
    published: Published
    written: Written | None = None
    faults: tuple[ReadError, ...] = ()
    """Articles whose names could not be joined."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something `check` found, and the command that mends it."""

    message: str
    remedy: str


class Archive:
    """A searchable archive. Reading is thread-safe; every change takes the archive's one writing lock (`Busy`)."""

    def __init__(self, config: Config, store: Store, engine: Engine) -> None:
        self.config = config
        self.store = store
        self.engine = engine
        self.authority = UserAuthority(config.entities.authority, store)
        self.answers = Answers()
        self._joiner = Joiner(partial(make_extractor, config.entities.ner), partial(make_linker, config.entities.facet_confidence))
        self._sharing = Sharing(config.indexing.processes or cores())

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the store. The archive is not to be used after."""
        self.store.close()

    # ------------------------------------------------------------ ask

    def search(self, request: SearchRequest, today: dt.date) -> SearchResult:
        """Answer a request. Raises RequestError and its children, NoIndex, IndexDamaged.

        The answers given last are kept, each for its commit and the decisions on names. Only those of a store that held
        nothing newer are, since titles and labels are the store's; and none that a budget has cut.
        """
        searcher = self._searcher()
        state = searcher.snapshot.state
        result = self.answers.get(
            (state, self.authority.fingerprint(), request, today),
            lambda: searcher.search(request, today),
            lambda result: result.complete and self.store.sequence() <= state.sequence,
        )
        return self._told(result)

    def search_all(self, request: SearchRequest, today: dt.date) -> Iterator[SearchResult]:
        """Every page of a result in order, all from one snapshot, however the archive changes meanwhile."""
        searcher = self._searcher()
        while True:
            result = searcher.search(request, today)
            yield self._told(result)
            if result.next is None:
                return
            request = replace(result.request, cursor=result.next)

    def facet(
        self,
        field: str,
        request: SearchRequest,
        today: dt.date,
        match: str | None = None,
        order: str = "count",
        offset: int = 0,
        limit: int = 50,
    ) -> Facet:
        """One page of a facet's values with their counts under `request`. Raises NotFound where the field is no facet."""
        if field not in BY_NAME or not BY_NAME[field].facet:
            raise NotFound(f"there is no facet “{field}”")
        return self._searcher().facet(request, today, field, match, order, offset, limit)

    def get(self, id: str) -> ArticleView:
        """One article with its entities. Raises NotFound."""
        article = self.store.get(id)
        if article is None:
            raise NotFound(f"there is no article “{id}”", self._why_missing(id))
        links = self.store.links_of([id]).get(id, [])
        values = Labels(self.store).of_article(links)
        others = [link.entity for link in links if link.type is EntityType.COUNTRY and not link.salient]
        return ArticleView(
            article=article,
            mentions=tuple(self.store.mentions(id)),
            person=values[EntityType.PERSON],
            organisation=values[EntityType.ORGANISATION],
            place=values[EntityType.PLACE],
            country=values[EntityType.COUNTRY],
            mentioned=tuple(Labels(self.store).of("country", others).values()),
        )

    def marked(self, article: Article, request: SearchRequest, today: dt.date) -> tuple[Passage, Passage]:
        """The headline and the whole text of an article with what `request` looks for marked: the words of its query, else the
        mentions of the entities it asks for. Never raises on any query or filter."""
        labels = Labels(self.store)
        tree, _ = bind(parse(request.text).tree, labels, today)
        asked = (
            frozenset()
            if ranks(tree)
            else entities_asked(tree, [labels.widest(each) for each in request.filters if each.field in list(EntityType)])
        )
        if asked:
            links, mentions = self.store.links_of([article.id]).get(article.id, []), self.store.mentions(article.id)
            return (
                Passage(article.title, united(places(asked, links, mentions, "title"))),
                Passage(article.body, united(places(asked, links, mentions, "body"))),
            )
        return (
            Passage(article.title, highlights(article.title, tree, "title", article.language)),
            Passage(article.body, highlights(article.body, tree, "body", article.language)),
        )

    def _why_missing(self, id: str) -> str | None:
        if self.store.get(id, removed=True) is not None:
            return f"It was removed; `archive restore {id}` brings it back."
        return None

    def status(self) -> Status:
        """What the archive holds. Never raises EngineError: an index that cannot be searched is shown as none, with its fault."""
        index, fault = standing(self.engine)
        return Status(
            folder=self.config.index,
            articles=self.store.count(),
            removed=len(self.store.removed_ids()),
            undated=self.store.undated(),
            collections=tuple(self.store.collections()),
            index=index,
            index_fault=fault,
            waiting=sum(1 for _ in self.store.changes(index.sequence if index else 0)),
            outdated=index is not None and index.schema != self.engine.fingerprint(),
            untagged=sum(1 for _ in self.store.untagged(self.extractor.fingerprint)),
            unlinked=self.store.waiting_articles(),
            authority_pending=self.authority.pending(),
            store_bytes=_size(self.config.index / STORE_NAME),
            index_bytes=_size(self.config.index / INDEX_NAME),
        )

    def older(self) -> str | None:
        """Why an older commit than the newest is searched; None where the newest is, or none. Cheap enough for every page."""
        searched, fault = standing(self.engine)
        return fault if searched else None

    def _told(self, result: SearchResult) -> SearchResult:
        """`result`, and that it is of an older commit where it is."""
        fault = self.older()
        if fault is None:
            return result
        note = Diagnostic(OLDER, (0, 0), f"an older state of the index is searched: {fault}; `{REINDEX}` mends it")
        return replace(result, diagnostics=(*result.diagnostics, note))

    def snapshot(self) -> Snapshot:
        """The newest commit of the index."""
        return self.engine.snapshot()

    def _searcher(self) -> Searcher:
        return Searcher(self.store, self.engine.snapshot(), self.answers, self.config.search)

    # ------------------------------------------------------------ change

    def index(self, sources: Sequence[Source], prune: bool = False, progress: Progress = silent) -> IndexReport:
        """Read, tag, link and publish. A bad file is reported, and never stops the run. Raises Busy, RequestError, AuthorityError."""
        for source in sources:
            check_source(source, self.store)
        with self.store.writing("archive index"):
            return self._run(progress).index(sources, prune)

    def reindex(self, progress: Progress = silent) -> Published:
        """Write the index anew from the store, names found anew where an older version found them. Raises Busy, AuthorityError."""
        with self.store.writing("archive reindex"):
            self._run(progress).tag()
            return rebuild(self.store, self.engine, progress)

    def link(self, progress: Progress = silent) -> Relinked:
        """Apply the authority file and link all names that wait for it, from stored mentions. Raises Busy, AuthorityError."""
        with self.store.writing("archive link"):
            return self._relink(progress)

    def decide(self, purpose: str, edit: Callable[[AuthorityFile], None], progress: Progress = silent) -> Relinked:
        """Edit the authority file and apply it; nothing is written where the edited file would not hold.

        Raises Busy where another process is writing, or the file was changed meanwhile; AuthorityError.
        """
        with self.store.writing(purpose):
            written = self.authority.edit(edit)
            return replace(self._relink(progress), written=written)

    def _relink(self, progress: Progress) -> Relinked:
        linking = self._linking(progress)
        faults = tuple(linking.join())
        changed = linking.reconcile()
        return Relinked(tuple(changed), publish(self.store, self.engine, progress), faults=faults)

    def _linking(self, progress: Progress) -> Linking:
        """The linking step by the authority file, which is applied."""
        return Linking(self.store, self._joiner, self.authority.apply(), self._sharing, progress)

    def _run(self, progress: Progress) -> IndexRun:
        return IndexRun(self.store, self.engine, self._linking(progress), progress)

    def remove(self, id: str) -> Published:
        """Take an article out until `restore`: later runs respect it. Raises NotFound, Busy."""
        with self.store.writing("archive remove"):
            with self.store.transaction():
                self.store.remove(id)
            return publish(self.store, self.engine)

    def restore(self, id: str) -> Published:
        """Bring a removed article back, with the names that it has by itself: others are linked with them later. Raises NotFound, Busy."""
        with self.store.writing("archive restore"):
            with self.store.transaction():
                self.store.restore(id)
            Linking(self.store, self._joiner, applied_authority(self.store)).link_alone([id])
            return publish(self.store, self.engine)

    def backup(self, target: Path) -> None:
        """Copy the store, consistently, while others read and write."""
        self.store.backup(target)

    def check(self, deep: bool = False) -> list[Fault]:
        """Every fault inside the store and the index, and every difference between them; reads all of both.

        A deep one looks, where all else is well, for words and values in the index that the articles do not have: it analyses them anew."""
        faults = [Fault(f"the store: {fault}", "restore a backup of archive.sqlite") for fault in self.store.check()]
        try:
            return [*faults, *(Fault(fault, REINDEX) for fault in self._faults_of_index(deep))]
        except EngineError as error:
            return [*faults, Fault(f"the index: {error.message}", REINDEX)]

    def repair(self, progress: Progress = silent, deep: bool = False) -> list[Fault]:
        """Mend the index from the store where it has faults; those that are left. Raises Busy."""
        faults = self.check(deep)
        if not any(fault.remedy == REINDEX for fault in faults):
            return faults
        self.reindex(progress)
        return self.check(deep)

    def _faults_of_index(self, deep: bool) -> Iterator[str]:
        index = self.engine.state()
        if index is None:
            yield "there is no index"
            return
        if index.schema != self.engine.fingerprint():
            yield "the index was written by another version"
            return
        damages = [f"the index: {fault}" for fault in self.engine.verify()]
        faults = damages or list(self._differences())
        yield from faults
        if deep and not faults:
            for id in self.engine.snapshot().differing(lambda ids: documents(self.store, ids)):
                yield f"{id} has other words or values in the index, and perhaps it is not alone"

    def _differences(self) -> Iterator[str]:
        indexed = dict(self.engine.snapshot().documents())
        for made in documents(self.store, self.store.ids()):
            found = indexed.pop(made.id, None)
            if found is None:
                yield f"{made.id} is not in the index"
            elif found != made.content:
                yield f"{made.id} is in the index in another form"
        for id in sorted(indexed):
            yield f"{id} is in the index but not in the store"

    # ------------------------------------------------------------ parts made when first needed

    @property
    def extractor(self) -> Extractor:
        """What finds the names; its tables are read when it is first asked for."""
        return self._joiner.extractor

    @property
    def linker(self) -> Linker:
        """What links them."""
        return self._joiner.linker


def open_archive(config: Config, create: bool = False) -> Archive:
    """Open the archive that `config` names; `create` makes an empty one where there is none. Raises NoIndex, StoreError."""
    path = config.index / STORE_NAME
    if not create and not path.exists():
        raise NoIndex(f"there is no archive in {config.index}", MAKE_ONE)
    engine = open_engine(config.index / INDEX_NAME, config.indexing.memory * 2**20, config.indexing.processes or cores())
    return Archive(config, open_store(path, create=create), engine)


def _size(path: Path) -> int:
    """Bytes of a file or of all files in a folder."""
    if path.is_dir():
        return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
