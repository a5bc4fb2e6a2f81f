"""From a tree and a text to what a reader should see: the spans that match, and the best passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from archive.matching import Hit, find_hits
from archive.query.tree import Node, Span
from archive.search import Passage
from archive.text import sentences

PASSAGE_WIDTH = 240
"""Codepoints of a passage, at most."""
MOST_PASSAGE_HITS = 500
"""Hits among which the best passage is chosen: beyond these a text is too long to be read for one."""


def highlights(text: str, tree: Node, field: str, language: str | None) -> tuple[Span, ...]:
    """The spans of `text`, the `field` of an article in `language`, that the query's positive words match.

    Ascending and disjoint, in codepoints; a phrase is one span. Of words near each other those are marked that take part: the
    same word elsewhere, near none of the others, is not.
    """
    return _united(hit.span for hit in find_hits(text, tree, field, language))


def passage(text: str, tree: Node, field: str, language: str | None, width: int = PASSAGE_WIDTH) -> Passage:
    """The piece of `text` that shows best why it matches, `width` codepoints at most: the beginning where nothing matches.

    Best is: most different words of the query, then inside one paragraph, then most hits, then first. It begins with a sentence
    where one begins near. It is an exact slice of `text`, but that every white space is a single space.
    """
    return _passage(text, list(islice(find_hits(text, tree, field, language), MOST_PASSAGE_HITS)), width)


def united(groups: Iterable[Sequence[Span]]) -> tuple[Span, ...]:
    """All spans of some groups, ascending and disjoint."""
    return _united(iter(span for group in groups for span in group))


def passage_at(text: str, groups: Sequence[Sequence[Span]], width: int = PASSAGE_WIDTH) -> Passage:
    """The piece of `text` that shows best the spans of `groups`, each of which stands for one thing; chosen as `passage` does."""
    hits = sorted(Hit(span, number, 0, 1) for number, group in enumerate(groups) for span in group)
    return _passage(text, hits[:MOST_PASSAGE_HITS], width)


def _passage(text: str, hits: Sequence[Hit], width: int) -> Passage:
    start, end = _window(text, _best(text, hits, width), width)
    spans = _united((max(hit.span[0], start), min(hit.span[1], end)) for hit in hits if hit.span[0] < end and hit.span[1] > start)
    return Passage(text[start:end].translate(_SPACES), tuple((first - start, last - start) for first, last in spans))


_SPACES = dict.fromkeys((code for code in range(0x3001) if chr(code).isspace()), " ")
"""What turns every white space into a single space; Unicode has none beyond these."""


def _united(spans: Iterator[Span]) -> tuple[Span, ...]:
    """The spans in order, overlapping ones made one."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)


# ---------------------------------------------------------------- which hits, and what is around them


def _best(text: str, hits: Sequence[Hit], width: int) -> Span:
    """The first and last codepoint of the hits that are to be shown together."""
    best: tuple[tuple[int, bool, int], Span] | None = None
    for index, hit in enumerate(hits):
        start = hit.span[0]
        paragraph = text.find("\n\n", start, start + width)
        for limit, whole in ((start + width if paragraph < 0 else paragraph, True), (start + width, False)):
            shown = [hit, *_within(hits, index + 1, limit)]
            rank = (len({(each.leaf, each.part) for each in shown}), whole, len(shown))
            if best is None or rank > best[0]:
                best = (rank, (start, max(each.span[1] for each in shown)))
    if best:
        return best[1]
    start = len(text) - len(text.lstrip())
    return start, start


def _within(hits: Sequence[Hit], index: int, limit: int) -> list[Hit]:
    shown: list[Hit] = []
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
    for start in _starts_before(text, first, width):
        length = window[1] - window[0] if window else 0
        if start < earliest or length > width * 0.75 or (length > width * 0.5 and "\n\n" in text[start:first]):
            break
        window = (start, _end(text, start, last, width))
    return window or _between_words(text, first, last, width)


def _starts_before(text: str, first: int, width: int) -> Iterator[int]:
    """Where sentences begin in the `width` before `first`, the nearest first; mostly that one is enough, and the rest is not looked at."""
    nearest = first + 1
    farthest = max(0, first - width)
    near = text.find(" ", max(0, first - width // 3), first) + 1
    for low in (near, farthest) if near else (farthest,):
        for start in reversed(_sentence_starts(text, low, first)):
            if start < nearest:
                yield start
                nearest = start


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
