"""What the name model looks at: features of a word, of its neighbours, and of pairs. The same for training and for tagging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from archive.entities import tables, titles

START, END = "<s>", "</s>"
"""What stands before the first and after the last token of a sentence."""

OFFSETS = (0, -1, 1, -2, 2)
"""The token itself and the neighbours whose features count for it."""

SENTENCE_START, WINDOW_START, WINDOW_END = "BOS", "first", "last"

_LISTS = {
    "hon": titles.HONORIFICS,
    "off": titles.OFFICES,
    "reg": titles.REGNAL,
    "orgend": titles.ORGANISATION_ENDINGS,
    "orghead": titles.ORGANISATION_HEADS,
    "plend": titles.PLACE_ENDINGS,
    "never": titles.NEVER_NAMES,
    "cal": titles.CALENDAR,
    "suf": titles.SUFFIXES,
    "say": titles.SAYING,
    "fun": titles.FUNCTION_WORDS,
}
_KINDS = {"alias": "name", "region": "city", "state": "city"}


@cache
def _places() -> dict[str, frozenset[str]]:
    """The marks of each word of the gazetteer: the kind it is alone, and the kinds of longer names that it is in."""
    marks: dict[str, set[str]] = defaultdict(set)
    for surface, _, kind, _ in tables.rows("gazetteer.tsv"):
        words = surface.strip(", ").split()
        for word in words:
            marks[word].add(("g1=" if len(words) == 1 else "gm=") + _KINDS.get(kind, kind))
    return {word: frozenset(found) for word, found in marks.items()}


def shape(word: str) -> str:
    """The kinds of a word's characters, runs as one: `McDonald` is `XxXx`, `U.S.` is `X.X.`."""
    kinds: list[str] = []
    for char in word[:20]:
        kind = "X" if char.isupper() else "x" if char.islower() else "d" if char.isdigit() else char
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    return "".join(kinds)[:8]


def _even(word: str) -> str:
    return "#" * min(len(word), 4) if word.isdigit() else word[:30].replace("’", "'")


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    """The names of the lists that each of their words is in."""
    return {word: tuple(name for name, words in _LISTS.items() if word in words) for word in frozenset().union(*_LISTS.values())}


def marks(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lists that a word is in, and what else is features of it but not of its neighbours. Few words have any."""
    folded = _even(word).lower()
    listed = _lists().get(folded.rstrip("."), ())
    if word.islower() and word.isalpha():
        return listed, ()
    found: list[str] = []
    if word[:1].isupper():
        found += sorted(_places().get(word, ()))
        plain = folded.rpartition("-")[2] if folded.startswith(("al-", "el-")) else folded
        lists = (("fn", "given-names.txt"), ("ln", "family-names.txt"))
        found += [name for name, file in lists if plain in tables.words(file)]
        found += ["lw"] if folded in tables.words("common-words.txt") else []
    flags = (("AC", len(word) > 1 and word.isupper()), ("hy", "-" in word), ("dot", "." in word))
    return (*found, *listed), tuple(name for name, holds in flags if holds)


def spellings(word: str) -> tuple[str, ...]:
    """The forms and parts of a word that `SPELT` makes features of."""
    even = _even(word)
    folded = even.lower()
    return even, folded, shape(word), even[:3], folded[:2], even[-2:], even[-3:], even[-4:], folded[-3:]


_WHOLE, _FOLDED, _SHAPE, _FIRST_3, _FIRST_2, _LAST_2, _LAST_3, _LAST_4, _LAST_3_FOLDED = range(9)

_HERE = ("w=", _WHOLE), ("l=", _FOLDED), ("s=", _SHAPE), ("p3=", _FIRST_3), ("p2=", _FIRST_2), ("q2=", _LAST_2), ("q3=", _LAST_3)

SPELT: tuple[tuple[tuple[str, int], ...], ...] = (
    (*_HERE, ("q4=", _LAST_4)),
    (("-1l=", _FOLDED), ("-1s=", _SHAPE), ("-1q3=", _LAST_3_FOLDED)),
    (("1l=", _FOLDED), ("1s=", _SHAPE), ("1q3=", _LAST_3_FOLDED)),
    (("-2l=", _FOLDED), ("-2s=", _SHAPE)),
    (("2l=", _FOLDED), ("2s=", _SHAPE)),
)
"""For each of OFFSETS the features of a word's spelling: how each begins, and which of the `spellings` follows."""


def marked(found: tuple[str, ...], flags: tuple[str, ...]) -> list[list[str]]:
    """The features that the marks of a word give to the token from which it stands at each of OFFSETS."""
    return [[*found, *flags], *([f"{offset}{mark}" for mark in found] for offset in OFFSETS[1:3]), [], []]


def features_around(word: str) -> list[list[str]]:
    """The features that `word` gives to the token from which it stands at each of OFFSETS."""
    spelt = spellings(word)
    return [[prefix + spelt[form] for prefix, form in forms] + rest for forms, rest in zip(SPELT, marked(*marks(word)), strict=True)]


def pair(first: str, second: str) -> str:
    """The name of a pair of neighbouring words."""
    return f"{_even(first).lower()}|{_even(second).lower()}"


def pair_word(word: str) -> str:
    """The form in which a word stands in a pair."""
    return _even(word).lower()


def window_features(sentence: Sequence[str], first: int, last: int) -> list[list[str]]:
    """The features of the tokens `sentence[first:last]`, as they are trained on."""
    padded = [START, START, *sentence, END, END]
    rows = []
    for position in range(first, last):
        at = position + 2
        row = [feature for place, offset in enumerate(OFFSETS) for feature in features_around(padded[at + offset])[place]]
        row += [f"-1|{pair(padded[at - 1], padded[at])}", f"1|{pair(padded[at], padded[at + 1])}"]
        flags = ((SENTENCE_START, position == 0), (WINDOW_START, position == first), (WINDOW_END, position == last - 1))
        row += [name for name, holds in flags if holds]
        rows.append(row)
    return rows
