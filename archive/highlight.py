"""From a tree and a text to what a reader should see: the spans that match, and the best passage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from archive.query.parts import Ranking, positive_text
from archive.query.tree import Node, Prefix, Span, Word
from archive.search import Passage
from archive.text import Token, fold, sentences, stemmer, tokens, words

PASSAGE_WIDTH = 240
"""Codepoints of a passage, at most."""
MOST_PASSAGE_HITS = 500
"""Hits among which the best passage is chosen: beyond these a text is too long to be read for one."""
MOST_CHUNKS = 50_000
"""Places of one text that are looked at closely; with these a text of 5 MB stays under 0.3 s."""


def highlights(text: str, tree: Node, field: str, language: str | None) -> tuple[Span, ...]:
    """The spans of `text`, the `field` of an article in `language`, that the query's positive words match.

    Ascending and disjoint, in codepoints; a phrase is one span.
    """
    return _united(hit.span for hit in _hits(text, tree, field, language))


def passage(text: str, tree: Node, field: str, language: str | None, width: int = PASSAGE_WIDTH) -> Passage:
    """The piece of `text` that shows best why it matches, `width` codepoints at most: the beginning where nothing matches.

    Best is: most different words of the query, then inside one paragraph, then most hits, then first. It begins with a sentence
    where one begins near. It is an exact slice of `text`, but that every white space is a single space.
    """
    return _passage(text, list(islice(_hits(text, tree, field, language), MOST_PASSAGE_HITS)), width)


def united(groups: Iterable[Sequence[Span]]) -> tuple[Span, ...]:
    """All spans of some groups, ascending and disjoint."""
    return _united(iter(span for group in groups for span in group))


def passage_at(text: str, groups: Sequence[Sequence[Span]], width: int = PASSAGE_WIDTH) -> Passage:
    """The piece of `text` that shows best the spans of `groups`, each of which stands for one thing; chosen as `passage` does."""
    hits = sorted(_Hit(span, number) for number, group in enumerate(groups) for span in group)
    return _passage(text, hits[:MOST_PASSAGE_HITS], width)


def _passage(text: str, hits: Sequence[_Hit], width: int) -> Passage:
    start, end = _window(text, _best(text, hits, width), width)
    spans = _united((max(hit.span[0], start), min(hit.span[1], end)) for hit in hits if hit.span[0] < end and hit.span[1] > start)
    return Passage(re.sub(r"\s", " ", text[start:end]), tuple((first - start, last - start) for first, last in spans))


class _Hit(NamedTuple):
    span: Span
    leaf: int


def _united(spans: Iterator[Span]) -> tuple[Span, ...]:
    """The spans in order, overlapping ones made one."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)


# ---------------------------------------------------------------- hits


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What one leaf asks for: words in a row, each as its stem or as it stands (`key` makes the one or the other)."""

    leaf: int
    words: tuple[str, ...]
    key: Callable[[str], str]

    def stands_at(self, found: Sequence[Token], index: int) -> bool:
        row = found[index : index + len(self.words)]
        return tuple(self.key(token.word) for token in row) == self.words


@dataclass(frozen=True, slots=True)
class _Matcher:
    """A query made ready for one field and language: its sequences by their first word, and its prefixes.

    `candidate` finds every place where a match may begin, and some others.
    """

    candidate: re.Pattern[str]
    stem: Callable[[str], str]
    stems: dict[str, list[_Sequence]]
    exact: dict[str, list[_Sequence]]
    prefixes: tuple[_Sequence, ...]
    longest: int

    def matches(self, found: Sequence[Token], index: int) -> Iterator[_Hit]:
        """The hits that begin with the token at `index`."""
        start, end, word = found[index]
        for sequence in (*self.stems.get(self.stem(word), ()), *self.exact.get(word, ())):
            if sequence.stands_at(found, index):
                yield _Hit((start, found[index + len(sequence.words) - 1].end), sequence.leaf)
        for prefix in self.prefixes:
            if word.startswith(prefix.words[0]):
                yield _Hit((start, end), prefix.leaf)


def _hits(text: str, tree: Node, field: str, language: str | None) -> Iterator[_Hit]:
    """The places that match, by where they start."""
    leaves = tuple(leaf for leaf in positive_text(tree) if leaf.field in (None, field))
    matcher = _matcher(leaves, language)
    if matcher is None:
        return
    for found, count in _chunks(text, matcher):
        for index in range(count):
            yield from matcher.matches(found, index)


def _chunks(text: str, matcher: _Matcher) -> Iterator[tuple[list[Token], int]]:
    """For each run between spaces that may match: its tokens and as many after it as a phrase may need, and the number of its own.

    No token holds a space, so that the tokens of a run are the text's own.
    """
    done = 0
    for candidate in islice(matcher.candidate.finditer(text), MOST_CHUNKS):
        if candidate.start() < done:
            continue
        start = max(text.rfind(" ", done, candidate.start()), text.rfind("\n", done, candidate.start()), done - 1) + 1
        done = _run_end(text, candidate.start())
        found = [Token(first + start, last + start, word) for first, last, word in tokens(text[start:done])]
        count = len(found)
        position = done
        while len(found) < count + matcher.longest - 1 and position < len(text):
            following = _run_end(text, position + 1)
            found += [Token(first + position, last + position, word) for first, last, word in tokens(text[position:following])]
            position = following
        yield found, count


_RUN_END = re.compile(r"[ \n]")
_LONGEST_RUN = 10_000
"""Codepoints without a space that are looked at together; a longer run is no writing, and costs as much as is looked at."""


def _run_end(text: str, position: int) -> int:
    limit = min(len(text), position + _LONGEST_RUN)
    end = _RUN_END.search(text, position, limit)
    return end.start() if end else limit


@lru_cache(maxsize=256)
def _matcher(leaves: tuple[Ranking, ...], language: str | None) -> _Matcher | None:
    """The matcher of some leaves, None where they hold no word."""
    stem = stemmer(language)
    stems: dict[str, list[_Sequence]] = {}
    exact: dict[str, list[_Sequence]] = {}
    prefixes: list[_Sequence] = []
    beginnings: set[str] = set()
    longest = 0
    for number, leaf in enumerate(leaves):
        key = stem if isinstance(leaf, Word) else str
        asked = (fold(leaf.text),) if isinstance(leaf, Prefix) else tuple(key(word) for word in words(leaf.text))
        if not asked or not asked[0]:
            continue
        sequence = _Sequence(number, asked, key)
        place = prefixes if isinstance(leaf, Prefix) else (stems if isinstance(leaf, Word) else exact).setdefault(asked[0], [])
        place.append(sequence)
        beginnings.add(_stem_beginning(asked[0]) if key is not str else asked[0][:_LONGEST_BEGINNING])
        longest = max(longest, len(asked))
    if not beginnings:
        return None
    return _Matcher(_candidates(sorted(beginnings)), stem, stems, exact, tuple(prefixes), longest)


# ---------------------------------------------------------------- candidates

_LONGEST_BEGINNING = 4
_FOLDED_RANGES = ((0xA0, 0x590), (0x1E00, 0x2000), (0x2100, 0x2150), (0xFB00, 0xFB07), (0xFF00, 0xFF60))
"""The blocks whose letters fold to others: Latin, Greek and Cyrillic with their accents, letter-like signs, ligatures, full width."""
_NOT_INSIDE = r"(?<![A-Za-z][\x00-\u0dff])"
"""Looks back from a letter that an ASCII letter before it would make part of one word; Thai and what follows it can stand alone."""
_GAP = "[.,\u0301]?"
"""What folding may have left out between two letters."""


def _stem_beginning(stem: str) -> str:
    """Letters with which every word of a stem begins.

    A stem can differ from its words in the last letter (`happi`), and one of three letters in the second too (`lie`, of `lying`).
    """
    if len(stem) < 3 or stem[0].isdigit():
        return stem[:_LONGEST_BEGINNING]
    return stem[:1] if stem.endswith("ie") and len(stem) == 3 else stem[: min(len(stem) - 1, _LONGEST_BEGINNING)]


def _candidates(beginnings: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds every word with one of these folded beginnings.

    It opens with one class of first letters, which the regular expression engine looks for quickly, and only then looks back and on.
    """
    rests: dict[str, list[str]] = {}
    for beginning in beginnings:
        for letters, rest in _openings(beginning):
            rests.setdefault(letters, []).append(rest)
    first = _class({letter for letters in rests for letter in letters})
    branches = (f"(?<={_class(set(letters))})(?:{'|'.join(dict.fromkeys(rest))})" for letters, rest in rests.items())
    return re.compile(f"{first}{_NOT_INSIDE}(?:{'|'.join(branches)})")


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


def _spellings(letter: str) -> set[str]:
    """The characters that fold to `letter` alone."""
    cases = {letter, letter.upper(), letter.title(), *("’" if letter == "'" else "")}
    return {case for case in cases if len(case) == 1} | _folding().get(letter, set())


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


# ---------------------------------------------------------------- the passage


def _best(text: str, hits: Sequence[_Hit], width: int) -> Span:
    """The first and last codepoint of the hits that are to be shown together."""
    best: tuple[tuple[int, bool, int], Span] | None = None
    for index, hit in enumerate(hits):
        start = hit.span[0]
        paragraph = text.find("\n\n", start, start + width)
        for limit, whole in ((start + width if paragraph < 0 else paragraph, True), (start + width, False)):
            shown = [hit, *_within(hits, index + 1, limit)]
            rank = (len({each.leaf for each in shown}), whole, len(shown))
            if best is None or rank > best[0]:
                best = (rank, (start, max(each.span[1] for each in shown)))
    if best:
        return best[1]
    beginning = len(text) - len(text.lstrip())
    return beginning, beginning


def _within(hits: Sequence[_Hit], index: int, limit: int) -> list[_Hit]:
    shown: list[_Hit] = []
    while index < len(hits) and hits[index].span[0] < limit:
        if hits[index].span[1] <= limit:
            shown.append(hits[index])
        index += 1
    return shown


def _window(text: str, shown: Span, width: int) -> Span:
    """The slice to show around `shown`: from the sentence it stands in, or further back where that leaves too little to read."""
    first, last = shown
    earliest = max(0, last - width)
    window: Span | None = None
    for start in reversed(_sentence_starts(text, max(0, first - width), first)):
        length = window[1] - window[0] if window else 0
        if start < earliest or length > width * 0.75 or (length > width * 0.5 and "\n\n" in text[start:first]):
            break
        window = (start, _end(text, start, last, width))
    return window or _between_words(text, first, last, width)


def _sentence_starts(text: str, low: int, high: int) -> list[int]:
    """Where sentences begin in `low..high`. What stands first in a piece from the middle of the text is no beginning."""
    piece = text[low : high + 1]
    begun = [start + low for start, _ in sentences(piece)]
    if not low and begun:
        begun[0] = len(piece) - len(piece.lstrip())
    return [start for start in begun if start > low or not low]


def _between_words(text: str, first: int, last: int, width: int) -> Span:
    """A window that begins with a word, with some of its slack before the first hit."""
    lead = max(0, first - max(0, width - (last - first)) // 3)
    space = re.compile(r"\s+").search(text, lead, first) if lead else None
    start = 0 if not lead else space.end() if space else first
    return start, _end(text, start, last, width)


def _end(text: str, start: int, last: int, width: int) -> int:
    """Where a window that begins at `start` and shows `last` ends: with its paragraph if that is long enough, else with a word."""
    limit = start + width
    paragraph = text.find("\n\n", max(last, start + width // 2), limit)
    if paragraph >= 0:
        return paragraph
    if limit >= len(text):
        return max(start, len(text.rstrip()))
    if not text[limit].isspace():
        spaces = max(text.rfind(space, last, limit) for space in " \n\t")
        limit = spaces if spaces > start + width // 2 else limit
    return start + len(text[start:limit].rstrip())
