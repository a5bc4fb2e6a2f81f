"""The extractor by rules: one pass over the fields of an article, in which each kind of name hides what it covers from the next."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.entities import tables
from archive.entities.document import Cover, Guessed, repeated, weighed_organisation
from archive.entities.gazetteer import Gazetteer, Match, flat, georgia_is_a_state, hints_of, is_title_case, mentions_of, mostly_capitals
from archive.entities.guesses import NameTagger
from archive.entities.names import ANCHOR, NameRules, people_in
from archive.entities.namesakes import people_called_so, without_namesakes
from archive.entities.noise import is_noise
from archive.entities.organisations import KnownOrganisations, acronyms, explained, named_by_ending, partners
from archive.entities.segments import Field
from archive.entities.sequences import Token, runs
from archive.entities.spacing import Printed, is_spaced
from archive.model import Article, EntityType, Mention

VERSION = "rules-6"
"""Raise the number whenever a rule changes: stored mentions of another version are then made anew."""

ARTICLES_AT_ONCE = 64
"""Articles whose texts are tagged together: more would save no time, and cost memory."""

_PAPERS = frozenset(("dagbladet", "gazeta", "gazetta", "gazzetta", "izvestia", "izvestiya", "pravda", "zeitung"))
"""Words in the names of newspapers of other languages, which read like names of people."""

_ORDER = {"title": 0, "dateline": 1, "body": 2}


@dataclass(slots=True)
class _Part:
    """One field of an article while it is read."""

    name: str
    text: str
    runs: list[list[Token]]
    places: list[Match]
    organisations: list[Mention]


class ArticleExtractor:
    """Extracts by gazetteers and rules, and by what a tagger of names guesses. Safe to share between threads.

    Reading the tables takes about 0.2 s.
    """

    def __init__(self, tagger: NameTagger | None = None, lists_only: bool = False) -> None:
        """With `lists_only` nothing is found but what a list names."""
        self.fingerprint = f"{'lists' if lists_only else VERSION}-{tables.data_hash()}" + (f"-{tagger.fingerprint}" if tagger else "")
        self._tagger, self._lists_only = tagger, lists_only
        self._gazetteer = Gazetteer()
        self._known = KnownOrganisations()
        self._names = NameRules()

    def mentions(self, articles: Sequence[Article]) -> list[list[Mention]]:
        """The mentions of each article, by field and start."""
        printed = {number: Printed(article) for number, article in enumerate(articles) if is_spaced(article.body)}
        found = self._all([printed[number].article if number in printed else article for number, article in enumerate(articles)])
        return [printed[number].restored(each) if number in printed else each for number, each in enumerate(found)]

    def _all(self, articles: Sequence[Article]) -> list[list[Mention]]:
        if self._tagger is None:
            return [self._one(article, None) for article in articles]
        found: list[list[Mention]] = []
        for start in range(0, len(articles), ARTICLES_AT_ONCE):
            batch = articles[start : start + ARTICLES_AT_ONCE]
            texts = [_texts(article) for article in batch]
            guesses = iter(self._tagger.guesses([text for fields in texts for text in fields.values()]))
            guessed = (Guessed(fields, {name: next(guesses) for name in fields}, _unclear(fields)) for fields in texts)
            found += map(self._one, batch, guessed)
        return found

    def _one(self, article: Article, guessed: Guessed | None) -> list[Mention]:
        written = (("title", article.title), ("dateline", article.dateline or ""), ("body", article.body))
        noise = is_noise(article.body)
        guessed = None if noise else guessed
        parts = [self._read(name, text, guessed) for name, text in written if text]
        texts = {part.name: part.text for part in parts}
        organisations = _organisations(parts, texts)
        fields = [] if self._lists_only else self._fields(parts, texts)
        people, firms = _without_firms(people_in(self._names, fields, guessed, listed_only=noise), partners(organisations))
        organisations += _uncovered(firms, organisations, texts)
        people = _uncovered(people, organisations, texts)
        organisations = _uncovered(organisations, people, texts)
        found = [*people, *organisations]
        georgia_us = georgia_is_a_state(list(texts.values()))
        hiding = [mention for mention in people if mention.confidence >= ANCHOR or mention.reason in ("surname", "titled-surname")]
        hiding += [mention for mention in organisations if mention.reason == "known" and self._known.hides_places(mention)]
        hidden = Cover(texts, hiding)
        seen = {part.name: [match for match in part.places if not hidden.touched(part.name, match.start, match.end)] for part in parts}
        full = [mention for mention in people if mention.confidence >= ANCHOR]
        for field, matches in without_namesakes(seen, texts, full).items():
            found += mentions_of(self._gazetteer, field, texts[field], matches, georgia_us)
        if guessed is not None:
            cover = Cover(texts, found)
            found += cover.uncovered(each for name in guessed.by_field for each in guessed.of(EntityType.PLACE, name, cover))
            names = [mention for mention in found if mention.reason == "model"]
            found += cover.uncovered(repeated(names, guessed.texts))
        for part in parts:
            hints = self._gazetteer.hints(part.text, part.places)
            found += hints_of(part.name, part.text, [hint for hint in hints if not hidden.touched(part.name, hint.start, hint.end)])
        return sorted(found, key=lambda mention: (_ORDER[mention.field], mention.start, -mention.end, mention.type))

    def _read(self, name: str, text: str, guessed: Guessed | None) -> _Part:
        part = _Part(name, text, list(runs(text)), self._gazetteer.find(text), self._known.find(name, text))
        if self._lists_only:
            return part
        clear = name == "body" or (name == "title" and not mostly_capitals(text) and not is_title_case(text))
        cover = Cover({name: text}, part.organisations)
        places = {(match.start, match.end) for match in part.places}
        if clear:
            named = [each for each in named_by_ending(name, text, part.runs) if (each.start, each.end) not in places]
            if guessed is not None:
                named = [weighed_organisation(each, guessed) for each in named]
            part.organisations += cover.uncovered(named)
        if guessed is not None and name in guessed.by_field:
            added = guessed.of(EntityType.ORGANISATION, name, cover)
            part.organisations += cover.uncovered(each for each in added if (each.start, each.end) not in places)
        if clear:
            explained_here = acronyms(name, text, part.organisations, part.runs, places)
            part.organisations += cover.uncovered(explained_here)
        return part

    def _fields(self, parts: Sequence[_Part], texts: Mapping[str, str]) -> list[Field]:
        """The fields in which people are sought."""
        namesakes = people_called_so({part.name: part.places for part in parts}, texts)
        return [self._field(part, namesakes[part.name]) for part in parts if part.name != "dateline"]

    def _field(self, part: _Part, namesakes: frozenset[int]) -> Field:
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
            places=frozenset(match.start for match in part.places),
            title_case=part.name == "title" and is_title_case(part.text),
            is_place=self._gazetteer.words.__contains__,
            namesakes=namesakes,
        )


def _texts(article: Article) -> dict[str, str]:
    """What a tagger reads of an article; not a headline in capitals."""
    title = article.title or ""
    return {"title": "" if mostly_capitals(title) else title, "body": article.body}


def _unclear(texts: Mapping[str, str]) -> frozenset[str]:
    return frozenset(("title",)) if is_title_case(texts["title"]) else frozenset()


def _organisations(parts: Sequence[_Part], texts: Mapping[str, str]) -> list[Mention]:
    """The organisations of all fields, with the later uses of the acronyms that one of them explains."""
    found = [mention for part in parts for mention in part.organisations]
    pairs = {mention.surface: mention.surface for mention in found if mention.reason == "acronym"}
    if not pairs:
        return found
    taken = {(mention.field, mention.start) for mention in found}
    cover = Cover(texts, found)
    for part in parts:
        again = explained(part.name, part.text, pairs, taken)
        found += [each for each in again if not cover.touched(part.name, each.start, each.end)]
    return found


def _without_firms(people: Sequence[Mention], firms: Container[str]) -> tuple[list[Mention], list[Mention]]:
    """The people, and those of them that are firms called by their partners' names, or newspapers."""
    rest: list[Mention] = []
    named: list[Mention] = []
    for mention in people:
        if _is_paper(mention.surface):
            named.append(replace(mention, type=EntityType.ORGANISATION, reason="ending", confidence=0.75))
        elif flat(mention.surface) in firms:
            named.append(replace(mention, type=EntityType.ORGANISATION, reason="repeated", confidence=0.75))
        else:
            rest.append(mention)
    return rest, named


@lru_cache(maxsize=20_000)
def _is_paper(surface: str) -> bool:
    return not _PAPERS.isdisjoint(surface.lower().split())


def _uncovered(mentions: Sequence[Mention], others: Sequence[Mention], texts: Mapping[str, str]) -> list[Mention]:
    """The mentions that no mention of another kind overlaps that is as sure or surer."""
    if not mentions:
        return []
    cover = Cover(texts, others)
    return [each for each in mentions if not cover.surely(each.field, each.start, each.end, each.confidence)]
