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

MOST_INITIALS = 20
"""Of one token; more are no name, and would be looked through again from each of them."""

_UPPER = "".join(chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
_SMALL = "|".join(sorted(PARTICLES | {"of", "for", "and", "the", "&"}, key=len, reverse=True))
_TITLES = "Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Rev|Hon|Cmdr|Brig|St|Jr|Sr"
_ARTICLES = "al|el|ul|as|an|ad|ar|at|az|ash|d|l"
_FIRST = (
    rf"(?:[{_UPPER}]\.-?){{1,{MOST_INITIALS}}}(?!\w)"
    rf"|(?:{_TITLES})\."
    rf"|[{_UPPER}]\w*(?:['’-]\w+)*"
    rf"|(?:{_ARTICLES})[-'’][{_UPPER}]\w*(?:['’-]\w+)*"
)
_CAPITAL = re.compile(rf"[{_UPPER}](?<![\w@#].)", re.DOTALL)
"""Where a run may begin; the search is quick since it knows the first character, and looks back only then."""
_ARTICLE_BEFORE = re.compile(rf"(?<![\w@#])(?:{_ARTICLES})[-'’]$")
_HYPHENS = frozenset("-'’")
_BEGIN = re.compile(f"({_FIRST})")
_GO_ON = re.compile(rf"(?: \n?|\n ?|\r\n|\u00a0)({_FIRST}|(?:{_SMALL})(?!\w))")
_new = tuple.__new__  # half the time of `Token(...)`, which is called for every capitalised word
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


def _spell(text: str) -> tuple[int, str, str, str, bool]:
    """The length, the text without the possessive, its folded form, its kind, and whether there was a possessive."""
    kind = _kind(text)
    possessive = len(text) > 2 and text[-2] in "'’" and text[-1] in "sS"
    if possessive:
        text = text[:-2]
    folded = sys.intern(text.lower().rstrip(".").replace("’", "'")) if len(text) < LONGEST_TOKEN else ""
    return len(text), text, folded, kind, possessive


def _kind(text: str) -> str:
    if not text[0].isupper():
        return "small" if text.islower() or text == "&" else "article"
    if "." not in text:
        return "word"
    return "title" if len(text) > 2 and text[-2].islower() else "initial"


_spelt = lru_cache(maxsize=20_000)(_spell)


def runs(text: str) -> Iterator[list[Token]]:
    """The longest runs of tokens with nothing but one space or line wrap between, in order; a paragraph or a possessive ends one.

    Small words stand inside a run only, never first or last. Linear in the length of `text`.
    """
    at = 0
    while (capital := _CAPITAL.search(text, at)) is not None:
        run: list[Token] = []
        token = _BEGIN.match(text, _begin(text, at, capital.start()))
        while token is not None:
            start, at = token.span(1)
            word = token[1]
            length, spelt, folded, kind, possessive = _spelt(word) if at - start <= LONGEST_TOKEN else _spell(word)
            run.append(_new(Token, (start, start + length, spelt, folded, kind, possessive)))
            token = None if possessive else _GO_ON.match(text, at)
        while run[-1].kind == "small":
            run.pop()
        yield run


def _begin(text: str, after: int, capital: int) -> int:
    """Where the token of the capital letter at this position begins: al-Assad begins before it."""
    if text[capital - 1 : capital] not in _HYPHENS:
        return capital
    article = _ARTICLE_BEFORE.search(text, max(after, capital - 4), capital)
    return article.start() if article else capital


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
