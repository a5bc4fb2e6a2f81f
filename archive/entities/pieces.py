"""A text as the name model sees it: pieces (a word or a mark with the space after it) as numbers, sentences, and runs of capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.entities.titles import PARTICLES

LONGEST_PIECE = 60
"""Codepoints of a word; what is longer is cut in several pieces, so that no text takes more than linear time."""

LONGEST_WINDOW = 40
"""Tokens; a longer run of capitals is cut, so that a page in capitals costs no more than another."""

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Lt|Col|Maj|Capt|Sgt|Prof|Rev|St|Jr|Sr|Inc|Corp|Co|Ltd|No|vs|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec"
)
PIECE = re.compile(
    rf"[a-z]{{1,{LONGEST_PIECE}}} |(?:(?:[^\W\d_]\.){{2,9}}|(?:{_ABBREVIATIONS})\.|[A-Z]\.(?=\s)|['’]s\b"
    rf"|\w{{1,{LONGEST_PIECE}}}(?:[-.&’'](?!s\b)\w{{1,{LONGEST_PIECE}}}){{0,5}}|[^\w\s])\s*|\s+"
)
"""Pieces in order make up the whole text, so that their lengths give every span."""

CONNECTORS = PARTICLES | {"of", "the", "for", "and", "&", "'s", "’s", "-", "’", "'", "on", "in", "to"}
"""What may stand between two capitalised words of one name; at most two in a row."""

_ENDS = frozenset(".!?")
_CLOSING = frozenset("\"'”’)")


class Traits(NamedTuple):
    """What is known of pieces without their neighbours: an array of each trait, in the order of the pieces."""

    length: NDArray[np.int32]
    """Codepoints, with the space after it."""
    token_length: NDArray[np.int32]
    capital: NDArray[np.bool_]
    connector: NDArray[np.bool_]
    ends_sentence: NDArray[np.bool_]
    closes: NDArray[np.bool_]
    """A quote or bracket, which stays with the sentence that ended before it."""
    ends_paragraph: NDArray[np.bool_]

    def of(self, numbers: NDArray[np.intp]) -> Traits:
        """The traits of the pieces with these numbers."""
        return Traits._make(column[numbers] for column in self)


def traits(pieces: Sequence[str]) -> Traits:
    """The traits of some pieces."""
    tokens = [piece.rstrip() for piece in pieces]
    return Traits(
        length=np.array([*map(len, pieces)], np.int32),
        token_length=np.array([*map(len, tokens)], np.int32),
        capital=np.array([*map(is_capital, tokens)], np.bool_),
        connector=np.array([token in CONNECTORS for token in tokens], np.bool_),
        ends_sentence=np.array([token in _ENDS for token in tokens], np.bool_),
        closes=np.array([token in _CLOSING for token in tokens], np.bool_),
        ends_paragraph=np.array(["\n" in piece and piece.count("\n") > 1 for piece in pieces], np.bool_),
    )


def is_capital(token: str) -> bool:
    """Whether a token can open or continue a name: a capital first, `al-` before one, or a digit and a capital (`3M`)."""
    first = token[:1]
    if first.isupper():
        return True
    if first.isdigit() or token[:3] in ("al-", "el-", "ul-"):
        return any(map(str.isupper, token))
    return False


def sentence_starts(ends: NDArray[np.bool_], closes: NDArray[np.bool_], paragraph_ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which tokens begin a sentence: the first, one after a paragraph, and one after `.`, `!` or `?` with the quotes that close it."""
    after_end = np.zeros(len(ends) + 1, np.bool_)
    after_end[1:] = ends
    after_quote = np.zeros(len(ends) + 1, np.bool_)
    after_quote[1:] = closes & after_end[:-1]
    starts = (after_end[:-1] & ~closes) | after_quote[:-1]
    starts[1:] |= paragraph_ends[:-1]
    starts[:1] = True
    return starts


def windows(
    capital: NDArray[np.bool_], connector: NDArray[np.bool_], starts: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The runs of capitals that may hold names, as first and past-the-last token of each: at most two connectors join two capitals."""
    at = np.flatnonzero(capital)
    if not len(at):
        return at, at
    here, following = at[:-1], at[1:]
    sentence = np.cumsum(starts)
    gap = following - here
    joined = (gap == 1) | ((gap == 2) & connector[here + 1]) | ((gap == 3) & connector[here + 1] & connector[following - 1])
    joined &= sentence[here] == sentence[following]
    opens = np.concatenate(([True], ~joined))
    first = at[opens][np.cumsum(opens) - 1]
    cut = (at - first) // LONGEST_WINDOW
    opens[1:] |= cut[1:] != cut[:-1]
    return at[opens], at[np.concatenate((opens[1:], [True]))] + 1
