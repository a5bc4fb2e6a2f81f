"""Likely duplicates among the names of an archive, with what speaks for each. It merges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from archive.entities.decisions import Authority
from archive.entities.lookup import lookup_of
from archive.text import words

LEAST_ALIKE = 85.0
LARGEST_BLOCK = 300
"""Names that share one word are compared while they are no more than this; a commoner word tells nothing."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two keys that may be one entity. `score` from 0 to 100; `evidence` a sentence for people. `keep` has the more articles."""

    keep: str
    other: str
    score: float
    evidence: str


def suggest(names: Sequence[tuple[str, str, int]], authority: Authority) -> list[Suggestion]:
    """Likely duplicates among `names`, each (key, name, articles) of one type; the surest first, then by articles and key.

    A key may stand there with several names. Names that share a word, whole or by its first letters, are compared. What the
    authority keeps apart is never suggested.
    """
    lookup = lookup_of(authority)
    found: dict[tuple[str, str], tuple[float, int, Suggestion]] = {}
    for one, other in _pairs(names):
        score = alike(one[1], other[1])
        if score < LEAST_ALIKE or lookup.apart((one[1], one[0].removeprefix("id:")), (other[1], other[0].removeprefix("id:"))):
            continue
        more, less = sorted((one, other), key=lambda each: (-each[2], each[0]))
        pair = (min(one[0], other[0]), max(one[0], other[0]))
        if pair not in found or found[pair][0] < score:
            found[pair] = score, less[2], Suggestion(more[0], less[0], round(score, 1), _evidence(more, less, score))
    return [each for _, _, each in sorted(found.values(), key=lambda item: (-item[0], -item[1], item[2].keep, item[2].other))]


def _pairs(names: Sequence[tuple[str, str, int]]) -> Iterable[tuple[tuple[str, str, int], tuple[str, str, int]]]:
    blocks: dict[str, set[int]] = defaultdict(set)
    for at, (_, name, _) in enumerate(names):
        for word in words(name):
            if len(word) > 2:
                blocks[word].add(at)
    pairs = {pair for block in blocks.values() if len(block) <= LARGEST_BLOCK for pair in combinations(sorted(block), 2)}
    return ((names[one], names[other]) for one, other in sorted(pairs) if names[one][0] != names[other][0])


def alike(one: str, other: str) -> float:
    """How much two names are alike, from 0 to 100."""
    return float(fuzz.token_sort_ratio(" ".join(words(one)), " ".join(words(other))))


def _evidence(more: tuple[str, str, int], less: tuple[str, str, int], score: float) -> str:
    return f"{less[1]} ({less[2]} articles) is spelt {score:.0f} % like {more[1]} ({more[2]} articles)"
