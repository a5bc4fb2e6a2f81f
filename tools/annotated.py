"""Sentences with gold names: reading files of one token a line, and bringing each source's labels to PER, ORG, LOC and MISC."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from archive.entities.tables import rows
from archive.entities.titles import HONORIFICS, OFFICES, REGNAL

KINDS = ("PER", "ORG", "LOC", "MISC")

PLAIN = {kind: kind for kind in KINDS}
GMB = {"geo": "LOC", "gpe": "GPE", "org": "ORG", "per": "PER", "art": "MISC", "eve": "MISC"}
WNUT = {"person": "PER", "location": "LOC", "group": "ORG", "corporation": "ORG", "creative-work": "MISC", "product": "MISC"}
CROSSNER = {
    **dict.fromkeys(("person", "politician", "writer", "scientist", "researcher", "musicalartist"), "PER"),
    **dict.fromkeys(("organisation", "politicalparty", "university", "band"), "ORG"),
    **dict.fromkeys(("location", "country"), "LOC"),
    **dict.fromkeys(("misc", "award", "election", "event", "book", "poem", "magazine", "academicjournal", "astronomicalobject"), "MISC"),
}
WORLDWIDE = {"Person": "PER", "Organization": "ORG", "Location": "LOC", "NORP": "MISC", "Misc": "MISC"}


class Sentence(NamedTuple):
    """Tokens with a label each: `O`, or `B-` and `I-` before one of KINDS."""

    tokens: tuple[str, ...]
    labels: tuple[str, ...]


def documents(path: Path, kinds: Mapping[str, str]) -> Iterator[list[Sentence]]:
    """The documents of a file with one token and its label a line, a blank line after each sentence, -DOCSTART- before each document.

    `kinds` maps the labels of the file; others are no names. A file without documents is one.
    """
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    document: list[Sentence] = []
    tokens: list[tuple[str, str]] = []
    for line in (*text.split("\n"), ""):
        parts = line.split("\t") if "\t" in line else line.split()
        starts_document = line.startswith("-DOCSTART-")
        if len(parts) > 1 and not starts_document:
            tokens.append((parts[0], parts[-1]))
        elif tokens:
            document.append(_sentence(tokens, kinds))
            tokens = []
        if starts_document and document:
            yield document
            document = []
    if document:
        yield document


def _sentence(tokens: Sequence[tuple[str, str]], kinds: Mapping[str, str]) -> Sentence:
    labels: list[str] = []
    open_label = ""
    for token, label in tokens:
        mark, _, name = label.partition("-")
        kind = kinds.get(name, "")
        if kind == "GPE":  # a country or its people: the Groningen Meaning Bank does not say which
            kind = "MISC" if token in _demonyms() else "LOC"
        begins = mark == "B" or label != open_label.replace("B-", "I-")
        labels.append(f"{'B' if begins else 'I'}-{kind}" if kind else "O")
        open_label = label
    return Sentence(tuple(token for token, _ in tokens), tuple(labels))


@cache
def _demonyms() -> frozenset[str]:
    return frozenset(surface for surface, _, kind, _ in rows("gazetteer.tsv") if kind == "demonym")


def spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """The names as (first, past the last, kind)."""
    found: list[tuple[int, int, str]] = []
    for at, label in enumerate(labels):
        if label.startswith("B-") or (label != "O" and (not found or found[-1][1] != at or found[-1][2] != label[2:])):
            found.append((at, at + 1, label[2:]))
        elif label != "O":
            found[-1] = (found[-1][0], at + 1, found[-1][2])
    return found


def labelled(tokens: Sequence[str], names: Sequence[tuple[int, int, str]]) -> Sentence:
    """A sentence with these names."""
    labels = ["O"] * len(tokens)
    for first, last, kind in names:
        labels[first:last] = [f"B-{kind}", *[f"I-{kind}"] * (last - first - 1)]
    return Sentence(tuple(tokens), tuple(labels))


# ---------------------------------------------------------------- one way of marking

_TITLES = HONORIFICS | OFFICES | REGNAL
_ARTICLES = frozenset(("the", "a", "an"))


def without_titles(sentence: Sentence) -> Sentence:
    """People without their titles, names without a first article and without the small words at their ends: as the archive marks them."""
    tokens = sentence.tokens
    names = []
    for first, last, kind in spans(sentence.labels):
        while first < last - 1 and (tokens[first].lower() in _ARTICLES or (kind == "PER" and tokens[first].lower().rstrip(".") in _TITLES)):
            first += 1
        while last > first and not re.search(r"\w", tokens[last - 1]) and tokens[last - 1] not in (".", ")"):
            last -= 1
        alone = kind == "PER" and last - first == 1 and tokens[first].lower().rstrip(".") in _TITLES
        if first < last and not alone:
            names.append((first, last, kind))
    return labelled(tokens, names)
