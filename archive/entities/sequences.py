"""Runs of capitalised words in a text: what names of people and organisations are made of."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from archive.entities.titles import PARTICLES

LONGEST_TOKEN = 40
"""Codepoints; what is longer is no word of a name."""

_UPPER = "".join(chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
_SMALL = "|".join(sorted(PARTICLES | {"of", "for", "and", "the", "&"}, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?<![\w@#])(?:(?P<initial>(?:[{_UPPER}]\.-?)+(?!\w))"
    r"|(?P<title>(?:Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Rev|Hon|Cmdr|Brig|St|Jr|Sr)\.)"
    rf"|(?P<word>[{_UPPER}]\w*(?:['’-]\w+)*)"
    rf"|(?P<article>(?:al|el|ul|as|an|ad|ar|at|az|ash|d|l)[-'’][{_UPPER}]\w*(?:['’-]\w+)*)"
    rf"|(?P<small>(?:{_SMALL})(?!\w)))"
)
_GAPS = frozenset((" ", "\n", " \n", "\n ", "\r\n", "\u00a0"))
_BOUNDARY = frozenset(".!?:;•*|")
_QUOTES = frozenset("\"'“‘«([")


class Token(NamedTuple):
    """A capitalised word, an initial, an abbreviated title, or a small word that may stand inside a name.

    `text` is without the possessive, and `[start, end)` its codepoints. `folded` is lower case without the dot. `possessive` ends a name.
    `kind` is `word`, `initial`, `title`, `article` (al-Assad) or `small` (of, bin).
    """

    start: int
    end: int
    text: str
    folded: str
    kind: str
    possessive: bool


def _spell(text: str) -> tuple[int, str, str, bool]:
    """The length, the text without the possessive, its folded form, and whether there was a possessive."""
    possessive = len(text) > 2 and text[-2] in "'’" and text[-1] in "sS"
    if possessive:
        text = text[:-2]
    folded = sys.intern(text.lower().rstrip(".").replace("’", "'")) if len(text) < LONGEST_TOKEN else ""
    return len(text), text, folded, possessive


_spelt = lru_cache(maxsize=50_000)(_spell)


def runs(text: str) -> Iterator[list[Token]]:
    """The longest runs of tokens with nothing but one space or line wrap between, in order; a paragraph or a possessive ends one.

    Small words stand inside a run only, never first or last. Linear in the length of `text`.
    """
    run: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        if kind == "small" and not run:
            continue
        start = match.start()
        word = match.group()
        length, spelt, folded, possessive = _spelt(word) if len(word) <= LONGEST_TOKEN else _spell(word)
        token = Token(start, start + length, spelt, folded, kind, possessive)
        if run and (run[-1].possessive or text[run[-1].end : token.start] not in _GAPS):
            yield from _trimmed(run)
            run = []
        if run or kind != "small":
            run.append(token)
    yield from _trimmed(run)


def _trimmed(run: list[Token]) -> Iterator[list[Token]]:
    while run and run[-1].kind == "small":
        run = run[:-1]
    if run:
        yield run


def starts_sentence(text: str, start: int) -> bool:
    """Whether the word at `start` is the first of a sentence, a quotation, a paragraph or a list item."""
    position = start - 1
    while position >= 0 and text[position] in _QUOTES:
        position -= 1
    if position < start - 1:
        return True
    newlines = 0
    while position >= 0 and text[position].isspace() and start - position < 12:
        newlines += text[position] == "\n"
        position -= 1
    if position < 0 or newlines > 1 or text[position] in _BOUNDARY:
        return True
    return text[position] in '"”’' and text[position - 1 : position] in (".", "!", "?", ",")
