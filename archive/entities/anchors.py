"""The full names of an article: which of them are one person, and whom a shorter form means, where that can be told."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from archive.entities.addressed import meant
from archive.entities.nicknames import formal
from archive.entities.people import (
    JUNIOR,
    begins_with_surname,
    core,
    explains,
    is_junior,
    is_short_junior,
    is_slip,
    person_key,
    spelling,
    surname_in,
    surnames,
)

_NEAR = 50
"""How many full names before and after a shorter one of several words are tried: enough for any article, and linear."""


class Meant(NamedTuple):
    """Whom a shorter form means: the position of one of the person's full names, None for nobody.

    `told`: its title kept it from somebody of the name. `rivals`: several of the name come into question.
    """

    anchor: int | None
    told: bool = False
    rivals: bool = False


class _Called(NamedTuple):
    """The positions of the full names that a surname can be short for; `told` as in Meant, `several` people, and whether the first
    of them is the one who is named in full most often (`leads`)."""

    positions: list[int]
    told: bool = False
    several: bool = False
    leads: bool = True


class AnchorIndex:
    """The full names of an article, to find the one that a shorter form means."""

    def __init__(self, anchors: Mapping[int, tuple[str, str, str | None]]) -> None:
        """Of the positions of full names: the key of the person, the name, and the title before it."""
        self._anchors = anchors
        self._by_surname: dict[str, list[int]] = defaultdict(list)
        self._by_given: dict[str, list[int]] = defaultdict(list)
        self._juniors: dict[str, list[int]] = defaultdict(list)
        self._juniors_given: dict[str, list[int]] = defaultdict(list)
        self._junior_of: dict[str, list[int]] = {}
        self._addressed: dict[tuple[str, str | None], _Called] = {}
        self._told: dict[str, tuple[int, int]] = {}
        for at, (_, name, _) in anchors.items():
            for word in dict.fromkeys(map(spelling, surnames(name))):
                self._by_surname[word].append(at)
            given = core(name)[0]
            self._by_given[spelling(given)].append(at)
            if is_junior(name):
                for word in dict.fromkeys(map(spelling, (*surnames(name), given))):
                    self._juniors[word].append(at)
                for word in formal(given):
                    self._juniors_given[word].append(at)

    def meant(self, surface: str, title: str | None, position: int) -> Meant:
        """Whom `surface` at `position` is short for; a surname goes before a given name. To be asked in the order of the positions.

        A surname whose title kept it from somebody goes to another one, or to nobody, and surnames without a title may follow it.
        """
        words = core(surface)
        if is_short_junior(surface):
            return self._junior(words[0], position)
        if len(words) == 1:
            return self._of_surname(spelling(words[0]), title, position)
        near = self._by_surname.get(spelling(words[-1]), [])
        middle = bisect_left(near, position)
        near = near[max(0, middle - _NEAR) : middle + _NEAR]
        return Meant(_nearest([at for at in near if explains(self._anchors[at][1], surface)], position))

    def _junior(self, word: str, position: int) -> Meant:
        """The one junior whose surname, given name or short name (`Don Jr.`) this is; never the senior."""
        if word not in self._junior_of:
            found = self._juniors.get(spelling(word)) or sorted({at for each in formal(word) for at in self._juniors_given.get(each, ())})
            self._junior_of[word] = found if len({self._anchors[at][0] for at in found}) == 1 else []
        return Meant(_nearest(self._junior_of[word], position))

    def _of_surname(self, word: str, title: str | None, position: int) -> Meant:
        """The same of one word.

        Where several have the surname, it means the one who is named first, if that one is also the last before it or named in full
        more often than each other. Of those .95 were right, of as many others read afterwards .97: four in five of all (156 surnames of
        AllSides, 2026-11); of all, the last before it was right for .67, the first for .91. Any other is
        left to the rest of the archive and to people.
        """
        called = self._called(word, title)
        nearest = _nearest(called.positions, position)
        if nearest is None:
            return Meant(None, called.told)
        last, after_title = self._told.get(word), False
        if title is None and last and (nearest > position or last[0] > nearest):
            nearest, after_title = last[1], True
        if called.several:
            first = called.positions[0]
            clear = self._anchors[first][0] == self._anchors[nearest][0] or (called.leads and not after_title)
            return Meant(first if clear else None, called.told, not clear)
        if called.told:
            self._told[word] = position, nearest
        return Meant(nearest, called.told)

    def _called(self, word: str, title: str | None) -> _Called:
        """The full names that one word after a title can be short for. Linear, so remembered."""
        if (word, title) not in self._addressed:
            self._addressed[word, title] = self._fitting(word, title)
        return self._addressed[word, title]

    def _fitting(self, word: str, title: str | None) -> _Called:
        surname = self._by_surname.get(word)
        found = surname or self._by_given.get(word) or []
        people: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
        for at in found:
            key, name, before = self._anchors[at]
            people[key].add((name, before))
        fitting = set(people if title is None else meant(title, people))
        told = len(fitting) < len(people)
        if surname:
            fitting -= {key + JUNIOR for key in fitting}  # whoever means a junior beside the senior says so
        found = [at for at in found if self._anchors[at][0] in fitting]
        often = Counter(self._anchors[at][0] for at in found)
        first = self._given(found[0]) if found else frozenset[str]()
        most = often[self._anchors[found[0]][0]] if found else 0
        others = {self._anchors[at][0] for at in found if self._given(at).isdisjoint(first)}
        return _Called(found, told, bool(surname and others), all(most > often[other] for other in others))

    def _given(self, at: int) -> frozenset[str]:
        """What the given name of a full name may stand for: Steve Bannon is no rival of Stephen Bannon."""
        return formal(core(self._anchors[at][1])[0])


def _nearest(found: Sequence[int], position: int) -> int | None:
    """The last position before this one, else the first after it."""
    before = bisect_left(found, position)
    return found[before - 1] if before else found[0] if found else None


def anchor_keys(names: Sequence[str]) -> dict[str, str]:
    """The key of each full name in an article: a longer form shares the key of the one two-word form that it explains.

    Where the two words are surnames (Wasserman Schultz) it is the other way round: the key is that of the longer form, and a slip of
    the pen in the last of them (Wasserman Schulz) has it too.
    """
    keys = {name: person_key(name) for name in names}
    short = {core(name): name for name in keys if len(core(name)) == 2}
    for name, key in list(keys.items()):
        words = core(name)
        shorter = {short[word, words[-1]] for word in words[:-1] if (word, words[-1]) in short}
        if len(words) > 2 and len(shorter) == 1 and not key.endswith(JUNIOR):
            (other,) = shorter
            if begins_with_surname(other):
                keys[other] = key
            else:
                keys[name] = keys[other]
    longer: dict[str, dict[str, str]] = defaultdict(dict)
    for name, key in keys.items():
        if len(core(name)) > 2:
            longer[core(name)[-2]][core(name)[-1]] = key
    for (first, last), name in short.items():
        if first in longer and last not in longer[first] and begins_with_surname(name):
            slips = {key for full, key in longer[first].items() if is_slip(full, last)}
            if len(slips) == 1:
                keys[name] = slips.pop()
    return keys


def is_slip_of(name: str, key: str) -> bool:
    """Whether a name that `anchor_keys` gave this key has its surname only by a slip."""
    own = person_key(name)
    return own != key and is_slip(surname_in(own), surname_in(key))
