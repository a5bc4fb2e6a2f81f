"""The seam to Whoosh's segments: a term's postings as arrays. Everything above works on arrays only."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from whoosh.codec.whoosh3 import W3TermInfo, W3TermsReader

from archive.engines.whoosh.arrays import Mask, Numbers

_MAGIC = 4
_LENGTH = 4
_NOTHING = np.zeros(0, np.uint32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term occurs.

    `documents` (uint32, ascending) and `frequencies` (uint32, at least 1) run in parallel; `positions` (uint32) holds each
    document's word positions one behind the other, ascending within a document; it is empty for fields that keep none.
    """

    documents: Numbers
    frequencies: Numbers
    positions: Numbers

    @property
    def nbytes(self) -> int:
        return int(self.documents.nbytes + self.frequencies.nbytes + self.positions.nbytes)

    def shifted(self, by: int) -> Postings:
        """The same with every document number raised."""
        return Postings(self.documents + np.uint32(by), self.frequencies, self.positions) if by else self

    def only(self, documents: Mask) -> Postings:
        """The postings of these documents."""
        kept = documents[self.documents]
        if kept.all():
            return self
        positions = self.positions[np.repeat(kept, self.frequencies)] if len(self.positions) else self.positions
        return Postings(self.documents[kept], self.frequencies[kept], positions)

    @staticmethod
    def joined(parts: list[Postings]) -> Postings:
        """Postings of disjoint documents as one, in the order given."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return NOWHERE
        return Postings(
            np.concatenate([part.documents for part in parts]),
            np.concatenate([part.frequencies for part in parts]),
            np.concatenate([part.positions for part in parts]),
        )


NOWHERE = Postings(_NOTHING, _NOTHING, _NOTHING)


class PostingsReader:
    """Reads the postings of one stock segment, block by block, past Whoosh's matchers (which go posting by posting).

    Safe to share between threads: after opening it only slices the mapped files.
    """

    def __init__(self, terms: W3TermsReader) -> None:
        self._terms = terms
        self._file = terms._postfile

    def read(self, field: str, term: bytes) -> Postings:
        """The postings of a term, `NOWHERE` where there is no such term."""
        key = self._terms._keycoder(field, term)
        data = self._terms._tindex.get(key)
        return NOWHERE if data is None else self._decode(W3TermInfo.from_bytes(data))

    def terms(self, field: str, prefix: bytes = b"") -> Iterator[tuple[bytes, int]]:
        """The terms of a field that begin with `prefix`, ascending, and in how many documents of the segment each is."""
        if field not in self._terms._fieldmap:
            return
        start = self._terms._keycoder(field, prefix)
        for key, data in self._terms._tindex.items_from(start):
            if not key.startswith(start):
                return
            yield key[2:], W3TermInfo.from_bytes(data).doc_frequency()

    def _decode(self, info: W3TermInfo) -> Postings:
        """Blocks: length (negative on the last), a pickled tuple of facts, then pickled (gaps, weights, values), mostly compressed."""
        offset, (length,) = info.extent()  # Whoosh 2.7.4 leaves the length as struct unpacked it
        data = self._file.get(offset, length)
        if len(data) != length:
            raise EOFError("the postings are cut short")
        parts = []
        at = _MAGIC
        last = False
        while not last:
            size = int.from_bytes(data[at : at + _LENGTH], "big", signed=True)
            last = size < 0
            end = at + _LENGTH + abs(size)
            parts.append(_block(data[at + _LENGTH : end]))
            at = end
        return Postings.joined(parts)


def _block(data: bytes) -> Postings:
    stream = io.BytesIO(data)
    facts = pickle.load(stream)
    rest = data[stream.tell() :]
    gaps, weights, values = pickle.loads(zlib.decompress(rest) if facts[3] else rest)
    documents = np.cumsum(np.array(gaps, np.uint32), dtype=np.uint32)
    if weights is None:
        frequencies = np.ones(len(documents), np.uint32)
    elif isinstance(weights, float):
        frequencies = np.full(len(documents), weights, np.uint32)
    else:
        frequencies = np.array(weights, np.uint32)
    return Postings(documents, frequencies, np.frombuffer(values, np.uint32) if values else _NOTHING)
