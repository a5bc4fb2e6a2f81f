"""The query language: text to tree and diagnostics, tree to bound tree, to text, to words. See `docs/query-language.md`."""

from archive.query.bind import Name, Names, bind
from archive.query.describe import describe
from archive.query.parse import parse
from archive.query.parts import clauses, positive_text, ranks, text_of
from archive.query.render import render
from archive.query.tree import Diagnostic, Node, Parsed, Span

__all__ = [
    "Diagnostic",
    "Name",
    "Names",
    "Node",
    "Parsed",
    "Span",
    "bind",
    "clauses",
    "describe",
    "parse",
    "positive_text",
    "ranks",
    "render",
    "text_of",
]
