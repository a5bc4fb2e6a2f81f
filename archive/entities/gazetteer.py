"""Countries and places by name: one automaton over the gazetteer, and the rules of context that keep Georgia and Jordan apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.entities import tables
from archive.model import EntityType, Mention
from archive.text import without_accents

CONFIDENCE = {
    "name": 0.95,
    "alias": 0.9,
    "demonym": 0.95,
    "capital": 0.85,
    "region": 0.8,
    "city": 0.75,
    "city-state": 0.85,
    "area": 0.85,
    "currency": 0.6,
    "institution": 0.4,
    "money": 0.3,
    "company-form": 0.3,
}
"""How sure a match of each kind is; the kinds are the reason codes of the mentions."""

HINTS = ("institution", "money", "company-form")
"""Kinds that name no country: they speak a little for one, and by themselves make none mentioned."""

MOST_HINTS = 5
"""Hints of one kind and country that are kept of a field."""

SHORTEST_UPPER = 4
"""Surfaces of at least this length are also found in capitals (`MALI`, `SOUTH KOREA`); `US` and `us` stay apart."""

GEORGIA = "Georgia (US state)"
"""The place that the word Georgia names where it is not the country."""

TOWNS = frozenset(
    (
        *("China", "Cuba", "Denmark", "Egypt", "Holland", "Italy", "Jamaica", "Lebanon", "Mexico", "Norway", "Panama", "Peru"),
        *("Poland", "Sweden", "Turkey"),
    )
)
"""Countries that towns of the United States are called after."""

_MONEY = re.compile(
    r" (?:dollar|dlr|franc|pound|peso|rupee|mark|kron[ae]r?|dinar|rial|riyal|yen|won|yuan|lira|shilling|schilling|rand|crown|escudo)s?\b",
    re.IGNORECASE,
)
"""What makes money of the name of a country before it."""

_LISTED = re.compile(r"(?:,|\band|\bor) $")
_ENDED = re.compile(r"[,.;:)\n]|$")
_FLAT = (*((space, " ") for space in "\n\t\r\f\v\u00a0\u2009\u202f"), ("’", "'"), ("‘", "'"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_GEORGIA_US = re.compile(
    r"Atlanta|Ga\.|Savannah|Augusta|Fulton|Macon|Gov\.|Alabama|Florida|Tennessee|Carolina|Stacey|Kemp|Brian|Bulldogs|electoral|Republican|Democrat|Senate"
    r"|Athens, Georgia|Texas|Ohio|Michigan|Virginia"
)
_GEORGIA_CAUCASUS = re.compile(
    r"Tbilisi|Georgians|Abkhaz|Ossetia|Saakashvili|Shevardnadze|Russia|Armenia|Azerbaijan|Caucasus|Soviet|Batumi|Moldova|Ukraine|NATO"
)


_new = tuple.__new__  # half the time of `Match(...)`


class Match(NamedTuple):
    """A surface of the gazetteer in a text: codepoints [start, end), its country ("-": none), kind and place ("": none)."""

    start: int
    end: int
    code: str
    kind: str
    place: str


def flat(text: str) -> str:
    """`text`, codepoint for codepoint, with every space a plain one and every apostrophe straight: line wraps do not split a name."""
    if text.isascii() and text.isprintable():
        return text
    for char, plain in _FLAT:  # a tenth of the time of str.translate (measured 2026-11)
        text = text.replace(char, plain)
    return text if text.isascii() else _SURROGATE.sub("?", text)


flat_text = lru_cache(maxsize=4)(flat)
"""The same for the fields of an article, which are asked for again and again while it is read."""


def whole_word(text: str, start: int, end: int) -> bool:
    """Whether nothing that belongs to a longer word, an address or a handle touches `text[start:end]`."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "@_") and text[start] != ",":
        return False
    after = text[end : end + 2]
    if text[end - 1] in "$£":
        return after[:1].isdigit()
    return not (after[:1].isalnum() or after[:1] in ("_", "@") or (after[:1] == "." and after[1:].isalnum()))


class _Surfaces:
    """Surfaces with what each means, also without accents and in capitals; of these no city that is a word of the language: SALE."""

    def __init__(self, entries: Mapping[str, tuple[str, str, str]]) -> None:
        forms = dict(entries)
        for surface, entry in entries.items():
            for form in (without_accents(surface), *_capitals(surface), *_capitals(without_accents(surface))):
                if form == surface or entry[1] not in ("city", "capital", "region") or form.lower() not in tables.words("common-words.txt"):
                    forms.setdefault(form, entry)
        self._entries = list(forms.values())
        self._automaton = AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest)

    def find(self, even: str) -> Iterator[tuple[int, int, tuple[str, str, str]]]:
        """The longest at word boundaries in a flat text, in order: start, end, entry."""
        for number, start, end in self._automaton.find_matches_as_indexes(even):
            if whole_word(even, start, end):
                yield start, end, self._entries[number]


def _capitals(surface: str) -> tuple[str, ...]:
    return (surface.upper(),) if len(surface) >= SHORTEST_UPPER and surface[0].isalpha() else ()


class Gazetteer:
    """Finds surfaces of countries and places. Made once: the automaton takes about 20 ms to build. Safe to share between threads."""

    def __init__(self) -> None:
        entries: dict[str, tuple[str, str, str]] = {}
        rows = tables.rows("gazetteer.tsv")
        for surface, code, kind, place in rows:
            entries.setdefault(surface.removeprefix(", "), (code, "region" if kind == "state" else kind, place))
        hints = {surface: (code, kind) for code, kind, surfaces in tables.rows("hints.tsv") for surface in surfaces.split("; ")}
        for surface, (code, kind) in hints.items():
            if kind not in HINTS:
                entries[surface] = (code, kind, "" if kind == "stop" else surface)
        weak = {surface: (code, kind, "") for surface, (code, kind) in hints.items() if kind in HINTS}
        self._after_comma = {surface[2:] for surface, *_ in rows if surface.startswith(", ")} - {surface for surface, *_ in rows}
        self._countries = _Surfaces(entries)
        self._hints = _Surfaces(weak)
        self._states = {surface.removeprefix(", ") for surface, _, kind, _ in rows if kind == "state"}
        single = (surface for surface, _, kind, _ in rows if kind != "stop" and surface.isalpha())
        self.words = frozenset(map(str.lower, single))
        """The single words that name a country, its people or a place, in lower case."""

    def find(self, text: str) -> list[Match]:
        """The longest matches at word boundaries in order, stop phrases included. Linear in the length of `text`."""
        found: list[Match] = []
        shouted = mostly_capitals(text)
        even = flat_text(text)
        for start, end, (code, kind, place) in self._countries.find(even):
            if even[start:end] == "US" and (shouted or _among_capitals(even, start, end)):
                continue
            if even[start:end] in self._after_comma and even[max(0, start - 2) : start] != ", ":
                continue
            money = code != "-" and kind in ("name", "alias", "demonym") and _MONEY.match(even, end)
            found.append(_new(Match, (start, end, code, "currency" if money else kind, place)))
        return found

    def hints(self, text: str, found: Sequence[Match]) -> Iterator[Match]:
        """What speaks a little for a country without naming it, in order; nothing that touches what `find` found in the text."""
        others = iter(found)
        other = next(others, None)
        for start, end, entry in self._hints.find(flat_text(text)):
            while other is not None and other.end <= start:
                other = next(others, None)
            if other is None or end <= other.start:
                yield Match(start, end, *entry)

    def in_state(self, text: str, city: Match, following: Match | None) -> Match | None:
        """The state or province that stands right after `city` and a comma, which says what country the city is in.

        A town may be called like a country (Lebanon, Pa.). Where the state is written in full it must end there, outside of a list.
        """
        if following is None or text[city.end : following.start] != ", ":
            return None
        state = flat(text[following.start : following.end])
        if state not in self._states or city.kind not in ("city", "capital", "region", "name"):
            return None
        if city.kind == "name" and not (state in self._after_comma and state.endswith(".")):
            alone = not _LISTED.search(text[max(0, city.start - 4) : city.start]) and _ENDED.match(text, following.end)
            return following if alone and flat(text[city.start : city.end]) in TOWNS else None
        return following


def is_title_case(text: str) -> bool:
    """Whether most longer words of a headline begin with a capital, so that a capital says nothing."""
    longer = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) > 0.6 * len(longer)


def mostly_capitals(text: str) -> bool:
    """Whether the start of `text` is written in capitals, as old headlines are: the case of its letters says nothing then."""
    return _mostly_capitals(text[:400])


@lru_cache(maxsize=64)
def _mostly_capitals(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 3 and sum(map(str.isupper, text)) > 0.8 * letters


def _among_capitals(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 20) : start].split()[-1:]
    after = text[end : end + 20].split()[:1]
    return bool(before and after) and all(len(word) > 1 and word.isalpha() and word.isupper() for word in before + after)


def georgia_is_a_state(texts: Sequence[str]) -> bool:
    """Whether an article that says `Georgia` means the US state: which of the two is spoken of more in its other words."""
    if not any("eorgia" in text or "GEORGIA" in text for text in texts):
        return False
    state = sum(len(set(_GEORGIA_US.findall(text))) for text in texts)
    country = sum(len(set(_GEORGIA_CAUCASUS.findall(text))) for text in texts)
    return state > country


def mentions_of(gazetteer: Gazetteer, field: str, text: str, matches: Sequence[Match], georgia_us: bool) -> list[Mention]:
    """The COUNTRY and PLACE mentions of one field, from the matches that no name of a person or newspaper covers."""
    found: list[Mention] = []
    for position, match in enumerate(matches):
        if match.kind == "stop":
            continue
        code, kind, place = match.code, match.kind, match.place
        surface = text[match.start : match.end]
        state = gazetteer.in_state(text, match, matches[position + 1] if position + 1 < len(matches) else None)
        if state is not None and state.code != code:
            code, kind = state.code, "city-state"
        if georgia_us and surface.title() == "Georgia":
            code, kind, place = "US", "region", GEORGIA
        if code != "-":
            found.append(Mention(field, match.start, match.end, EntityType.COUNTRY, surface, code, CONFIDENCE[kind], kind))
        if place:
            found.append(Mention(field, match.start, match.end, EntityType.PLACE, surface, None, CONFIDENCE[kind], kind))
    return found


def hints_of(field: str, text: str, hints: Iterable[Match]) -> Iterator[Mention]:
    """The COUNTRY mentions that hints make: of each kind and country the first few of a field, for more say no more."""
    counts = Counter[tuple[str, str]]()
    for hint in hints:
        counts[hint.code, hint.kind] += 1
        if counts[hint.code, hint.kind] <= MOST_HINTS:
            surface = text[hint.start : hint.end]
            yield Mention(field, hint.start, hint.end, EntityType.COUNTRY, surface, hint.code, CONFIDENCE[hint.kind], hint.kind)
