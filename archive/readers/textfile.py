"""Plain text: the first line is the headline; a second line `By NAME` the byline; then, behind a blank line, the paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from archive.readers.bylines import is_byline
from archive.readers.clean import clean_characters
from archive.readers.decode import LARGEST_ARTICLE, Input
from archive.readers.draft import Draft, Fault
from archive.readers.records import Mapper

LONGEST_HEADLINE = 300
"""Characters; a longer first line is a paragraph, and the article has no headline."""


def read_text(source: Input, mapper: Mapper) -> Iterator[Draft | Fault]:
    """The one article of a text file. One line alone is a headline without a body."""
    text = source.text()
    if len(text) > LARGEST_ARTICLE:
        yield Draft(body=text)  # refused when it is finished
        return
    lines = clean_characters(text).strip("\n ").split("\n")
    if len(lines[0]) > LONGEST_HEADLINE:
        yield Draft(body="\n".join(lines))
        return
    title, rest = lines[0], lines[1:]
    while rest and not rest[0].strip():
        rest.pop(0)
    byline = ""
    if rest and is_byline(rest[0].strip()) and not "".join(rest[1:2]).strip():
        byline = rest.pop(0)
    yield Draft(title=title, body="\n".join(rest), bylines=(byline,) if byline else ())
