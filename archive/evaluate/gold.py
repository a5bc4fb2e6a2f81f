"""Articles annotated by hand: people, surnames, organisations, places and countries of each, and how what was found compares with them.

`tests/judged/entities.yaml` is such a file, and says at its top what each key holds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.config import Collection
from archive.errors import RequestError
from archive.evaluate.reading import Read, Reader
from archive.evaluate.scores import Outcome, f1, precision, recall, score, share
from archive.model import Article, EntityType, ReadError
from archive.readers import SourceFile, find_files, read_file, read_stream
from archive.text import fold_text
from archive.yamlfile import YamlError, parse_yaml

KINDS = ("people", "surnames", "organisations", "places", "about", "mentioned")
"""The keys of an annotated article."""

Counts = tuple[int, int, int]
"""How many values are right, how many were given, and how many there are."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The values of one kind, each as the folded spellings that are equally right; `free` are those that count neither way."""

    values: tuple[frozenset[str], ...] = ()
    free: tuple[frozenset[str], ...] = ()

    @classmethod
    def parse(cls, written: Sequence[str]) -> Wanted:
        """Read values as they are written: spellings parted by bars, `~` before what counts neither way."""
        spellings = [(text.startswith("~"), frozenset(_key(each) for each in text.removeprefix("~").split("|"))) for text in written]
        return cls(tuple(each for free, each in spellings if not free), tuple(each for free, each in spellings if free))

    def counts(self, given: Sequence[str]) -> Counts:
        """Compare: each value is found once, by any of its spellings; a second spelling of one value is a wrong one."""
        left = list(self.values)
        right = neither = 0
        for key in map(_key, given):
            hit = next((each for each in left if key in each), None)
            if hit is not None:
                left.remove(hit)
                right += 1
            elif any(key in each for each in self.free):
                neither += 1
        return right, len(given) - neither, len(self.values)

    def exact(self, given: Sequence[str]) -> bool:
        """Whether nothing is missing and nothing wrong."""
        right, counted, wanted = self.counts(given)
        return right == counted == wanted


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article and what a reader found in it, by kind."""

    article: Article
    wanted: Mapping[str, Wanted] = field(default_factory=dict)


def read_gold(file: Path) -> list[Annotated]:
    """The annotated articles of a YAML file. Raise RequestError, with the place, where it does not hold."""
    try:
        data = parse_yaml(file.read_text(encoding="utf-8"))
    except (OSError, YamlError) as error:
        raise RequestError(f"{file}: {getattr(error, 'strerror', None) or error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("articles"), list):
        raise RequestError(f"{file}: no list of articles", "tests/judged/entities.yaml in the sources shows how it is written.")
    folder = file.parent / str(data.get("folder", "."))
    known = _articles(folder)
    return [_annotated(each, known, f"{file}: article {number}") for number, each in enumerate(data["articles"], 1)]


def _annotated(data: object, known: Mapping[str, Article], place: str) -> Annotated:
    if not isinstance(data, dict) or ("article" in data) == ("text" in data):
        raise RequestError(f"{place}: needs either `article`, a file and a record, or `text`")
    unknown = data.keys() - {*KINDS, "article", "title", "text"}
    if unknown:
        raise RequestError(f"{place}: the key {min(map(str, unknown))} means nothing here; there are {', '.join(KINDS)}")
    if "text" in data:
        written = f"{data.get('title', '')}\n\n{data['text']}"
        article = next(_only_articles(read_stream(io.BytesIO(written.encode()), place, Collection("gold", format="text", language="en"))))
    elif data["article"] in known:
        article = known[data["article"]]
    else:
        raise RequestError(f"{place}: there is no {data['article']}")
    return Annotated(article, {kind: Wanted.parse(_texts(data.get(kind, []), f"{place}, {kind}")) for kind in KINDS})


def _texts(data: object, place: str) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
        raise RequestError(f"{place}: not a list of texts")
    return data


def _articles(folder: Path) -> dict[str, Article]:
    """Every article below a folder, read as the archive reads it, by path, and record where there are several: `lines/a.jsonl#3`."""
    collection = Collection("gold", (folder,), language="en")
    found: dict[str, Article] = {}
    for file in find_files([folder]):
        if isinstance(file, SourceFile):
            name = file.path.relative_to(folder).as_posix()
            found |= {
                f"{name}#{article.place}" if article.place else name: article for article in _only_articles(read_file(file, collection))
            }
    return found


def _only_articles(read: Iterator[Article | ReadError]) -> Iterator[Article]:
    return (each for each in read if isinstance(each, Article))


# ---------------------------------------------------------------- comparing


def given(read: Read, kind: str) -> list[str]:
    """What was found of one kind: names, for countries codes. Salient countries are `about`; `mentioned` has every country."""
    people, countries = read.of(EntityType.PERSON), read.of(EntityType.COUNTRY)
    return {
        "people": [link.name for link in people if link.resolved],
        "surnames": [link.name for link in people if not link.resolved],
        "organisations": [link.name for link in read.of(EntityType.ORGANISATION)],
        "places": [link.name for link in read.of(EntityType.PLACE)],
        "about": [link.key for link in countries if link.salient],
        "mentioned": [link.key for link in countries],
    }[kind]


def own_gold(reader: Reader, annotated: Sequence[Annotated]) -> Iterator[Outcome]:
    """Precision, recall and F1 of values, micro over articles: people (resolved), bare surnames, organisations, places, salient countries.

    `exact set` is the share of articles whose people, or salient countries, are all found and none besides. The recall of mentioned
    countries counts a country that the article is about, or only names, as found where it has any mention.
    """
    reads = reader.read([each.article for each in annotated])
    both = list(zip(annotated, reads, strict=True))
    for kind in ("people", "surnames", "organisations", "places", "about"):
        rows = [each.wanted[kind].counts(given(read, kind)) for each, read in both]
        name = "salient countries" if kind == "about" else kind
        for measure, ratio in (("precision", precision), ("recall", recall), ("F1", f1)):
            yield score("own gold", f"{name}, {measure}", rows, ratio)
        if kind in ("people", "about"):
            exact = [(each.wanted[kind].exact(given(read, kind)), 1) for each, read in both]
            yield score("own gold", f"{name}, exact set", exact, share)
    named = [Wanted(each.wanted["about"].values + each.wanted["mentioned"].values) for each in annotated]
    rows = [wanted.counts(given(read, "mentioned")) for wanted, read in zip(named, reads, strict=True)]
    yield score("own gold", "mentioned countries, recall", rows, recall)


def _key(name: str) -> str:
    """What of a name is compared: folded, and without what stands in brackets after it, such as `(surname only)`."""
    return fold_text(re.sub(r"\s+\([^()]*\)$", "", name))
