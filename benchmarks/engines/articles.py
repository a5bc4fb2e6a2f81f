"""The articles of the benchmark: real ones with the names found in them, as few or as many as asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import marshal
import os
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.cli.indexing import source_of
from archive.config import Collection, load_config
from archive.core import open_archive
from archive.engines import Document
from archive.publishing import batches, documents

FACETS = ("person", "organisation", "place", "country")
RARE = 2
"""A word or a value in so few real articles gets another name in each copy, so that the vocabulary grows as it does in real archives."""
BATCH = 500
"""Articles that are read from their file at once."""

_FIELDS = tuple(field.name for field in dataclasses.fields(Document))
_WORD = re.compile(r"[A-Za-z]{3,}")
_ENDINGS = "qu", "xa", "jo", "ze", "vi", "ku", "wy", "fo", "gu", "ha"


def read_articles(paths: Sequence[Path], folder: Path, most: int | None = None) -> list[Document]:
    """The articles of `paths` with the names that the archive finds in them, in the order of their ids.

    They are indexed into an archive in `folder` first, as `archive index` does it; `most` stops after so many.
    """
    config = replace(load_config(None, os.environ, Path.cwd()), index=folder)
    with open_archive(config, create=True) as archive:
        if archive.store.count() == 0:
            archive.index([source_of(str(path), config, Collection("", language="en")) for path in paths])
        return list(documents(archive.store, islice(archive.store.ids(), most)))


def grown(base: Sequence[Document], number: int, seed: int) -> Iterator[Document]:
    """`number` articles made from the real ones: a choice of them, or all of them and as many rounds of copies as it takes.

    A copy has the paragraphs of its article in another order, one of them exchanged for another article's; rare words and values
    under another name; and its date as many years later as the whole of `base` spans. The same seed gives the same articles.
    """
    chance = random.Random(seed)
    if number <= len(base):
        yield from chance.sample(base, number)
        return
    yield from base
    growth = _Growth(base, chance)
    for place in range(len(base), number):
        yield growth.copy(base[place % len(base)], place // len(base))


class _Growth:
    """What is needed to make copies: which words and values are rare, and how long the real articles go on."""

    def __init__(self, base: Sequence[Document], chance: random.Random) -> None:
        self._base = base
        self._chance = chance
        seen = Counter(word for each in base for word in set(_WORD.findall(each.body)))
        self._rare = {word for word, articles in seen.items() if articles <= RARE}
        values = Counter((field, value) for each in base for field in FACETS for value in each.values.get(field, ()))
        self._rare_values = {value for (_, value), articles in values.items() if articles <= RARE}
        years = [dt.date.fromordinal(each.first).year for each in base if each.first]
        self._years = max(years) - min(years) + 1 if years else 1

    def copy(self, article: Document, round: int) -> Document:
        """One copy of an article, in this round of copies."""
        paragraphs = article.body.split("\n\n")
        others = self._chance.choice(self._base).body.split("\n\n")
        paragraphs[self._chance.randrange(len(paragraphs))] = self._chance.choice(others)
        self._chance.shuffle(paragraphs)
        ending = "".join(_ENDINGS[int(digit)] for digit in str(round))
        rename = lambda found: found[0] + ending if found[0] in self._rare else found[0]  # noqa: E731
        body = _WORD.sub(rename, "\n\n".join(paragraphs))
        id = f"{article.id}-{round}"
        values = {
            field: tuple(f"{value}-{round}" if value in self._rare_values else value for value in found)
            for field, found in article.values.items()
        }
        return replace(
            article,
            id=id,
            body=body,
            first=self._later(article.first, round),
            last=self._later(article.last, round),
            values={**values, "id": (id,)},
            content=id.encode()[-16:].rjust(16),
        )

    def _later(self, day: int | None, round: int) -> int | None:
        """The same day of a later year: at most 400 years on, so that no date ends up beyond the calendar."""
        if day is None:
            return None
        date = dt.date.fromordinal(day)
        return date.replace(year=date.year + round * self._years % 400, day=min(date.day, 28)).toordinal()


# ---------------------------------------------------------------- in a file, for every engine to read


class Written(NamedTuple):
    """What was written: how many articles, and the bytes of their headlines and texts in UTF-8."""

    articles: int
    bytes: int


def write_articles(articles: Iterable[Document], file: Path) -> Written:
    """Write the articles in batches that are read in no time, and whole or not at all."""
    number = size = 0
    unfinished = file.with_suffix(".unfinished")
    with unfinished.open("wb") as stream:
        marshal.dump(_FIELDS, stream)
        for batch in batches(articles, BATCH):
            marshal.dump([tuple(getattr(article, name) for name in _FIELDS) for article in batch], stream)
            number += len(batch)
            size += sum(len(article.title.encode()) + len(article.body.encode()) for article in batch)
    unfinished.rename(file)
    return Written(number, size)


def load_articles(file: Path) -> Iterator[Document]:
    """The articles of a file that `write_articles` wrote, with this version of the program or one with the same fields."""
    with file.open("rb") as stream:
        if marshal.load(stream) != _FIELDS:
            raise SystemExit(f"{file} was written by another version: delete it, and it will be written anew")
        while True:
            try:
                batch = marshal.load(stream)
            except EOFError:
                return
            for values in batch:
                yield Document(*values)
