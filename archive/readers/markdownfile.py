"""Markdown: YAML front matter says who and when; the headline is its title, else the first heading; the body becomes plain paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from archive.readers.decode import LARGEST_ARTICLE, Input
from archive.readers.draft import Draft, Fault
from archive.readers.records import Mapper
from archive.yamlfile import YamlError, parse_yaml

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_HEADLINE_LEVELS = ("h1", "h2")


def read_markdown(source: Input, mapper: Mapper) -> Iterator[Draft | Fault]:
    """The one article of a Markdown file."""
    text = source.text()
    if len(text) > LARGEST_ARTICLE:
        yield Draft(body=text)  # refused when it is finished
        return
    tokens = _parser().parse(text)
    try:
        record = parse_yaml(tokens[0].content) if tokens and tokens[0].type == "front_matter" else None
    except YamlError as error:
        yield Fault(0, f"the front matter is not YAML: {error}")
        return
    draft = mapper.draft({} if record is None else record)
    if isinstance(draft, Fault):
        yield replace(draft, reason=f"front matter: {draft.reason}")
        return
    yield _with_text(draft, tokens)


def _with_text(draft: Draft, tokens: list[Token]) -> Draft:
    """`draft` with the text of `tokens`; a heading that is the headline leaves the body."""
    blocks = [(token.tag, text) for token, text in _blocks(tokens) if text]
    if blocks and blocks[0][0] in _HEADLINE_LEVELS and draft.title in ("", blocks[0][1]):
        draft = replace(draft, title=blocks.pop(0)[1])
    return replace(draft, body="\n\n".join(text for _, text in blocks))


def _blocks(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Each block that has text, as its opening token and its plain text. Raw HTML is left out; the cells of a row go in one line."""
    opening: Token | None = None
    cells: list[str] = []
    for token in tokens:
        if token.type == "inline":
            text = _plain(token)
            if opening is not None and opening.tag in ("td", "th"):
                cells.append(text)
            else:
                yield opening or token, text
        elif token.type in ("fence", "code_block"):
            yield token, token.content.strip("\n")
        elif token.type == "tr_close":
            yield token, "  ".join(cells)
            cells = []
        elif token.nesting == 1:
            opening = token


def _plain(inline: Token) -> str:
    """The text of a run of Markdown: without emphasis, addresses and tags; an image is its description."""
    pieces: list[str] = []
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "image":
            pieces.append(_plain(token))
        elif token.type in ("text", "code_inline", "text_special"):
            pieces.append(token.content)
    return "".join(pieces).strip()


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and front matter."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    return MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
