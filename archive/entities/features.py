"""What the name model looks at: features of a word, of its neighbours, and of pairs. The same for training and for tagging."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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


def _marks(word: str, folded: str) -> Iterator[str]:
    """The lists that a word is in."""
    if word[:1].isupper():
        yield from sorted(_places().get(word, ()))
        plain = folded.rpartition("-")[2] if folded.startswith(("al-", "el-")) else folded
        if plain in tables.words("given-names.txt"):
            yield "fn"
        if plain in tables.words("family-names.txt"):
            yield "ln"
        if folded in tables.words("common-words.txt"):
            yield "lw"
    bare = folded.rstrip(".")
    yield from (name for name, words in _LISTS.items() if bare in words)


def features_around(word: str) -> list[list[str]]:
    """The features that `word` gives to the token from which it stands at each of OFFSETS."""
    even = _even(word)
    folded = even.lower()
    kinds = shape(word)
    marks = list(_marks(word, folded))
    here = [f"w={even}", f"l={folded}", f"s={kinds}", f"p3={even[:3]}", f"p2={folded[:2]}", f"q2={even[-2:]}", f"q3={even[-3:]}"]
    here += [f"q4={even[-4:]}", *marks]
    here += [name for name, holds in (("AC", len(word) > 1 and word.isupper()), ("hy", "-" in word), ("dot", "." in word)) if holds]
    found = [here]
    for offset in OFFSETS[1:]:
        there = [f"{offset}l={folded}", f"{offset}s={kinds}"]
        if abs(offset) == 1:
            there += [f"{offset}q3={folded[-3:]}", *(f"{offset}{mark}" for mark in marks)]
        found.append(there)
    return found


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
