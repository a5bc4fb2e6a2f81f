"""From text to pieces: words, phrases, fields, operators and parentheses, each with its place. The first half of the parser."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from archive.query.notes import Notes, shortened
from archive.schema import BY_ALIAS, Kind

LOWER_BOUNDS = ("after", "since")
UPPER_BOUNDS = ("before", "until")
BOUNDS = (*LOWER_BOUNDS, *UPPER_BOUNDS)
"""Names that bound the date from one side; they are written like fields but are none."""

OPERATORS = ("AND", "OR", "NOT")
DEEPEST = 30
"""Parentheses inside parentheses that are read. The tree stays shallow enough for every recursion over it."""

_QUOTES = '"“”„‟«»＂'
_MARKS = rf"()（）|{_QUOTES}"
_PIECE = re.compile(rf"(?P<space>\s+)|(?P<open>[(（])|(?P<close>[)）])|(?P<or>\|+)|(?P<quote>[{_QUOTES}])|(?P<word>[^\s{_MARKS}]+)")
_CLOSING_QUOTE = re.compile(f"[{_QUOTES}]")
_SIGNS = re.compile(r"[-−!+]+")
_FIELD = re.compile(r"(?:[^\w*]|_)*([^\W_][\w-]*):")
_BRACKETS = re.compile(r"[\[{][^\]}]*[\]}]")
_SUFFIX = re.compile(r"\*+|[~^]\d*(?:\.\d+)?")
_NEAR = re.compile(r"(?:w|near|pre)?/(?:\d+|s(?:ent(?:ence)?)?|p(?:ara(?:graph)?)?)|adj\d+", re.IGNORECASE)
_AT_LEAST = re.compile(r"atleast(\d*)", re.IGNORECASE)


class Mark(StrEnum):
    """What a piece is."""

    OPEN = "open"
    CLOSE = "close"
    AND = "and"
    OR = "or"
    NOT = "not"
    NEAR = "near"
    AT_LEAST = "at least"
    FIELD = "field"
    WORD = "word"
    PHRASE = "phrase"
    END = "end"


_ENDS_OPERAND = (Mark.WORD, Mark.PHRASE, Mark.CLOSE)
_BEGINS_OPERAND = (Mark.WORD, Mark.PHRASE, Mark.OPEN, Mark.FIELD, Mark.NOT, Mark.AT_LEAST)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the query: codepoints `start:end` of it. `text` is the word, the inside of the quotes, or the field's own name.

    `joined` says that a word stands directly after its field's colon, where no operator can stand; `suffix` has the signs that
    follow a closed phrase or group (`~5`, `^3`).
    """

    mark: Mark
    text: str
    start: int
    end: int
    joined: bool = False
    suffix: str = ""


def is_joiner(word: str) -> bool:
    """Whether `word` between two operands joins them instead of being searched: a small `and`, or `w/5` and its kin."""
    return word not in OPERATORS and (word.lower() == "and" or _NEAR.fullmatch(word) is not None)


def known_field(name: str) -> str | None:
    """The field's own name for a name or alias in any case, also for a bound; None where there is no such field."""
    name = name.lower()
    if name in BOUNDS:
        return name
    return BY_ALIAS[name].name if name in BY_ALIAS else None


def is_limit(field: str) -> bool:
    """Whether values of `field` are dates or numbers."""
    return field in BOUNDS or BY_ALIAS[field].kind in (Kind.DATE, Kind.NUMBER)


def scan(text: str, notes: Notes) -> list[Piece]:
    """The pieces of `text` in order, with balanced parentheses up to missing ones at the end, closed by an END. Linear."""
    return _settle(_Scanner(text, notes).pieces(), text, notes)


class _Scanner:
    """Walks once over the text."""

    def __init__(self, text: str, notes: Notes) -> None:
        self.text = text
        self.notes = notes
        self.found: list[Piece] = []
        self.position = 0

    def pieces(self) -> list[Piece]:
        while match := _PIECE.match(self.text, self.position):
            start, self.position = match.span()
            kind = match.lastgroup
            if kind == "word":
                self._word(start, match.end())
            elif kind == "quote":
                self._phrase(start)
            elif kind != "space":
                assert kind is not None
                suffix = self._suffix() if kind == "close" else ""
                self._add(Mark(kind), match.group(), start, suffix=suffix)
        return self.found

    def _add(self, mark: Mark, text: str, start: int, joined: bool = False, suffix: str = "") -> None:
        self.found.append(Piece(mark, text, start, self.position, joined, suffix))

    def _phrase(self, start: int) -> None:
        closing = _CLOSING_QUOTE.search(self.text, start + 1)
        if closing is None:
            self.position = len(self.text)
            message = "the quotation mark is not closed: read as if closed at the end"
            self.notes.say("unbalanced-quote", (start, self.position), message, self.text[start:] + '"')
            self._add(Mark.PHRASE, self.text[start + 1 :], start)
            return
        self.position = closing.end()
        self._add(Mark.PHRASE, self.text[start + 1 : closing.start()], start, suffix=self._suffix())

    def _suffix(self) -> str:
        """Take the signs that follow a closed phrase or group."""
        start = self.position
        while match := _SUFFIX.match(self.text, self.position):
            self.position = match.end()
        return self.text[start : self.position]

    def _word(self, start: int, end: int) -> None:
        """One run of other characters: signs, a field's name or an operator may come first."""
        previous = self.found[-1] if self.found else None
        field = previous if previous and previous.mark is Mark.FIELD and previous.end == start else None
        if field and is_limit(field.text):
            self._limit(start, end)
            return
        start = self._signs(start, end, previous)
        if start == end:
            return
        self.position = end
        word = self.text[start:end]
        if self._is_count(word, start, end) or (field is None and self._is_operator(word, start)):
            return
        if field is None and (named := _FIELD.match(word)) and self._is_field(named, start, end):
            return
        self._add(Mark.WORD, word, start, joined=field is not None)

    def _limit(self, start: int, end: int) -> None:
        """The value of a date or number field, brackets whole."""
        brackets = _BRACKETS.match(self.text, start)
        self.position = brackets.end() if brackets else end
        self._add(Mark.WORD, self.text[start : self.position], start, joined=True)

    def _signs(self, start: int, end: int, previous: Piece | None) -> int:
        """Read `-`, `!` and `+` before a word, a phrase or a group; return where the word itself begins."""
        signs = _SIGNS.match(self.text, start, end)
        begins = previous is None or previous.end < start or previous.mark in (Mark.OPEN, Mark.OR, Mark.FIELD)
        if not signs or not begins:
            return start
        self.position = signs.end()
        applies = self.position < end or self.text[end : end + 1] in tuple(f"(（{_QUOTES}")
        # A run of signs is a dash or an ornament, not a double negation.
        if applies and len(signs.group().replace("+", "")) == 1:
            self._add(Mark.NOT, signs.group(), start)
        return self.position

    def _is_operator(self, word: str, start: int) -> bool:
        if word in OPERATORS:
            self._add(Mark(word.lower()), word, start)
        return word in OPERATORS

    def _is_count(self, word: str, start: int, end: int) -> bool:
        counted = _AT_LEAST.fullmatch(word)
        if counted and self.text[end : end + 1] in ("(", "（"):
            self._add(Mark.AT_LEAST, counted[1], start)
            return True
        return False

    def _is_field(self, named: re.Match[str], start: int, end: int) -> bool:
        """Take a known field's name; say so of an unknown one, which stays a word."""
        colon = start + named.end()
        field = known_field(named[1])
        if field:
            self.position = colon
            self._add(Mark.FIELD, field, start + named.start(1))
            return True
        joined = colon < end or self.text[colon : colon + 1] in tuple(f"(（{_QUOTES}")
        near = None if self.notes.full else _nearest(named[1].lower())
        # "Syria: talks" is a headline, not a field, unless it looks like one mistyped.
        if joined or near:
            self._say_unknown(named[1], (start + named.start(1), colon), self.text[start:end], near)
        return False

    def _say_unknown(self, name: str, span: tuple[int, int], word: str, near: str | None) -> None:
        message = f"there is no field “{shortened(name)}”: searched as text"
        if near:
            self.notes.say("unknown-field", span, f"{message} (did you mean “{near}:”?)", f"{near}:")
        elif re.match(r"https?:/", word):
            self.notes.say("unknown-field", (span[0], span[0] + len(word)), message, f'url:"{word}"')
        else:
            self.notes.say("unknown-field", span, message)


@lru_cache(maxsize=1000)
def _nearest(name: str) -> str | None:
    if len(name) > 24:
        return None
    near = difflib.get_close_matches(name, [*BY_ALIAS, *BOUNDS], 1, 0.75)
    return near[0] if near else None


# ---------------------------------------------------------------- pieces in their company


def _settle(pieces: list[Piece], text: str, notes: Notes) -> list[Piece]:
    """Decide what only the neighbours tell: joining words and parentheses without a partner."""
    settled: list[Piece] = []
    end = Piece(Mark.END, "", len(text), len(text))
    for piece, following in pairwise([*pieces, end]):
        between = bool(settled) and settled[-1].mark in _ENDS_OPERAND and following.mark in _BEGINS_OPERAND
        if piece.mark is Mark.WORD and not piece.joined:
            if between and piece.text.lower() == "and":
                continue
            if between and is_joiner(piece.text):
                settled.append(replace(piece, mark=Mark.NEAR))
                continue
            if _is_left_over(piece, settled, following):
                notes.say("dangling-operator", (piece.start, piece.end), f"“{piece.text}” has nothing to join: left out", "")
                continue
            _say_small_operator(piece, between or (piece.text == "not" and following.mark in _BEGINS_OPERAND), notes)
        settled.append(piece)
    return [*_balance(settled, notes), end]


def _is_left_over(piece: Piece, before: list[Piece], following: Piece) -> bool:
    """Whether `w/5` has an operand at one side alone: with none at both sides it is a word (`(w/5)`, `-w/5`)."""
    if "/" not in piece.text or not is_joiner(piece.text) or (before and before[-1].mark in (Mark.NOT, Mark.FIELD)):
        return False
    return following.mark in _BEGINS_OPERAND or bool(before and before[-1].mark in _ENDS_OPERAND)


def _say_small_operator(piece: Piece, operates: bool, notes: Notes) -> None:
    if operates and piece.text in ("or", "not"):
        capitals = piece.text.upper()
        message = f"“{piece.text}” is searched as a word: write {capitals} for the operator"
        notes.say("small-operator", (piece.start, piece.end), message, capitals)


def _balance(pieces: list[Piece], notes: Notes) -> list[Piece]:
    """Drop closing parentheses that nothing opened and opening ones beyond the deepest level; note those never closed."""
    balanced: list[Piece] = []
    opened: list[Piece] = []
    for piece in pieces:
        if piece.mark is Mark.OPEN:
            opened.append(piece)
            if len(opened) > DEEPEST:
                _say_too_deep(piece, notes)
                continue
        elif piece.mark is Mark.CLOSE:
            if not opened:
                notes.say("unbalanced-parenthesis", (piece.start, piece.end), "nothing opens this parenthesis: left out", "")
                continue
            opened.pop()
            if len(opened) >= DEEPEST:
                continue
        balanced.append(piece)
    for piece in opened:
        notes.say("unbalanced-parenthesis", (piece.start, piece.end), "the parenthesis is not closed: read as if closed at the end")
    return balanced


def _say_too_deep(piece: Piece, notes: Notes) -> None:
    message = f"parentheses can be nested {DEEPEST} deep, not deeper"
    notes.say("too-deep", (piece.start, piece.end), message, blocks=True)
