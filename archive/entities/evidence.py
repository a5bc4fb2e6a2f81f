"""Who a bare surname is by the articles near in time that name someone in full."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.entities.lookup import same_surname
from archive.entities.people import core, initials, parts, surnames, untitled

SHARE = 0.8
"""Part of the full-name articles of a surname that one person needs. At .9 the measured precision is .96 and not .95, but bare surnames
of the most famous, whose families are in the news too, are left alone: .67 of them find their person and not .82 (AllSides)."""

WINDOW = 180
"""Days before and after an article in which full names explain its bare surnames."""

ENOUGH = 2
"""Articles in the window that must name the person in full, ..."""

NEXT = 1
"""... unless one does within so many days: of those .93 are right, of single articles 8 to 14 days away .70 (AllSides, Reuters)."""

STRONG = 5
"""Articles with which another person outweighs the surname default of the shipped authority."""


class Sighting(NamedTuple):
    """A person named in full in an article."""

    article: str
    day: int | None
    key: str
    name: str


class Weight(NamedTuple):
    """The person who leads among the articles that name someone of a surname in full.

    Their `articles` and those of all, how many people there are, the days to the nearest article of the first, and when all were.
    """

    key: str
    articles: int
    total: int
    people: int
    nearest: int | None
    when: str

    @property
    def near(self) -> bool:
        """Whether the person stands in an article of the same or the next day."""
        return self.nearest is not None and self.nearest <= NEXT

    @property
    def clear(self) -> bool:
        """Whether this person alone can be meant."""
        return (self.near or self.articles >= ENOUGH) and self.articles >= SHARE * self.total

    def outweighs(self, key: str) -> bool:
        """Whether this is clearly another person than `key`, by enough articles to doubt a default."""
        return self.key != key and self.clear and self.articles >= STRONG


class Evidence:
    """The full names of a block, to weigh for each bare surname. An article without a date counts only for those without one."""

    def __init__(self, sightings: Iterable[Sighting]) -> None:
        self._names: dict[str, Counter[str]] = defaultdict(Counter)
        self._found = sorted(set(sightings), key=lambda each: (each.day or 0, each.article, each.key, each.name))
        for each in self._found:
            self._names[each.key][each.name] += 1
        self._fitting: dict[str, _Fitting] = {}
        self._bearers: dict[str, _Bearers] = {}

    def name(self, key: str) -> str:
        """The most frequent full name of a person; ties go to the longest, then by alphabet."""
        return min(self._names[key].items(), key=lambda item: (-item[1], -len(item[0]), item[0]))[0]

    def people_in(self, article: str, short: str) -> set[str]:
        """The people whom an article names in full and `short` can mean."""
        return self._fit(short).people.get(article, set())

    def weigh(self, short: str, day: int | None) -> Weight | None:
        """Who leads near this day among those whom `Kerry`, `J. Kerry`, `Van Hollen` or `Peña Nieto` can mean; None where nobody does."""
        return self._fit(short).weigh(day)

    def _fit(self, short: str) -> _Fitting:
        if short not in self._fitting:
            self._fitting[short] = _Fitting(self._meant_by(short))
        return self._fitting[short]

    def _meant_by(self, short: str) -> Sequence[Sighting]:
        """The sightings of people with the surname of a short form, and with its initials or its particle where it has them."""
        word, before = core(short)[-1], parts(short)[:-1]
        if word not in self._bearers:
            self._bearers[word] = _Bearers(word, self._found)
        bearers = self._bearers[word]
        if letters := initials(short):
            return [each for each in bearers.by_initial[letters[0]] if _begins(each.name, letters)]
        if before:
            return [each for each in bearers.by_before[before[-1]] if parts(each.name)[1:][-len(before) - 1 : -1] == before]
        return bearers.all


class _Bearers:
    """The sightings of people with a surname, written like this or, where nobody is, in another spelling; by what stands before it."""

    def __init__(self, word: str, sightings: Sequence[Sighting]) -> None:
        exact = [each for each in sightings if word in surnames(each.name)]
        self.all = exact or [each for each in sightings if same_surname(word, (each.name,))]
        self.by_initial: dict[str, list[Sighting]] = defaultdict(list)
        self.by_before: dict[str, list[Sighting]] = defaultdict(list)
        for each in self.all:
            self.by_initial[core(each.name)[0][0]].append(each)
            self.by_before[parts(each.name)[-2:][0]].append(each)


def _begins(name: str, letters: tuple[str, ...]) -> bool:
    """Whether the words of a full name begin with these initials: `j`, `k` fit Joanne Kathleen Rowling and no Joanne Rowling."""
    words = untitled(name)[:-1]
    return len(core(name)) > 1 and len(words) >= len(letters) and all(map(str.startswith, words, letters))


class _Fitting:
    """The sightings that a short form can mean, counted by day and person."""

    def __init__(self, found: Sequence[Sighting]) -> None:
        self.people: dict[str, set[str]] = defaultdict(set)
        for each in found:
            self.people[each.article].add(each.key)
        articles = Counter((day, key) for _, day, key in {(each.article, each.day, each.key) for each in found})
        self._undated = [(key, count) for (day, key), count in articles.items() if day is None]
        self._dated = sorted((day, key, count) for (day, key), count in articles.items() if day is not None)
        self._days = [day for day, _, _ in self._dated]
        self._weighed: dict[int | None, Weight | None] = {}

    def weigh(self, day: int | None) -> Weight | None:
        """Who leads near this day; without a day, among all."""
        if day not in self._weighed:
            self._weighed[day] = self._weigh(day)
        return self._weighed[day]

    def _weigh(self, day: int | None) -> Weight | None:
        first, last = (
            (0, len(self._days)) if day is None else (bisect_left(self._days, day - WINDOW), bisect_right(self._days, day + WINDOW))
        )
        counts = Counter[str]()
        for _, key, articles in self._dated[first:last]:
            counts[key] += articles
        for key, articles in self._undated if day is None else ():
            counts[key] += articles
        if not counts:
            return None
        leader, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
        nearest = None if day is None else min(abs(each - day) for each, key, _ in self._dated[first:last] if key == leader)
        return Weight(leader, most, counts.total(), len(counts), nearest, _when(self._days[first:last]))


def _when(days: Sequence[int]) -> str:
    """The days of the articles in words."""
    if not days:
        return ""
    first, last = dt.date.fromordinal(min(days)), dt.date.fromordinal(max(days))
    return f" of {first}" if first == last else f" between {first} and {last}"
