"""Did you mean: of each word of a query that no article has, the nearest one that some have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archive.counts import count_words
from archive.engines import Snapshot
from archive.query import Diagnostic, Node
from archive.query.tree import And, AtLeast, Boost, Fuzzy, Near, Or, Phrase, Span, Word
from archive.query.words import SHORTEST_FUZZIER, SHORTEST_FUZZY
from archive.text import tokens, words

MOST_SUGGESTED = 5
"""Words of one query that are looked up so: each costs about as much as a fuzzy word."""


def unknown_words(tree: Node, text: str, nothing_found: bool, snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """A remark for each word of a query that no article has, its suggestion the nearest word that stands in most articles.

    Where something was found, only alternatives can hold such a word: others are not looked at. Shapes and words under a `Not` never
    are. Raises IndexDamaged.
    """
    asked = list(dict.fromkeys(_words(tree, alternative=nothing_found)))
    held = snapshot.count(asked) if asked else []
    missing = [word for word, count in zip(asked, held, strict=True) if not count]
    return tuple(_remark(word, text, snapshot) for word in missing[:MOST_SUGGESTED])


def _words(node: Node, alternative: bool) -> Iterator[Word | Phrase]:
    """Each word of the terms under alternatives, or of all terms, as a term of its own."""
    match node:
        case Word() | Phrase() if alternative:
            yield from (replace(node, text=word) for word in dict.fromkeys(words(node.text)))
        case And(children) | Near(children):
            for child in children:
                yield from _words(child, alternative)
        case Or(children):
            for child in children:
                yield from _words(child, alternative=True)
        case AtLeast(_, child) | Boost(_, child):
            yield from _words(child, alternative)


def _remark(term: Word | Phrase, text: str, snapshot: Snapshot) -> Diagnostic:
    place = _place(term, text)
    message = f"no article has “{term.text}”" + (f" in the {_WHERE[term.field]}" if term.field else "")
    near = _nearest(term, snapshot)
    if near is None:
        return Diagnostic("unknown-word", place or term.span, message)
    (count,) = snapshot.count([near])
    have = count_words(count, "article has", "articles have")
    return Diagnostic("unknown-word", place or term.span, f"{message}; {have} “{near.text}”", near.text if place else None)


_WHERE = {"title": "headline", "body": "text"}


def _place(term: Word | Phrase, text: str) -> Span | None:
    """Where the word stands in the query, None where it is not written there as it is."""
    start, end = term.span
    found = (token for token in tokens(text[start:end]) if token.word == term.text)
    return next(((start + token.start, start + token.end) for token in found), None)


def _nearest(term: Word | Phrase, snapshot: Snapshot) -> Word | Phrase | None:
    """The nearest word as a term like this one: one edit away, else two, as far as a fuzzy word of that length may be."""
    for distance, shortest in ((1, SHORTEST_FUZZY), (2, SHORTEST_FUZZIER)):
        near = snapshot.commonest(Fuzzy(term.text, distance, term.field)) if len(term.text) >= shortest else None
        if near:
            return replace(term, text=near)
    return None
