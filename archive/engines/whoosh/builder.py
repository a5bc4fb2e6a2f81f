"""From documents to a segment: texts become numbers as they come, and one sort a field makes the postings when it is written."""

from __future__ import annotations

from array import array
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import Array, smallest, write_arrays
from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.fields import EXTENSION, PROSE, TEXTS, exact, value_field
from archive.engines.whoosh.inversion import packed_stems, packed_terms, packed_units
from archive.engines.whoosh.segment import UNDATED
from archive.engines.whoosh.strings import packed_strings
from archive.engines.whoosh.words import Numbering, Vocabulary
from archive.text import ANALYSES, Unit, analysis

# What things cost in memory, in bytes, those of sorting them included; measured roughly (2026-11-23).
_CODEPOINT = 4
_VALUE = 30
_DOCUMENT = 400

_AT_ONCE = 1 << 18
"""Codepoints that become words together: few enough to stay in the processor's caches."""


class _TextColumn:
    """The words of one text field, by their numbers, and where its sentences and paragraphs begin."""

    def __init__(self, name: str, vocabulary: Vocabulary) -> None:
        self._name, self._vocabulary = name, vocabulary
        self._texts: list[str] = []
        self._waiting = 0
        self._tokens, self._lengths = array("I"), array("I")
        self._units = {unit: array("q") for unit in Unit if name in PROSE}

    def add(self, text: str) -> None:
        """Add a document's text."""
        self._texts.append(text)
        self._waiting += len(text)
        if self._waiting > _AT_ONCE:
            self._read()

    def _read(self) -> None:
        """Make words of the texts that wait."""
        tokens, lengths, beginnings = self._vocabulary.read(self._texts)
        for unit, starts in self._units.items():
            starts.frombytes((beginnings[unit] + len(self._tokens)).tobytes())
        self._tokens.frombytes(tokens.tobytes())
        self._lengths.frombytes(lengths.tobytes())
        self._texts, self._waiting = [], 0

    def packed(self, folder: Path) -> dict[str, Array]:
        """The arrays of the field, but for those of stems; afterwards it is of no use."""
        self._read()
        name, lengths = self._name, np.asarray(self._lengths)
        starts = {unit: np.asarray(own) for unit, own in self._units.items()}
        arrays = packed_terms(exact(name), np.asarray(self._tokens), lengths, list(self._vocabulary.words), folder)
        return {f"{name}.lengths": smallest(lengths), **arrays, **packed_units(name, starts, lengths, folder)}


class SegmentBuilder:
    """Collects documents, numbered from 0 in the order added, and writes them as one segment. The vocabulary may be that of others."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._texts = {name: _TextColumn(name, vocabulary) for name in TEXTS}
        self._strings = Numbering()
        self._values: dict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("I"), array("I")))
        """Of each field the documents that have values, as often as they have any, and the numbers of these."""
        self._first, self._last, self._analyses = array("i"), array("i"), array("B")
        self._contents: list[bytes] = []
        self._living: dict[str, int] = {}
        self._held = 0

    def __len__(self) -> int:
        return len(self._contents)

    @property
    def nbytes(self) -> int:
        """The memory that it holds and that writing it will take, roughly."""
        return self._held + self._strings.nbytes + self.vocabulary.nbytes

    def add(self, document: Document) -> None:
        """Add a document; one that is here must not have the same id."""
        self._living[document.id] = number = len(self)
        self._contents.append(document.content)
        self._first.append(UNDATED if document.first is None else document.first)
        self._last.append(UNDATED if document.last is None else document.last)
        self._analyses.append(ANALYSES.index(analysis(document.language)))
        held = _DOCUMENT
        for name, column in self._texts.items():
            text = getattr(document, name)
            column.add(text)
            held += len(text) * _CODEPOINT
        for name, values in {**document.values, "id": (document.id,)}.items():
            documents, places = self._values[value_field(name)]
            places.extend(map(self._strings.__getitem__, dict.fromkeys(values)))
            new = len(places) - len(documents)
            documents.extend([number] * new)
            held += new * _VALUE
        self._held += held

    def delete(self, id: str) -> bool:
        """Take a document out again; whether it was here."""
        return self._living.pop(id, None) is not None

    def write(self, folder: Path) -> ArraySegment:
        """Write the segment's file. Nothing refers to it until a commit does, which syncs it."""
        segment = write_segment(folder, len(self), self.arrays(folder))
        for number in set(range(len(self))).difference(self._living.values()):
            segment.delete_document(number)
        return segment

    def arrays(self, folder: Path) -> dict[str, Array]:
        """The segment's arrays, large ones in files in `folder` that have no name; afterwards this is of no use."""
        arrays: dict[str, Array] = {
            "first": np.asarray(self._first),
            "last": np.asarray(self._last),
            "analysis": np.asarray(self._analyses),
            **packed_strings("content", self._contents),
        }
        for text in self._texts.values():
            arrays |= text.packed(folder)
        strings = list(self._strings)
        for field, (documents, values) in self._values.items():
            counts = np.bincount(np.asarray(documents), minlength=len(self))
            arrays |= packed_terms(field, np.asarray(values), counts, strings, folder)
        for name in TEXTS:
            arrays |= packed_stems(name, arrays, folder)
        return arrays


def write_segment(folder: Path, size: int, arrays: dict[str, Array]) -> ArraySegment:
    """Write a new segment's file; the commit syncs it."""
    segment = ArraySegment(uuid4().hex, size)  # Whoosh's own ids come from `random`, which anyone may have seeded
    path = folder / segment.make_filename(EXTENSION)
    segment.checksum = write_arrays(path, arrays)
    segment.bytes = path.stat().st_size
    return segment
