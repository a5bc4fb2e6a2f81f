"""Who a bare surname is by the articles near in time that name someone in full."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from archive.entities.lookup import same_surname
from archive.entities.people import surnames

SHARE = 0.8
"""Part of the full-name articles of a surname that one person needs."""

LEAST = 1
"""Articles that must name that person in full."""

WINDOW = 60
"""Days before and after an article in which full names explain its bare surnames."""

STRONG = 5
"""Articles with which another person outweighs the surname default of the shipped authority."""


class Sighting(NamedTuple):
    """A person named in full in an article."""

    article: str
    day: int | None
    key: str
    name: str


class Weight(NamedTuple):
    """The person who leads among the articles that name someone of a surname in full: their key, articles, and those of all."""

    key: str
    articles: int
    total: int
    people: int
    when: str

    @property
    def clear(self) -> bool:
        """Whether this person alone can be meant."""
        return self.articles >= LEAST and self.articles >= SHARE * self.total

    def outweighs(self, key: str) -> bool:
        """Whether this is clearly another person than `key`, by enough articles to doubt a default."""
        return self.key != key and self.clear and self.articles >= STRONG


class Evidence:
    """The full names of a block, to weigh for each bare surname. An article without a date counts only for those without one."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self._names: dict[str, Counter[str]] = defaultdict(Counter)
        self._words: dict[str, list[Sighting]] = defaultdict(list)
        self._found = sorted(set(sightings), key=lambda each: (each.day or 0, each.article, each.key, each.name))
        for each in self._found:
            self._names[each.key][each.name] += 1

    def name(self, key: str) -> str:
        """The most frequent full name of a person; ties go to the longest, then by alphabet."""
        return min(self._names[key].items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[0]

    def people_in(self, article: str, word: str) -> set[str]:
        """The people of this surname whom an article names in full."""
        return {each.key for each in self._of(word) if each.article == article}

    def weigh(self, word: str, day: int | None) -> Weight | None:
        """Who leads near this day, None where nobody of this surname is named in full. Ties go by the key."""
        found = self._of(word)
        if day is not None:
            days = [each.day for each in found if each.day is not None]
            dated = found[len(found) - len(days) :]
            found = dated[bisect_left(days, day - WINDOW) : bisect_right(days, day + WINDOW)]
        counts = Counter(key for _, key in {(each.article, each.key) for each in found})
        if not counts:
            return None
        key, articles = min(counts.items(), key=lambda item: (-item[1], item[0]))
        return Weight(key, articles, sum(counts.values()), len(counts), _when([each.day for each in found if each.day is not None]))

    def _of(self, word: str) -> list[Sighting]:
        """The sightings of people with this surname, those without a date first, then by day."""
        if word not in self._words:
            exact = [each for each in self._found if word in surnames(each.name)]
            self._words[word] = exact or [each for each in self._found if same_surname(word, (each.name,))]
        return self._words[word]


def _when(days: list[int]) -> str:
    """The days of the articles in words."""
    if not days:
        return ""
    first, last = dt.date.fromordinal(min(days)), dt.date.fromordinal(max(days))
    return f" of {first}" if first == last else f" between {first} and {last}"
