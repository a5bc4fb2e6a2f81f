"""Which words a prefix, a wildcard or a fuzzy word stands for: one meaning for engines, highlights and tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from archive.query.tree import Fuzzy, Prefix, Wildcard
from archive.text import fold, words

Shape = Prefix | Wildcard | Fuzzy
"""A term that stands for all words of some kind, instead of for one word."""


def fits(shape: Shape) -> Callable[[str], bool]:
    """The test that a folded word passes where the shape stands for it."""
    if isinstance(shape, Prefix):
        beginning = folded(shape)
        return lambda word: bool(beginning) and word.startswith(beginning)
    if isinstance(shape, Wildcard):
        pattern = re.compile(regular(shape))
        return lambda word: pattern.fullmatch(word) is not None
    return partial(_within, folded(shape), shape.distance)


def fitting(shape: Shape, words: Sequence[str]) -> list[int]:
    """The places, ascending, of the words that a shape stands for."""
    if isinstance(shape, Fuzzy):
        likest = extract(folded(shape), words, scorer=OSA.distance, score_cutoff=shape.distance, limit=None) if folded(shape) else []
        return sorted(place for _, _, place in likest)
    fit = fits(shape)
    return [place for place, word in enumerate(words) if fit(word)]


def folded(shape: Prefix | Fuzzy) -> str:
    """The folded word that a prefix or a fuzzy word starts from, "" where it holds none."""
    return " ".join(words(shape.text))


def regular(wildcard: Wildcard) -> str:
    """The regular expression of the folded words of a wildcard's shape, without anchors and without capturing groups.

    What stands between two stars is taken where it comes first, for good: the time for a word grows with its length alone.
    """
    first, *rest = [_between_stars(piece) for piece in wildcard.text.split("*")]
    if not rest:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece) + ".*" + rest[-1]


def _between_stars(text: str) -> str:
    return ".".join(re.escape(fold(piece)) for piece in text.split("?"))


def pieces(wildcard: Wildcard) -> list[str]:
    """The folded letters between the signs of a wildcard, all of which a word of its shape holds; one at least."""
    return [fold(piece) for piece in re.split("[*?]", wildcard.text)]


def beginning(shape: Shape) -> str:
    """The folded letters that every word of a shape begins with, "" where it may begin with any."""
    if isinstance(shape, Wildcard):
        return fold(re.split("[*?]", shape.text, maxsplit=1)[0])
    return folded(shape) if isinstance(shape, Prefix) else ""


def least(shape: Shape) -> int:
    """The fewest folded letters of any word that the shape stands for."""
    if isinstance(shape, Wildcard):
        return shape.text.count("?") + sum(len(fold(piece)) for piece in re.split("[*?]", shape.text))
    return max(1, len(folded(shape)) - (shape.distance if isinstance(shape, Fuzzy) else 0))


def _within(wanted: str, most: int, word: str) -> bool:
    return bool(wanted) and OSA.distance(wanted, word, score_cutoff=most) <= most


def distance(one: str, other: str) -> int:
    """Edits from one word to the other: a letter put in, left out or replaced, or two neighbours swapped.

    The restricted Damerau-Levenshtein distance ("optimal string alignment"): no letter is edited twice. The first letter counts like
    any other, since names from other scripts differ there most (Gaddafi, Qaddafi, Kadhafi).
    """
    return OSA.distance(one, other)
