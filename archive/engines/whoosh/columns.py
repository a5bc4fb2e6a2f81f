"""Everything about a segment's documents that is not a posting: one row a document when written, arrays when read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.engines.whoosh.arrays import Days, Numbers, decoded, encoded, pack, pack_texts, unpack, unpack_texts
from archive.engines.whoosh.fields import TEXTS

UNDATED = 0
"""Stands for "no day": the ordinals of real days begin at 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document. `lengths` has the number of words of each text field, in the schema's order; `values` is without repeats."""

    id: str
    content: bytes
    first: int
    last: int
    words: int
    lengths: tuple[int, ...]
    values: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Values:
    """A field's values in some documents: `table` has each value once, ascending; `documents` (ascending) and `ordinals`
    (places in the table) run in parallel, one pair for each value of each document."""

    table: list[str]
    documents: Numbers
    ordinals: Numbers


def packed(rows: Sequence[Row]) -> bytes:
    """The rows as one file of arrays."""
    arrays: dict[str, NDArray[Any]] = {  # Any: of several dtypes
        "first": np.array([row.first for row in rows], np.int32),
        "last": np.array([row.last for row in rows], np.int32),
        "words": np.array([row.words for row in rows], np.uint32),
        **pack_texts("id", [encoded(row.id) for row in rows]),
        **pack_texts("content", [row.content for row in rows]),
    }
    for place, name in enumerate(TEXTS):
        arrays[f"length.{name}"] = np.array([row.lengths[place] for row in rows], np.uint32)
    for name in sorted({name for row in rows for name in row.values}):
        arrays |= _packed_values(name, [row.values.get(name, ()) for row in rows])
    return pack(arrays)


def _packed_values(name: str, rows: Sequence[Sequence[str]]) -> dict[str, NDArray[Any]]:  # Any: of several dtypes
    table = sorted({value for values in rows for value in values})
    ordinal = {value: place for place, value in enumerate(table)}
    counts = np.fromiter(map(len, rows), np.uint32, len(rows))
    return {
        **pack_texts(f"table.{name}", [encoded(value) for value in table]),
        f"documents.{name}": np.repeat(np.arange(len(rows), dtype=np.uint32), counts),
        f"ordinals.{name}": np.fromiter((ordinal[value] for values in rows for value in values), np.uint32, int(counts.sum())),
    }


class Columns:
    """The columns of one segment, read from the mapped file when first asked for."""

    def __init__(self, buffer: memoryview) -> None:
        self._arrays = unpack(buffer)
        self.first: Days = self._arrays["first"]
        self.last: Days = self._arrays["last"]
        self.words: Numbers = self._arrays["words"]

    def __len__(self) -> int:
        return len(self.first)

    def length(self, text_field: str) -> Numbers:
        """The number of words that each document has in the field."""
        found: Numbers = self._arrays[f"length.{text_field}"]
        return found

    def ids(self) -> list[str]:
        """Each document's id."""
        return [decoded(each) for each in unpack_texts("id", self._arrays)]

    def contents(self) -> list[bytes]:
        """Each document's content hash."""
        return unpack_texts("content", self._arrays)

    def fields(self) -> list[str]:
        """The value fields that any document has a value in."""
        return [name.removeprefix("ordinals.") for name in self._arrays if name.startswith("ordinals.")]

    def values(self, field: str) -> Values:
        """The field's values; empty where no document has any."""
        if f"ordinals.{field}" not in self._arrays:
            return Values([], np.zeros(0, np.uint32), np.zeros(0, np.uint32))
        table = [decoded(each) for each in unpack_texts(f"table.{field}", self._arrays)]
        return Values(table, self._arrays[f"documents.{field}"], self._arrays[f"ordinals.{field}"])

    def rows(self) -> Iterable[Row]:
        """The rows again, as they were written."""
        held: list[dict[str, list[str]]] = [{} for _ in range(len(self))]
        for field in self.fields():
            values = self.values(field)
            for document, ordinal in zip(values.documents.tolist(), values.ordinals.tolist(), strict=True):
                held[document].setdefault(field, []).append(values.table[ordinal])
        lengths = zip(*(self.length(name).tolist() for name in TEXTS), strict=True)
        columns = (self.ids(), self.contents(), self.first.tolist(), self.last.tolist(), self.words.tolist(), lengths, held)
        for id, content, first, last, words, length, values_of in zip(*columns, strict=True):
            yield Row(id, content, first, last, words, length, {name: tuple(each) for name, each in values_of.items()})
