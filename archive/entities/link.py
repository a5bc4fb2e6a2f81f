"""The linker within an article: forms of one name are joined, countries are weighed, and every link says why."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from archive.entities import tables
from archive.entities.addressed import meant
from archive.entities.countries import country_name
from archive.entities.gazetteer import GEORGIA
from archive.entities.organisations import organisation_key
from archive.entities.people import begins_with_surname, core, explains, person_key, spelling, surnames
from archive.entities.salience import weigh
from archive.model import EntityType, Link, Mention
from archive.text import fold_text

VERSION = "within-4"

SURNAME_ONLY = " (surname only)"
"""What follows a surname that no full name explains."""

_NEAR = 50
"""How many full names before and after a shorter one of several words are tried: enough for any article, and linear."""


class RuleLinker:
    """Joins the mentions of one article. Pure, and safe to share between threads.

    A person is made of a name of several words whose best mention has at least `facet_confidence`; a bare surname that no such name
    explains is a link of its own that is not resolved. Names below the confidence are left without a link.
    """

    def __init__(self, facet_confidence: float) -> None:
        self.fingerprint = f"{VERSION}-{facet_confidence:g}-{tables.data_hash()}"
        self._confidence = facet_confidence
        self._places = {
            fold_text(surface): (place, code) for surface, code, kind, place in tables.rows("gazetteer.tsv") if place and kind != "stop"
        }
        self._organisations = _listed()

    def link(self, mentions: Sequence[Mention], outlet_country: str | None) -> list[Link]:
        """The links: people, organisations and places by first mention, then countries, the most salient first."""
        by_type: dict[EntityType, list[int]] = defaultdict(list)
        for position, mention in enumerate(mentions):
            by_type[mention.type].append(position)
        return [
            *self._people(mentions, by_type[EntityType.PERSON]),
            *self._organisation_links(mentions, by_type[EntityType.ORGANISATION]),
            *self._place_links(mentions, by_type[EntityType.PLACE]),
            *_countries(mentions, outlet_country),
        ]

    # ------------------------------------------------------------ people

    def _people(self, mentions: Sequence[Mention], positions: Sequence[int]) -> list[Link]:
        anchors = {at: mentions[at].surface for at in positions if _is_full(mentions[at]) and mentions[at].confidence >= self._confidence}
        keys = _anchor_keys(list(anchors.values()))
        index = _AnchorIndex({at: (keys[name], name, mentions[at].value) for at, name in anchors.items()})
        groups: dict[str, list[int]] = defaultdict(list)
        loose: dict[str, list[int]] = defaultdict(list)
        told: set[int] = set()
        for at in positions:
            mention = mentions[at]
            anchor, by_title = (at, False) if at in anchors else index.most_recent(mention.surface, mention.value, at)
            if by_title:
                told.add(at)
            if anchor is not None:
                groups[keys[anchors[anchor]]].append(at)
            elif mention.reason == "titled-surname" and mention.confidence >= self._confidence:
                loose[core(mention.surface)[-1]].append(at)
        links = [_person(key, found, anchors, told) for key, found in groups.items()]
        links += [_surname_only(word, mentions, found, told) for word, found in loose.items()]
        return sorted(links, key=lambda link: link.mentions[0])

    # ------------------------------------------------------------ organisations and places

    def _organisation_links(self, mentions: Sequence[Mention], positions: Sequence[int]) -> list[Link]:
        explained = _explained(mentions, positions)
        groups: dict[str, list[int]] = defaultdict(list)
        for at in positions:
            key = organisation_key(mentions[at].surface)
            key = key if key in self._organisations else explained.get(key, key)
            groups[organisation_key(self._organisations.get(key, key))].append(at)
        links = []
        for key, found in groups.items():
            sure = [at for at in found if mentions[at].confidence >= self._confidence]
            if sure:
                name = self._organisations.get(key) or _fullest(mentions[at].surface for at in found)
                links.append(Link(EntityType.ORGANISATION, key, name, tuple(found), True, True, mentions[sure[0]].reason))
        return links

    def _place_links(self, mentions: Sequence[Mention], positions: Sequence[int]) -> list[Link]:
        codes = {(each.field, each.start): each.value for each in mentions if each.type is EntityType.COUNTRY}
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at in positions:
            mention = mentions[at]
            place, code = self._places.get(fold_text(mention.surface), (mention.surface, "-"))
            if mention.surface.title() == "Georgia":
                place, code = GEORGIA, "US"
            found = codes.get((mention.field, mention.start), code)
            key = fold_text(place) if found in (code, None) else f"{fold_text(place)}, {found.lower()}"
            groups[place, key].append(at)
        return [
            Link(EntityType.PLACE, key, place, tuple(found), True, True, mentions[found[0]].reason)
            for (place, key), found in groups.items()
            if max(mentions[at].confidence for at in found) >= self._confidence
        ]


def _listed() -> dict[str, str]:
    """The name of each listed organisation, by every key it may be written with."""
    listed = {}
    for name, others, _ in tables.rows("organisations.tsv"):
        for form in (*filter(None, others.split("; ")), name):
            listed[organisation_key(form)] = name
    return listed


def _is_full(mention: Mention) -> bool:
    """Whether a mention is a whole name, and not a surname alone."""
    return mention.reason not in ("titled-surname", "surname", "bare-name")


class _AnchorIndex:
    """The full names of an article, to find the one that a shorter form means: the most recent before it, else the first after it."""

    def __init__(self, anchors: Mapping[int, tuple[str, str, str | None]]) -> None:
        """Of the positions of full names: the key of the person, the name, and the title before it."""
        self._anchors = anchors
        self._by_surname: dict[str, list[int]] = defaultdict(list)
        self._by_given: dict[str, list[int]] = defaultdict(list)
        self._addressed: dict[tuple[str, str], tuple[list[int], bool]] = {}
        self._told: dict[str, tuple[int, int]] = {}
        for at, (_, name, _) in anchors.items():
            for word in dict.fromkeys(map(spelling, surnames(name))):
                self._by_surname[word].append(at)
            self._by_given[spelling(core(name)[0])].append(at)

    def most_recent(self, surface: str, title: str | None, position: int) -> tuple[int | None, bool]:
        """The position of the full name that `surface` at `position` is short for; a surname goes before a given name.

        And whether its title kept it from somebody: it goes to another one then, or to nobody, and the surnames without a title after it
        follow it as they would a full name. To be asked in the order of the positions."""
        words = core(surface)
        if len(words) == 1:
            return self._of_surname(spelling(words[0]), title, position)
        near = self._by_surname.get(spelling(words[-1]), [])
        middle = bisect_left(near, position)
        near = near[max(0, middle - _NEAR) : middle + _NEAR]
        return _nearest([at for at in near if explains(self._anchors[at][1], surface)], position), False

    def _of_surname(self, word: str, title: str | None, position: int) -> tuple[int | None, bool]:
        """The same of one word. Of surnames without their titles .79 are told by the last one that a title told, .57 by full names alone
        (AllSides, 887 surnames that a title tells between two people, 2026-11)."""
        found, told = self._called(word, title)
        anchor = _nearest(found, position)
        if anchor is not None and told:
            self._told[word] = position, anchor
        elif anchor is not None and title is None and (last := self._told.get(word)) and (anchor > position or last[0] > anchor):
            anchor = last[1]
        return anchor, told

    def _called(self, word: str, title: str | None) -> tuple[list[int], bool]:
        """The full names that one word after a title can be short for, and whether the title ruled others out. Linear, so remembered."""
        if title is None:
            return self._by_surname.get(word) or self._by_given.get(word) or [], False
        if (word, title) not in self._addressed:
            found, _ = self._called(word, None)
            people: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
            for at in found:
                key, name, before = self._anchors[at]
                people[key].add((name, before))
            fitting = meant(title, people)
            told = len(fitting) < len(people)
            self._addressed[word, title] = ([at for at in found if self._anchors[at][0] in fitting] if told else found, told)
        return self._addressed[word, title]


def _nearest(found: Sequence[int], position: int) -> int | None:
    """The last position before this one, else the first after it."""
    before = bisect_left(found, position)
    return found[before - 1] if before else found[0] if found else None


def _anchor_keys(names: Sequence[str]) -> dict[str, str]:
    """The key of each full name in an article: a longer form shares the key of the one two-word form that it explains.

    Where the two words are surnames (Wasserman Schultz) it is the other way round: the key is that of the longer form.
    """
    keys = {name: person_key(name) for name in names}
    short = {core(name): name for name in keys if len(core(name)) == 2}
    for name, key in list(keys.items()):
        words = core(name)
        shorter = {short[word, words[-1]] for word in words[:-1] if (word, words[-1]) in short}
        if len(words) > 2 and len(shorter) == 1 and not key.endswith(" jr"):
            (other,) = shorter
            if begins_with_surname(other):
                keys[other] = key
            else:
                keys[name] = keys[other]
    return keys


def _person(key: str, positions: Sequence[int], anchors: Mapping[int, str], told: Set[int]) -> Link:
    full = [anchors[at] for at in positions if at in anchors]
    reason = "full-name" if len(full) == len(positions) else "surname-joined" if told.isdisjoint(positions) else "title-joined"
    return Link(EntityType.PERSON, key, _fullest(full), tuple(positions), True, True, reason)


def _surname_only(word: str, mentions: Sequence[Mention], positions: Sequence[int], told: Set[int]) -> Link:
    name = " ".join(mentions[positions[0]].surface.split())
    reason = "surname-only" if told.isdisjoint(positions) else "title-apart"
    return Link(EntityType.PERSON, f"surname:{word}", name + SURNAME_ONLY, tuple(positions), False, True, reason)


def _fullest(surfaces: Iterator[str] | Sequence[str]) -> str:
    """The form with the most words, then the most frequent, then the first; line wraps become spaces."""
    counts = Counter(" ".join(surface.split()) for surface in surfaces)
    return max(counts, key=lambda form: (len(form.split()), counts[form]))


def _explained(mentions: Sequence[Mention], positions: Sequence[int]) -> dict[str, str]:
    """What each acronym of the article stands for: the name that ends right before its parenthesis."""
    ends = {(mentions[at].field, mentions[at].end): mentions[at].surface for at in positions}
    pairs: dict[str, str] = {}
    for at in positions:
        mention = mentions[at]
        name = ends.get((mention.field, mention.start - 2)) if mention.reason == "acronym" else None
        if name is not None:
            pairs.setdefault(organisation_key(mention.surface), organisation_key(name))
    return pairs


def _countries(mentions: Sequence[Mention], outlet_country: str | None) -> Iterator[Link]:
    """The countries, the most salient first; where none is salient the outlet's own country is, with or without a mention."""
    evidence = weigh(mentions, outlet_country)
    fallback = outlet_country if not any(each.salient for each in evidence) else None
    for each in evidence:
        if each.code == fallback or (each.salient and not each.named and each.code == outlet_country):
            reason = "outlet"
        elif each.named:
            reason = "salient" if each.salient else "mentioned"
        else:
            reason = "hinted" if each.salient else ""
        if reason:
            yield Link(EntityType.COUNTRY, each.code, country_name(each.code), each.positions, True, reason != "mentioned", reason)
    if fallback is not None and all(each.code != fallback for each in evidence):
        yield Link(EntityType.COUNTRY, fallback, country_name(fallback), (), True, True, "outlet")
