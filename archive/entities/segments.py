"""Segments: runs of capitals cut at titles, places, organisations and words that no name holds, so that each may be one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.entities import tables
from archive.entities.people import LEADING, core
from archive.entities.sequences import Token
from archive.entities.titles import (
    CALENDAR,
    FUNCTION_WORDS,
    HONORIFICS,
    NEVER_NAMES,
    OFFICES,
    ORGANISATION_ENDINGS,
    PARTICLES,
    PLACE_ENDINGS,
    REGNAL,
    STRONG_DESPITE_WORD,
    SUFFIXES,
    WEAK_OFFICES,
    office_in,
)
from archive.text import without_accents

LONGEST_NAME = 5

_HONOURED = frozenset(("rt", "hon", "honourable"))
"""Words of `The Rt Hon David Cameron`: they stand before a whole name, and are no part of it."""

_LISTED = _HONOURED | SUFFIXES | HONORIFICS | REGNAL | OFFICES | CALENDAR | NEVER_NAMES | ORGANISATION_ENDINGS | PLACE_ENDINGS
"""Words that belong to a name only now and then; most words are none of them, and need no further question."""

MADE_OF_NAMES = ("-controlled", "-led", "-based", "-backed", "-run", "-owned", "-funded", "-dominated", "-majority")
"""What makes an adjective of a name: the name ends before it."""

_SEAM = re.compile(r"(?<=[a-zß-ÿ])[A-Z\d]")
_TOLD_AGAIN = re.compile(r"[A-Z][\w'’-]+ \(([A-Z]\w+)\) $")

_GLUED = re.compile(r"(?<!^Mc)(?<!^Mac)(?<!^Fitz)(?<!^De)(?<!^Di)(?<!^La)(?<!^Le)(?<!^Van)(?<!^Du)(?<!^Del)(?<!^Des)(?<=[a-zß-ÿ])[A-Z]|\d")


@lru_cache(maxsize=20_000)
def is_glued(text: str) -> bool:
    """Whether a text holds a number, or two words that lost the space between (`ButtigiegBlack`).

    No name is written so but after Mc, Mac, De and their like.
    """
    return _GLUED.search(text) is not None


def told_again(text: str, first: str, end: int) -> bool:
    """Whether a first name stands in parentheses at `end`: the last word before begins the same name anew (`Bob Stone Robert (Bob)`)."""
    return text.startswith(f" ({first})", end)


BEFORE_PLACE = frozenset(("in", "to", "from", "at", "near", "of", "across", "for", "into", "through", "outside", "inside", "via"))
"""Words after which a name of a place is a place."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one run that may be one name.

    `title` is what stands before them: "", "honorific", "regnal", "office" or "weak". `ended` is the folded word that ended them.
    """

    tokens: tuple[Token, ...]
    title: str
    title_start: int
    ended: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an article with its runs of capitals.

    `blocked` are the starts of tokens that a place of several words or a known organisation has taken, `places` the starts of all places.
    """

    name: str
    text: str
    runs: Sequence[Sequence[Token]]
    blocked: frozenset[int]
    places: frozenset[int]
    title_case: bool
    is_place: Callable[[str], bool]
    """Whether a folded single word names a country, its people or a place."""
    namesakes: frozenset[int] = frozenset()
    """The starts of places that are somebody's given name."""


def continues(text: str, start: int) -> bool:
    """Whether a word and a given name in parentheses stand right before: the name goes on (`William (Bill) Jefferson`)."""
    match = _TOLD_AGAIN.search(text, max(0, start - 40), start)
    return match is not None and match[1].lower() in tables.words("given-names.txt")


class Lists:
    """The lists of names and words, as sets of folded words. Read once."""

    def __init__(self) -> None:
        self.given = tables.words("given-names.txt")
        self.family = tables.words("family-names.txt")
        self.common = tables.words("common-words.txt")

    def is_given(self, token: Token) -> bool:
        """Whether the word is a given name, perhaps one that is a common word too."""
        return token.kind == "word" and plain(token) in self.given

    def is_strong(self, token: Token) -> bool:
        """Whether the word is a given name and hardly ever anything else."""
        word = plain(token)
        return self.is_given(token) and word != "al" and (word not in self.common or word in STRONG_DESPITE_WORD)

    def is_common(self, token: Token) -> bool:
        """Whether the word is a common English word."""
        return token.folded in self.common or token.folded in FUNCTION_WORDS

    def is_family(self, token: Token) -> bool:
        """Whether the word is a known family name, or has the shape of one that no word has (O'Brien, al-Assad)."""
        word = plain(token)
        return word in self.family or word.rpartition("-")[2] in self.family or token.kind == "article"

    def has_name(self, surface: str) -> bool:
        """Whether a name of several words begins with a listed given name and ends with a listed family name."""
        words = without_accents(surface.lower()).split()
        return words[0] in self.given and words[-1].rpartition("-")[2] in self.family


def plain(token: Token) -> str:
    """The folded word of a token without accents, as the lists have it."""
    return token.folded if token.folded.isascii() else without_accents(token.folded)


def title_kind(token: Token) -> str:
    """What kind of title a token is: "honorific", "regnal", "office", "weak", or "" for none."""
    word = token.folded
    if "-" in word:
        word = office_in(word) or word
    if word in HONORIFICS:
        return "honorific"
    if word in _HONOURED:
        return "weak"
    if word in REGNAL:
        return "regnal"
    if word in OFFICES:
        return "weak" if word in WEAK_OFFICES else "office"
    return ""


def _is_shouted(token: Token, following: Token | None) -> bool:
    """Whether a title in capitals stands before a word that is not: `MS The results` are an interviewer's initials, DR Congo a country."""
    shouted = token.folded in HONORIFICS and len(token.text) > 1 and token.text.isupper()
    return shouted and following is not None and not following.text.isupper()


def is_suffix(token: Token) -> bool:
    """Whether a token is a suffix such as `Jr` or, in capitals, `II` or `MP` (Xi is a name)."""
    return token.folded in SUFFIXES and (token.text.isupper() or token.folded in ("jr", "sr", "phd"))


def title_kind_word(word: str) -> bool:
    """Whether a folded word is a title of any kind."""
    return word in OFFICES or word in REGNAL or word in HONORIFICS


class Segmenter:
    """Cuts the runs of a field into segments. Safe to share between threads."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists

    def segments(self, field: Field) -> Iterator[Segment]:
        """The runs of several words of a field, cut at titles, places, organisations and words that no name holds."""
        for run in field.runs:
            if len(run) > 1:
                yield from self._cut(run, field)

    def alone(self, field: Field, words: Collection[str]) -> Iterator[Segment]:
        """The runs of a field that are nothing but one of these words, which are `core` of a name: most runs are one word, and no name."""
        for run in field.runs if words else ():
            token = run[0]
            if len(run) == 1 and token.folded and core(token.text)[0] in words and self._belongs(token, (), "", None, field):
                yield Segment((token,), "", -1, "")

    def _cut(self, run: Sequence[Token], field: Field) -> Iterator[Segment]:
        current: list[Token] = []
        title, title_start, surname = "", -1, ""
        for position, token in enumerate(run):
            following = run[position + 1] if position + 1 < len(run) else None
            if self._belongs(token, current, title, following, field):
                current.append(token)
                continue
            if current:
                again = any(token.folded == other.folded for other in current)
                glued = self._glued_surname(token, surname, current[-1].folded in LEADING) or _before_hyphen(token)
                yield Segment((*current, glued) if glued else tuple(current), title, title_start, token.folded)
                current, title, title_start, surname = [], "", -1, current[-1].folded
                if (again or token.start in field.namesakes) and self._belongs(token, current, title, following, field):
                    current.append(token)
                    continue
            kind = "" if token.start in field.blocked or _is_shouted(token, following) else title_kind(token)
            if kind and (not title or kind != "weak"):
                title, title_start = kind, token.start
            elif not kind:
                title, title_start = "", -1
        if current:
            yield Segment(tuple(current), title, title_start, "")

    def _belongs(self, token: Token, current: Sequence[Token], title: str, following: Token | None, field: Field) -> bool:
        """Whether a token goes on with (or begins) the name whose tokens so far are `current`, after a title of that kind.

        A word that is also a title, a country, a street or a month is a surname only at the end, right after a sure given name
        (Stephen King, Michael Jordan, Anita Hill, Theresa May), and a given name only where a plain surname follows (Chad Smith).
        """
        if token.start in field.blocked or not token.folded or len(current) >= LONGEST_NAME or is_glued(token.text):
            return False
        if "-" in token.folded and token.folded.endswith(MADE_OF_NAMES):
            return False
        if current:
            if (token.folded in FUNCTION_WORDS and token.folded != "may") or (is_suffix(current[-1]) and not is_suffix(token)):
                return False
            if len(current) > 1 and token.folded in [other.folded for other in current]:
                return False
        if token.kind == "small":
            return bool(current) and token.folded in PARTICLES
        if token.kind == "title":
            return is_suffix(token) and len(current) > 1
        if token.kind == "initial":
            return token.text not in ("U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A.", "A.M.", "P.M.") and len(token.text) <= 5
        if token.folded in _LISTED or token.text.isupper() or "-" in token.folded or field.is_place(token.folded):
            belongs = self._listed_belongs(token, current, title, following, field)
            if belongs is not None:
                return belongs
        if field.title_case and current and self.lists.is_common(token):
            return self.lists.is_strong(current[0]) and token.folded in self.lists.family and len(current) == 1
        return True

    def _listed_belongs(self, token: Token, current: Sequence[Token], title: str, following: Token | None, field: Field) -> bool | None:
        """Whether a word in capitals, of a place or of one of the lists goes on with a name; None where it is as any other."""
        if is_suffix(token) and (len(current) > 1 or (current and title == "regnal")):
            return True
        last = following is None or following.kind == "small" or is_suffix(following)
        name = current[1:] if current and current[0].folded in FUNCTION_WORDS else current
        after_given = bool(name) and self.lists.is_strong(name[0])
        if title_kind(token):
            return after_given and last and len(name) <= 2 and plain(token) in self.lists.family
        if token.folded in CALENDAR or (token.text.isupper() and len(token.text) > 2):
            return token.folded == "may" and (after_given or title in ("honorific", "office"))
        if field.is_place(token.folded):
            alone = title == "honorific" and not current
            return alone or (after_given and last and title != "honorific") or (not current and self._given_here(token, following, field))
        if token.folded in NEVER_NAMES or token.folded in ORGANISATION_ENDINGS or token.folded in PLACE_ENDINGS:
            surname = after_given and last and token.folded in self.lists.family and len(current) == 1
            return surname or (not current and self._given_here(token, following, field))
        return None

    def _glued_surname(self, token: Token, known: str, expected: bool) -> Token | None:
        """The surname, listed or `known`, that begins a word which lost the space after it: Clinton of `ClintonSenate`.

        After a particle one is `expected`, whatever it is: Riva of `La RivaImage`.
        """
        if token.kind != "word" or not is_glued(token.text):
            return None
        seam = next((match.start() for match in _SEAM.finditer(token.text) if is_glued(token.text[: match.start() + 1])), 0)
        head = token.text[:seam]
        if len(head) < 3 or (not expected and head.lower() != known and head.lower() not in self.lists.family):
            return None
        return Token(token.start, token.start + seam, head, head.lower(), "word", False)

    def _given_here(self, token: Token, following: Token | None, field: Field) -> bool:
        """Whether a word that is a given name and something else (Paris, Chad, Bill) is a given name: a plain family name follows."""
        if token.start in field.namesakes:
            return True
        if following is None or not self.lists.is_given(token) or not self.lists.is_family(following):
            return False
        if field.is_place(following.folded) or title_kind(following) or following.folded in PLACE_ENDINGS | ORGANISATION_ENDINGS:
            return False
        return word_before(field.text, token.start) not in BEFORE_PLACE


def word_before(text: str, start: int) -> str:
    """The word before a position, in lower case."""
    return (text[max(0, start - 16) : start].split() or [""])[-1].lower()


def _before_hyphen(token: Token) -> Token | None:
    """The surname before what makes an adjective of a name: Sanders of `Sanders-backed`."""
    head, hyphen, _ = token.text.rpartition("-")
    if not hyphen or not token.folded.endswith(MADE_OF_NAMES):
        return None
    return Token(token.start, token.start + len(head), head, head.lower(), "word", False)
