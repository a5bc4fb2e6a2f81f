"""Where in a text a word may begin: patterns for every spelling of some folded letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from heapq import merge
from itertools import islice

from archive.text import fold

_UNUSUAL = re.compile("[^\x00-\x7f‘’“”–—…\xa0•€£][^ \\n]{0,9999}+")
"""What stands between spaces, from the first letter that is not ASCII; the signs here belong to no word, or to one as `'` does."""
_MOST_UNUSUAL = 50
_NOTHING = re.compile(r"(?!)")
_LONGEST_BEGINNING = 4
_FOLDED_RANGES = ((0xA0, 0x590), (0x1E00, 0x2000), (0x2100, 0x2150), (0xFB00, 0xFB07), (0xFF00, 0xFF60))
"""The blocks whose letters fold to others: Latin, Greek and Cyrillic with their accents, letter-like signs, ligatures, full width."""
_NOT_INSIDE = r"(?<![A-Za-z][\x00-\u0dff])"
"""Looks back from a letter that an ASCII letter before it would make part of one word; Thai and what follows it can stand alone."""
_GAP = "[.,\u0301]?"
"""What folding may have left out between two letters."""
_PLAIN_NOT_INSIDE = "(?<![A-Za-z].)"
_PLAIN_GAP = "[.,]?"
"""The same for ASCII letters: a class with a wide range takes re.compile half a millisecond, one with anything beyond Latin-1 a tenth."""


def stem_beginning(stem: str) -> str:
    """Letters with which every word of a stem begins.

    A stem can differ from its words in the last letter (`happi`), and one of three letters in the second too (`lie`, of `lying`).
    """
    if len(stem) < 3 or stem[0].isdigit():
        return stem
    return stem[:1] if stem.endswith("ie") and len(stem) == 3 else stem[:-1]


def places(text: str, beginnings: frozenset[str]) -> Iterator[int]:
    """Where in `text` a word with one of these folded beginnings, none of them empty, may stand, and some other places, ascending.

    Only the first few letters are looked at. What is written in ASCII letters, as most of most texts is, is found by a short pattern;
    a few words in other letters are all given, many of them are found by the pattern of every spelling.
    """
    shortened = frozenset(beginning[:_LONGEST_BEGINNING] for beginning in beginnings)
    if text.isascii():
        return _starts(_plain(shortened), text)
    unusual = list(islice(_starts(_UNUSUAL, text), _MOST_UNUSUAL + 1))
    if len(unusual) > _MOST_UNUSUAL:
        return _starts(_any_spelling(shortened), text)
    return merge(unusual, _starts(_plain(shortened), text))


def _starts(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(text))


@lru_cache(maxsize=512)
def _plain(beginnings: frozenset[str]) -> re.Pattern[str]:
    """The pattern of words in ASCII letters, which is made much faster than that of every spelling."""
    rests: dict[str, list[str]] = {}
    for beginning in sorted(beginnings):
        if beginning.isascii():
            rest = "".join(_PLAIN_GAP + _class(_cases(letter)) for letter in beginning[1:])
            rests.setdefault("".join(sorted(_cases(beginning[0]))), []).append(rest)
    return _pattern(rests, _PLAIN_NOT_INSIDE) if rests else _NOTHING


@lru_cache(maxsize=512)
def _any_spelling(beginnings: frozenset[str]) -> re.Pattern[str]:
    """The pattern of every spelling."""
    rests: dict[str, list[str]] = {}
    for beginning in sorted(beginnings):
        for letters, rest in _openings(beginning):
            rests.setdefault(letters, []).append(rest)
    return _pattern(rests, _NOT_INSIDE)


def _pattern(rests: dict[str, list[str]], inside: str) -> re.Pattern[str]:
    """What finds any of some first letters with any of their rests after it.

    It opens with one class of first letters, which the regular expression engine looks for quickly, and only then looks back and on.
    """
    first = _class({letter for letters in rests for letter in letters})
    branches = (f"(?<={_class(set(letters))})(?:{'|'.join(dict.fromkeys(rest))})" for letters, rest in rests.items())
    return re.compile(f"{first}{inside}(?:{'|'.join(branches)})")


def _openings(beginning: str) -> Iterator[tuple[str, str]]:
    """The first letters of a beginning, each set with the pattern of what must follow it."""
    yield "".join(sorted(_spellings(beginning[0]))), _spelt(beginning[1:])
    for letter, folded in _expanding().items():
        if folded.startswith(beginning) or beginning.startswith(folded):
            yield letter, _spelt(beginning[len(folded) :])


def _spelt(rest: str) -> str:
    """A pattern for every spelling of some folded letters."""
    if not rest:
        return ""
    options = [_class(_spellings(rest[0])) + _spelt(rest[1:])]
    for letter, folded in _expanding().items():
        if folded.startswith(rest) or rest.startswith(folded):
            options.append(re.escape(letter) + _spelt(rest[len(folded) :]))
    return _GAP + (options[0] if len(options) == 1 else f"(?:{'|'.join(options)})")


def _class(letters: set[str]) -> str:
    return f"[{re.escape(''.join(sorted(letters)))}]"


def _cases(letter: str) -> set[str]:
    """The letter in upper and lower case; an apostrophe in either form."""
    return {case for case in (letter, letter.upper(), letter.title(), "’" if letter == "'" else letter) if len(case) == 1}


def _spellings(letter: str) -> set[str]:
    """The characters that fold to `letter` alone."""
    return _cases(letter) | _folding().get(letter, set())


@cache
def _folds() -> dict[str, str]:
    found = {chr(code): fold(chr(code)) for first, last in _FOLDED_RANGES for code in range(first, last) if chr(code).isalnum()}
    return {letter: folded for letter, folded in found.items() if folded and folded != letter}


@cache
def _folding() -> dict[str, set[str]]:
    """For each folded letter the characters that fold to it."""
    spellings: dict[str, set[str]] = {}
    for letter, folded in _folds().items():
        if len(folded) == 1:
            spellings.setdefault(folded, set()).add(letter)
    return spellings


@cache
def _expanding() -> dict[str, str]:
    """The characters that fold to several letters, such as `ß`."""
    return {letter: folded for letter, folded in _folds().items() if len(folded) > 1}
