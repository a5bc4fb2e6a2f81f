"""The leaves of a tree that rank and are marked in the text, each with its weight."""

from __future__ import annotations

from collections.abc import Iterator

from archive.query.tree import And, AtLeast, Boost, Fuzzy, Near, Node, Or, Phrase, Prefix, Wildcard, Word

Ranking = Word | Phrase | Prefix | Wildcard | Fuzzy | Near
"""A leaf that ranks and is highlighted, where it is not under a `Not`."""


def ranking(node: Node, weight: float = 1.0) -> Iterator[tuple[Ranking, float]]:
    """The leaves outside `Not`, in the order of the tree, each with the product of the weights around it."""
    match node:
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Near():
            yield node, weight
        case And(children) | Or(children):
            for child in children:
                yield from ranking(child, weight)
        case AtLeast(_, child):
            yield from ranking(child, weight)
        case Boost(own, child):
            yield from ranking(child, weight * own)
