"""Files to Articles, one small module a format; here the Reader protocol, the choice of a reader, and what the hall calls."""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Protocol

from archive.config import FORMATS, Collection
from archive.model import Article, ReadError
from archive.readers.csvfile import read_csv
from archive.readers.decode import Input, Refused
from archive.readers.draft import Draft, Fault, finish
from archive.readers.files import Skipped, SourceFile, file_hash, find_files, format_of, origin_of, reason_of
from archive.readers.htmlfile import read_html
from archive.readers.jsonfile import read_json
from archive.readers.jsonlines import read_json_lines
from archive.readers.markdownfile import read_markdown
from archive.readers.records import Mapper
from archive.readers.textfile import read_text

__all__ = ["FORMATS", "Skipped", "SourceFile", "file_hash", "find_files", "fingerprint", "read_file", "read_stream"]

VERSION = 3
"""Raised with every change that makes another Article of the same bytes, so that unchanged files are read again."""

ONE_ARTICLE = frozenset({"text", "markdown", "html"})
"""Formats whose file is one article, so that its path may tell the article's date."""


class Reader(Protocol):
    """Reads one format. Called once a file; yields faults instead of raising them, and goes on behind them where it can.

    Raise Refused where there is no going on; what was yielded before stands. Keeps nothing between calls.
    """

    def __call__(self, source: Input, mapper: Mapper, /) -> Iterator[Draft | Fault]:
        """What `source` has, in order; `mapper` reads records, where the format has some."""


Read = Article | ReadError

READERS: dict[str, Reader] = {
    "text": read_text,
    "markdown": read_markdown,
    "html": read_html,
    "json": read_json,
    "jsonl": read_json_lines,
    "csv": read_csv,
}


def read_file(file: SourceFile, collection: Collection) -> Iterator[Article | ReadError]:
    """The articles of one file in order, their own ids (or "") as `id`, and a ReadError for each that cannot be read. Raises nothing."""
    origin = origin_of(file.path)
    format = collection.format if collection.format != "auto" else format_of(file.path)
    path = PurePath(file.path.name) if file.path == file.root else file.path.relative_to(file.root)
    try:
        with file.path.open("rb") as stream:
            yield from _read(stream, format, collection, origin, path)
    except OSError as error:
        yield ReadError(origin, None, reason_of(error))


def read_stream(stream: BinaryIO, origin: str, collection: Collection) -> Iterator[Article | ReadError]:
    """The articles of an open stream, such as standard input; `auto` goes by its first bytes. The stream stays open."""
    format = collection.format if collection.format != "auto" else None
    try:
        yield from _read(stream, format, collection, origin, None)
    except OSError as error:
        yield ReadError(origin, None, reason_of(error))


def fingerprint(collection: Collection) -> str:
    """A short text that changes when the same bytes may be read to another Article: with the readers, or the collection's own words."""
    words = [VERSION, collection.name, collection.format, sorted(collection.fields.items())]
    words += [collection.language, collection.country, collection.section]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16]


def _read(stream: BinaryIO, format: str | None, collection: Collection, origin: str, path: PurePath | None) -> Iterator[Read]:
    try:
        source = Input(stream)
        if source.whole and not source.sample.removeprefix(codecs.BOM_UTF8).strip():
            raise Refused("the file is empty")
        format = format or sniff(source)
        dating = path if format in ONE_ARTICLE else None
        for item in READERS[format](source, Mapper(collection.fields)):
            if isinstance(item, Fault):
                yield ReadError(origin, item.place or None, item.reason)
            else:
                yield finish(item, collection, origin, dating)
    except Refused as refused:
        yield ReadError(origin, refused.place, refused.reason)


def sniff(source: Input) -> str:
    """The format of an input that has no name, by its first bytes."""
    start = source.sample.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"{"):
        first, _, rest = start.partition(b"\n")
        return "jsonl" if first.rstrip().endswith(b"}") and rest.strip() else "json"
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"<"):
        return "html"
    return "markdown" if start.startswith((b"---\n", b"---\r\n")) else "text"
