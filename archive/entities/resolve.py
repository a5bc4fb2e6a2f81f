"""Linking across articles: which entity each local chain of mentions is of, as a pure function of the chains and the authority."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.entities.decisions import Authority, form_of
from archive.entities.evidence import SHARE, Evidence, Sighting, Weight
from archive.entities.groups import ID, SURNAME, Group, Resolution, block, is_bare, is_full, is_short, key_as, name_of, year_of
from archive.entities.lookup import Lookup, lookup_of
from archive.entities.noise import REASON as NOISE
from archive.entities.people import core, explains, initials
from archive.entities.titles import REGNAL
from archive.model import EntityType, Link
from archive.text import slug

__all__ = ["ID", "SURNAME", "VERSION", "Group", "Resolution", "block", "is_bare", "name_of", "resolve"]

VERSION = "across-4"
"""Changes whenever the same groups could be resolved otherwise; part of the fingerprint of links."""


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
        for at in self._open():
            if self._groups[at].link.reason == NOISE:
                self._put(at, "", "noise", "a name in a text of noise, which neither the lists nor the authority have")
        self._full_names()
        self._pointed()
        self._short_names()
        self._surnames()
        self._pointed()
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
                longer = [at for at, link in links.items() if is_full(link) and explains(link.name, row.surface)]
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
        id = self._lookup.by_name(retyped, name, year_of(group.day))
        if id is not None:
            self._put_id(at, id, "authority-name", f"{name} is a name of {id} in the authority", retyped)
        elif retyped is not type:
            self._put(at, key_as(retyped, name), "retyped", f"the authority says that {name} is of type {retyped}", None, retyped)
        elif is_full(group.link) and (id := self._lookup.by_key(name)) is not None:
            self._put_id(at, id, "authority-spelling", f"{name} is a spelling of a name of {id} in the authority")

    # ------------------------------------------------------------ names that stand for themselves

    def _full_names(self) -> None:
        """Equal keys meet, but for initials that differ and for names that the authority keeps apart. Short forms wait."""
        by_key: dict[str, list[int]] = defaultdict(list)
        for at in self._open():
            if not is_bare(self._groups[at].link) and not is_short(self._groups[at].link):
                by_key[self._groups[at].link.key].append(at)
        for positions in by_key.values():
            links = [self._groups[at].link for at in positions]
            if links[0].type is not EntityType.PERSON:
                self._own_names(positions)
                continue
            usual = _usual_initial((self._groups[at].article, initials(link.name)) for at, link in zip(positions, links, strict=True))
            for at, link in zip(positions, links, strict=True):
                self._full_name(at, link, usual)

    def _own_names(self, positions: Sequence[int]) -> None:
        """Organisations and places of one key: one, but for names that the authority keeps apart."""
        names = {self._groups[at].link.name for at in positions}
        for at in positions:
            link = self._groups[at].link
            if self._lookup.apart((link.name,), names - {link.name}):
                self._put(at, f"{link.key} = {slug(link.name)}", "kept-apart", f"the authority keeps {link.name} apart from names alike")
            else:
                self._put(at, link.key, "own-name", "its own name; equal names are one")

    def _full_name(self, at: int, link: Link, usual: str) -> None:
        letters = initials(link.name)
        if self._lookup.stays_apart(link.name):
            self._put(at, f"{link.key} = {slug(link.name)}", "kept-apart", f"the authority keeps {link.name} apart from names alike")
        elif letters and letters[0] != usual:
            self._put(at, f"{link.key} = {letters[0]}", "initials", f"another initial than {usual.upper() or 'any'} is another person")
        else:
            self._put(at, link.key, "own-name", "named in full; spellings of one name are one person")

    # ------------------------------------------------------------ bare surnames

    def _evidence(self) -> Evidence:
        """The people named in full. Popes and kings are never called by a surname; an assignment says nothing of other articles."""
        return Evidence(
            Sighting(group.article, group.day, each.key, (each.name if is_short(group.link) else None) or group.link.name)
            for at, each in self._found.items()
            if is_full((group := self._groups[at]).link) and each.key and each.type is EntityType.PERSON
            if core(group.link.name)[0] not in REGNAL and each.reason != "assigned"
        )

    def _short_names(self) -> None:
        """J.K. Rowling, Van Hollen, Peña Nieto: the person near in time whom they are short for; else they stand for themselves.

        Initials are many people's: only an article of the same or the next day explains them."""
        waiting = [at for at in self._open() if is_short(self._groups[at].link)]
        evidence = self._evidence() if waiting else Evidence(())
        for at in waiting:
            link, day = self._groups[at].link, self._groups[at].day
            letters = initials(link.name)
            weight = evidence.weigh(link.name, day)
            clear = weight is not None and weight.clear and (weight.near or not letters) and weight.key != link.key
            if weight is not None and clear and not self._lookup.stays_apart(link.name):
                detail = f"{link.name} in {weight.articles} of {weight.total} articles with such a name{weight.when} is "
                self._join(at, weight.key, "short-name", detail, evidence)
            elif letters:
                self._put(at, f"{link.key} = {' '.join(letters)}", "initials", "no full name near in time explains these initials")
            else:
                self._full_name(at, link, "")

    def _surnames(self) -> None:
        """Each surname that no full name in its article explains: who it is by the authority's years, or by the articles near."""
        waiting = self._open()
        evidence = self._evidence() if waiting else Evidence(())
        for at in waiting:
            self._surname(at, evidence)

    def _surname(self, at: int, evidence: Evidence) -> None:
        group = self._groups[at]
        word, shown = group.link.key.removeprefix(SURNAME), name_of(group.link)
        default = self._lookup.by_surname(word, year_of(group.day))
        weight = evidence.weigh(word, group.day)
        own = evidence.people_in(group.article, word)
        apart = own if group.link.reason == "title-apart" else frozenset[str]()
        if default is not None and ID + default.id in apart:
            default = None
        if default is not None and (not default.shipped or weight is None or not weight.outweighs(ID + default.id)):
            years = default.surname_default
            self._put_id(at, default.id, "surname-default", f"{shown} alone is {default.name}, {years}, by the authority")
        elif weight is None:
            self._put(at, group.link.key, "surname-unknown", f"no article near in time names anybody called {shown} in full")
        elif weight.key in apart:
            self._put(at, group.link.key, "title-apart", f"its title fits nobody called {shown} whom the article names in full")
        elif len(own) > max(1, len(apart)) or not weight.clear:
            self._put(at, group.link.key, "surname-rivals" if weight.people > 1 else "surname-rare", _undecided(shown, weight))
        else:
            detail = f"{shown} in {weight.articles} of {weight.total} articles with that surname{weight.when} is "
            self._join(at, weight.key, "surname-share", detail, evidence)

    def _join(self, at: int, key: str, reason: str, detail: str, evidence: Evidence) -> None:
        name = self._name(key) or evidence.name(key)
        self._put(at, key, reason, detail + name, name)

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

    def _pointed(self) -> None:
        """Values that the authority points to by an id, or has merged into another: their ids are slugs of names they go by."""
        lookup = self._lookup
        if not lookup.pointed:
            return
        into = {
            value: min(wanted)
            for value, slugs in self._slugs().items()
            if value[1] and not value[1].startswith(ID) and (wanted := {id for id in slugs & lookup.pointed if lookup.fits(id, value[0])})
        }
        for at, each in list(self._found.items()):
            id = into.get((each.type, each.key))
            survivor = lookup.authority.survivor(id) if id else ""
            if id is not None and survivor != id:
                self._put_id(at, id, "merged", f"the authority has merged {id} into {survivor}", each.type)
            elif id is not None:
                self._put_id(at, id, "authority-name", f"the authority speaks of this value as {id}", each.type)

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


def _undecided(shown: str, weight: Weight) -> str:
    """Why a surname stays a surname."""
    if weight.people > 1:
        return f"{weight.people} people are called {shown}{weight.when}: the first has {weight.articles} of {weight.total} articles"
    return f"only one article names anybody called {shown} in full{weight.when}, and it is not near enough in time"


def _usual_initial(found: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """The first initial of nearly all articles with one; "" where none prevails."""
    counts = Counter(letter for _, letter in {(article, letters[0]) for article, letters in found if letters})
    letter, articles = min(counts.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return letter if articles and articles >= SHARE * counts.total() else ""
