"""Why a name in an article belongs to whom it does: the chain of reasons, from the mention to the line of the authority file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.applying import applied_authority
from archive.core import Archive
from archive.entities.decided import REASON, written
from archive.errors import NotFound
from archive.model import EntityType, Link, Mention
from archive.store import Reasoned
from archive.text import fold_text
from archive.yamlfile import YamlError, parse_document

SHIPPED = "the authority file that comes with the program"


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
    return [_explanation(archive, each, mentions) for each in found]


def _explanation(archive: Archive, each: Reasoned, mentions: list[Mention]) -> Explanation:
    entity = archive.store.entity(each.type, each.entity) if each.entity else None
    return Explanation(
        mentions=tuple(mentions[at] for at in each.link.mentions),
        local=each.link,
        type=each.type.value,
        entity=each.entity,
        label=entity.name if entity else "",
        resolved=each.resolved,
        why=each.why,
        detail=each.detail,
        lines=tuple(_lines(archive, each, mentions)),
    )


def _why_nothing(archive: Archive, surface: str, article: str) -> str:
    """That the authority has no country be seen in the name, or where the names are listed."""
    ignored = [name for name in applied_authority(archive.store).countries.ignore if fold_text(surface) in fold_text(name)]
    for line, text in _at(archive, set(ignored)):
        return f"The authority file says that no country is to be seen there: {line}  {text}"
    return f"archive show {article} lists what it names."


def _lines(archive: Archive, each: Reasoned, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """The lines of the applied authority that have the entity's id, or a name of the chain; of a country, its aliases in the article."""
    authority = applied_authority(archive.store)
    if each.type is EntityType.COUNTRY:
        said = {written(mentions[at].surface).lower() for at in each.link.mentions if mentions[at].reason == REASON}
        yield from _at(archive, {name for name in authority.countries.aliases if written(name).lower() in said})
        return
    found = list(_at(archive, {each.entity, each.link.name} - {""}))
    yield from found
    known = {known.id: known for known in authority.entities}
    if not found and each.entity in known:
        yield SHIPPED, ", ".join(known[each.entity].names)


def _at(archive: Archive, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """The lines of the applied authority that speak of something that is one of `wanted`: place and text."""
    applied = archive.store.applied()
    text = applied[1] if applied else ""
    rows = text.splitlines()
    for line in sorted(set(_places(text, wanted))):
        yield f"{archive.config.entities.authority}:{line}", rows[line - 1].strip()


def _places(text: str, wanted: set[str]) -> Iterator[int]:
    """The lines at which something that is one of `wanted` stands, as a key or a value; of a mapping of several, its first line."""
    try:
        document = parse_document(text)
    except YamlError:
        return

    def walk(value: object, path: tuple[str | int, ...], begin: tuple[str | int, ...]) -> Iterator[int]:
        if isinstance(value, dict):
            for key, part in value.items():
                if key in wanted and (line := document.line((*path, key))):
                    yield line
                yield from walk(part, (*path, key), begin if len(path) > 1 else (*path, key))
        elif isinstance(value, list):
            for number, part in enumerate(value):
                yield from walk(part, (*path, number), begin if len(path) > 1 else (*path, number))
        elif value in wanted and (line := document.line(begin)):
            yield line

    yield from walk(document.value, (), ())
