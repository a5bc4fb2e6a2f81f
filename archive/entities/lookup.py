"""The authority as the resolver asks it: by form, by id, by key of a person, by surname and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache

from archive.entities.decisions import Assignment, Authority, Known, form_of
from archive.entities.people import core, family_first, initials, person_key, spelling, surnames
from archive.entities.titles import REGNAL
from archive.model import EntityType
from archive.text import slug

LONG = 5
"""From this many letters on, two surnames that are spelt differently and transliterate alike are taken for one."""


class Lookup:
    """Indexes over one authority. Made by `lookup_of`, which keeps the last few."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.known = {each.id: each for each in authority.entities}
        self.hidden = {slug(each) for each in authority.hide}
        self.stopped = {(type, form_of(type, name)) for type, names in authority.stop.items() for name in names}
        self.retyped = {(type, form_of(type, name)): to for name, to in authority.retype.items() for type in EntityType}
        self.assigned: dict[str, list[Assignment]] = defaultdict(list)
        for row in authority.assign:
            self.assigned[row.article].append(row)
        self.pointed = {*self.known, *authority.merged, *authority.merged.values(), *(row.to for row in authority.assign)}
        self._forms: dict[tuple[EntityType, str], Known] = {}
        self._keys: dict[str, set[str]] = defaultdict(set)
        self._defaults: dict[str, list[Known]] = defaultdict(list)
        for each in authority.entities:
            self._add(each)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for group in authority.never_merge:
            self._keep_apart(group)

    def _add(self, known: Known) -> None:
        for name in known.names:
            self._forms.setdefault((known.type, form_of(known.type, name)), known)
            if known.type is EntityType.PERSON and len(core(name)) > 1:
                self._keys[_whole_key(name)].add(known.id)
        if known.surname_default is not None:
            for word in {spelling(word) for name in known.names for word in surnames(name)}:
                self._defaults[word].append(known)

    def _keep_apart(self, group: Iterable[str]) -> None:
        """Note for each of a group, by the slugs of its id and its names, the slugs of the others."""
        slugs = [self._slugs(item) for item in group]
        for own in slugs:
            others = {each for other in slugs if other is not own for each in other} - own
            for each in own:
                self._apart[each] |= others

    def _slugs(self, item: str) -> set[str]:
        forms = (self._forms.get((type, form_of(type, item))) for type in EntityType)
        known = self.known.get(slug(item)) or next(filter(None, forms), None)
        return {slug(item)} if known is None else {known.id, *map(slug, known.names)}

    # ------------------------------------------------------------ questions

    @cached_property
    def watched(self) -> set[str]:
        """The slugs by which other articles count for what is no person: a value that has such a name in any of them is decided on as one.

        A known id that is a name of its own entity is none of them: whatever is called so is that entity in each article by itself."""
        named = {known.id for known in self.authority.entities if known.id in map(slug, known.names)}
        return (self.pointed - named) | self.hidden | {*self.authority.merged} | {*self._apart}

    def by_name(self, type: EntityType, name: str, year: int | None) -> str | None:
        """The id whose name or alias this very name is; a one-word name that has years, in those years only."""
        known = self._forms.get((type, form_of(type, name)))
        if known is None or (_limited(known, name) and (year is None or year not in (known.surname_default or ()))):
            return None
        return known.id

    def fits(self, id: str, type: EntityType) -> bool:
        """Whether an id that is pointed to can be of this type."""
        known = self.known.get(self.authority.survivor(id))
        return known is None or known.type is type

    def by_key(self, name: str) -> str | None:
        """The id of the one known person of whose name this full name is a spelling; initials that differ are two people.

        A middle name more than the authority has is no matter, one less is: `James Carter` is not `James Earl Carter`, nor is
        `John Kennedy` `John F. Kennedy` where the authority has no such name of his."""
        key = next((key for key in (_whole_key(name), person_key(name)) if key in self._keys), "")
        ids = self._keys.get(key, set())
        if len(ids) != 1 or len(core(name)) == 1:
            return None
        (id,) = ids
        known = {initials(each)[:1] for each in self.known[id].names if _whole_key(each) == key}
        if id in self._apart.get(slug(name), ()) or (initials(name)[:1] not in known and known != {()}):
            return None
        return id

    def by_surname(self, word: str, year: int | None) -> Known | None:
        """The one person whom the surname alone means in this year."""
        if year is None:
            return None
        found = [
            known
            for known in self._defaults.get(spelling(word), ())
            if known.surname_default is not None and year in known.surname_default and same_surname(word, known.names)
        ]
        return found[0] if len(found) == 1 else None

    def stays_apart(self, name: str) -> bool:
        """Whether this name must stay apart from another one that has the same key."""
        return any(person_key(other.replace("-", " ")) == person_key(name) for other in self._apart.get(slug(name), ()))

    def apart(self, one: Iterable[str], other: Iterable[str]) -> bool:
        """Whether a name or id among `one` must stay apart from one among `other`."""
        wanted = {slug(each) for each in other}
        return any(not wanted.isdisjoint(self._apart.get(slug(each), ())) for each in one)


def _whole_key(name: str) -> str:
    """The spelling of all the words of a name that count, in the order of its `person_key`."""
    words = core(name)
    return person_key(name) if len(words) < 3 or family_first(words) or words[0] in REGNAL else " ".join(map(spelling, words))


def _limited(known: Known, name: str) -> bool:
    """Whether `name` is a one-word name that its years limit; a one-word alias holds always."""
    return known.surname_default is not None and form_of(known.type, name) == form_of(known.type, known.name) and len(core(name)) == 1


def same_surname(word: str, names: Iterable[str]) -> bool:
    """Whether one of `names` has this surname: letter by letter, or where it is long by its spelling."""
    found = {each for name in names for each in surnames(name)}
    return word in found or (len(word) >= LONG and spelling(word) in map(spelling, found))


@lru_cache(maxsize=4)
def lookup_of(authority: Authority) -> Lookup:
    """The lookup of an authority, made once."""
    return Lookup(authority)
