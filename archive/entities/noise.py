"""Whether a text is made of words: in bad scans and random letters capitals make no names."""

from __future__ import annotations

import re

from archive.entities import tables

REASON = "noise"
"""The reason of a name in noise that the lists do not have: it is nobody's unless the authority has it."""

UNSURE = 0.3
"""The confidence of such a name: it explains no other, and hides nothing."""

_FIRST = 800
"""Codepoints at the beginning of a text that are looked at first: mostly they say enough."""

_ENOUGH = 20
"""Words without which nothing is said of a text."""

_KNOWN = 0.65
"""The share of known words below which a text is noise."""

_BROKEN = 0.1
"""The share of the unknown words that have a sign or a capital inside, so that they are noise and not another language.

Of 29,911 articles of AllSides, Reuters, Wikinews and BBC news, with names from anywhere, none is noise by both, though one is French
by half; a scan with every thirtieth letter wrong has .62 known words and random letters none (measured 2026-11).
"""

_LONG = 5
"""Letters; a wrong one in a shorter word often makes another word, and tables abbreviate."""

_PUNCTUATION = ".,;:!?\"'”“’‘()[]—–-…"
_BREAK = re.compile(r"['’—–/-]")


def is_noise(text: str) -> bool:
    """Whether so few of a text's words are words of English, at its beginning and in all, that its capitals need be no names."""
    return _is_strange(text[:_FIRST]) and (len(text) <= _FIRST or _is_strange(text))


def _is_strange(text: str) -> bool:
    common = tables.words("common-words.txt")
    words = [word for word in text.replace("\u00ad", "").split() if len(word) >= _LONG and word[0].islower()]
    others = [word for word in words if word not in common]
    if len(words) < _ENOUGH or len(words) - len(others) >= _KNOWN * len(words):
        return False
    counted = [word for word in map(_plain, others) if word is not None]
    unknown = [word for word in counted if word not in common]
    broken = sum(not (word.isalpha() and word.islower()) for word in unknown)
    total = len(words) - len(others) + len(counted)
    return total >= _ENOUGH and total - len(unknown) < _KNOWN * total and broken > _BROKEN * len(unknown)


def _plain(word: str) -> str | None:
    """A word, or its first part, without what stands around it; None for what is too short then, or stands in a table of numbers."""
    if ".." in word or any(map(str.isdigit, word)):
        return None
    bare = word.strip(_PUNCTUATION)
    return _BREAK.split(bare)[0] if len(bare) >= _LONG else None
