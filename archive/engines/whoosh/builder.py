"""From documents to a segment: texts become numbers as they come, and one sort a field makes the postings when it is written."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import Array, Offsets, smallest, write_arrays
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.fields import DOCUMENT, EXTENSION, PROSE, TEXTS, value_field
from archive.engines.whoosh.inversion import packed_stems, packed_units, packed_values, packed_words
from archive.engines.whoosh.segment import UNDATED
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.words import Vocabulary, numbers
from archive.text import ANALYSES, Unit, analysis

# What things cost in memory, in bytes, those of sorting them included; measured roughly (2026-11-23).
_CODEPOINT = 4
_VALUE = 30
_NEW_VALUE = 250
_DOCUMENT = 400

_AT_ONCE = 1 << 18
"""Codepoints that become words together: few enough to stay in the processor's caches."""


class _Places(dict[str, int]):
    """Each value's place in the order in which they came; the memory that all take, roughly."""

    nbytes = 0

    def __missing__(self, value: str) -> int:
        self[value] = place = len(self)
        self.nbytes += _NEW_VALUE + len(value) * _CODEPOINT
        return place


class _ValueColumn:
    """The values of one field."""

    def __init__(self) -> None:
        self._table = _Places()
        self._values, self._documents = array("I"), array("I")

    def add(self, document: int, values: Iterable[str]) -> int:
        """Add a document's values; the memory they take, roughly."""
        known, before = self._table.nbytes, len(self._values)
        self._values.extend(map(self._table.__getitem__, dict.fromkeys(values)))
        count = len(self._values) - before
        self._documents.extend([document] * count)
        return count * _VALUE + self._table.nbytes - known

    def packed(self, field: str, size: int, folder: Path) -> dict[str, Array]:
        return packed_values(field, numbers(self._documents), numbers(self._values), list(self._table), size, folder)


class _TextColumn:
    """The words of one text field, by their numbers, and where its sentences and paragraphs begin."""

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        self._name, self._vocabulary = name, vocabulary
        self._texts: list[str] = []
        self._waiting = 0
        self._tokens = [np.zeros(0, np.uint32)]
        self._lengths = [np.zeros(0, np.uint32)]
        self._begun = 0
        self._units: dict[Unit, list[Offsets]] = {unit: [] for unit in Unit if name in PROSE}

    def add(self, text: str) -> int:
        """Add a document's text; the memory it takes, roughly."""
        self._texts.append(text)
        self._waiting += len(text)
        if self._waiting > _AT_ONCE:
            self._read()
        return len(text) * _CODEPOINT

    def _read(self) -> None:
        """Make words of the texts that wait."""
        tokens, lengths, beginnings = self._vocabulary.read(self._texts)
        self._tokens.append(tokens)
        self._lengths.append(lengths)
        for unit, own in self._units.items():
            own.append(beginnings[unit] + self._begun)
        self._begun += len(tokens)
        self._texts, self._waiting = [], 0

    def packed(self, analyses: Array, folder: Path) -> dict[str, Array]:
        """The arrays of the field; afterwards it is empty."""
        self._read()
        name, lengths, tokens = self._name, np.concatenate(self._lengths), np.concatenate(self._tokens)
        self._tokens.clear()
        arrays = packed_words(name, tokens, lengths, self._vocabulary.words, folder)
        if self._units:
            arrays |= packed_units(name, {unit: np.concatenate(starts) for unit, starts in self._units.items()}, lengths, folder)
        return {f"{name}.lengths": smallest(lengths), **arrays, **packed_stems(name, arrays, analyses, folder)}


class SegmentBuilder:
    """Collects documents, numbered from 0 in the order added, and writes them as one segment. The vocabulary may be that of others."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._texts = {name: _TextColumn(name, vocabulary) for name in TEXTS}
        self._values: dict[str, _ValueColumn] = {DOCUMENT: _ValueColumn()}
        self._first, self._last, self._analyses = array("i"), array("i"), array("B")
        self._contents: list[bytes] = []
        self._deleted: set[int] = set()
        self._held = 0

    def __len__(self) -> int:
        return len(self._contents)

    @property
    def nbytes(self) -> int:
        """The memory that it holds and that writing it will take, roughly."""
        return self._held + self._vocabulary.nbytes

    def add(self, document: Document) -> int:
        """Add a document; its number in this segment."""
        number = len(self)
        self._contents.append(document.content)
        self._first.append(UNDATED if document.first is None else document.first)
        self._last.append(UNDATED if document.last is None else document.last)
        self._analyses.append(ANALYSES.index(analysis(document.language)))
        held = _DOCUMENT
        for name, text in self._texts.items():
            held += text.add(getattr(document, name))
        for name, values in {**document.values, "id": (document.id,)}.items():
            if values:
                held += self._column(name).add(number, values)
        self._held += held
        return number

    def _column(self, name: str) -> _ValueColumn:
        field = value_field(name)
        if field not in self._values:
            self._values[field] = _ValueColumn()
        return self._values[field]

    def delete(self, number: int) -> None:
        """Take a document of this segment out again."""
        self._deleted.add(number)

    def write(self, folder: Path) -> ArraySegment:
        """Write the segment's file. Nothing refers to it until a commit does, which syncs it."""
        segment = write_segment(folder, len(self), self.arrays(folder))
        for number in self._deleted:
            segment.delete_document(number)
        return segment

    def arrays(self, folder: Path) -> dict[str, Array]:
        """The segment's arrays, large ones in files in `folder` that have no name; afterwards this is empty."""
        analyses = np.array(self._analyses, np.uint8)
        arrays: dict[str, Array] = {
            "first": np.array(self._first, np.int32),
            "last": np.array(self._last, np.int32),
            "analysis": analyses,
            **packed_strings("content", self._contents),
        }
        for text in self._texts.values():
            arrays |= text.packed(analyses, folder)
        for field, column in self._values.items():
            arrays |= column.packed(field, len(self), folder)
        return arrays


def write_segment(folder: Path, size: int, arrays: dict[str, Array]) -> ArraySegment:
    """Write a new segment's file; the commit syncs it."""
    segment = ArraySegment(uuid4().hex, size)  # Whoosh's own ids come from `random`, which anyone may have seeded
    path = folder / segment.make_filename(EXTENSION)
    segment.checksum = write_arrays(path, arrays)
    segment.bytes = path.stat().st_size
    return segment
