"""Why a name in an article belongs to whom it does: the chain of reasons, from the mention to the line of the authority file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.applying import applied_authority
from archive.core import Archive
from archive.entities.decided import REASON, written
from archive.entities.resolve import name_of
from archive.errors import NotFound
from archive.labels import Labels
from archive.model import Entity, EntityType, Link, Mention
from archive.store import Grounds, Reasoned
from archive.text import fold_text, slug
from archive.yamlfile import YamlError, parse_document

__all__ = ["Explanation", "Grounds", "decided", "decided_country", "explain", "explain_all", "hidden"]

SHIPPED = "the names that come with the program"

Lines = tuple[tuple[str, str], ...]
"""Lines of the authority file, each as (place, text)."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One chain of an article: its mentions, what joined them, whose they are over all articles and why, and who decided so.

    `entity` is "" where it is nobody's, `label` what it is called. `lines` are those of the authority file that speak of it, each as
    (place, text).
    """

    mentions: tuple[Mention, ...]
    local: Link
    type: str
    entity: str
    label: str
    resolved: bool
    why: str | None
    detail: str | None
    lines: tuple[tuple[str, str], ...]

    @property
    def surface(self) -> str:
        """What the chain is called where it is assigned to somebody."""
        return name_of(self.local)


def explain(archive: Archive, surface: str, article: str) -> list[Explanation]:
    """Whom an article means by `surface`, one explanation for each chain that it may be part of. Raises NotFound."""
    if archive.store.get(article) is None:
        raise NotFound(f"there is no article {article!r}")
    mentions = archive.store.mentions(article)
    reasons = archive.store.reasons(article)
    wanted = fold_text(surface)

    def called(each: Reasoned, exactly: bool) -> bool:
        names = {fold_text(name) for name in (each.link.name, *(mentions[at].surface for at in each.link.mentions))}
        return wanted in names if exactly else any(f" {wanted} " in f" {name} " or f" {name} " in f" {wanted} " for name in names)

    found = [each for each in reasons if called(each, True)] or [each for each in reasons if wanted and called(each, False)]
    if not found:
        raise NotFound(f"nothing that article {article} names is called {surface!r}", _why_nothing(archive, surface, article))
    return _explained(archive, found, mentions)


def explain_all(archive: Archive, article: str) -> list[Explanation]:
    """Everything that an article names, in its order. Raises NotFound."""
    return _explained(archive, archive.store.reasons(article), archive.store.mentions(article))


def _explained(archive: Archive, found: list[Reasoned], mentions: list[Mention]) -> list[Explanation]:
    labels = Labels(archive.store)
    called = {
        (type, id): value.label
        for type in EntityType
        for id, value in labels.of(type.value, [each.entity for each in found if each.type is type and each.entity]).items()
    }
    return [_explanation(archive, each, mentions, called.get((each.type, each.entity), "")) for each in found]


def _explanation(archive: Archive, each: Reasoned, mentions: list[Mention], label: str) -> Explanation:
    return Explanation(
        mentions=tuple(mentions[at] for at in each.link.mentions),
        local=each.link,
        type=each.type.value,
        entity=each.entity,
        label=label,
        resolved=each.resolved,
        why=each.why,
        detail=each.detail,
        lines=_lines(archive, each, mentions),
    )


def _why_nothing(archive: Archive, surface: str, article: str) -> str:
    """That the authority has no country be seen in the name, or where the names are listed."""
    ignored = [name for name in applied_authority(archive.store).countries.ignore if fold_text(surface) in fold_text(name)]
    for line, text in _at(archive, ignored):
        return f"The authority file says that no country is to be seen there: {line}  {text}"
    return f"archive show {article} lists what it names."


def _lines(archive: Archive, each: Reasoned, mentions: Sequence[Mention]) -> Lines:
    """The lines of the applied authority that have the entity's id, or a name of the chain; of a country, its aliases in the article."""
    if each.type is not EntityType.COUNTRY:
        return decided(archive, each.entity, each.link.name)
    said = {written(mentions[at].surface).lower() for at in each.link.mentions if mentions[at].reason == REASON}
    aliases = applied_authority(archive.store).countries.aliases if said else {}
    return _at(archive, [name for name in aliases if written(name).lower() in said])


def decided(archive: Archive, *names: str) -> Lines:
    """The lines of the applied authority that have one of these ids or names; of the shipped file, which has no lines here, the names."""
    if lines := _at(archive, names):
        return lines
    known = {known.id: known for known in applied_authority(archive.store).entities}
    return tuple((SHIPPED, ", ".join(known[name].names)) for name in names if name in known)


def hidden(archive: Archive, entity: Entity) -> bool:
    """Whether the applied authority hides an entity, by its id or its name."""
    return not {entity.id, slug(entity.name)}.isdisjoint(slug(item) for item in applied_authority(archive.store).hide)


def decided_country(archive: Archive, code: str) -> Lines:
    """The lines of the applied authority that say which names mean a country."""
    return _at(archive, [name for name, each in applied_authority(archive.store).countries.aliases.items() if each == code])


def _at(archive: Archive, wanted: Iterable[str]) -> Lines:
    """The lines of the applied authority that have something that is one of `wanted`."""
    applied = archive.store.applied()
    text = applied[1] if applied else ""
    rows = text.splitlines()
    lines = sorted({line for name in wanted for line in lines_with(text, name)})
    return tuple((f"{archive.config.entities.authority}:{line}", rows[line - 1].strip()) for line in lines)


def lines_with(text: str, item: str) -> tuple[int, ...]:
    """The lines of the text of an authority file in which `item` stands as a key or a value; none for "", and for text that is no YAML."""
    return _places(text).get(item, ()) if item else ()


@lru_cache(maxsize=4)
def _places(text: str) -> Mapping[str, tuple[int, ...]]:
    """For everything that stands in the file as a key or a value its lines; of what is in an item of a list, the item's first line."""
    try:
        document = parse_document(text)
    except YamlError:
        return {}
    found: dict[str, list[int]] = defaultdict(list)

    def walk(value: object, path: tuple[str | int, ...], item: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                if line := document.line((*path, key)):
                    found[str(key)].append(line)
                walk(part, (*path, key), item)
        elif isinstance(value, list):
            for number, part in enumerate(value):
                walk(part, (*path, number), item or (*path, number))
        elif line := document.line(item or path):
            found[str(value)].append(line)

    walk(document.value, (), ())
    return {name: tuple(lines) for name, lines in found.items()}
