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
from enum import StrEnum
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
_CAPITALS = str.maketrans({chr(letter).upper(): plain.capitalize() for letter, plain in _LETTERS.items() if chr(letter) not in "ı’"})
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


class Token(NamedTuple):
    """A word of a text: codepoints `text[start:end]`, and its folded form."""

    start: int
    end: int
    word: str


@lru_cache(maxsize=50_000)
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


def without_accents(text: str) -> str:
    """`text` in its own case, without accents and combining marks; letters that do not decompose as `fold` writes them."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text).translate(_LETTERS).translate(_CAPITALS)
    return "".join(char for char in plain if not unicodedata.combining(char))


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

    @lru_cache(maxsize=50_000)
    def stem(word: str) -> str:
        return str(snowball.stemWord(word))

    return stem


def analysis(language: str | None) -> str:
    """The name of the analysis that articles of `language` get: the language itself where it is stemmed, else ""."""
    return language if language in STEMMERS else ""


ANALYSES: tuple[str, ...] = ("", *STEMMERS)
"""Every analysis there is; a query word is looked up under each that the index holds."""


# ---------------------------------------------------------------- sentences

_WRITTEN = re.compile(r"\w+")
_TITLES = frozenset(_WRITTEN.findall("Mr Mrs Ms Dr Prof Sen Rep Gov Gen Col Lt Sgt Capt Maj Adm Hon Rev Messrs Mme Mlle"))
_ABBREVIATIONS = frozenset(
    _WRITTEN.findall("St Jr Sr vs v No Nos Inc Ltd Co Corp Bros Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mt Ft Fig Vol")
)
_OPENERS = frozenset(
    _WRITTEN.findall(
        "The A An He She It They We I You In On At But And For If As When While After This That These Those There"
        " His Her Its Their Our So To What However Meanwhile"
    )
)
"""Words that begin sentences and no names."""

_OPENING = "\"'“‘«([「『（"
_CLOSING = "\"'”’»)]」』）"
_STOPS = ".!?…"
_FULL_STOPS = "。！？"
"""They end a sentence whatever follows, since no space does."""
ENDINGS = frozenset(_STOPS + _FULL_STOPS + _CLOSING)
"""What the last character of a chunk is that ends a sentence."""
_INITIALS = re.compile(r"(?:.*[^\w.])?[A-Z]|(?:.*\W)?(?:[^\W\d_]\.)+[^\W\d_]", re.DOTALL)
_INNER_END = re.compile(rf"[{_FULL_STOPS}][{re.escape(_CLOSING)}]*+(?=.)")
_CHUNK = re.compile(r"\S+")
PARAGRAPH_END = "\n\n"


class Unit(StrEnum):
    """What words can be in together: a sentence, or a paragraph, which ends with a blank line."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


ENDED = 3
"""Between two chunks of a paragraph, which are what stands between spaces, a sentence ends where `ending` of the first and `beginning` of
the second make so much together."""


@lru_cache(maxsize=100_000)
def ending(chunk: str) -> int:
    """How much a chunk ends a sentence: 3 whatever follows, 2 with a stop, 1 with a stop that may belong to its last word (`U.S.`,
    `Inc.`, `J.`), 0 without one or with that of a title (`Mr.`), which a name follows."""
    stopped = chunk.rstrip(_CLOSING)
    if not stopped or stopped[-1] not in _STOPS:
        return 3 if stopped and stopped[-1] in _FULL_STOPS else 0
    word = stopped[:-1]
    if stopped[-1] != "." or word[-1:] in _STOPS:
        return 2
    word = word.lstrip(_OPENING)
    if word in _TITLES:
        return 0
    return 1 if word in _ABBREVIATIONS or ((len(word) == 1 or not word.isalnum()) and _INITIALS.fullmatch(word)) else 2


@lru_cache(maxsize=100_000)
def beginning(chunk: str) -> int:
    """How much a chunk begins a sentence: 2 as a word that begins sentences and no names (`The`), 1 with another capital or a digit."""
    opened = chunk.lstrip(_OPENING)
    if opened.removesuffix(",") in _OPENERS:
        return 2
    return int(opened[:1].isalnum() and not opened[0].islower())


def inner_ends(chunk: str) -> list[int]:
    """Where in a chunk a sentence ends and the next begins: where no spaces are written."""
    return [] if chunk.isascii() else [match.end() for match in _INNER_END.finditer(chunk)]


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) spans of the sentences of `text`, in order, without the space between them. Linear.

    A sentence ends with a stop before a capital or a digit, or with its paragraph. A stop behind an initial, a title (`Mr.`) or another
    abbreviation does not end it, but behind `Inc.` or `U.S.` it does where a word such as `The` or `He` follows.
    """
    return [sentence for paragraph in paragraphs(text) for sentence in _sentences(text, *paragraph)]


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of one paragraph, `text[start:end]`."""
    ended = 0
    last = start
    for found in _CHUNK.finditer(text, start, end):
        chunk = found.group()
        if ended and last > start and ended + beginning(chunk) >= ENDED:
            yield start, last
            start = found.start()
        if not chunk.isascii():
            for inner in inner_ends(chunk):
                yield start, found.start() + inner
                start = found.start() + inner
        ended, last = ending(chunk), found.end()
    yield start, last


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The (start, end) spans of the paragraphs of `text`, in order, without the blank lines between them. Linear."""
    spans: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split(PARAGRAPH_END):
        begun = paragraph.lstrip()
        if begun:
            first = start + len(paragraph) - len(begun)
            spans.append((first, first + len(begun.rstrip())))
        start += len(paragraph) + len(PARAGRAPH_END)
    return spans
