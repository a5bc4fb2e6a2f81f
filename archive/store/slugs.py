"""Entity ids: the slug of a name, and the first one that is free."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from archive.model import EntityType
from archive.schema import NONE
from archive.text import words

_LONGEST = 60


def slug(name: str) -> str:
    """The folded words of `name` in lower-case ASCII letters and digits, joined by hyphens; "" where it has none of them."""
    plain = (re.sub("[^a-z0-9]", "", word) for word in words(name))
    joined = "-".join(word for word in plain if word)
    return joined if len(joined) <= _LONGEST else joined[: _LONGEST + 1].rpartition("-")[0] or joined[:_LONGEST]


def mint(type: EntityType, key: str, name: str, taken: Callable[[str], bool]) -> str:
    """A new id for the entity (type, key) that is first met as `name`: a country's key itself, else a slug that is free.

    A name without Latin letters gives `person-1a2b`: guessing at a transliteration would outlive the guess.
    """
    if type is EntityType.COUNTRY:
        return key
    wanted = slug(name)
    if not wanted or wanted == NONE:
        wanted = f"{type.value}-{hashlib.sha256(key.encode()).hexdigest()[:4]}"
    id, suffix = wanted, 1
    while taken(id):
        suffix += 1
        id = f"{wanted}-{suffix}"
    return id
