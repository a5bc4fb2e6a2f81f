"""The engine: finds the newest commit for readers, and lets one writer at a time make the next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TypeVar

from whoosh.filedb.filestore import FileStorage

from archive.engines import WRITING_MEMORY, IndexState
from archive.engines.whoosh import builds, commits
from archive.engines.whoosh.commits import Commit
from archive.engines.whoosh.damage import damage, writing
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.fields import fingerprint
from archive.engines.whoosh.snapshot import WhooshSnapshot
from archive.engines.whoosh.tiers import open_segment
from archive.engines.whoosh.writing import WhooshWriter
from archive.errors import Busy, EngineError, IndexDamaged, NoIndex

LOCK = "LOCK"
_LOG = logging.getLogger(__name__)
_Read = TypeVar("_Read")


class WhooshEngine:
    """An index of Whoosh segments in `folder`:

        CURRENT                    names the build that is searched
        LOCK                       held (flock) by the writer; a killed writer holds nothing
        build-0001-RANDOM/         a build:
          commit-7.json            commit 7 of the build: the store's sequence number, the fingerprint, and a checksum of every file
          _MAIN_7.toc              its segments, in Whoosh's own format
          MAIN_ID.arrays           a segment's one file (`segment.py`)

    Safe to share between threads. A damaged index is never deleted: `rebuild` writes a new one beside it.
    Whoosh's files hold pickles, which run code when read: never open an index that a stranger made.
    """

    def __init__(self, folder: Path, memory: int = WRITING_MEMORY, processes: int = 1) -> None:
        self.folder = folder
        self._memory = memory
        self._processes = processes
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
        return self._of_newest(lambda newest: newest.noted()[0])

    def snapshot(self) -> WhooshSnapshot:
        """The newest commit; the same object again while nothing newer exists. Raises NoIndex, IndexDamaged.

        While the newest commit cannot be read, it is the one that was got last, else the last good one of this build or the
        build before; a warning is logged once.
        """
        with self._lock:
            try:
                newest = self._of_newest(self._opened)
                if newest is None:
                    raise NoIndex(f"there is no index in {self.folder}", "Make one with `archive index` or `archive reindex`.")
                self._open = newest
            except EngineError as error:
                self._open = self._open or self._earlier()
                if self._open is None:
                    raise
                if str(error) != self._warned:
                    searched = self._open.state
                    _LOG.warning("searching commit %d of %s instead: %s", searched.commit, searched.build, error)
                    self._warned = str(error)
            return self._open

    def _of_newest(self, read: Callable[[Commit], _Read]) -> _Read | None:
        """What is read of the newest commit, None where there is none. Beside a busy writer it may vanish meanwhile: what cannot be read
        is damaged where it is the newest still."""
        tried: Path | Commit | None = None
        while build := builds.current(self.folder):
            before, tried = tried, build
            try:
                tried = commits.kept(build)[0]
                return read(tried)
            except IndexDamaged:
                if tried == before:
                    raise
        return None

    def _earlier(self) -> WhooshSnapshot | None:
        """The last commit that can be read, None where there is none."""
        for commit in builds.finished(self.folder):
            with suppress(EngineError):
                return self._opened(commit)
        return None

    def _opened(self, commit: Commit) -> WhooshSnapshot:
        if self._open is not None and (self._open.state.build, self._open.state.commit) == (commit.build.name, commit.number):
            return self._open
        with damage(f"commit {commit.number}", commit.build):
            opened = [(open_segment(commit.build, each), frozenset(each.deleted_docs())) for each in commit.segments()]
            self._documents = Documents(opened, self._documents)
        return WhooshSnapshot(commit.noted()[0], self._documents)

    def verify(self) -> Iterator[str]:
        """Everything that is wrong with the files of the current build. Reads every byte of it."""
        try:
            if build := builds.current(self.folder):
                yield from commits.faults(build)
        except IndexDamaged as error:
            yield error.message

    # ------------------------------------------------------------ writing

    def writer(self, sequence: int) -> AbstractContextManager[WhooshWriter]:
        """Change the current build; commits at the end as store sequence `sequence`, else rolls back. Raises Busy, IndexDamaged.

        Where there is no index yet, it appears whole with the first commit.
        """
        return self._writing(sequence, anew=False)

    def rebuild(self, sequence: int) -> AbstractContextManager[WhooshWriter]:
        """Write a new build beside the current one and swap to it at the end, atomically; the previous build is kept. Raises Busy."""
        return self._writing(sequence, anew=True)

    @contextmanager
    def _writing(self, sequence: int, anew: bool) -> Iterator[WhooshWriter]:
        """Hold the lock, commit or roll back, and leave nothing in the folder but the last builds and their last commits."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileStorage(str(self.folder)).lock(LOCK)
            locked = lock.acquire(blocking=False)
        if not locked:
            raise Busy(f"another process is writing the index in {self.folder}", "Wait until it has finished, then try again.")
        with ExitStack() as after:
            after.callback(lock.release)
            after.callback(builds.tidy, self.folder)
            builds.tidy(self.folder)
            current = None if anew else builds.current(self.folder)
            with writing(self.folder):
                before = commits.kept(current)[0] if current else Commit(builds.begin(self.folder), -1)
            with closing(WhooshWriter(before, self._memory, self._processes)) as writer:
                yield writer
                writer.commit(sequence)
            if not current:
                with writing(self.folder):
                    builds.swap(before.build)
