"""People's decisions on names of countries, found in articles: each lies over what the extractor found, and takes nothing of it away."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.entities.decisions import CountryNames
from archive.entities.document import Cover
from archive.entities.gazetteer import SHORTEST_UPPER, Gazetteer, flat, whole_word
from archive.entities.names import ANCHOR
from archive.model import EntityType, Mention

REASON = "authority"
"""The reason of a mention that the authority's alias makes."""

IGNORED = ""
"""The code of a name in which no country is to be seen."""

FIELDS = ("title", "dateline", "body")
"""The fields that have mentions, in the order of an article's mentions."""


def codes(names: CountryNames) -> dict[str, str]:
    """Every name that is decided on, and its code; what is to be ignored has IGNORED, and an alias of the same name goes before."""
    return dict.fromkeys(names.ignore, IGNORED) | dict(names.aliases)


def differing(old: CountryNames, new: CountryNames) -> frozenset[str]:
    """The names on which the two say different things."""
    return frozenset(name for name, _ in codes(old).items() ^ codes(new).items())


def written(name: str) -> str:
    """A name as it is looked for in a text: by its letters and their case, with plain spaces and straight apostrophes."""
    return flat(unicodedata.normalize("NFC", " ".join(name.split())))


class Finder:
    """Finds names as whole words, with the case they are written in, or all in capitals; the longest first. Linear in the text."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            plain = written(name)
            for form in (plain, plain.upper()) if len(plain) >= SHORTEST_UPPER else (plain,):
                self._names.setdefault(form, name)
        self._automaton = AhoCorasick(list(self._names), matchkind=MatchKind.LeftmostLongest) if self._names else None
        self._all = list(self._names.values())

    def __bool__(self) -> bool:
        return self._automaton is not None

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and name of every place where one of the names stands."""
        if self._automaton is None:
            return []
        even = flat(text)
        found = self._automaton.find_matches_as_indexes(even)
        return [(start, end, self._all[number]) for number, start, end in found if whole_word(even, start, end)]

    def among(self, texts: Iterable[str]) -> bool:
        """Whether any of the texts has one of the names."""
        return any(self.find(text) for text in texts)


class CountryDecisions:
    """The decisions on countries of one authority, to lay over the mentions of articles. Pure, and safe to share between threads."""

    def __init__(self, names: CountryNames) -> None:
        self._codes = codes(names)
        self._finder = Finder(self._codes)

    def laid_over(self, mentions: Sequence[Mention], texts: Mapping[str, str]) -> list[Mention] | None:
        """The mentions of an article, its `texts` by field, as the decisions have them; None where they change nothing. Linear.

        An alias makes a mention of its country, in place of any other country there; in a name that is ignored no country is left, and
        no place that was seen for its sake. A longer name of the gazetteer goes before, and so does a person.
        """
        spans = [each for field, text in texts.items() for each in self._standing(field, text)]
        if not spans:
            return None
        people = Cover(texts, filter(_hides, mentions))
        spans = [each for each in spans if not people.touched(each.field, each.start, each.end)]
        added = [each for each in spans if each.value != IGNORED]
        countries, places = Cover(texts, spans), Cover(texts, (each for each in spans if each.value == IGNORED))
        kept = [
            each
            for each in mentions
            if not (each.type is EntityType.COUNTRY and countries.touched(each.field, each.start, each.end))
            and not (_is_listed_place(each) and places.touched(each.field, each.start, each.end))
        ]
        made = sorted([*kept, *added], key=lambda each: (FIELDS.index(each.field), each.start, -each.end, each.type))
        return made if made != list(mentions) else None

    def _standing(self, field: str, text: str) -> Iterator[Mention]:
        """Every place where a name that is decided on stands by itself, as a mention of its code."""
        found = self._finder.find(text)
        if not found:
            return
        listed = _gazetteer().find(text)
        starts = [match.start for match in listed]
        for start, end, name in found:
            at = bisect_right(starts, start) - 1
            longer = at >= 0 and end <= listed[at].end and (listed[at].start, listed[at].end) != (start, end)
            if not longer:
                yield Mention(field, start, end, EntityType.COUNTRY, text[start:end], self._codes[name], 1.0, REASON)


@cache
def _gazetteer() -> Gazetteer:
    """Made when the first article has such a name."""
    return Gazetteer()


def _hides(mention: Mention) -> bool:
    """Whether a mention is of a person whose name is no country's."""
    sure = mention.confidence >= ANCHOR or mention.reason in ("surname", "titled-surname")
    return mention.type is EntityType.PERSON and sure


def _is_listed_place(mention: Mention) -> bool:
    return mention.type is EntityType.PLACE and mention.reason not in ("model", "repeated")
