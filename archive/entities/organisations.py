"""Organisations: a reviewed list, acronyms explained in the article (`Full Name (ABC)`), and words that end or begin such names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.entities import tables
from archive.entities.gazetteer import flat, flat_text, is_title_case, mostly_capitals, whole_word
from archive.entities.segments import MADE_OF_NAMES, is_glued, title_kind, title_kind_word
from archive.entities.sequences import Token, starts_sentence
from archive.entities.titles import (
    BARE_ENDINGS,
    CALENDAR,
    FUNCTION_WORDS,
    HONORIFICS,
    NEVER_NAMES,
    OFFICES,
    ORGANISATION_ENDINGS,
    ORGANISATION_HEADS,
    THINGS,
    WEAK_FIRST,
)
from archive.model import EntityType, Mention
from archive.text import fold_text, without_accents

LONGEST_ACRONYM = 10
_LONGEST_BEFORE = 4
_LONGEST_AFTER = 5
_PART_OF_LONGER = re.compile(r"(?!The |A |In |Former |US |Both |But |And )(?<!\S)(?:[A-Z][\w-]+|People's) $")
"""A capitalised word right before the name of a party makes it another one: the Social Democratic Party, the Dutch Labour Party."""

_PARTNERSHIP = re.compile(r"(.{3,40}?) (?:and|&) (?:Co|Company|Sons|Brothers|Partners|Associates)\b")

_CHAMBERS = frozenset(("senate", "congress", "parliament", "court", "assembly", "house"))
_NEW_PLACES = tuple(f"New {place}" for place in ("York", "Jersey", "Zealand", "Mexico", "Orleans", "Hampshire", "England", "Delhi"))
FIRM = 0.98
"""The confidence of a firm of partners: more than that of any person whose name it begins with."""

_FIRM_WORDS = frozenset(
    ("co", "inc", "ltd", "corp", "plc", "llc", "llp", "company", "incorporated", "corporation", "ag", "sa", "nv", "pac")
)
"""Words that alone name no firm."""

DOUBTFUL = 0.6
"""The confidence of the name of a party that may be no name: an article that is about its country is needed as well."""

_PARTNERS = frozenset(("co", "company", "sons", "brothers", "partners", "associates"))
"""After a name and an `and` they make a firm of it: `Harper Lowe and Co Inc`."""

_PLAIN_ENDINGS = frozenset(("ministry", "department", "party"))
"""Endings that one common word before them makes a name: Interior Department; a City Council is any city's."""


def organisation_key(name: str) -> str:
    """The key of an organisation that is not in the list: its folded name without the article."""
    return fold_text(name).removeprefix("the ")


class KnownOrganisations:
    """The reviewed list: finds its names and acronyms, and says which organisation a name is of. Safe to share between threads."""

    def __init__(self) -> None:
        self.canonical: dict[str, str] = {}
        self.media: set[str] = set()
        self._parties: set[str] = set()
        surfaces: dict[str, str] = {}
        for name, others, kind in tables.rows("organisations.tsv"):
            for surface in (name, *filter(None, others.split("; "))):
                self.canonical[organisation_key(surface)] = name
                surfaces[surface] = surfaces[without_accents(surface)] = name
                if kind == "media":
                    self.media.add(surface)
                elif kind == "party" and " " in surface:
                    self._parties.add(surface)
        self._surfaces = list(surfaces)
        self._automaton = AhoCorasick(self._surfaces, matchkind=MatchKind.LeftmostLongest)

    def find(self, field: str, text: str) -> list[Mention]:
        """The listed names in one field, longest first, at word boundaries; acronyms are not sought in a headline all in capitals."""
        found: list[Mention] = []
        shouted, title_case = mostly_capitals(text), field == "title" and is_title_case(text)
        even = flat_text(text)
        for pattern, start, end in self._automaton.find_matches_as_indexes(even):
            if not whole_word(even, start, end) or (shouted and len(self._surfaces[pattern]) < LONGEST_ACRONYM):
                continue
            if self._surfaces[pattern] in self._parties and _PART_OF_LONGER.search(even, max(0, start - 20), start):
                continue
            if text[start : start + 4] in ("the ", "The "):
                start += 4
            members = self._surfaces[pattern] in self._parties and _may_be_members(text, start, end, shouted or title_case)
            found.append(Mention(field, start, end, EntityType.ORGANISATION, text[start:end], None, DOUBTFUL if members else 0.9, "known"))
        return found

    def hides_places(self, mention: Mention) -> bool:
        """Whether the places in this name say nothing of the story: the New York Times, the Washington Post."""
        return flat(mention.surface) in self.media or "The " + flat(mention.surface) in self.media


def _may_be_members(text: str, start: int, end: int, capitals_say_nothing: bool) -> bool:
    """Whether a party's name may be some of another party's members (`Liberal Democrats want more`): its first capital says nothing."""
    members = text[start:end].partition(" ")[2].lower()
    return members in OFFICES and (capitals_say_nothing or starts_sentence(text, start))


def named_by_ending(field: str, text: str, runs: Sequence[Sequence[Token]]) -> Iterator[Mention]:
    """Names that a word such as Ministry, University or Corp ends, or begins together with `of`."""
    for run in runs:
        if len(run) < 2:
            continue
        done = -1
        for position, token in enumerate(run):
            if position <= done or token.kind != "word":
                continue
            span = _headed(run, position) or _ended(run, position, done, text)
            if span:
                first, last = span
                done = last
                start, end = run[first].start, run[last].end
                start -= len("People's ") if text.endswith(("People's ", "People’s "), 0, start) else 0
                if not text[start:end].isupper():
                    sure = FIRM if _PARTNERSHIP.match(flat(text[start:end])) else 0.75
                    yield Mention(field, start, end, EntityType.ORGANISATION, text[start:end], None, sure, "ending")


def _headed(run: Sequence[Token], position: int) -> tuple[int, int] | None:
    """The span of `Ministry of Foreign Affairs`, `University of the West Indies`, from the head at `position`."""
    if run[position].folded not in ORGANISATION_HEADS or position + 2 >= len(run) or run[position + 1].folded not in ("of", "for"):
        return None
    last = position + 2
    if run[last].folded == "the":
        last += 1
    if last >= len(run) or run[last].kind != "word" or run[last].folded in CALENDAR or run[last].folded in HONORIFICS:
        return None
    while last + 1 < len(run) and last - position < _LONGEST_AFTER:
        following = run[last + 1]
        if following.kind == "word" and title_kind(following) in ("", "weak") and following.folded not in CALENDAR:
            last += 1
        elif last + 2 < len(run) and _pair(run, last):
            last += 2
        else:
            break
    first = position
    while first and position - first < _LONGEST_BEFORE and _qualifies(run[first - 1]) and run[first - 1].folded not in FUNCTION_WORDS:
        first -= 1
    return first, last


def _ended(run: Sequence[Token], position: int, done: int, text: str) -> tuple[int, int] | None:
    """The span of `Russian Foreign Ministry`, `Paxar Corp`, `Food and Drug Administration`, from the ending at `position`."""
    if run[position].folded not in ORGANISATION_ENDINGS:
        return None
    following = run[position + 1] if position + 1 < len(run) else None
    goes_on = following is not None and following.kind == "word" and not run[position].possessive
    if goes_on and following is not None and (following.folded in ORGANISATION_ENDINGS or run[position].folded in BARE_ENDINGS):
        return None
    first = position
    while first - 1 > done and position - first < _LONGEST_BEFORE:
        before = run[first - 1]
        if run[first].folded in _PARTNERS and before.folded in ("and", "&"):
            return _firm(run, first - 1, position, done, text)
        if _qualifies(before):
            first -= 1
        elif run[position].folded not in _CHAMBERS and first - 2 > done and _pair(run, first - 2):
            first -= 2
        else:
            break
    while first < position and _says_nothing(run[first], text):
        first += 1
    words = [token for token in run[first:position] if token.kind != "small"]
    if not words or any(word.folded in FUNCTION_WORDS for word in words) or all(word.folded in WEAK_FIRST for word in words):
        return None
    if run[position].folded in _FIRM_WORDS and all(word.folded in _FIRM_WORDS for word in words):
        return None
    bare = run[position].folded not in _PLAIN_ENDINGS and len(words) < 2 and _common(words[0])
    if bare or (title_kind_word(words[-1].folded) and len(words) == 1 and words[0].folded in HONORIFICS):
        return None
    return first, position


def _firm(run: Sequence[Token], conjunction: int, position: int, done: int, text: str) -> tuple[int, int] | None:
    """The span of a firm of partners, of which the names stand before the `and` at `conjunction`."""
    first = conjunction
    while first - 1 > done and conjunction - first < _LONGEST_BEFORE and _qualifies(run[first - 1]):
        first -= 1
    while first < conjunction and _says_nothing(run[first], text):
        first += 1
    named = any(token.folded not in _FIRM_WORDS for token in run[first:conjunction])
    return (first, position) if named else None


def partners(organisations: Sequence[Mention]) -> frozenset[str]:
    """What stands before the `and Co` of firms: it is the firm elsewhere in the article too, whatever it looks like."""
    names = (_PARTNERSHIP.match(flat(mention.surface)) for mention in organisations if mention.reason == "ending")
    return frozenset(match[1] for match in names if match and " " in match[1])


def _pair(run: Sequence[Token], first: int) -> bool:
    """Whether two common words stand in a run with an `and` between: Food and Drug, Science and Technology."""
    return run[first + 1].folded in ("and", "&") and all(run[at].kind == "word" and _common(run[at]) for at in (first, first + 2))


def _common(token: Token) -> bool:
    return token.folded in tables.words("common-words.txt")


def _qualifies(token: Token) -> bool:
    if token.folded in CALENDAR or token.folded in HONORIFICS or token.possessive or is_glued(token.text):
        return False
    return token.kind in ("word", "initial", "article") or token.folded == "st"


def _says_nothing(token: Token, text: str) -> bool:
    """Whether the first word of a candidate is only the first word of the sentence."""
    if token.folded.endswith(MADE_OF_NAMES):
        return True
    if token.folded == "new" and text.startswith(_NEW_PLACES, token.start):
        return False
    return token.folded in FUNCTION_WORDS or (token.folded in WEAK_FIRST and starts_sentence(text, token.start))


def acronyms(
    field: str, text: str, named: Sequence[Mention], runs: Sequence[Sequence[Token]], places: Container[tuple[int, int]]
) -> Iterator[Mention]:
    """`Full Name (ABC)`: the name where no rule had found it, and the acronym in its parentheses; not `United Arab Emirates (UAE)`."""
    ends = {mention.end: mention for mention in named}
    for run in runs:
        last = run[-1]
        if text[last.end : last.end + 2] not in (" (", "\n("):
            continue
        closing = text.find(")", last.end, last.end + LONGEST_ACRONYM + 3)
        letters = text[last.end + 2 : closing] if closing > 0 else ""
        if not (2 <= len(letters) <= LONGEST_ACRONYM and letters.isalpha() and sum(map(str.isupper, letters)) >= 2):
            continue
        span = None if last.folded in NEVER_NAMES or last.folded in THINGS else _spelt(run, letters)
        if span is not None and (run[span].start, last.end) in places:
            continue
        if span is not None and last.end not in ends:
            start = run[span].start
            yield Mention(field, start, last.end, EntityType.ORGANISATION, text[start : last.end], None, 0.85, "acronym-name")
        if span is not None or last.end in ends:
            start = last.end + 2
            yield Mention(field, start, closing, EntityType.ORGANISATION, letters, None, 0.85, "acronym")


def _spelt(run: Sequence[Token], letters: str) -> int | None:
    """Where in the run the name begins whose capitals spell `letters`; None where they do not."""
    wanted = letters.lower()
    capitals = [position for position, token in enumerate(run) if token.kind in ("word", "article", "initial")]
    for count in range(2, min(len(capitals), len(wanted)) + 1):
        taken = capitals[-count:]
        if "".join(run[position].folded[:1] for position in taken) == wanted:
            return taken[0]
    return None


def explained(field: str, text: str, pairs: dict[str, str], taken: set[tuple[str, int]]) -> Iterator[Mention]:
    """The later uses of acronyms that the article has explained; `pairs` maps each to its full name, and is not empty."""
    surfaces = list(pairs)
    even = flat_text(text)
    for pattern, start, end in AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(even):
        if whole_word(even, start, end) and (field, start) not in taken:
            yield Mention(field, start, end, EntityType.ORGANISATION, surfaces[pattern], None, 0.8, "acronym")
