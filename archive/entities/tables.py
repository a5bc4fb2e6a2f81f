"""The word lists and tables that ship with the package, read once, and one hash over all of them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

TABLES = (
    "common-words.txt",
    "countries.tsv",
    "family-names.txt",
    "gazetteer.tsv",
    "given-names.txt",
    "hints.tsv",
    "organisations.tsv",
    "title-words.txt",
    "women-and-men.txt",
)


def _text(name: str) -> str:
    return (files("archive.entities") / "data" / name).read_text(encoding="utf-8")


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a tab-separated table, in the order of the file; lines that begin with `#` are left out."""
    return tuple(tuple(line.split("\t")) for line in _text(name).splitlines() if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The folded words of a list with one word a line."""
    return frozenset(_text(name).split())


@cache
def word_lists(name: str) -> dict[str, frozenset[str]]:
    """The lists of a file with one list a paragraph: a line with its name and a colon, then its words."""
    paragraphs = (paragraph.partition(":") for paragraph in _text(name).split("\n\n") if not paragraph.startswith("#"))
    return {title.strip(): frozenset(body.split()) for title, _, body in paragraphs}


@cache
def data_hash() -> str:
    """Twelve hexadecimal digits that change whenever any table does."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(_text(name).encode())
    return digest.hexdigest()[:12]
