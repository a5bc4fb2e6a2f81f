"""The extractor by rules: one pass over the fields of an article, in which each kind of name hides what it covers from the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.entities import tables
from archive.entities.gazetteer import Gazetteer, Match, georgia_is_a_state, mentions_of, mostly_capitals
from archive.entities.names import ANCHOR, NameRules, people_in
from archive.entities.organisations import KnownOrganisations, acronyms, explained, named_by_ending
from archive.entities.segments import Field
from archive.entities.sequences import Token, runs
from archive.model import Article, Mention

VERSION = "rules-1"
"""Raise the number whenever a rule changes: stored mentions of another version are then made anew."""

_ORDER = {"title": 0, "dateline": 1, "body": 2}


@dataclass(slots=True)
class _Part:
    """One field of an article while it is read."""

    name: str
    text: str
    runs: list[list[Token]]
    places: list[Match]
    organisations: list[Mention]


class RuleExtractor:
    """Extracts by gazetteers and rules. Safe to share between threads; reading its tables takes about 0.2 s."""

    def __init__(self) -> None:
        self.fingerprint = f"{VERSION}-{tables.data_hash()}"
        self._gazetteer = Gazetteer()
        self._known = KnownOrganisations()
        self._names = NameRules()

    def mentions(self, articles: Sequence[Article]) -> list[list[Mention]]:
        """The mentions of each article, by field and start."""
        return [self._one(article) for article in articles]

    def _one(self, article: Article) -> list[Mention]:
        texts = (("title", article.title), ("dateline", article.dateline or ""), ("body", article.body))
        parts = [self._read(name, text) for name, text in texts if text]
        organisations = _organisations(parts)
        people = people_in(self._names, [self._field(part) for part in parts if part.name != "dateline"])
        people = _uncovered(people, organisations)
        organisations = _uncovered(organisations, people)
        found = [*people, *organisations]
        georgia_us = georgia_is_a_state([part.text for part in parts])
        hiding = [mention for mention in people if mention.confidence >= ANCHOR or mention.reason in ("surname", "titled-surname")]
        hiding += [mention for mention in organisations if mention.reason == "known" and self._known.hides_places(mention)]
        for part in parts:
            hidden = _Spans(mention for mention in hiding if mention.field == part.name)
            matches = [match for match in part.places if not hidden.touch(match.start, match.end)]
            found += mentions_of(self._gazetteer, part.name, part.text, matches, georgia_us)
        return sorted(found, key=lambda mention: (_ORDER[mention.field], mention.start, -mention.end, mention.type))

    def _read(self, name: str, text: str) -> _Part:
        part = _Part(name, text, list(runs(text)), self._gazetteer.find(text), self._known.find(name, text))
        if name == "body" or (name == "title" and not mostly_capitals(text) and not _title_case(text)):
            taken = _Spans(part.organisations)
            places = {(match.start, match.end) for match in part.places}
            named = (each for each in named_by_ending(name, text, part.runs) if (each.start, each.end) not in places)
            part.organisations += [each for each in named if not taken.touch(each.start, each.end)]
            starts = {each.start for each in part.organisations}
            explained_here = acronyms(name, text, part.organisations, part.runs, places)
            part.organisations += [each for each in explained_here if each.start not in starts]
        return part

    def _field(self, part: _Part) -> Field:
        blocked = set[int]()
        for match in part.places:
            if " " in part.text[match.start : match.end] or "\n" in part.text[match.start : match.end]:
                blocked.update(range(match.start, match.end))
        for mention in part.organisations:
            if mention.reason == "known":
                blocked.update(range(mention.start, mention.end))
        return Field(
            name=part.name,
            text=part.text,
            runs=[] if mostly_capitals(part.text) and part.name == "title" else part.runs,
            blocked=frozenset(blocked),
            title_case=part.name == "title" and _title_case(part.text),
            is_place=self._gazetteer.words.__contains__,
        )


def _organisations(parts: Sequence[_Part]) -> list[Mention]:
    """The organisations of all fields, with the later uses of the acronyms that one of them explains."""
    found = [mention for part in parts for mention in part.organisations]
    pairs = {mention.surface: mention.surface for mention in found if mention.reason == "acronym"}
    taken = {(mention.field, mention.start) for mention in found}
    for part in parts:
        covered = _Spans(part.organisations)
        found += [each for each in explained(part.name, part.text, pairs, taken) if not covered.touch(each.start, each.end)]
    return found


class _Spans:
    """The codepoints that some mentions of one field cover, with the confidence of the surest."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._confidence: dict[int, float] = {}
        for mention in mentions:
            for position in range(mention.start, mention.end):
                self._confidence[position] = max(mention.confidence, self._confidence.get(position, 0.0))

    def touch(self, start: int, end: int, at_least: float = 0.0) -> bool:
        """Whether one that is at least so sure has a codepoint in [start, end)."""
        return any(self._confidence.get(position, -1.0) >= at_least for position in range(start, end))


def _uncovered(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """The mentions that no mention of another kind overlaps that is as sure or surer."""
    spans = {field: _Spans(other for other in others if other.field == field) for field in _ORDER}
    return [each for each in mentions if not spans[each.field].touch(each.start, each.end, each.confidence)]


def _title_case(text: str) -> bool:
    """Whether most longer words of a headline begin with a capital, so that a capital says nothing."""
    longer = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]
    return len(longer) > 2 and sum(word[0].isupper() for word in longer) > 0.6 * len(longer)
