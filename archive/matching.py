"""Finding a query's words in a text: the places that match, each with the part of the query that it matches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from archive.query.chains import taking_part
from archive.query.parts import positive_text
from archive.query.ranking import Ranking
from archive.query.shapes import beginning, fits, least
from archive.query.tree import Gap, Near, Node, Or, Phrase, Span, Term, Together, Word
from archive.schema import BY_NAME
from archive.spellings import places, stem_beginning
from archive.text import Token, Unit, paragraphs, sentences, stemmer, tokens, words

MOST_CHUNKS = 50_000
"""Places of one text that are looked at closely; with these a text of 5 MB takes some tenths of a second."""


class Hit(NamedTuple):
    """A place that matches: codepoints, the leaf of the query and its part (of words near each other), and the number of its words."""

    span: Span
    leaf: int
    part: int
    words: int


def find_hits(text: str, tree: Node, field: str, language: str | None) -> Iterator[Hit]:
    """The places that match, by where they start."""
    leaves = positive_text(tree)
    matcher = _matcher(leaves, field, language)
    if matcher is None:
        return
    found = matcher.hits(text)
    chains = {number: leaf for number, leaf in enumerate(leaves) if isinstance(leaf, Near)}
    yield from _taking_part(text, list(found), chains, BY_NAME[field].one_sentence) if chains else found


# ---------------------------------------------------------------- one term


@dataclass(frozen=True, slots=True)
class _Sequence:
    """What one term asks for: words in a row, each as its stem or as it stands (`key` makes the one or the other)."""

    leaf: int
    part: int
    words: tuple[str, ...]
    key: Callable[[str], str]

    def end(self, row: Sequence[Token]) -> int:
        """Where the row ends if it is these words, else 0."""
        return row[-1].end if tuple(self.key(token.word) for token in row) == self.words else 0


class _Kind(NamedTuple):
    """What a term asks for that stands for words of some kind."""

    leaf: int
    part: int
    fits: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Matcher:
    """A query made ready for one field and language: its sequences by their first word, and its kinds of words.

    `beginnings` has what every word begins with that a match may begin with; where one may begin with any letter, `holds` says
    whether a match may begin in what stands between two spaces, and `least` how many letters its first word has at least.
    """

    beginnings: frozenset[str]
    holds: Callable[[str], bool] | None
    least: int
    stem: Callable[[str], str]
    stems: dict[str, list[_Sequence]]
    exact: dict[str, list[_Sequence]]
    kinds: tuple[_Kind, ...]

    def hits(self, text: str) -> Iterator[Hit]:
        """The places of `text` that match one term, by where they start."""
        found = _runs_that(text, self.holds, self.least) if self.holds else _runs_at(text, places(text, self.beginnings))
        for start, end in found:
            for index, (first, last, word) in enumerate(_cut(text[start:end])):
                for sequence in (*self.stems.get(self.stem(word), ()), *self.exact.get(word, ())):
                    length = len(sequence.words)
                    ends = start + last if length == 1 else sequence.end(self._row(text, start, end, index, length))
                    if ends:
                        yield Hit((start + first, ends), sequence.leaf, sequence.part, length)
                for kind in self.kinds:
                    if kind.fits(word):
                        yield Hit((start + first, start + last), kind.leaf, kind.part, 1)

    def _row(self, text: str, start: int, end: int, index: int, length: int) -> list[Token]:
        """So many tokens of a text in a row, fewer where it ends: the first of them is the one at `index` of a run."""
        row = _moved(text, start, end)[index:]
        while len(row) < length and end < len(text):
            start, end = end, _run_end(text, end + 1)
            row += _moved(text, start, end)
        return row[:length]


def _runs_at(text: str, found: Iterator[int]) -> Iterator[Span]:
    """What stands between spaces at some places. No token holds a space, so that the tokens of a run are the text's own."""
    done = 0
    left = MOST_CHUNKS
    for place in found:
        left -= 1
        if place >= done and left >= 0:
            start = max(text.rfind(" ", done, place), text.rfind("\n", done, place), done - 1) + 1
            done = _run_end(text, place)
            left -= (done - start) // _USUAL_RUN
            yield start, done
        if left <= 0:
            return


def _runs_that(text: str, holds: Callable[[str], bool], least: int) -> Iterator[Span]:
    """What stands between spaces and `holds` a match, which needs so many letters; long runs in pieces."""
    start = 0
    left = MOST_CHUNKS
    runs = text.replace("\n", " ").split(" ")
    holding = {run for run in set(runs) if (least <= len(run) or not run.isascii()) and len(run) < _SHORT_RUN and holds(run)}
    for run in runs:
        if len(run) < _SHORT_RUN:
            if run in holding:
                left -= 1
                yield start, start + len(run)
        else:
            pieces = range(start, start + len(run), _LONGEST_RUN)[: max(1, left * _USUAL_RUN // _LONGEST_RUN)]
            left -= len(run) // _USUAL_RUN
            for begin in pieces:
                yield begin, min(begin + _LONGEST_RUN, start + len(run))
        start += len(run) + 1
        if left <= 0:
            return


def _moved(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a run, where they stand in its text."""
    return [Token(first + start, last + start, word) for first, last, word in _cut(text[start:end])]


def _cut(run: str) -> tuple[Token, ...]:
    """The tokens of a run. Those of short ones are kept: texts are made of few, again and again."""
    return _kept_cut(run) if len(run) < _SHORT_RUN else tuple(tokens(run))


@lru_cache(maxsize=50_000)
def _kept_cut(run: str) -> tuple[Token, ...]:
    return tuple(tokens(run))


_SHORT_RUN = 40
_USUAL_RUN = 12
"""Codepoints of a run that make it count as one place more: a long one takes as long to look at as many words."""
_RUN_END = re.compile(r"[ \n]")
_LONGEST_RUN = 10_000
"""Codepoints without a space that are looked at together; a longer run is no writing, and costs as much as is looked at."""


def _run_end(text: str, position: int) -> int:
    limit = min(len(text), position + _LONGEST_RUN)
    end = _RUN_END.search(text, position, limit)
    return end.start() if end else limit


@lru_cache(maxsize=256)
def _matcher(leaves: tuple[Ranking, ...], field: str, language: str | None) -> _Matcher | None:
    """The matcher of some leaves, None where they ask for no word of the field."""
    stem = stemmer(language)
    stems: dict[str, list[_Sequence]] = {}
    exact: dict[str, list[_Sequence]] = {}
    kinds: list[_Kind] = []
    lengths: list[int] = []
    beginnings: set[str] = set()
    for leaf, part, term in _terms(leaves):
        if term.field not in (None, field) or not words(term.text):
            continue
        if not isinstance(term, Word | Phrase):
            kinds.append(_Kind(leaf, part, fits(term)))
            beginnings.add(beginning(term))
            lengths.append(least(term))
            continue
        key = stem if isinstance(term, Word) else str
        sequence = _Sequence(leaf, part, tuple(key(word) for word in words(term.text)), key)
        first = sequence.words[0]
        (stems if isinstance(term, Word) else exact).setdefault(first, []).append(sequence)
        beginnings.add(stem_beginning(first) if isinstance(term, Word) else first)
    if not beginnings:
        return None

    @lru_cache(maxsize=4_000)
    def holds(run: str) -> bool:
        for _, _, word in _cut(run):  # no `any` of generators: this is asked of every word of a text
            if word in exact or (stems and stem(word) in stems):
                return True
            for kind in kinds:
                if kind.fits(word):
                    return True
        return False

    fewest = 1 if stems or exact else min(lengths)
    return _Matcher(frozenset(beginnings), holds if "" in beginnings else None, fewest, stem, stems, exact, tuple(kinds))


def _terms(leaves: Sequence[Ranking]) -> Iterator[tuple[int, int, Term]]:
    """Every term of some leaves, with the numbers of the leaf and of the part of it."""
    for number, leaf in enumerate(leaves):
        for part, node in enumerate(leaf.parts if isinstance(leaf, Near) else (leaf,)):
            for term in node.children if isinstance(node, Or) else (node,):
                if isinstance(term, Term):
                    yield number, part, term


# ---------------------------------------------------------------- words near each other


def _taking_part(text: str, hits: Sequence[Hit], chains: dict[int, Near], one_sentence: bool) -> Iterator[Hit]:
    """The hits without those of words near each other that are near none of the others."""
    chained = [hit for hit in hits if hit.leaf in chains]
    begin = {unit: [] if one_sentence else _beginnings(text, unit, chained) for unit in _units_of(chains.values())}
    placed, units = _placed(text, chained, chains, begin)
    taking: set[tuple[int, int, Span]] = set()
    for number, near in chains.items():
        parts = [
            sorted({place for hit, place in placed.items() if (hit.leaf, hit.part) == (number, part)}) for part in range(len(near.parts))
        ]
        for part, kept in enumerate(taking_part(parts, near.gaps, units)):
            taking.update((number, part, place) for place in kept)
    for hit in hits:
        if hit.leaf not in chains or (hit.leaf, hit.part, placed[hit]) in taking:
            yield hit


def _units_of(chains: Iterable[Near]) -> set[Unit]:
    return {gap.unit for near in chains for gap in near.gaps if isinstance(gap, Together)}


def _beginnings(text: str, unit: Unit, hits: Sequence[Hit]) -> list[int]:
    """Where the sentences or paragraphs begin in the paragraphs that hold something of a hit; of others nothing is asked."""
    spans = paragraphs(text)
    starts = [start for start, _ in spans]
    held = sorted({bisect_right(starts, place) - 1 for hit in hits for place in (hit.span[0], hit.span[1] - 1)})
    if unit is Unit.PARAGRAPH:
        return [starts[number] for number in held]
    return [spans[number][0] + start for number in held for start, _ in sentences(text[slice(*spans[number])])]


def _placed(
    text: str, hits: Sequence[Hit], chains: dict[int, Near], begin: Mapping[Unit, Sequence[int]]
) -> tuple[dict[Hit, Span], dict[Unit, list[int]]]:
    """The first and last word of each hit, and the word that each unit begins with, counted from the first one of all.

    Beyond what any chain reaches the words between two places are not counted on: there the numbers are only far enough apart.
    """
    widest = max((gap.words for near in chains.values() for gap in near.gaps if isinstance(gap, Gap)), default=0)
    reach = widest + max((hit.words for hit in hits), default=0)
    numbers: dict[int, int] = {}
    before = number = 0
    for place in sorted({*(hit.span[0] for hit in hits), *(start for starts in begin.values() for start in starts)}):
        number += _words_between(text, before, place, reach + 1) if numbers else 0
        numbers[place] = number
        before = place
    placed = {hit: (numbers[hit.span[0]], numbers[hit.span[0]] + hit.words - 1) for hit in hits}
    return placed, {unit: [numbers[start] for start in starts] for unit, starts in begin.items()}


def _words_between(text: str, start: int, end: int, most: int) -> int:
    """How many words begin from `start` to before `end`, or `most` where there are more."""
    return sum(1 for _ in takewhile(lambda token: token.start < end, islice(tokens(text, start), most)))
