"""The annotated corpora as they lie in their folder: gzipped JSON lines with spans, and tokens with BIO tags."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.model import Article, PartialDate

PERSON = "Q215627"
"""The Wikidata class of people."""

Span = tuple[int, int]
"""Codepoints [start, end) of a text."""

_DATE = re.compile(r"\b19\d\d-\d\d-\d\d\b")


def records(file: Path) -> Iterator[dict[str, Any]]:  # Any: JSON of others
    """The records of a gzipped file of JSON lines, one at a time."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans of one text share a codepoint."""
    return one[0] < other[1] and one[1] > other[0]


@dataclass(frozen=True, slots=True)
class Linked:
    """An article with its mentions of people: by span their Wikidata ids, and the spans of names of anything that have none."""

    article: Article
    people: dict[Span, str]
    unnamed: tuple[Span, ...]


def read_linked(file: Path) -> list[Linked]:
    """The articles of AIDA (Hoffart et al. 2011) with ids of Wikidata; an article's date is the one in its dateline."""
    found = []
    for record in records(file):
        spans = [((each["start"], each["end"]), each["qid"], each["type"]) for each in record["mentions"]]
        people = {span: id for span, id, type in spans if id.startswith("Q") and PERSON in type}
        date = _DATE.search(record["text"], 0, 400)
        article = Article(id=record["id"], body=record["text"], date=PartialDate.parse(date.group()) if date else None)
        found.append(Linked(article, people, tuple(span for span, id, _ in spans if not id.startswith("Q"))))
    return found


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text whose tokens were joined by blanks, a sentence a paragraph, and its gold names: (start, end, tag)."""

    article: Article
    names: frozenset[tuple[int, int, str]]


def read_tagged(file: Path) -> Iterator[Tagged]:
    """The documents of a gzipped file: a token and its BIO tag a line, a blank line after a sentence, `-DOCSTART-` before a document."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        document: list[list[list[str]]] = []
        for line in lines:
            if line.startswith("-DOCSTART-"):
                if any(document):
                    yield _tagged(document)
                document = [[]]
            elif line.strip():
                document[-1].append(line.rstrip("\n").split("\t"))
            elif document and document[-1]:
                document.append([])
        if any(document):
            yield _tagged(document)


def _tagged(document: list[list[list[str]]]) -> Tagged:
    text = ""
    names: list[tuple[int, int, str]] = []
    for sentence in filter(None, document):
        text += "\n\n" if text else ""
        for number, (token, tag) in enumerate(sentence):
            text += " " if number else ""
            start, text = len(text), text + token
            if tag.startswith("B-") or (tag.startswith("I-") and not (names and number and names[-1][2] == tag[2:])):
                names.append((start, len(text), tag[2:]))
            elif tag.startswith("I-"):
                names[-1] = (names[-1][0], len(text), tag[2:])
    return Tagged(Article(body=text), frozenset(names))
