"""What of an archive may be one: names that are alike, whom people have not kept apart, with what speaks for and against it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from archive.applying import applied_authority
from archive.core import Archive
from archive.counts import count_words
from archive.entities.company import Other, Presence, Weighed, weigh
from archive.entities.countries import country_name
from archive.entities.decisions import Authority
from archive.entities.lookup import lookup_of
from archive.entities.suggest import suggest
from archive.errors import NotFound
from archive.model import EntityType
from archive.store import Named, Store

MOST_WEIGHED = 2_000
"""Pairs, the most alike by spelling, for which the archive's articles are asked."""

ARTICLES_READ = 60
"""Articles of an entity, evenly over its time, in which its companions are counted: the most frequent are the same in all of them."""

COMPANIONS = 10
"""People and organisations most often named with an entity."""

COMMON = 0.02
COMMON_AT_LEAST = 8
"""Whom more than this part of all articles, and this many of them, name tells nothing as a companion."""

STEP = 5
"""Points within which two pairs are about as sure: what is gained by merging them then decides which is shown first."""

SHOWN = 3
"""Shared companions that the evidence names."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two ids that may be one entity. `score` from 0 to 100; `keep` has the more articles. `evidence` says all for people; its parts:
    `seen`, the articles and years of `other` and of `keep`, and `reasons`, what goes on from "they"."""

    keep: str
    other: str
    score: float
    evidence: str
    seen: tuple[str, str]
    reasons: tuple[str, ...]


def suggestions(archive: Archive, type: EntityType, limit: int) -> list[Suggestion]:
    """Likely duplicates of a type, the surest first; `keep` and `other` are ids. Merges nothing, and names no pair that people parted.

    Comparing all names takes seconds in a large archive: what was found is kept while names and articles are the same, so that going
    through pairs and keeping them apart costs little.
    """
    store, authority = archive.store, applied_authority(archive.store)
    decided = _Decided(store, authority, type)
    names = decided.names()
    key = ("suggestions", type, store.sequence(), hashlib.sha256(repr(names).encode()).digest())
    found = archive.answers.get(key, lambda: tuple(_weighed(store, type, names)), lambda made: True)
    left = list(islice((each for each in found if not decided.parts(each.keep, each.other)), limit))
    return list(_told(store, type, left))


class _Decided:
    """What people have decided on the names of a type: which names an entity has by them, and which entities they part."""

    def __init__(self, store: Store, authority: Authority, type: EntityType) -> None:
        self._authority = authority
        self._forms = store.every_form(type)
        self._lookup = lookup_of(authority)
        self._groups = list(_assigned_groups(store, authority, type))
        assigned = sorted({id for group, _ in self._groups for id in group})
        self._never = store.assigned_names(type, assigned)
        self._called = self._calls()

    def _calls(self) -> dict[str, list[str]]:
        """Everything that each entity is called, its ids first: names that are its own, those in the authority, and what was merged."""
        called: dict[str, list[str]] = defaultdict(list)
        for id, name, _ in self._forms:
            called[id] += [name] if (id, name) not in self._never else []
        for id in called:
            known = self._lookup.known.get(id)
            called[id] += [id, *(known.names if known else ())]
        for gone in self._authority.merged:
            if (kept := self._authority.survivor(gone)) in called:
                called[kept].append(gone)
        return called

    def names(self) -> list[tuple[str, str, int]]:
        """Id, name and articles of all names to be compared. Where an article has an entity by assignment alone, its words are not
        the entity's name: the one that the authority gives it stands for it."""
        own = [(id, name, articles) for id, name, articles in self._forms if (id, name) not in self._never]
        known = ((id, self._lookup.known[id].name) for id in self._called if id in self._lookup.known)
        there = {(id, name) for id, name, _ in own}
        return own + [(id, name, 0) for id, name in known if (id, name) not in there]

    def parts(self, one: str, other: str) -> bool:
        """Whether people have said that these two are not one."""
        if self._lookup.apart(self._called[one], self._called[other]):
            return True
        return any((one in given and other in having) or (other in given and one in having) for given, having in self._groups)


def _assigned_groups(store: Store, authority: Authority, type: EntityType) -> Iterator[tuple[set[str], set[str]]]:
    """For each name that people assigned in an article: the ids to which they did, and those that go by it anywhere.

    Who says that this `John Kerry` is somebody else says that it is none of those whom the name means elsewhere.
    """
    given: dict[str, set[str]] = defaultdict(set)
    for article in sorted({row.article for row in authority.assign}):
        try:
            chains = store.reasons(article)
        except NotFound:  # assigned before the article came, or after it went
            continue
        for each in chains:
            if each.why == "assigned" and each.type is type:
                given[each.link.key].add(each.entity)
    for key, ids in sorted(given.items()):
        yield ids, ids | {id for id, _ in store.keyed(type, key)}


# ---------------------------------------------------------------- evidence


def _weighed(store: Store, type: EntityType, names: Sequence[tuple[str, str, int]]) -> list[Weighed]:
    """The pairs with their evidence, the surest first; of those about as sure the one whose merging moves the most articles."""
    candidates = suggest(names, type, MOST_WEIGHED)
    presences = _presences(store, type, sorted({id for each in candidates for id in (each.one, each.other)}))
    found = [weigh(each, presences) for each in candidates]
    return sorted(found, key=lambda each: (-(each.score // STEP), -len(presences[each.other].articles), -each.score, each.keep, each.other))


def _presences(store: Store, type: EntityType, ids: Sequence[str]) -> dict[str, Presence]:
    appearances = store.appearances(type, ids)
    read = {id: [article for _, article in _evenly(found)] for id, found in appearances.items()}
    named = store.named_in(article for articles in read.values() for article in articles)
    common = store.common(max(COMMON_AT_LEAST, COMMON * store.count()))
    return {id: _presence((type, id), appearances[id], [named[article] for article in read[id]], common) for id in ids}


def _evenly(found: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    step = -(-len(found) // ARTICLES_READ) or 1
    return found[::step]


def _presence(own: Other, found: Sequence[tuple[str, str]], named: Iterable[Sequence[Named]], common: set[Other]) -> Presence:
    companions, countries = Counter[Other](), Counter[str]()
    for article in named:
        for each in article:
            other = (each.type, each.id)
            if each.type is EntityType.COUNTRY:
                countries[each.id] += each.salient
            elif each.type is not EntityType.PLACE and other != own and other not in common:
                companions[other] += 1
    years = sorted(int(date[:4]) for date, _ in found if date)
    country = min((-count, id) for id, count in countries.items()) if +countries else None
    return Presence(
        articles=frozenset(article for _, article in found),
        years=(years[0], years[-1]) if years else None,
        companions=tuple(sorted(companions, key=lambda each: (-companions[each], each))[:COMPANIONS]),
        country=country[1] if country else None,
    )


# ---------------------------------------------------------------- words


def _told(store: Store, type: EntityType, pairs: Sequence[Weighed]) -> Iterator[Suggestion]:
    """The pairs in words, under the names that their entities are shown by."""
    ids = [(type, id) for each in pairs for id in (each.other, each.keep)]
    labels = _labels(store, [*ids, *(other for each in pairs for other in each.shared)])
    appearances = store.appearances(type, list(dict.fromkeys(id for _, id in ids)))
    for each in pairs:
        seen = _when(appearances[each.other]), _when(appearances[each.keep])
        sides = " and ".join(f"{labels[type, id]} ({when})" for id, when in zip((each.other, each.keep), seen, strict=True))
        reasons = tuple(filter(None, (each.likeness.value, _together(each), _shared(each, labels), _country(each))))
        yield Suggestion(each.keep, each.other, each.score, f"{sides} {'; '.join(reasons)}", seen, reasons)


def _labels(store: Store, entities: Iterable[Other]) -> Mapping[Other, str]:
    wanted: dict[EntityType, dict[str, None]] = defaultdict(dict)
    for type, id in entities:
        wanted[type][id] = None
    return {(type, id): each.name for type, ids in wanted.items() for id, each in store.labels(type, list(ids)).items()}


def _when(found: Sequence[tuple[str, str]]) -> str:
    """The number of articles and their years: `3 articles, 1999–2004`."""
    years = sorted({date[:4] for date, _ in found if date})
    span = years[:1] if len(years) < 2 else [f"{years[0]}–{years[-1]}"]
    return ", ".join([count_words(len(found), "article"), *span])


def _together(pair: Weighed) -> str:
    if not pair.together:
        return "no article names both"
    names = f"{count_words(pair.together, 'article')} name{'s' if pair.together == 1 else ''} both"
    return f"{names}, which speaks against it" if pair.against else names


def _shared(pair: Weighed, labels: Mapping[Other, str]) -> str:
    if pair.never_alone:
        return ""
    if not pair.shared:
        return "nobody is often named with both"
    some = [labels[each] for each in pair.shared[:SHOWN]]
    more = len(pair.shared) - len(some)
    return f"often named with both: {', '.join(some)}" + (f" and {more} more" if more else "")


def _country(pair: Weighed) -> str:
    return f"both mostly in articles about {country_name(pair.country)}" if pair.country else ""
