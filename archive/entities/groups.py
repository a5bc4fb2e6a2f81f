"""What is resolved: the local chains of articles, the blocks they fall into, and what they become."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from archive.entities.link import SURNAME_ONLY
from archive.entities.organisations import organisation_key
from archive.entities.people import begins_with_surname, core, initials, parts, person_key, spelling, surname_in
from archive.entities.titles import PARTICLES
from archive.model import EntityType, Link
from archive.text import fold_text

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
    return surname_block(bare) if bare != link.key else f"{EntityType.PERSON}:{surname_in(link.key)}"


def surname_block(surname: str) -> str:
    """The block of all people of a surname, in whichever of its spellings it is given."""
    return f"{EntityType.PERSON}:{spelling(surname)}"


def is_bare(link: Link) -> bool:
    """Whether a link is a bare surname that no full name in its article explains."""
    return link.type is EntityType.PERSON and link.key.startswith(SURNAME)


def is_full(link: Link) -> bool:
    """Whether a link is a person with more than a bare surname."""
    return link.type is EntityType.PERSON and not is_bare(link)


def is_short(link: Link) -> bool:
    """Whether a person is named by no given name in full: J.K. Rowling, Van Hollen, Wasserman Schultz."""
    if not is_full(link):
        return False
    words = parts(link.name)
    particled = len(words) > 1 and PARTICLES.issuperset(words[:-1])
    initialed = len(core(link.name)) == 1 and bool(initials(link.name))
    return particled or initialed or (len(words) == 2 and begins_with_surname(link.name))


def name_of(link: Link) -> str:
    """The name of a link as its article has it."""
    return link.name.removesuffix(SURNAME_ONLY)


def year_of(day: int | None) -> int | None:
    """The year of an ordinal day."""
    return None if day is None else dt.date.fromordinal(day).year


def key_as(type: EntityType, name: str) -> str:
    """The local key that a name has as another type."""
    if type is EntityType.PERSON:
        return person_key(name)
    return organisation_key(name) if type is EntityType.ORGANISATION else fold_text(name)
