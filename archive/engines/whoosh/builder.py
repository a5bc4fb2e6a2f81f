"""From documents to a segment: texts become numbers as they come, and one sort a field makes the postings when it is written."""

from __future__ import annotations

from array import array
from pathlib import Path
from uuid import uuid4

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import Array, write_arrays
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.fields import DOCUMENT, EXTENSION, PROSE, TEXTS, value_field
from archive.engines.whoosh.inversion import invert, packed_text, packed_values
from archive.engines.whoosh.segment import UNDATED
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.units import packed_units
from archive.engines.whoosh.words import Vocabulary, numbers
from archive.text import ANALYSES, analysis

# What things cost in memory, in bytes, those of sorting them included; measured roughly (2026-11-23).
_TOKEN = 56
_VALUE = 30
_NEW_VALUE = 250
_DOCUMENT = 400


class _ValueColumn:
    """The values of one field: `values` are numbers of `table`, and `documents` has the document of each."""

    def __init__(self) -> None:
        self.table: dict[str, int] = {}
        self.values = array("I")
        self.documents = array("I")

    def add(self, document: int, values: tuple[str, ...]) -> None:
        for value in dict.fromkeys(values):
            self.values.append(self.table.setdefault(value, len(self.table)))
            self.documents.append(document)

    def packed(self, field: str, size: int) -> dict[str, Array]:
        counts = np.bincount(numbers(self.documents), minlength=size)
        return packed_values(field, counts, numbers(self.values), list(self.table))


class SegmentBuilder:
    """Collects documents, numbered from 0 in the order added, and writes them as one segment. The vocabulary may be that of others."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._chunks = {name: array("I") for name in TEXTS}
        self._counts = {name: array("I") for name in TEXTS}
        self._values: dict[str, _ValueColumn] = {DOCUMENT: _ValueColumn()}
        self._first, self._last, self._analyses = array("i"), array("i"), array("B")
        self._contents: list[bytes] = []
        self._deleted: set[int] = set()

    def __len__(self) -> int:
        return len(self._contents)

    @property
    def nbytes(self) -> int:
        """The memory that it holds and that writing it will take, roughly."""
        tokens = sum(map(len, self._chunks.values()))
        values = sum(len(column.values) * _VALUE + len(column.table) * _NEW_VALUE for column in self._values.values())
        return tokens * _TOKEN + self._vocabulary.nbytes + values + len(self) * _DOCUMENT

    def add(self, document: Document) -> int:
        """Add a document; its number in this segment."""
        number = len(self)
        self._contents.append(document.content)
        self._first.append(UNDATED if document.first is None else document.first)
        self._last.append(UNDATED if document.last is None else document.last)
        self._analyses.append(ANALYSES.index(analysis(document.language)))
        for name in TEXTS:
            chunks = self._vocabulary.chunks(getattr(document, name))
            self._chunks[name].extend(chunks)
            self._counts[name].append(len(chunks))
        self._values[DOCUMENT].add(number, (document.id,))
        for name, values in document.values.items():
            if values:
                self._values.setdefault(value_field(name), _ValueColumn()).add(number, values)
        return number

    def delete(self, number: int) -> None:
        """Take a document of this segment out again."""
        self._deleted.add(number)

    def write(self, folder: Path) -> ArraySegment:
        """Write the segment's file and sync it. Nothing refers to it until a commit does."""
        segment = write_segment(folder, len(self), self._arrays())
        for number in self._deleted:
            segment.delete_document(number)
        return segment

    def _arrays(self) -> dict[str, Array]:
        analyses = np.array(self._analyses, np.uint8)
        arrays: dict[str, Array] = {
            "first": np.array(self._first, np.int32),
            "last": np.array(self._last, np.int32),
            "analysis": analyses,
            **packed_strings("content", self._contents),
        }
        for name in TEXTS:
            chunks, counts = numbers(self._chunks.pop(name)), numbers(self._counts[name])
            if name in PROSE:
                arrays |= packed_units(name, self._vocabulary.beginnings(chunks, counts))
            tokens, lengths = self._vocabulary.tokens(chunks, counts)
            arrays |= packed_text(name, lengths, invert(tokens, lengths, self._vocabulary.words), analyses)
        for field, column in self._values.items():
            arrays |= column.packed(field, len(self))
        return arrays


def write_segment(folder: Path, size: int, arrays: dict[str, Array]) -> ArraySegment:
    """Write a new segment's file, and wait until it is on the disk."""
    segment = ArraySegment(uuid4().hex, size)  # Whoosh's own ids come from `random`, which anyone may have seeded
    path = folder / segment.make_filename(EXTENSION)
    segment.checksum = write_arrays(path, arrays)
    segment.bytes = path.stat().st_size
    return segment
