"""From pieces to the tree: precedence climbing (NOT, proximity, AND, OR), total over any text. Begins at `parse`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from archive.query.limits import read_date, read_number
from archive.query.notes import Notes, shortened
from archive.query.proximity import at_least, in_row, read_times
from archive.query.scan import BOUNDS, Mark, Piece, scan
from archive.query.signs import Signs, signs, weighted, without_signs
from archive.query.tree import And, Everything, Missing, Named, Node, Not, Or, Parsed, Span
from archive.query.words import composed, read_phrase, read_word, spaced
from archive.schema import BY_NAME, NONE, Kind

_EXACT = ("id", "url")
"""Fields whose values may end in punctuation."""


def parse(text: str) -> Parsed:
    """Read a query. Any text gives a tree and the list of what there is to say about it, in the order of the text; never raises.

    Time is linear in the length; the tree is at most about a hundred nodes deep. The meaning of each construct is in
    `docs/query-language.md`.
    """
    notes = Notes()
    parser = _Parser(scan(text, notes), notes)
    tree = parser.disjunction(None) or Everything((0, len(text)))
    return Parsed(text, tree, notes.all())


def conjunction(children: Iterable[Node], span: Span) -> Node | None:
    """All of `children` in one node: nested conjunctions flattened, `Everything` left out unless it is all there is."""
    flat = [leaf for child in children for leaf in (child.children if isinstance(child, And) else (child,))]
    narrowing = [child for child in flat if not isinstance(child, Everything)] or flat[:1]
    if len(narrowing) < 2:
        return narrowing[0] if narrowing else None
    return And(tuple(narrowing), span)


def disjunction(children: Iterable[Node], span: Span) -> Node | None:
    """Any of `children` in one node, nested disjunctions flattened."""
    flat = [leaf for child in children for leaf in (child.children if isinstance(child, Or) else (child,))]
    if len(flat) < 2:
        return flat[0] if flat else None
    return Or(tuple(flat), span)


class _Parser:
    """Recursive only where a parenthesis opens, which `scan` bounds. `field` is the field that a group stands in."""

    def __init__(self, pieces: list[Piece], notes: Notes) -> None:
        self.pieces = pieces
        self.notes = notes
        self.index = 0

    @property
    def piece(self) -> Piece:
        return self.pieces[self.index]

    def at(self, *marks: Mark) -> bool:
        return self.piece.mark in marks

    def take(self) -> Piece:
        piece = self.piece
        self.index += 1
        return piece

    def disjunction(self, field: str | None) -> Node | None:
        """`a OR b`, up to a closing parenthesis or the end."""
        children: list[Node] = []
        pending: Piece | None = None
        while True:
            child = self._conjunction(field)
            if child:
                children.append(child)
                pending = None
            if not self.at(Mark.OR):
                break
            if pending or not children:
                self._say_dangling(self.piece)
            pending = self.take()
        if pending and children:
            self._say_dangling(pending)
        return disjunction(children, _around(children))

    def _conjunction(self, field: str | None) -> Node | None:
        """`a AND b` and `a b`."""
        children: list[Node] = []
        pending: Piece | None = None
        while not self.at(Mark.OR, Mark.CLOSE, Mark.END):
            if self.at(Mark.AND):
                if pending or not children:
                    self._say_dangling(self.piece)
                pending = self.take()
            elif nodes := self._proximity(field):
                children += nodes
                pending = None
        if pending and children:
            self._say_dangling(pending)
        return conjunction(children, _around(children))

    def _proximity(self, field: str | None) -> list[Node]:
        """`a w/5 b`, as the nodes that must all hold."""
        first = self._negation(field)
        nodes = [first] if first else []
        operators: list[Piece] = []
        while self.at(Mark.NEAR):
            operator = self.take()
            node = self._negation(field)
            if node is None or not nodes:
                self._say_dangling(operator)
            else:
                operators.append(operator)
            nodes += [node] if node else []
        return in_row(nodes, operators, self.notes) if operators else nodes

    def _negation(self, field: str | None) -> Node | None:
        """`NOT x`, `-x`, `title:x` and any run of these before one operand."""
        start = self.piece.start
        operator = named = None
        negated = False
        while self.at(Mark.NOT, Mark.FIELD):
            if self.at(Mark.NOT):
                negated = not negated
                operator = self.piece
            else:
                if named:
                    self._say_empty(named)
                named = self.piece
            self.take()
        node = self._operand(named.text if named else field)
        if node is None:
            if named:
                self._say_empty(named)
            elif operator and operator.text == "NOT":
                self._say_dangling(operator)
            return None
        if not (named or operator):
            return node
        span = (start, self.pieces[self.index - 1].end)
        if not negated:
            return dataclasses.replace(node, span=span)
        return dataclasses.replace(node.child, span=span) if isinstance(node, Not) else Not(node, span)

    def _operand(self, field: str | None) -> Node | None:
        """A group, a phrase or a word; None where there is none or nothing is left of it."""
        if self.at(Mark.AT_LEAST):
            return self._counted(self.take(), field)
        if self.at(Mark.OPEN):
            start = self.piece.start
            node, suffix = self._group(field)
            return self._signed(node, suffix, (start, self.pieces[self.index - 1].end))
        if self.at(Mark.WORD, Mark.PHRASE):
            return self._leaf(self.take(), field)
        return None

    def _group(self, field: str | None) -> tuple[Node | None, str]:
        """What stands in parentheses, and the signs behind them."""
        self.take()
        node = self.disjunction(field)
        return node, self.take().suffix if self.at(Mark.CLOSE) else ""

    def _counted(self, piece: Piece, field: str | None) -> Node | None:
        """`atleast3(x)`."""
        if not self.at(Mark.OPEN):  # its parenthesis was one too many, which has been said
            return None
        node, suffix = self._group(field)
        span = (piece.start, self.pieces[self.index - 1].end)
        if node is None:
            return None
        times = read_times(piece, self.notes)
        counted = at_least(times, node, span) if times else None
        if times and not counted:
            message = "only words, phrases, words near each other and groups of these can be counted: read without “atleast”"
            self.notes.say("atleast", (piece.start, piece.end), message, "")
        return self._signed(conjunction(counted, span) if counted else node, suffix, span)

    def _signed(self, node: Node | None, suffix: str, span: Span) -> Node | None:
        """A group with the signs behind it, of which only a weight means something."""
        found = signs(suffix)
        if "*" in suffix or found.tilde is not None:
            sign = suffix.partition("^")[0] or suffix
            code = "wildcard" if "*" in suffix else "near"
            self.notes.say(code, span, f"“{shortened(sign)}” after a group means nothing: read without it")
        node = weighted(node, found.caret, span, self.notes)
        return node and dataclasses.replace(node, span=span)

    def _leaf(self, piece: Piece, field: str | None) -> Node | None:
        """A word or phrase as the kind of its field has it."""
        span = (piece.start, piece.end)
        kind = Kind.TEXT if field is None else Kind.DATE if field in BOUNDS else BY_NAME[field].kind
        if kind is Kind.TEXT:
            if piece.mark is Mark.PHRASE:
                return read_phrase(piece.text, piece.suffix, field, span, self.notes)
            return read_word(piece.text, field, span, self.notes)
        assert field is not None
        if kind is Kind.DATE:
            return read_date(piece.text, field, span, self.notes)
        if kind is Kind.NUMBER:
            return read_number(piece.text, field, span, self.notes)
        return self._name(piece, field, span)

    def _name(self, piece: Piece, field: str, span: Span) -> Node | None:
        """A value of a keyword, entity or country field; in quotation marks exactly as it stands."""
        if piece.mark is Mark.PHRASE:
            name = spaced(piece.text)
            return Named(field, name, span) if name else None
        name = composed(piece.text)
        if name.lower() == NONE:
            return Missing(field, span)
        if name == "*":
            return Not(Missing(field, span), span)
        if field not in _EXACT:
            name = self._plain_name(name, span)
        return Named(field, name, span) if name else None

    def _plain_name(self, name: str, span: Span) -> str:
        """`name` without what may follow a word: punctuation, and signs that names do not take."""
        name, found = without_signs(name)
        if found != Signs():
            code = "boost" if found.tilde is None else "fuzzy"
            self.notes.say(code, span, "a name takes neither similar spellings (~) nor a weight (^): read without", name)
        kept = name.rstrip("*!?,;")
        if "*" in name or name.endswith("!"):
            kept = kept.replace("*", "")
            self.notes.say("wildcard", span, f"a name takes no star (a part of it is enough): read as “{shortened(kept)}”", kept)
        elif name.endswith("?"):
            self.notes.say("question-mark", span, "the question mark is read as punctuation", kept)
        return kept

    def _say_dangling(self, piece: Piece) -> None:
        self.notes.say("dangling-operator", (piece.start, piece.end), f"“{piece.text}” has nothing to join: left out", "")

    def _say_empty(self, field: Piece) -> None:
        self.notes.say("empty-field", (field.start, field.end), f"nothing to look for follows “{field.text}:”: left out", "")


def _around(nodes: list[Node]) -> Span:
    return (nodes[0].span[0], nodes[-1].span[1]) if nodes else (0, 0)
