"""The linker within an article: forms of one name are joined, countries are weighed, and every link says why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from archive.entities import tables
from archive.entities.anchors import AnchorIndex, anchor_keys, is_slip_of
from archive.entities.countries import country_name
from archive.entities.gazetteer import GEORGIA
from archive.entities.noise import REASON as NOISE
from archive.entities.organisations import organisation_key
from archive.entities.parties import is_of_home, party_abroad
from archive.entities.people import core, is_short_junior, person_key
from archive.entities.salience import Evidence, weigh
from archive.model import EntityType, Link, Mention
from archive.text import fold_text

VERSION = "within-5"

SURNAME_ONLY = " (surname only)"
"""What follows a surname that no full name explains."""


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
        evidence = weigh(mentions, outlet_country)
        return [
            *self._people(mentions, by_type[EntityType.PERSON]),
            *self._organisation_links(mentions, by_type[EntityType.ORGANISATION], evidence, outlet_country),
            *self._place_links(mentions, by_type[EntityType.PLACE]),
            *_countries(evidence, outlet_country),
        ]

    # ------------------------------------------------------------ people

    def _people(self, mentions: Sequence[Mention], positions: Sequence[int]) -> list[Link]:
        anchors = {at: mentions[at].surface for at in positions if _is_full(mentions[at]) and mentions[at].confidence >= self._confidence}
        keys = anchor_keys(list(anchors.values()))
        index = AnchorIndex({at: (keys[name], name, mentions[at].value) for at, name in anchors.items()})
        groups: dict[str, list[int]] = defaultdict(list)
        loose: dict[str, list[int]] = defaultdict(list)
        reasons: dict[int, str] = {}
        for at in positions:
            mention = mentions[at]
            if at in anchors:
                groups[keys[anchors[at]]].append(at)
                reasons[at] = "slip-joined" if is_slip_of(anchors[at], keys[anchors[at]]) else "full-name"
                continue
            if mention.reason == NOISE:
                continue
            found = index.meant(mention.surface, mention.value, at)
            if found.anchor is not None:
                groups[keys[anchors[found.anchor]]].append(at)
                reasons[at] = "title-joined" if found.told else "surname-joined"
            elif (mention.reason == "titled-surname" or found.rivals) and mention.confidence >= self._confidence:
                loose[core(mention.surface)[-1]].append(at)
                reasons[at] = "surname-rivals" if found.rivals else "title-apart" if found.told else "surname-only"
        links = [_person(key, found, anchors, reasons) for key, found in groups.items()]
        links += _in_noise(mentions, positions, groups.keys())
        links += [_surname_only(word, mentions, found, reasons) for word, found in loose.items()]
        return sorted(links, key=lambda link: link.mentions[0])

    # ------------------------------------------------------------ organisations and places

    def _organisation_links(
        self, mentions: Sequence[Mention], positions: Sequence[int], evidence: Sequence[Evidence], outlet: str | None
    ) -> list[Link]:
        explained = _explained(mentions, positions)
        groups: dict[str, list[int]] = defaultdict(list)
        for at in positions:
            key = organisation_key(mentions[at].surface)
            key = key if key in self._organisations else explained.get(key, key)
            groups[organisation_key(self._organisations.get(key, key))].append(at)
        links = []
        for key, found in groups.items():
            name = self._organisations.get(key) or _fullest(mentions[at].surface for at in found)
            sure = [at for at in found if mentions[at].confidence >= self._confidence] or (found if is_of_home(name, evidence) else [])
            if sure:
                abroad = party_abroad(name, mentions, evidence, outlet)
                if abroad is not None:
                    key, name = f"{key}, {abroad.lower()}", f"{name} ({country_name(abroad)})"
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
    return mention.reason not in ("titled-surname", "surname", "bare-name") and not is_short_junior(mention.surface)


def _person(key: str, positions: Sequence[int], anchors: Mapping[int, str], reasons: Mapping[int, str]) -> Link:
    told = {reasons[at] for at in positions}
    reason = next(reason for reason in ("slip-joined", "title-joined", "surname-joined", "full-name") if reason in told)
    return Link(EntityType.PERSON, key, _fullest([anchors[at] for at in positions if at in anchors]), tuple(positions), True, True, reason)


def _in_noise(mentions: Sequence[Mention], positions: Sequence[int], known: Set[str]) -> Iterator[Link]:
    """Names in noise that no list has, each to be shown only if the authority has it; not those of people who are `known`."""
    found: dict[str, list[int]] = defaultdict(list)
    for at in positions:
        if mentions[at].reason == NOISE:
            found[person_key(mentions[at].surface)].append(at)
    for key in found.keys() - known:
        surfaces = [mentions[at].surface for at in found[key]]
        yield Link(EntityType.PERSON, key, _fullest(surfaces), tuple(found[key]), False, True, "noise")


def _surname_only(word: str, mentions: Sequence[Mention], positions: Sequence[int], reasons: Mapping[int, str]) -> Link:
    """The link of a surname that nobody in the article explains. One chain has one reason: beside a title that rules people out those
    of whom nothing is told have no link."""
    told = {reasons[at] for at in positions}
    reason = next(reason for reason in ("title-apart", "surname-rivals", "surname-only") if reason in told)
    of_it = tuple(at for at in positions if reasons[at] == reason)
    name = " ".join(mentions[of_it[0]].surface.split())
    return Link(EntityType.PERSON, f"surname:{word}", name + SURNAME_ONLY, of_it, False, True, reason)


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


def _countries(evidence: Sequence[Evidence], outlet_country: str | None) -> Iterator[Link]:
    """The countries, the most salient first; where none is salient the outlet's own country is, with or without a mention."""
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
