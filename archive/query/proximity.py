"""From operators between words to nodes: near each other, and so many times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive.query.notes import Notes, shortened
from archive.query.scan import Piece
from archive.query.tree import And, AtLeast, Boost, Fuzzy, Gap, Near, Node, Or, Phrase, Prefix, Span, Together, Wildcard, Word
from archive.text import Unit

MOST_APART = 1000
"""Words that can lie between; more is no nearness."""
MOST_TIMES = 10_000
MOST_PARTS = 20
"""Parts of one chain, so that no request costs much more than that many words."""

NEXT = Gap(1, ordered=True)
"""Directly behind."""

_OPERATOR = re.compile(r"(w|near|pre|adj)?/?(\d+|[a-z]+)", re.IGNORECASE)


def read_gap(operator: Piece, notes: Notes) -> Gap | Together:
    """The gap that `w/5`, `w/s` and their kin ask for."""
    match = _OPERATOR.fullmatch(operator.text)
    assert match is not None
    ordered = (match[1] or "").lower() in ("pre", "adj")
    if match[2].isdigit():
        return _gap(match[2], ordered, (operator.start, operator.end), notes)
    return Together(Unit.SENTENCE if match[2].lower().startswith("s") else Unit.PARAGRAPH, ordered)


def read_distance(number: str, span: Span, notes: Notes) -> Gap:
    """The gap that `"a b"~5` asks for."""
    if number.isdigit():
        return _gap(number, False, span, notes)
    notes.say("near", span, f"“~{shortened(number)}” after a phrase is no number of words: read as ~1")
    return Gap(1)


def _gap(number: str, ordered: bool, span: Span, notes: Notes) -> Gap:
    asked = int(number[:9])
    words = min(max(asked, 1), MOST_APART)
    if asked != words:
        notes.say("near", span, f"words can be from 1 to {MOST_APART} apart: read as {words}")
    return Gap(words, ordered)


def in_row(nodes: Sequence[Node], operators: Sequence[Piece], notes: Notes) -> list[Node]:
    """What `a w/5 b w/5 c` says, as nodes that must all hold: a `Near`, or more than one node where some can be near nothing.

    `operators` has what stood between the nodes.
    """
    row = [_Chain(nodes[0])]
    for node, operator in zip(nodes[1:], operators, strict=True):
        gap = read_gap(operator, notes)
        following = _Chain(node)
        if row[-1].takes(following):
            _say_losses(row[-1].nodes[-1], node, operator, notes)
            row[-1].add(gap, following)
            continue
        _say_apart(row[-1], operator, notes)
        row.append(following)
    return [chain.node() for chain in row]


class _Chain:
    """A chain in the making; one node alone, which may be anything, to begin with."""

    def __init__(self, node: Node) -> None:
        bare = unweighted(node)
        self.nodes = [node]
        self.parts = [*bare.parts] if isinstance(bare, Near) else [bare]
        self.gaps: list[Gap | Together] = [*bare.gaps] if isinstance(bare, Near) else []

    def takes(self, following: _Chain) -> bool:
        """Whether the other chain can be joined to this one."""
        return len(self.parts) + len(following.parts) <= MOST_PARTS and all(map(stands, (*self.parts[-1:], *following.parts)))

    def add(self, gap: Gap | Together, following: _Chain) -> None:
        self.nodes += following.nodes
        self.parts += following.parts
        self.gaps += [gap, *following.gaps]

    def node(self) -> Node:
        if len(self.nodes) == 1:
            return self.nodes[0]
        return Near(tuple(self.parts), tuple(self.gaps), (self.nodes[0].span[0], self.nodes[-1].span[1]))


def _say_apart(chain: _Chain, operator: Piece, notes: Notes) -> None:
    message = f"beside “{operator.text}” only words, phrases and groups of these with OR can stand: read as AND"
    if len(chain.parts) >= MOST_PARTS:
        message = f"{MOST_PARTS} parts at most can be near each other: “{operator.text}” is read as AND"
    notes.say("near", (operator.start, operator.end), message, "AND")


def _say_losses(before: Node, after: Node, operator: Piece, notes: Notes) -> None:
    for node in (before, after):
        if unweighted(node) != node:
            message = f"a weight (^) beside “{operator.text}” has to follow both, in parentheses: read without"
            notes.say("boost", node.span, message)


def stands(node: Node) -> bool:
    """Whether a node stands at words: a term, or any of several terms."""
    if isinstance(node, Or):
        return all(isinstance(child, Word | Phrase | Prefix | Wildcard | Fuzzy) for child in node.children)
    return isinstance(node, Word | Phrase | Prefix | Wildcard | Fuzzy)


def unweighted(node: Node) -> Node:
    """A node without the weights in it that can be taken off."""
    if isinstance(node, Boost):
        return unweighted(node.child)
    return Or(tuple(map(unweighted, node.children)), node.span) if isinstance(node, Or) else node


def read_times(operator: Piece, notes: Notes) -> int | None:
    """How many times `atleast3` asks for; None, with a note, where it does not say."""
    span = (operator.start, operator.end)
    if not operator.text:
        notes.say("atleast", span, "“atleast” has to say how often, as in atleast3(strike): read without", "atleast2")
        return None
    asked = int(operator.text[:9])
    times = min(max(asked, 1), MOST_TIMES)
    if times != asked:
        notes.say("atleast", span, f"a word can be asked for from 1 to {MOST_TIMES} times: read as {times}")
    return times


def at_least(count: int, node: Node, span: Span) -> Iterable[Node] | None:
    """The nodes that say that what `node` names occurs so often: one for each part of an `And`. None where it cannot be counted."""
    parts = node.children if isinstance(node, And) else (node,)
    bare = [unweighted(part) for part in parts]
    if not all(isinstance(part, Near) or stands(part) for part in bare):
        return None
    return [AtLeast(count, part, span) for part in bare]
