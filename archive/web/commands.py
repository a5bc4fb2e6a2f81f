"""The commands that would change what a page shows, quoted for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import Entity, EntityType

APPLY = "archive entities apply"
OTHER = {EntityType.PERSON: "somebody else", EntityType.ORGANISATION: "another organisation", EntityType.PLACE: "another place"}


@dataclass(frozen=True, slots=True)
class Command:
    """What a reader may want, and the command that does it. Words in capitals are to be replaced."""

    purpose: str
    line: str


def line(name: str, positional: Sequence[str], options: Sequence[str] = ()) -> str:
    """A command line for a POSIX shell: every word quoted that needs it, and no name taken for an option."""
    ends = ["--"] if any(each.startswith("-") for each in positional) else []
    return shlex.join(["archive", "entities", name, *options, *ends, *positional])


def entity_commands(entity: Entity, typed: bool) -> tuple[Command, ...]:
    """What can be done with an entity everywhere. `typed` says that other entities have its id, so that the type must be told."""
    kind = ("--type", entity.type.value) if typed else ()
    to, or_to = (each.value for each in OTHER if each is not entity.type)
    merge = Command("It is the same as another: make it a part of that one, KEPT", line("merge", [entity.id, "KEPT"], kind))
    hide = Command("It is no name, or of no use: show it nowhere", line("hide", [entity.id], kind))
    if not entity.resolved:
        return merge, hide
    return (
        merge,
        Command("It is called otherwise", line("rename", [entity.id, "NEW NAME"], kind)),
        Command(f"It is no {entity.type}, but of the type {to} (or {or_to})", line("retype", [entity.id, to], kind)),
        Command(f"In some articles it is {OTHER[entity.type]}", line("split", [entity.id, "ARTICLE"], [*kind, "--name", "OTHER NAME"])),
        Command("It is not the same as another, OTHER, which looks alike", line("keep-apart", [entity.id, "OTHER"], kind)),
        hide,
    )


def mention_commands(article: str, surface: str, entity: Entity | None) -> tuple[Command, ...]:
    """What can be done with a name in one article."""
    found = [Command(f"“{surface}” is another one, ID, in this article", line("assign", [article, surface, "ID"]))]
    if entity is not None and entity.resolved:
        new = line("split", [entity.id, article], ["--name", "NEW NAME"])
        found.append(Command("It is one that the archive does not have yet", new))
    found.append(Command("All that is known of it", line("explain", [surface], ["--article", article])))
    return tuple(found)


def country_commands(code: str, surface: str) -> tuple[Command, ...]:
    """What can be done with the names that mean a country."""
    return (
        Command(f"“{surface}” means no country", line("country", [surface, "none"])),
        Command(f"“{surface}” means another country, CODE", line("country", [surface, "CODE"])),
        Command(f"Another name, OTHER NAME, means {code}", line("country", ["OTHER NAME", code])),
    )
