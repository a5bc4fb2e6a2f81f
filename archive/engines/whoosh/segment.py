"""One segment, opened: its postings on demand, its columns as arrays. Immutable, and shared by all snapshots that hold it."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile

from archive.engines.whoosh.arrays import decoded, encoded
from archive.engines.whoosh.cache import Cache
from archive.engines.whoosh.columns import Columns
from archive.engines.whoosh.damage import damage
from archive.engines.whoosh.fields import COLUMNS
from archive.engines.whoosh.postings import Postings, PostingsReader


class _MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh has no types
    """A file mapped into memory. Whoosh's own BufferFile reads the whole of it into memory as well."""

    def __init__(self, path: Path, name: str) -> None:
        with path.open("rb") as stream:
            self.file = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._buf = memoryview(self.file)
        self._name = name
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    @property
    def buffer(self) -> memoryview:
        return self._buf


class _MappedStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder whose files are mapped, so that threads can read them side by side (Whoosh's own files share one place to read)."""

    def open_file(self, name: str, **_: object) -> _MappedFile:
        return _MappedFile(Path(self.folder, name), name)


class Segment:
    """All files are mapped when it is made, so that it stays readable after a commit has removed them."""

    def __init__(self, folder: Path, segment: W3Segment, cache: Cache[Postings]) -> None:
        storage = _MappedStorage(str(folder))
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.columns = Columns(storage.open_file(segment.codec().column_filename(segment, COLUMNS)).buffer)
        self._reader = PostingsReader(segment.codec().terms_reader(storage, segment))
        self._cache = cache
        if len(self.columns) != self.size:
            raise ValueError(f"{self.id} has {len(self.columns)} rows for {self.size} documents")

    def postings(self, field: str, term: str) -> Postings:
        """The postings of a term, empty where it does not occur. Raises IndexDamaged."""
        with damage("a segment's postings"):
            return self._cache.get((self.id, field, term), lambda: self._reader.read(field, encoded(term)))

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms that begin with `prefix`, ascending, with their numbers of documents, deleted ones included."""
        with damage("a segment's terms"):
            for term, count in self._reader.terms(field, encoded(prefix)):
                yield decoded(term), count

    def all_postings(self, field: str) -> Iterator[tuple[str, Postings]]:
        """Every term of a field with its postings, past the cache."""
        with damage("a segment's postings"):
            for term, _ in self._reader.terms(field):
                yield decoded(term), self._reader.read(field, term)
