"""Names of an archive that may be one by their spelling. It merges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from archive.entities.nicknames import formal
from archive.entities.people import parts, spelling
from archive.model import EntityType
from archive.text import words

LEAST_ALIKE = 80.0
"""From this likeness on (0 to 100) two whole names are suggested: Gaddafi and Kadhafi reach 80 before any rule of spelling."""

WORDS_ALIKE = 70.0
"""How alike the words must be that two names do not share: Stephen and Steven are (77), Steele and Stevens are not (62)."""

REORDERED = FORMS_OF_ONE = 95.0
"""The likeness of two names with the same words in another order, and of those that a middle name or a nickname tells apart."""

SHORTEST_PREFIX = 3
SHORTEST_SLIPPED = 5
"""Letters of a word from which on one letter more, less, other or in another place is a slip of the pen."""

LACKING = 5.0
"""What is taken off where the one of two such names lacks words of the other: Wasserman Schulz, Debbie Wasserman Schultz."""

LARGEST_BLOCK = 400
"""Names that share one word are compared while they are no more than this; a commoner word tells nothing."""

_ARTICLES = ("al", "el")
"""The article of an Arabic name where it stands as a word of its own: no part of the name, unless it is the first word (Al Gore)."""


class Likeness(StrEnum):
    """In which way two names are alike, in words that go on from the two."""

    SAME = "have the same letters"
    ORDER = "have the same words in another order"
    MIDDLE = "differ by a middle name or initial"
    NICKNAME = "have one surname, and given names that may be forms of one"
    SHORTER = "differ by words that only one has"
    LETTER = "differ by one letter"
    SPELLING = "are spelt alike"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two keys that may be one by their names. `alike` from 0 to 100."""

    one: str
    other: str
    alike: float
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    words: tuple[str, ...]
    given: frozenset[str]
    """What the first word may stand for; nothing where it is not a person's."""


def suggest(names: Sequence[tuple[str, str, int]], type: EntityType, most: int) -> list[Candidate]:
    """The `most` likeliest duplicates among `names`, each (key, name, articles) of one type; the most alike first, then by articles.

    A key may stand there with several names. Only names that share a word, in any of its spellings, are compared, and people of one
    surname whose given names are forms of one: 25,000 names take about a second. The order of `names` decides nothing.
    """
    distinct = dict.fromkeys(_name(key, name, type) for key, name, _ in sorted(names))
    articles: dict[str, int] = defaultdict(int)
    for key, _, count in names:
        articles[key] += count
    found: dict[tuple[str, str], Candidate] = {}
    for one, other in _pairs(list(distinct)):
        score, likeness = alike(one, other)
        pair = (min(one.key, other.key), max(one.key, other.key))
        if score and (pair not in found or found[pair].alike < score):
            found[pair] = Candidate(*pair, score, likeness)
    ranked = sorted(found.values(), key=lambda each: (-each.alike, -min(articles[each.one], articles[each.other]), each.one, each.other))
    return ranked[:most]


def _name(key: str, name: str, type: EntityType) -> _Name:
    if type is not EntityType.PERSON:
        return _Name(key, tuple(map(spelling, words(name))), frozenset())
    plain = words(" ".join(parts(name)))
    kept = [word for at, word in enumerate(plain) if not at or word not in _ARTICLES]
    return _Name(key, tuple(map(spelling, kept)), frozenset(map(spelling, formal(kept[0]))) if len(kept) > 1 else frozenset())


def alike(one: _Name, other: _Name) -> tuple[float, Likeness]:
    """How much two names are alike, from 0 to 100, and in which way: 0 where the words that they do not share are not alike, or
    are not in their order. What differs counts twice. One word may begin the other, but no surname: William Barr is not William Baroni."""
    if "".join(one.words) == "".join(other.words):
        return 100.0, Likeness.SAME
    if sorted(one.words) == sorted(other.words):
        return REORDERED, Likeness.ORDER
    if not one.given.isdisjoint(other.given) and one.words[-1] == other.words[-1] and _within(one.words[1:], other.words[1:]):
        return FORMS_OF_ONE, Likeness.MIDDLE if one.words[0] == other.words[0] else Likeness.NICKNAME
    if slip := _slip(one, other):
        return slip, Likeness.LETTER
    whole = float(fuzz.ratio(" ".join(one.words), " ".join(other.words)))
    rest = " ".join(word for word in one.words if word not in other.words)
    others = " ".join(word for word in other.words if word not in one.words)
    if whole < LEAST_ALIKE or not (rest and others):
        return (whole, Likeness.SHORTER) if whole >= LEAST_ALIKE else (0.0, Likeness.SPELLING)
    given = not one.given or one.words[-1] == other.words[-1]
    begins = given and min(len(rest), len(others)) >= SHORTEST_PREFIX and (rest.startswith(others) or others.startswith(rest))
    differing = float(fuzz.ratio(rest, others))
    return ((whole + 2 * differing) / 3 if begins or differing >= WORDS_ALIKE else 0.0), Likeness.SPELLING


def _slip(one: _Name, other: _Name) -> float:
    """How much two names are alike that are the same but for one letter of one long word, which is not the first, and for words that
    stand before the one alone; else 0."""
    short, long = sorted((one.words, other.words), key=len)
    end = long[len(long) - len(short) :]
    pairs = [pair for pair in zip(short, end, strict=True) if pair[0] != pair[1]]
    if len(short) < 2 or len(pairs) != 1 or (one.given and short[0] != end[0]):
        return 0.0
    if min(map(len, pairs[0])) < SHORTEST_SLIPPED or OSA.distance(*pairs[0], score_cutoff=1) != 1:
        return 0.0
    alike = float(fuzz.ratio(" ".join(short), " ".join(end)) + 2 * fuzz.ratio(*pairs[0])) / 3
    return alike - (LACKING if len(short) < len(long) else 0)


def _within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the shorter has its words in the longer, in order."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(any(word == each for each in rest) for word in short)


def _pairs(names: Sequence[_Name]) -> Iterator[tuple[_Name, _Name]]:
    """The pairs of different keys that are worth comparing, each pair of names once, in order."""
    found: set[tuple[int, int]] = set()
    for block in _blocks([[word for word in each.words if len(word) > 1] for each in names]):
        texts = [" ".join(sorted(names[at].words)) for at in block]
        scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE - 10, dtype=np.uint8)
        found.update((block[row], block[column]) for row, column in zip(*np.nonzero(np.triu(scores, 1)), strict=True))
    for block in _blocks([[f"{given} {each.words[-1]}" for given in each.given] for each in names]):
        found.update(combinations(block, 2))
    return ((names[one], names[other]) for one, other in sorted(found) if names[one].key != names[other].key)


def _blocks(marks: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """The places of those that share a mark, where they are several and not too many."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(marks):
        for mark in dict.fromkeys(each):
            blocks[mark].append(at)
    return (block for block in blocks.values() if 1 < len(block) <= LARGEST_BLOCK)
