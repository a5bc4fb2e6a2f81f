"""Texts whose marks stand apart from the words (`Mr . Akufo - Addo , 78 ,`), as programs leave them, read as they would be printed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from archive.model import Article, Mention

MOST_COMMAS = 0.8
"""A text is spaced out where at least this share of its commas have a blank before them ..."""

FEWEST_COMMAS = 3
"""... and where it has at least so many that have."""

_ENDINGS = "(?:s|t|re|ve|ll|d|m)"
_NEEDLESS = re.compile(
    r" (?=[.,;:!?)\]”%])|(?<=[(\[“]) "
    rf"|(?<=\w) (?=['’] ?{_ENDINGS}\b)|(?<=\w ['’]) (?={_ENDINGS}\b)"
    r"|(?<=\b[DO]) (?=['’] [A-Z])|(?<=\b[DO] ['’]) (?=[A-Z])"
    r"|(?<=\b[A-Z] \.) (?=[A-Z] \.)"
)
"""The blanks that no printer would set."""

_HYPHENS = re.compile(rf"{_NEEDLESS.pattern}|(?<=\w) (?=- \w)|(?<=\w -) (?=\w)")
"""The same, where hyphens stand apart too."""

_HYPHENATED = re.compile(r"(?<!\S)[^\W\d_]+-[^\W\d_]+(?!\S)")
"""A word with a hyphen: where a text has one, a hyphen that stands apart is a dash."""


def is_spaced(text: str) -> bool:
    """Whether the marks of a text stand apart from its words."""
    apart = text.count(" , ")
    return apart >= FEWEST_COMMAS and apart >= MOST_COMMAS * text.count(",")


class Printed:
    """An article with a spaced body as it would be printed, and the way back. `article` is what is to be read."""

    def __init__(self, article: Article) -> None:
        self._text = article.body
        needless = _NEEDLESS if _HYPHENATED.search(article.body) else _HYPHENS
        dropped = [match.start() for match in needless.finditer(article.body)]
        self._kept = [position - number for number, position in enumerate(dropped)]
        parts = zip([0, *(position + 1 for position in dropped)], [*dropped, len(article.body)], strict=True)
        self.article = replace(article, body="".join(article.body[start:end] for start, end in parts))

    def restored(self, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions found in `article`, with the spans and surfaces that they have in the body as it is."""
        return [self._restored(mention) if mention.field == "body" else mention for mention in mentions]

    def _restored(self, mention: Mention) -> Mention:
        start, end = self._position(mention.start), self._position(mention.end - 1) + 1
        return replace(mention, start=start, end=end, surface=self._text[start:end])

    def _position(self, printed: int) -> int:
        """Where the character at a position of the printed text stands in the body."""
        return printed + bisect_right(self._kept, printed)
