"""The engine: finds the newest commit for readers, and lets one writer at a time make the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TypeVar
from weakref import WeakValueDictionary

from whoosh.filedb.filestore import FileStorage

from archive.engines import WRITING_MEMORY, IndexState
from archive.engines.whoosh import builds, commits
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.collecting import open_segment
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.fields import fingerprint
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.snapshot import WhooshSnapshot
from archive.engines.whoosh.writing import WhooshWriter
from archive.errors import Busy, EngineError, IndexDamaged, NoIndex

LOCK = "LOCK"
_LOG = logging.getLogger(__name__)
_Commit = tuple[Path, int]
_Named = TypeVar("_Named")
_Read = TypeVar("_Read")


class WhooshEngine:
    """An index of Whoosh segments in `folder`:

        CURRENT                    names the build that is searched
        LOCK                       held (flock) by the writer; a killed writer holds nothing
        build-0001-RANDOM/         a build:
          _MAIN_7.toc              commit 7 of the build: its segments, in Whoosh's own format
          commit-7.json            its manifest: the store's sequence number, the fingerprint, and a checksum of every file
          MAIN_ID.arrays           a segment's one file (`segment.py`)

    Safe to share between threads. A damaged index is never deleted: `rebuild` writes a new one beside it.
    Whoosh's files hold pickles, which run code when read: never open an index that a stranger made.
    """

    def __init__(self, folder: Path, memory: int = WRITING_MEMORY, processes: int = 1) -> None:
        self.folder = folder
        self._memory = memory
        self._processes = processes
        self._segments: WeakValueDictionary[str, Segment] = WeakValueDictionary()
        self._lock = Lock()
        self._open: WhooshSnapshot | None = None
        self._documents: Documents | None = None
        self._warned: str | None = None

    def fingerprint(self) -> str:
        """The schema fingerprint that this version of the program writes."""
        return fingerprint()

    # ------------------------------------------------------------ reading

    def state(self) -> IndexState | None:
        """The newest commit's state, None where no index has been made. Raises IndexDamaged."""
        return self._steadily(self._newest, lambda newest: self._state(newest) if newest else None)

    def snapshot(self) -> WhooshSnapshot:
        """The newest commit; the same object again while nothing newer exists. Raises NoIndex, IndexDamaged.

        While the newest commit cannot be read, it is the one that was got last, else the last good one of this build or the
        build before; a warning is logged once.
        """
        with self._lock:
            try:
                self._open = self._steadily(self._newest, self._opened)
            except EngineError as error:
                self._open = self._open or self._earlier()
                if self._open is None:
                    raise
                if str(error) != self._warned:
                    searched = self._open.state
                    _LOG.warning("searching commit %d of %s instead: %s", searched.commit, searched.build, error)
                    self._warned = str(error)
            return self._open

    def _earlier(self) -> WhooshSnapshot | None:
        """The last commit that can be read, None where there is none."""
        for build in builds.finished(self.folder) if self.folder.is_dir() else []:
            for generation in commits.generations(build):
                with suppress(EngineError):
                    return self._load((build, generation))
        return None

    def _opened(self, newest: _Commit | None) -> WhooshSnapshot:
        if newest is None:
            raise NoIndex(f"there is no index in {self.folder}", "Make one with `archive index` or `archive reindex`.")
        build, generation = newest
        if self._open is not None and (self._open.state.build, self._open.state.commit) == (build.name, generation):
            return self._open
        return self._load(newest)

    def _newest(self) -> _Commit | None:
        def last(build: Path | None) -> _Commit | None:
            return (build, commits.kept(build)[0]) if build else None

        return self._steadily(lambda: builds.current(self.folder), last)

    def _steadily(self, name: Callable[[], _Named], read: Callable[[_Named], _Read]) -> _Read:
        """What is read of what is named. Beside a busy writer it may vanish in between: only what is named still is damaged."""
        while True:
            named = name()
            try:
                return read(named)
            except IndexDamaged:
                if name() == named:
                    raise

    def _state(self, commit: _Commit) -> IndexState:
        build, generation = commit
        noted = commits.manifest(build, generation)
        return IndexState(build.name, generation, noted.articles, noted.sequence, noted.schema)

    def _load(self, commit: _Commit) -> WhooshSnapshot:
        build, generation = commit
        found = commits.segments(build, generation)
        opened = [(self._segment(build, each), frozenset(each.deleted_docs())) for each in found]
        with damage(f"commit {generation}", build):
            self._documents = Documents(opened, self._documents)
        return WhooshSnapshot(self._state(commit), self._documents)

    def _segment(self, build: Path, each: ArraySegment) -> Segment:
        """A segment, opened once for all commits that hold it."""
        key = f"{build.name}/{each.segment_id()}"
        segment = self._segments.get(key)
        if segment is None:
            segment = self._segments[key] = open_segment(build, each)
        return segment

    def verify(self) -> Iterator[str]:
        """Everything that is wrong with the files of the current build. Reads every byte of it."""
        try:
            build = builds.current(self.folder)
            found = [(build, generation) for generation in commits.kept(build)] if build else []
        except IndexDamaged as error:
            yield error.message
            return
        yield from dict.fromkeys(fault for commit in found for fault in commits.faults(*commit))

    # ------------------------------------------------------------ writing

    @contextmanager
    def writer(self, sequence: int) -> Iterator[WhooshWriter]:
        """Change the current build; commits at the end as store sequence `sequence`, else rolls back. Raises Busy, IndexDamaged.

        Where there is no index yet, it appears whole with the first commit.
        """
        with self._locked():
            build = builds.current(self.folder)
            with self._committing(build, sequence) if build else self._new_build(sequence) as writer:
                yield writer

    @contextmanager
    def rebuild(self, sequence: int) -> Iterator[WhooshWriter]:
        """Write a new build beside the current one and swap to it at the end, atomically; the previous build is kept. Raises Busy."""
        with self._locked(), self._new_build(sequence) as writer:
            yield writer

    @contextmanager
    def _new_build(self, sequence: int) -> Iterator[WhooshWriter]:
        with writing(self.folder):
            build = builds.begin(self.folder)
        try:
            with self._committing(build, sequence) as writer:
                yield writer
            with writing(self.folder):
                builds.swap(build)
        finally:
            builds.tidy(self.folder)

    @contextmanager
    def _committing(self, build: Path, sequence: int) -> Iterator[WhooshWriter]:
        """Change a build, and leave nothing in it but its last commits."""
        with damage("the current build", build):
            commits.tidy(build)
            writer = WhooshWriter(build, self._memory, self._processes, self._segment)
        try:
            with closing(writer):
                yield writer
                writer.commit(sequence)
        finally:
            commits.tidy(build)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileStorage(str(self.folder)).lock(LOCK)
            locked = lock.acquire(blocking=False)
        if not locked:
            raise Busy(f"another process is writing the index in {self.folder}", "Wait until it has finished, then try again.")
        try:
            builds.tidy(self.folder)
            yield
        finally:
            lock.release()
