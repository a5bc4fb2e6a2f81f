"""The queries of the benchmark, made from the articles' own words and values; the same ones for the same articles and seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.engines import Document
from archive.text import words
from benchmarks.engines.articles import FACETS

NEAR = 5
SAMPLE = 5_000
"""Articles from which words and values are drawn."""


class Operator(StrEnum):
    """How the words of a query combine. What an engine cannot do is left out of its pair; a new operator begins here."""

    AND = "and"
    OR = "or"
    NOT = "not"  # the first word, without the second
    PHRASE = "phrase"  # exact words, in order
    NEAR = "near"  # two stems at most NEAR words apart, in any order
    PREFIX = "prefix"  # words as written that begin so
    WILDCARD = "wildcard"  # words as written of this shape, `*` standing for any letters
    FUZZY = "fuzzy"  # words as written at most one edit away


@dataclass(frozen=True, slots=True)
class Query:
    """One query in plain words, which every engine turns into its own. Words are folded, of ASCII letters alone
    (and a `*` in a wildcard).

    Days are ordinals, both ends inclusive. Filters are (field, value), all of which must hold; only words rank.
    """

    kind: str
    operator: Operator
    words: tuple[str, ...]
    since: int | None = None
    until: int | None = None
    filters: tuple[tuple[str, str], ...] = ()


def make_queries(articles: Sequence[Document], number: int, seed: int) -> list[Query]:
    """`number` queries, the kinds in turn."""
    maker = _Maker(articles, random.Random(seed))
    kinds = list(maker.kinds.items())
    return [kinds[place % len(kinds)][1](kinds[place % len(kinds)][0]) for place in range(number)]


class _Maker:
    """Draws queries: two words that belong together are two words of one article."""

    def __init__(self, articles: Sequence[Document], chance: random.Random) -> None:
        self._chance = chance
        sample = chance.sample(articles, min(SAMPLE, len(articles)))
        texts = [words(each.body) for each in sample]
        self._texts = [text for text in texts if sum(map(_plain, text)) > 20]
        frequency = Counter(word for text in self._texts for word in set(text) if _plain(word))
        ordered = sorted((word for word, articles in frequency.items() if articles > 1), key=lambda word: (-frequency[word], word))
        self._bands = {"frequent": ordered[30:200], "middle": ordered[200:2_000], "rare": ordered[2_000:] or ordered[-20:]}
        self._known = set(ordered[30:]) or set(ordered)
        self._days = sorted(each.first for each in sample if each.first is not None)
        counts = Counter((field, value) for each in sample for field in FACETS for value in each.values.get(field, ()))
        known = {each for each, articles in counts.items() if articles > 2}
        named = ([(field, value) for field in FACETS for value in each.values.get(field, ()) if (field, value) in known] for each in sample)
        self._named = [each for each in named if len(each) > 1]
        self.kinds: dict[str, Callable[[str], Query]] = {
            "frequent word": lambda kind: Query(kind, Operator.AND, (self._word("frequent"),)),
            "middle word": lambda kind: Query(kind, Operator.AND, (self._word("middle"),)),
            "rare word": lambda kind: Query(kind, Operator.AND, (self._word("rare"),)),
            "and of 2": lambda kind: Query(kind, Operator.AND, self._together(2)),
            "and of 3": lambda kind: Query(kind, Operator.AND, self._together(3)),
            "or of 2": lambda kind: Query(kind, Operator.OR, self._together(2)),
            "or of 3": lambda kind: Query(kind, Operator.OR, self._together(3)),
            "not": lambda kind: Query(kind, Operator.NOT, self._together(2)),
            "phrase of 2": lambda kind: Query(kind, Operator.PHRASE, self._phrase(2)),
            "phrase of 3": lambda kind: Query(kind, Operator.PHRASE, self._phrase(3)),
            "near": lambda kind: Query(kind, Operator.NEAR, self._near()),
            "prefix": lambda kind: Query(kind, Operator.PREFIX, (self._word("middle")[: self._chance.choice((3, 4, 5))],)),
            "wildcard": lambda kind: Query(kind, Operator.WILDCARD, (_holed(self._word("middle")),)),
            "fuzzy": lambda kind: Query(kind, Operator.FUZZY, (self._word("middle"),)),
            "dates": self._dated,
            "filter": lambda kind: Query(kind, Operator.AND, (self._word("frequent"),), filters=self._filters(1)),
            "2 filters": lambda kind: Query(kind, Operator.OR, self._together(2), filters=self._filters(2)),
        }

    def _word(self, band: str) -> str:
        return self._chance.choice(self._bands[band] or sorted(self._known))

    def _together(self, number: int) -> tuple[str, ...]:
        while True:
            found = sorted(set(self._chance.choice(self._texts)) & self._known)
            if len(found) >= number:
                return tuple(self._chance.sample(found, number))

    def _phrase(self, number: int) -> tuple[str, ...]:
        while True:
            text = self._chance.choice(self._texts)
            start = self._chance.randrange(len(text) - number)
            found = tuple(text[start : start + number])
            if all(map(_plain, found)):
                return found

    def _near(self) -> tuple[str, ...]:
        """Two words of an article, the second within reach of the first."""
        while True:
            text = self._chance.choice(self._texts)
            start = self._chance.randrange(len(text) - NEAR)
            first, second = text[start], text[start + self._chance.randint(1, NEAR)]
            if {first, second} <= self._known and first != second:
                return first, second

    def _dated(self, kind: str) -> Query:
        since = self._chance.choice(self._days) if self._days else 700_000
        return Query(kind, Operator.AND, (self._word("frequent"),), since, since + self._chance.choice((7, 30, 365)))

    def _filters(self, number: int) -> tuple[tuple[str, str], ...]:
        """Values that some article has together; none where no article has two."""
        return tuple(sorted(self._chance.sample(self._chance.choice(self._named), number))) if self._named else ()


def _holed(word: str) -> str:
    """The word with what stands between its beginning and its last letter left open."""
    return f"{word[:3]}*{word[-1]}"


def _plain(word: str) -> bool:
    """Whether every engine cuts the word in the same way: more than two letters from a to z."""
    return len(word) > 2 and word.isascii() and word.isalpha()
