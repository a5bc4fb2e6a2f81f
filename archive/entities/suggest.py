"""Likely duplicates among the names of an archive, with what speaks for each. It merges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from archive.entities.decisions import Authority
from archive.entities.lookup import Lookup, lookup_of
from archive.entities.people import spelling
from archive.text import words

LEAST_ALIKE = 80.0
"""From this likeness on (0 to 100) two whole names are suggested: Gaddafi and Kadhafi reach 80 before any rule of spelling."""

WORDS_ALIKE = 70.0
"""How alike the words must be that two names do not share: Stephen and Steven are (77), Steele and Stevens are not (62)."""

SHORTEST_PREFIX = 3
LARGEST_BLOCK = 400
"""Names that share one word are compared while they are no more than this; a commoner word tells nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two keys that may be one entity. `score` from 0 to 100; `evidence` a sentence for people. `keep` has the more articles."""

    keep: str
    other: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    name: str
    articles: int
    words: tuple[str, ...]


def suggest(names: Sequence[tuple[str, str, int]], authority: Authority) -> list[Suggestion]:
    """Likely duplicates among `names`, each (key, name, articles) of one type; the most alike first, then by articles and key.

    A key may stand there with several names. Only names that share a word, in any of its spellings, are compared: 25,000 names take
    about three seconds. What the authority keeps apart is never suggested.
    """
    lookup = lookup_of(authority)
    plain = [_Name(key, name, articles, tuple(map(spelling, words(name)))) for key, name, articles in sorted(names)]
    found: dict[tuple[str, str], tuple[float, int, Suggestion]] = {}
    for one, other in _pairs(plain):
        score = alike(one.words, other.words)
        pair = (one.key, other.key)
        if score < LEAST_ALIKE or (pair in found and found[pair][0] >= score) or _apart(lookup, one, other):
            continue
        more, less = sorted((one, other), key=lambda each: (-each.articles, each.key, each.name))
        evidence = f"{_counted(less)} is written {score:.0f} % like {_counted(more)}"
        found[pair] = score, less.articles, Suggestion(more.key, less.key, round(score, 1), evidence)
    return [each for _, _, each in sorted(found.values(), key=lambda item: (-item[0], -item[1], item[2].keep, item[2].other))]


def _counted(name: _Name) -> str:
    return f"{name.name} ({name.articles} article{'' if name.articles == 1 else 's'})"


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How much two names are alike, from 0 to 100: 0 where the words that they do not share are not alike, or are not in their order."""
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return 100.0
    rest, others = (" ".join(word for word in words if word not in against) for words, against in ((one, other), (other, one)))
    begins = min(len(rest), len(others)) >= SHORTEST_PREFIX and (rest.startswith(others) or others.startswith(rest))
    if rest and others and not begins and fuzz.ratio(rest, others) < WORDS_ALIKE:
        return 0.0
    return float(fuzz.ratio(" ".join(one), " ".join(other)))


def _apart(lookup: Lookup, one: _Name, other: _Name) -> bool:
    return lookup.apart((one.name, one.key.removeprefix("id:")), (other.name, other.key.removeprefix("id:")))


def _pairs(names: Sequence[_Name]) -> Iterator[tuple[_Name, _Name]]:
    """The pairs of different keys that share a word and are roughly alike, each pair of names once, in order."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(names):
        for word in dict.fromkeys(each.words):
            if len(word) > 1:
                blocks[word].append(at)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        if 1 < len(block) <= LARGEST_BLOCK:
            texts = [" ".join(sorted(names[at].words)) for at in block]
            scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE - 10, dtype=np.uint8)
            found.update((block[row], block[column]) for row, column in zip(*np.nonzero(np.triu(scores, 1)), strict=True))
    return ((names[one], names[other]) for one, other in sorted(found) if names[one].key != names[other].key)
