"""Entity ids: the slug of a name, and the first one that is free."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from archive.model import EntityType
from archive.schema import NONE
from archive.text import slug


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
