"""The engine: finds the newest commit for readers, and lets one writer at a time make the next."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock

from whoosh.filedb.filestore import FileStorage

from archive.engines import WRITING_MEMORY, IndexState
from archive.engines.whoosh import commits
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


class WhooshEngine:
    """An index of Whoosh segments in `folder`:

        LOCK               held (flock) by the writer; a killed writer holds nothing
        commit-7.json      commit 7: its build, the store's sequence number, the fingerprint, and a checksum of every file
        _MAIN_7.toc        its segments, in Whoosh's own format
        MAIN_ID.arrays     a segment's one file (`segment.py`)

    Safe to share between threads. A damaged index is not deleted before `rebuild` has written a new one beside it; but what no manifest
    that can be read keeps is none of an index.
    Whoosh's files hold pickles, which run code when read: never open an index that a stranger made.
    """

    def __init__(self, folder: Path, memory: int = WRITING_MEMORY, processes: int = 1) -> None:
        self.folder = folder
        self._memory = memory
        self._processes = processes
        self._lock = Lock()
        self._open: WhooshSnapshot | None = None
        self._warned: str | None = None

    def fingerprint(self) -> str:
        """The schema fingerprint that this version of the program writes."""
        return fingerprint()

    # ------------------------------------------------------------ reading

    def state(self) -> IndexState | None:
        """The newest commit's state, None where no index has been made. Raises IndexDamaged."""
        return commits.of_newest(self.folder, lambda newest: newest.state)

    def snapshot(self) -> WhooshSnapshot:
        """The newest commit; the same object again while nothing newer exists. Raises NoIndex, IndexDamaged.

        While the newest commit cannot be read, it is the one that was got last, else the last good one; a warning is logged once.
        """
        with self._lock:
            try:
                newest = commits.of_newest(self.folder, self._opened)
                if newest is None:
                    raise NoIndex(
                        f"there is no index that this version reads in {self.folder}", "Make one with `archive index` or `archive reindex`."
                    )
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

    def _earlier(self) -> WhooshSnapshot | None:
        """The last commit that can be read, None where there is none."""
        for number in commits.numbers(self.folder):
            with suppress(EngineError):
                return self._opened(commits.read(self.folder, number))
        return None

    def _opened(self, commit: Commit) -> WhooshSnapshot:
        if self._open is not None and self._open.state == commit.state:
            return self._open
        with damage(f"commit {commit.state.commit}", self.folder):
            opened = [(open_segment(self.folder, each), frozenset(each.deleted_docs())) for each in commit.segments()]
            documents = Documents(opened)
        return WhooshSnapshot(commit.state, documents)

    def verify(self) -> Iterator[str]:
        """Everything that is wrong with the files of the index, those too that would be fallen back to. Reads every byte."""
        try:
            yield from commits.faults(self.folder)
        except IndexDamaged as error:
            yield error.message

    # ------------------------------------------------------------ writing

    def writer(self, sequence: int) -> AbstractContextManager[WhooshWriter]:
        """Change the newest commit; commits at the end as store sequence `sequence`, else rolls back. Raises Busy, IndexDamaged.

        Where there is no index yet, it appears whole with the first commit.
        """
        return self._writing(sequence, anew=False)

    def rebuild(self, sequence: int) -> AbstractContextManager[WhooshWriter]:
        """Write a new build beside the current one, which one commit puts in its place and keeps to fall back to. Raises Busy."""
        return self._writing(sequence, anew=True)

    @contextmanager
    def _writing(self, sequence: int, anew: bool) -> Iterator[WhooshWriter]:
        """Hold the lock, commit or roll back, and leave nothing in the folder but the kept commits."""
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileStorage(str(self.folder)).lock(LOCK)
            locked = lock.acquire(blocking=False)
        if not locked:
            raise Busy(f"another process is writing the index in {self.folder}", "Wait until it has finished, then try again.")
        with ExitStack() as after:
            after.callback(lock.release)
            after.callback(commits.tidy, self.folder)
            commits.tidy(self.folder)
            newest = None if anew else commits.of_newest(self.folder, lambda newest: newest)
            with writing(self.folder):
                before = newest or commits.begin(self.folder)
            with closing(WhooshWriter(before, self._memory, self._processes)) as writer:
                yield writer
                writer.commit(sequence)
