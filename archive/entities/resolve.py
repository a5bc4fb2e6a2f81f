"""Linking across articles: which entity each local chain of mentions is of, as a pure function of the chains and the authority."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.entities.decisions import Authority, form_of
from archive.entities.evidence import SHARE, Evidence, Sighting
from archive.entities.link import SURNAME_ONLY
from archive.entities.lookup import Lookup, lookup_of
from archive.entities.organisations import organisation_key
from archive.entities.people import core, explains, initials, person_key, spelling, surname_in
from archive.entities.suggest import Suggestion, suggest
from archive.model import EntityType, Link
from archive.text import fold_text, slug

__all__ = ["VERSION", "Group", "Resolution", "Suggestion", "block", "resolve", "suggest"]

VERSION = "across-1"
"""Changes whenever the same groups could be resolved otherwise; part of the fingerprint of links."""

SURNAME = "surname:"
"""What the local key of a bare surname begins with."""

ID = "id:"
"""What the key of an entity that the authority names or points to begins with; its id follows."""


@dataclass(frozen=True, slots=True)
class Group:
    """A local chain: one link that the linker within an article gave. `day` is the article's date as a proleptic ordinal."""

    article: str
    day: int | None
    link: Link


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a group is in the archive.

    `key` names the entity within `type`: `id:` and an id where the authority names it; "" where the group is to be shown nowhere.
    `type` differs from the link's where the authority retypes the name. `name` is the entity's name where the article's own form is
    not one of it: the authority's name, the full name of a bare surname's person; None where the article's form stands.
    `reason` is a code of docs/entities.md, `detail` a sentence for people.
    """

    article: str
    type: EntityType
    local_key: str
    key: str
    name: str | None
    resolved: bool
    reason: str
    detail: str


def block(link: Link) -> str:
    """The block of a link: what must be resolved together. Links of equal (type, key) have equal blocks.

    People of one surname, in any of its spellings, are one block; else each (type, key) is its own.
    """
    if link.type is not EntityType.PERSON:
        return f"{link.type}:{link.key}"
    bare = link.key.removeprefix(SURNAME)
    return f"{link.type}:{spelling(bare) if bare != link.key else surname_in(link.key)}"


def resolve(groups: Sequence[Group], authority: Authority) -> list[Resolution]:
    """The resolution of each group, in the order of `groups`; all groups of each block must be there.

    Pure. What a group becomes depends neither on the order of the groups nor on the other blocks that are there. Linear in the number
    of groups but for one sort; asking for many blocks at once is the cheap way.
    """
    lookup = lookup_of(authority)
    blocks: dict[str, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        blocks[block(group.link)].append(position)
    found: dict[int, Resolution] = {}
    for positions in blocks.values():
        found.update(zip(positions, _Block([groups[at] for at in positions], lookup).resolutions(), strict=True))
    return [found[position] for position in range(len(groups))]


class _Block:
    """The groups that are resolved together, and what each is by the rules that have been asked so far."""

    def __init__(self, groups: Sequence[Group], lookup: Lookup) -> None:
        self._groups = groups
        self._lookup = lookup
        self._found: dict[int, Resolution] = {}

    def resolutions(self) -> list[Resolution]:
        """Ask the rules in the order of their precedence."""
        self._assigned()
        for at in self._open():
            self._decided(at)
        self._full_names()
        self._merged()
        self._surnames()
        self._merged()
        hidden = self._hidden()
        return [self._shown(self._found[at], hidden) for at in range(len(self._groups))]

    def _open(self) -> list[int]:
        return [at for at in range(len(self._groups)) if at not in self._found]

    def _put(self, at: int, key: str, reason: str, detail: str, name: str | None = None, type: EntityType | None = None) -> None:
        group = self._groups[at]
        resolved = bool(key) and (group.link.resolved or key != group.link.key)
        self._found[at] = Resolution(group.article, type or group.link.type, group.link.key, key, name, resolved, reason, detail)

    def _put_id(self, at: int, id: str, reason: str, detail: str, type: EntityType | None = None) -> None:
        """The group is the entity `id`, or what that was merged into. An id that the authority only points to lends its words as a name."""
        id = self._lookup.authority.survivor(id)
        known = self._lookup.known.get(id)
        words = id.replace("-", " ").title() if is_bare(self._groups[at].link) else None
        self._put(at, ID + id, reason, detail, known.name if known else words, known.type if known else type)

    # ------------------------------------------------------------ what the authority says of one name

    def _assigned(self) -> None:
        """The names that the authority assigns in one article: the very form, else the one group that it is short for."""
        inside: dict[str, list[int]] = defaultdict(list)
        for at, group in enumerate(self._groups):
            if group.article in self._lookup.assigned:
                inside[group.article].append(at)
        for article, positions in inside.items():
            for row in self._lookup.assigned[article]:
                links = {at: self._groups[at].link for at in positions}
                exact = [at for at, link in links.items() if form_of(link.type, name_of(link)) == form_of(link.type, row.surface)]
                longer = [at for at, link in links.items() if _is_full_person(link) and explains(link.name, row.surface)]
                for at in exact or (longer if len(longer) == 1 else ()):
                    self._put_id(at, row.to, "assigned", f"the authority assigns {row.surface} in this article")

    def _decided(self, at: int) -> None:
        """What the authority says of this name wherever it stands: nothing of the kind, of another type, or an entity it names."""
        group, name = self._groups[at], name_of(self._groups[at].link)
        type = group.link.type
        if type is EntityType.COUNTRY:
            self._put(at, group.link.key, "own-name", "a country has one code")
            return
        if (type, form_of(type, name)) in self._lookup.stopped:
            self._put(at, "", "stopped", f"the authority says that {name} is no {type}")
            return
        retyped = self._lookup.retyped.get((type, form_of(type, name)), type)
        id = self._lookup.by_name(retyped, name, _year(group.day))
        if id is not None:
            self._put_id(at, id, "authority-name", f"{name} is a name of {id} in the authority", retyped)
        elif retyped is not type:
            self._put(at, _key_as(retyped, name), "retyped", f"the authority says that {name} is of type {retyped}", None, retyped)
        elif _is_full_person(group.link) and (id := self._lookup.by_key(name)) is not None:
            self._put_id(at, id, "authority-spelling", f"{name} is a spelling of a name of {id} in the authority")

    # ------------------------------------------------------------ names that stand for themselves

    def _full_names(self) -> None:
        """Equal keys meet, but for initials that differ and for names that the authority keeps apart. Bare surnames wait."""
        by_key: dict[str, list[int]] = defaultdict(list)
        for at in self._open():
            if not is_bare(self._groups[at].link):
                by_key[self._groups[at].link.key].append(at)
        for key, positions in by_key.items():
            links = [self._groups[at].link for at in positions]
            if links[0].type is not EntityType.PERSON:
                for at in positions:
                    self._put(at, key, "own-name", "its own name; equal names are one")
                continue
            usual = _usual_initial((self._groups[at].article, initials(link.name)) for at, link in zip(positions, links, strict=True))
            for at, link in zip(positions, links, strict=True):
                self._full_name(at, link, usual)

    def _full_name(self, at: int, link: Link, usual: str) -> None:
        letters = initials(link.name)
        if self._lookup.stays_apart(link.name):
            self._put(at, f"{link.key} = {slug(link.name)}", "kept-apart", f"the authority keeps {link.name} apart from names alike")
        elif len(core(link.name)) == 1 and letters:
            self._put(at, f"{link.key} = {' '.join(letters)}", "initials", "initials and a surname: equal ones are one person")
        elif letters and letters[0] != usual:
            self._put(at, f"{link.key} = {letters[0]}", "initials", f"another initial than {usual.upper() or 'any'} is another person")
        else:
            self._put(at, link.key, "own-name", "named in full; spellings of one name are one person")

    # ------------------------------------------------------------ bare surnames

    def _surnames(self) -> None:
        """Each surname that no full name in its article explains: who it is by the authority's years, or by the articles near."""
        waiting = self._open()
        if waiting:
            evidence = Evidence(
                Sighting(self._groups[at].article, self._groups[at].day, each.key, self._groups[at].link.name)
                for at, each in self._found.items()
                if each.key and _is_full_person(self._groups[at].link) and each.type is EntityType.PERSON
            )
            for at in waiting:
                self._surname(at, evidence)

    def _surname(self, at: int, evidence: Evidence) -> None:
        group = self._groups[at]
        word, shown = group.link.key.removeprefix(SURNAME), name_of(group.link)
        default = self._lookup.by_surname(word, _year(group.day))
        weight = evidence.weigh(word, group.day)
        own = evidence.people_in(group.article, word)
        if default is not None and (not default.shipped or weight is None or not weight.outweighs(ID + default.id)):
            years = default.surname_default
            self._put_id(at, default.id, "surname-default", f"{shown} alone is {default.name}, {years}, by the authority")
        elif weight is None:
            self._put(at, group.link.key, "surname-unknown", f"no article near in time names anybody called {shown} in full")
        elif len(own) > 1 or not weight.clear:
            people = max(len(own), weight.people)
            detail = f"{people} people are called {shown}{weight.when}: the first has {weight.articles} of {weight.total} articles"
            self._put(at, group.link.key, "surname-rivals", detail)
        else:
            name = self._name(weight.key) or evidence.name(weight.key)
            detail = f"{shown} in {weight.articles} of {weight.total} articles with that surname{weight.when} is {name}"
            self._put(at, weight.key, "surname-share", detail, name)

    def _name(self, key: str) -> str | None:
        known = self._lookup.known.get(key.removeprefix(ID)) if key.startswith(ID) else None
        return known.name if known else None

    # ------------------------------------------------------------ whole values

    def _slugs(self) -> dict[tuple[EntityType, str], set[str]]:
        """The slugs of the names that each value goes by; a bare surname that was joined is no name of the person."""
        slugs: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
        for at, each in self._found.items():
            link = self._groups[at].link
            if each.key == link.key or not is_bare(link):
                slugs[each.type, each.key].add(slug(link.name))
        return slugs

    def _merged(self) -> None:
        """Values that the authority has merged into others: it gives their ids, which are slugs of names they go by."""
        merged = self._lookup.authority.merged
        if not merged:
            return
        into = {value: min(wanted) for value, slugs in self._slugs().items() if value[1] and (wanted := slugs & merged.keys())}
        for at, each in list(self._found.items()):
            id = into.get((each.type, each.key))
            if id is not None and not each.key.startswith(ID):
                self._put_id(at, id, "merged", f"the authority has merged {id} into {self._lookup.authority.survivor(id)}")

    def _hidden(self) -> set[tuple[EntityType, str]]:
        """The values that the authority hides."""
        wanted = self._lookup.hidden
        if not wanted:
            return set()
        return {value for value, slugs in self._slugs().items() if slugs & wanted or value[1].removeprefix(ID) in wanted}

    def _shown(self, found: Resolution, hidden: set[tuple[EntityType, str]]) -> Resolution:
        if found.key and (found.type, found.key) in hidden:
            return replace(found, key="", name=None, resolved=False, reason="hidden", detail="the authority hides this value")
        return found


def is_bare(link: Link) -> bool:
    """Whether a link is a bare surname that no full name in its article explains."""
    return link.type is EntityType.PERSON and link.key.startswith(SURNAME)


def name_of(link: Link) -> str:
    """The name of a link as its article has it."""
    return link.name.removesuffix(SURNAME_ONLY)


def _is_full_person(link: Link) -> bool:
    return link.type is EntityType.PERSON and not is_bare(link)


def _year(day: int | None) -> int | None:
    return None if day is None else dt.date.fromordinal(day).year


def _key_as(type: EntityType, name: str) -> str:
    """The local key that a name has as another type."""
    if type is EntityType.PERSON:
        return person_key(name)
    return organisation_key(name) if type is EntityType.ORGANISATION else fold_text(name)


def _usual_initial(found: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """The first initial of nearly all articles with one; "" where none prevails."""
    counts = Counter(letter for _, letter in {(article, letters[0]) for article, letters in found if letters})
    letter, articles = min(counts.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return letter if articles and articles >= SHARE * counts.total() else ""
