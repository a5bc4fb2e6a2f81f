"""What people have decided on names, as frozen data: the authority, read or not."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.entities.organisations import organisation_key
from archive.entities.people import form
from archive.model import EntityType
from archive.text import fold_text

OPEN_END = 9999
"""The last year of a surname default that goes on."""


@dataclass(frozen=True, slots=True)
class Span:
    """Years, both included. One that goes on ends with OPEN_END."""

    first: int
    last: int = OPEN_END

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __str__(self) -> str:
        return f"since {self.first}" if self.last == OPEN_END else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Known:
    """An entity that the authority names.

    `surname_default` are the years in which the surname alone means this person; for a one-word name, those in which the name does.
    `shipped` is True for one of the file that comes with the program: its surname default yields to what the archive's articles say.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    surname_default: Span | None = None
    shipped: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Assignment:
    """In one article (its public id), what is named `surface` is the entity with the id `to`."""

    article: str
    surface: str
    to: str


@dataclass(frozen=True, slots=True)
class CountryNames:
    """Names that mean a country (name to code), and names in which no country is to be seen."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """The decisions of one authority file, or of two combined.

    `never_merge`: groups of ids or names that stay apart. `hide`: ids or names of values that are shown nowhere. `merged`: from the id
    of a value to the id that it became. `stop`: names that are nothing of this type. `retype`: names and their type.
    `fingerprint` changes whenever any decision does.
    """

    entities: tuple[Known, ...] = ()
    never_merge: tuple[tuple[str, ...], ...] = ()
    assign: tuple[Assignment, ...] = ()
    hide: tuple[str, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    stop: Mapping[EntityType, tuple[str, ...]] = field(default_factory=dict)
    retype: Mapping[str, EntityType] = field(default_factory=dict)
    countries: CountryNames = CountryNames()
    fingerprint: str = field(init=False, compare=False, default="")

    def __post_init__(self) -> None:
        plain = json.dumps(dataclasses.asdict(self), sort_keys=True)
        object.__setattr__(self, "fingerprint", hashlib.sha256(plain.encode()).hexdigest()[:12])

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def survivor(self, id: str) -> str:
        """The id that `id` became by all merges; itself where it was never merged."""
        seen = {id}
        while (following := self.merged.get(id)) is not None and following not in seen:
            id = following
            seen.add(id)
        return id


EMPTY = Authority()


def form_of(type: EntityType, name: str) -> str:
    """A name as it is compared whole with others of its type: without case, accents, titles and articles."""
    if type is EntityType.PERSON:
        return form(name)
    return organisation_key(name) if type is EntityType.ORGANISATION else fold_text(name)
