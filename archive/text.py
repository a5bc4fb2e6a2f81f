"""Words: one analysis for the index, the query, the highlights and the entities.

A token is a run of letters and digits. A hyphen ends it (`US-led` is two), an apostrophe between letters does not (`O'Brien`), but the
possessive is left out of the folded form (`Assad's` folds to `assad`). Dots of an acronym vanish (`U.S.` folds to `us`), and so do the
thousands' commas of a number (`1,000` folds to `1000`). Han, kana and Thai, which write no spaces, give one token a character.
Folding is Unicode case folding after compatibility decomposition, without combining marks; letters that do not decompose are written as
newspapers without them do (`Pelé` folds to `pele`, `Akıncı` to `akinci`, `Søren` to `soren`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

LONGEST_WORD = 64
"""Codepoints of a folded word that count; what is beyond is cut, in articles and queries alike."""

LONGEST_SLUG = 60
"""Characters of a slug; a longer one ends with a whole word, where it can."""

_SPACELESS = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W_{_SPACELESS}]"
_TOKEN = re.compile(
    r"[a-zA-Z]++(?=[ \n])"  # says nothing new, but finds most words of most texts at twice the speed
    rf"|[{_SPACELESS}]"
    r"|(?:[^\W\d_]\.){2,}(?!\w)"
    r"|\d+(?:[.,]\d+)+"
    rf"|{_LETTER}+(?:(?:\u0301|(?<=\w)['’](?=[^\W\d_])){_LETTER}*)*"
)
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"})
"""What decomposition leaves whole, as newspapers without these letters write it."""
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""(?<![.!?…])[.!?…]+["'”’»)\]]*\s+(?=["'“‘«(\[]*[^\W\d_a-z])|\n[ \t]*\n\s*|(?<=[。！？])\s*""")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Hon|Rev|Jr|Sr|vs|No|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)


class Token(NamedTuple):
    """A word of a text: codepoints `text[start:end]`, and its folded form."""

    start: int
    end: int
    word: str


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """The form under which a word is found: without case, accents, possessive, acronym dots or thousands' commas."""
    word = _POSSESSIVE.sub("", word)
    if word.isascii():
        folded = word.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS)
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    if folded[:1].isdigit():
        folded = folded.replace(",", "")
    elif "." in folded:
        folded = folded.replace(".", "")
    return folded[:LONGEST_WORD]


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The tokens of `text` in order, from the one that begins at `start`. Linear in its length."""
    for match in _TOKEN.finditer(text, start):
        word = fold(match.group())
        if word:
            yield Token(match.start(), match.end(), word)


def pieces(text: str) -> list[str]:
    """The tokens of `text` in order, as they are written: `fold` makes words of them, of a few none."""
    return _TOKEN.findall(text)


def words(text: str) -> list[str]:
    """The folded words of `text` in order; faster than `tokens` where spans are not needed."""
    return [word for word in map(fold, pieces(text)) if word]


def fold_text(text: str) -> str:
    """`text` folded word by word, joined by single spaces: the key under which names are looked up."""
    return " ".join(words(text))


@lru_cache(maxsize=100_000)
def slug(name: str) -> str:
    """The folded words of `name` in lower-case ASCII letters and digits, joined by hyphens; "" where it has none of them."""
    plain = (re.sub("[^a-z0-9]", "", word) for word in words(name))
    joined = "-".join(word for word in plain if word)
    return joined if len(joined) <= LONGEST_SLUG else joined[: LONGEST_SLUG + 1].rpartition("-")[0] or joined[:LONGEST_SLUG]


# ---------------------------------------------------------------- stems

STEMMERS: dict[str, str] = {"en": "english"}
"""The languages whose words are stemmed, and the Snowball algorithm of each (M. F. Porter, snowballstem.org)."""


@cache
def stemmer(language: str | None) -> Callable[[str], str]:
    """The stemmer of folded words for `language`; an unknown language is not stemmed."""
    if language not in STEMMERS:
        return str
    snowball = Stemmer.Stemmer(STEMMERS[language], 0)

    @lru_cache(maxsize=500_000)
    def stem(word: str) -> str:
        return str(snowball.stemWord(word))

    return stem


def analysis(language: str | None) -> str:
    """The name of the analysis that articles of `language` get: the language itself where it is stemmed, else ""."""
    return language if language in STEMMERS else ""


ANALYSES: tuple[str, ...] = ("", *STEMMERS)
"""Every analysis there is; a query word is looked up under each that the index holds."""


# ---------------------------------------------------------------- sentences


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) spans of the sentences of `text`, in order, without the space between them. Rough, and linear."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if _ABBREVIATION.search(text, max(start, end - 8), end) and "\n\n" not in match.group():
            continue
        if end > start:
            spans.append((start, end))
        start = match.end()
    tail = len(text.rstrip())
    if tail > start:
        spans.append((start, tail))
    return spans
