"""The views that show why names belong, what may be one, and what waits to be applied; nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from archive.decisions import DECIDABLE
from archive.duplicates import Suggestion, suggestions
from archive.errors import NotFound, ParameterError
from archive.explaining import decided, decided_country, explain_all, hidden
from archive.model import Entity, EntityType
from archive.undoing import remembered
from archive.web.commands import Command, country_commands, entity_commands, line
from archive.web.door import door, fresh_by_content
from archive.web.grounds import Ground, ground
from archive.web.hits import Link
from archive.web.naming import Names
from archive.web.urls import reject_unknown
from archive.web.wording import sentence

blueprint = Blueprint("corrections", __name__)

PAIRS = 30
"""Likely duplicates on a page."""
MOST_PAIRS = 5_000


@dataclass(frozen=True, slots=True)
class Notice:
    """That the authority file says more than what is shown; `fault` is what is wrong with it."""

    fault: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why an entity is in its articles, who decided so, and how to change it; `hidden` says that people want it shown nowhere."""

    grounds: tuple[Ground, ...]
    lines: tuple[tuple[str, str], ...]
    commands: tuple[Command, ...]
    country: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair that may be the same, with its articles and years in words."""

    id: str
    name: str
    href: str
    seen: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be the same, with what speaks for and against it. `merge` is where the page can make them one, None where it cannot."""

    keep: Side
    other: Side
    evidence: str
    commands: tuple[Command, ...]
    merge: str | None


def surroundings() -> dict[str, object]:
    """What every template may ask for: whether pages edit, the token of their forms, what waits to be applied, and a fault of the index."""
    guard = door().guard

    def token() -> str:
        return guard.token() if guard else ""

    notice: Callable[[], Notice | None] = _notice
    return {"editing": door().editing, "token": token, "notice": notice, "older": door().older}


def _notice() -> Notice | None:
    """What waits in the authority file, at the cost of looking at its size and times. Readers of a page are not told where the file is."""
    authority = door().archive.authority
    if not authority.pending() or (not authority.fingerprint() and not authority.path.exists()):
        return None
    fault = authority.fault()
    if fault is None:
        return Notice(None)
    first = fault.message.splitlines()[0]
    return Notice(f"{first.replace(str(authority.path), authority.path.name).rstrip('.')}.")


def why(type: EntityType, entity: Entity) -> Why:
    """Why an entity is in its articles, and the commands that would change it."""
    archive, addresses = door().archive, door().addresses
    found = archive.store.grounds(type, entity.id)
    country = type is EntityType.COUNTRY
    typed = len(archive.store.types_of(entity.id)) > 1
    asked = f"{type}:{entity.id}"
    return Why(
        grounds=tuple(ground(each, addresses.names(each.example, entity=asked), country) for each in found),
        lines=decided_country(archive, entity.id) if country else decided(archive, entity.id, entity.name),
        commands=country_commands(entity.id, entity.name) if country else entity_commands(entity, typed),
        country=country,
        hidden=not found and hidden(archive, entity),
    )


@blueprint.get("/names/<path:id>")
@fresh_by_content
def names(id: str) -> str:
    """The names of an article, whom each means and why; the address says which one is asked about."""
    reject_unknown(request.args, ("entity", "mention"))
    article = door().archive.store.get(id)
    if article is None:
        raise NotFound(f"there is no article “{id}”")
    found = Names(door().addresses, article, explain_all(door().archive, id), door().editing)
    return render_template("names.html", page=found.page(request.args.get("entity", ""), request.args.get("mention", "")))


@blueprint.get("/duplicates/<kind>")
@fresh_by_content
def duplicates(kind: str) -> str:
    """Likely duplicates of a type in the order of `suggestions`, with what is known of each. `done` is a decision just made."""
    reject_unknown(request.args, ("offset", "done"))
    type = decidable(kind)
    archive, addresses, offset = door().archive, door().addresses, _offset(request.args.get("offset", ""))
    found = suggestions(archive, type, offset + PAIRS + 1)[offset:]
    done = request.args.get("done", "")
    return render_template(
        "duplicates.html",
        kind=type.value,
        kinds=[
            Link(f"{each.value}s".capitalize().replace("Persons", "People"), addresses.duplicates(each), current=each is type)
            for each in DECIDABLE
        ],
        pairs=[_pair(type, each) for each in found[:PAIRS]],
        previous=addresses.duplicates(type, max(0, offset - PAIRS)) if offset else None,
        next=addresses.duplicates(type, offset + PAIRS) if len(found) > PAIRS else None,
        offset=offset,
        done=remembered(archive, done) if done and door().editing else None,
    )


def decidable(kind: str) -> EntityType:
    """The type of an address on which people decide. Raises NotFound."""
    if kind not in [each.value for each in DECIDABLE]:
        raise NotFound(f"“{kind}” is nothing that people decide on", "person, organisation and place are.")
    return EntityType(kind)


def _offset(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text) <= MOST_PAIRS):
        raise ParameterError(f"offset={text[:60]} cannot be read", None, "offset", text, f"a whole number from 0 to {MOST_PAIRS}")
    return int(text or 0)


def _pair(type: EntityType, found: Suggestion) -> Pair:
    other, keep = (_side(type, id, seen) for id, seen in zip((found.other, found.keep), found.seen, strict=True))
    return Pair(
        keep=keep,
        other=other,
        evidence=sentence(f"they {'; '.join(found.reasons)}"),
        commands=(
            Command("They are the same", line("merge", [found.other, found.keep])),
            Command("They are not", line("keep-apart", [found.other, found.keep])),
        ),
        merge=door().addresses.correct(type, found.other, "merge", into=found.keep, back="duplicates") if door().editing else None,
    )


def _side(type: EntityType, id: str, seen: str) -> Side:
    entity = door().archive.store.entity(type, id)
    assert entity is not None
    return Side(id, entity.name, door().addresses.entity(type, id), seen)
