"""Where an article names the entities that a search asks for: what is marked where the query has no words to mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.model import EntityType, Mention
from archive.query.tree import And, Node, Or, Span, Values
from archive.search import Filter
from archive.store import ArticleLink

Entities = frozenset[tuple[EntityType, str]]
"""Entities by type and id."""

_TYPES = {type.value: type for type in EntityType} | {"mentions": EntityType.COUNTRY}


def entities_asked(tree: Node, filters: Sequence[Filter]) -> Entities:
    """The entities that a bound query and bound filters ask for; what is excluded is not among them."""
    chosen = {(_TYPES[each.field], value) for each in filters if each.field in _TYPES for value in each.chosen}
    return frozenset(chosen | set(_positive(tree)))


def _positive(node: Node) -> Iterator[tuple[EntityType, str]]:
    match node:
        case Values(field, values) if field in _TYPES:
            yield from ((_TYPES[field], value) for value in values)
        case And(children) | Or(children):
            for child in children:
                yield from _positive(child)


def places(asked: Entities, links: Sequence[ArticleLink], mentions: Sequence[Mention], field: str) -> tuple[tuple[Span, ...], ...]:
    """For each of the entities that an article is linked to, the spans of its mentions in `field`, ascending."""
    found = (
        tuple((each.start, each.end) for each in _of(link, mentions) if each.field == field)
        for link in links
        if (link.type, link.entity) in asked
    )
    return tuple(tuple(sorted(spans)) for spans in found)


def _of(link: ArticleLink, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions of a link; none where the article was tagged anew between the reading of the one and of the others."""
    return (mentions[place] for place in link.mentions if place < len(mentions))
