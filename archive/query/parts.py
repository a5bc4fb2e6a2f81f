"""The parts of a tree that others ask for: its clauses, the words that rank, and a node's own piece of the text."""

from __future__ import annotations

from archive.query.parse import parse
from archive.query.ranking import Ranking, ranking
from archive.query.render import render
from archive.query.tree import And, Everything, Node, Or


def positive_text(tree: Node) -> tuple[Ranking, ...]:
    """The leaves that rank and are highlighted, without repeats, in the order of the query."""
    return tuple(dict.fromkeys(leaf for leaf, _ in ranking(tree)))


def ranks(tree: Node) -> bool:
    """Whether the query says anything about relevance; where it does not, the newest articles come first."""
    return bool(positive_text(tree))


def clauses(tree: Node) -> tuple[Node, ...]:
    """The parts that must all hold, or any of them, whose hits are counted one by one. None for `Everything`."""
    if isinstance(tree, Everything):
        return ()
    return tree.children if isinstance(tree, And | Or) else (tree,)


def text_of(node: Node, original: str) -> str:
    """The clause as its writer typed it, or in normal form where those characters alone do not say it (`title:(a b)`)."""
    typed = original[slice(*node.span)]
    normal = render(node)
    return typed if typed and render(parse(typed).tree) == normal else normal
