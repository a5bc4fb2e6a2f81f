"""From documents to a segment: text is analysed and inverted in memory, then written through Whoosh's own codec."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment
from whoosh.filedb.filestore import FileStorage

from archive.engines import Document
from archive.engines.whoosh.arrays import Mask, encoded
from archive.engines.whoosh.columns import UNDATED, Row, packed
from archive.engines.whoosh.durable import sync_file
from archive.engines.whoosh.fields import COLUMNS, DOCUMENT, INDEX, TEXTS, codec, exact, stems, value_field, whoosh_schema
from archive.engines.whoosh.postings import Postings
from archive.engines.whoosh.segment import Segment
from archive.text import analysis, stemmer, words

_TERM = 60
"""What a term costs in memory beside its postings, in numbers of four bytes, roughly."""

_NUMBER = 4


class SegmentBuilder:
    """Collects documents, numbered from 0 in the order added, and writes them as one stock Whoosh segment.

    Whoosh's own writer sorts one tuple a posting through temporary files; appending to one array a term needs no sorting,
    since documents come in ascending order. A term's array is a stream: document, frequency, positions, and so on.
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._texts: dict[str, dict[str, array[int]]] = {view(name): {} for name in TEXTS for view in (exact, stems)}
        self._deleted: set[int] = set()
        self._numbers = 0

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def nbytes(self) -> int:
        """The memory held, roughly."""
        return _NUMBER * self._numbers

    def add(self, document: Document) -> int:
        """Add a document; its number in this segment."""
        number = len(self._rows)
        texts = {field: words(getattr(document, field)) for field in TEXTS}
        stem, prefix = stemmer(document.language), f"{analysis(document.language)}:"
        for field, found in texts.items():
            stemmed = {word: prefix + stem(word) for word in set(found)}
            self._invert(exact(field), number, found)
            self._invert(stems(field), number, [stemmed[word] for word in found])
        self._append(
            Row(
                id=document.id,
                content=document.content,
                first=UNDATED if document.first is None else document.first,
                last=UNDATED if document.last is None else document.last,
                words=document.words,
                lengths=tuple(map(len, texts.values())),
                values={field: tuple(dict.fromkeys(values)) for field, values in document.values.items() if values},
            )
        )
        return number

    def delete(self, number: int) -> None:
        """Take a document of this segment out again."""
        self._deleted.add(number)

    def absorb(self, segment: Segment, alive: Mask) -> None:
        """Add the living documents of a segment that is already written."""
        renumbered = (alive.cumsum() - 1 + len(self)).tolist()
        for row, lives in zip(segment.columns.rows(), alive.tolist(), strict=True):
            if lives:
                self._append(row)
        for field in self._texts:
            for term, postings in segment.all_postings(field):
                self._copy(field, term, postings.only(alive), renumbered)

    def _append(self, row: Row) -> None:
        self._rows.append(row)
        self._numbers += _TERM * (1 + sum(map(len, row.values.values())))

    def _invert(self, field: str, number: int, terms: Iterable[str]) -> None:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for position, term in enumerate(terms):
            places[term].append(position)
        for term, positions in places.items():
            self._extend(field, term, (number, len(positions), *positions))

    def _copy(self, field: str, term: str, postings: Postings, renumbered: list[int]) -> None:
        positions = postings.positions.tolist()
        at = 0
        for document, frequency in zip(postings.documents.tolist(), postings.frequencies.tolist(), strict=True):
            self._extend(field, term, (renumbered[document], frequency, *positions[at : at + frequency]))
            at += frequency

    def _extend(self, field: str, term: str, numbers: tuple[int, ...]) -> None:
        stream = self._texts[field].get(term)
        if stream is None:
            stream = self._texts[field][term] = array("I")
            self._numbers += _TERM
        stream.extend(numbers)
        self._numbers += len(numbers)

    # ------------------------------------------------------------ writing

    def write(self, folder: Path) -> W3Segment:
        """Write the segment's files and sync them. Nothing refers to them until a commit does."""
        storage = FileStorage(str(folder))
        made = codec()
        segment = made.new_segment(storage, INDEX)
        segment.segid = uuid4().hex  # Whoosh's own ids come from `random`, which anyone may have seeded
        segment.set_doc_count(len(self))
        self._write_lengths(made, storage, segment)
        columns = folder / made.column_filename(segment, COLUMNS)
        columns.write_bytes(packed(self._rows))
        self._write_postings(made.field_writer(storage, segment))
        for number in self._deleted:
            segment.delete_document(number)
        for name in segment.list_files(storage):
            sync_file(folder / name)
        return segment

    def _write_lengths(self, made: W3Codec, storage: FileStorage, segment: W3Segment) -> None:
        """The field lengths as Whoosh keeps them, so that its own searcher scores our segments (a test holds us to its scores)."""
        writer = made.per_document_writer(storage, segment)
        schema = whoosh_schema()
        for number, row in enumerate(self._rows):
            writer.start_doc(number)
            for field, length in zip(TEXTS, row.lengths, strict=True):
                writer.add_field(stems(field), schema[stems(field)], None, length)
            writer.finish_doc()
        writer.close()

    def _write_postings(self, writer: W3FieldWriter) -> None:
        schema = whoosh_schema()
        for place, field in enumerate(TEXTS):
            lengths = [row.lengths[place] for row in self._rows]
            for view in (exact(field), stems(field)):
                writer.start_field(view, schema[view])
                _write_streams(writer, self._texts[view], lengths)
                writer.finish_field()
        for name, inverted in self._inverted_values().items():
            writer.start_field(name, schema[name])
            _write_values(writer, inverted)
            writer.finish_field()
        writer.close()

    def _inverted_values(self) -> dict[str, dict[str, list[int]]]:
        fields: dict[str, dict[str, list[int]]] = {DOCUMENT: {}}
        for number, row in enumerate(self._rows):
            fields[DOCUMENT].setdefault(row.id, []).append(number)
            for name, values in row.values.items():
                inverted = fields.setdefault(value_field(name), {})
                for value in values:
                    inverted.setdefault(value, []).append(number)
        return fields


def _write_streams(writer: Any, streams: dict[str, array[int]], lengths: list[int]) -> None:  # Any: Whoosh has no types
    add = writer.add
    for term in sorted(streams):
        stream = streams[term]
        data = stream.tobytes()
        writer.start_term(encoded(term))
        at = 0
        while at < len(stream):
            document, frequency = stream[at], stream[at + 1]
            end = at + 2 + frequency
            add(document, float(frequency), data[(at + 2) * _NUMBER : end * _NUMBER], lengths[document])
            at = end
        writer.finish_term()


def _write_values(writer: Any, inverted: dict[str, list[int]]) -> None:  # Any: Whoosh has no types
    for value in sorted(inverted):
        writer.start_term(encoded(value))
        for document in inverted[value]:
            writer.add(document, 1.0, b"", 0)
        writer.finish_term()
