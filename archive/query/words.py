"""From a word or phrase as typed to a text node: truncation, and the signs that are not there yet."""

from __future__ import annotations

import re
import unicodedata

from archive.query.notes import Notes, shortened
from archive.query.scan import OPERATORS, known_field
from archive.query.tree import And, Everything, Node, Phrase, Prefix, Span, Word
from archive.text import Token, tokens, words

SHORTEST_PREFIX = 2
"""Letters that must stand before the star."""

_SUFFIX_SIGN = re.compile(r"[~^]")
_SUFFIXES = re.compile(r"(?:[~^]\d*(?:\.\d+)?[^~^\w]*)+")
_WILDCARD = re.compile(r"[*?]")
_RESERVED = re.compile(r"[*?~^]+")


def read_phrase(text: str, field: str | None, span: Span, notes: Notes) -> Node | None:
    """The phrase between two quotation marks; None, with a note, where no word is in it."""
    phrase = spaced(text)
    if not words(phrase):
        notes.say("empty-phrase", span, "there is no word between the quotation marks: left out")
        return None
    if "*" in phrase:
        notes.say("wildcard", span, "a star inside quotation marks is not there yet: the words are matched exactly as they stand")
    return Phrase(phrase, field, span)


def read_word(text: str, field: str | None, span: Span, notes: Notes) -> Node | None:
    """One word; None, in silence, where it holds no letter or digit. Not always a `Word`: `*`, `strik*`."""
    text = composed(text)
    if text == "*":
        if field:
            notes.say("wildcard", span, "whether a text is there cannot be asked: read as every article", "*")
        return Everything(span)
    text = without_suffixes(text, span, notes)
    found = list(tokens(text))
    if not found:
        return None
    before, after = text[: found[0].start], text[found[-1].end :]
    inside = text[found[0].start : found[-1].end]
    if _WILDCARD.search(inside):
        return _wild(inside, field, span, notes)
    if _WILDCARD.search(before):
        notes.say("wildcard", span, f"a star before the letters is not there yet: read as “{shortened(inside)}”", inside)
    if "*" in after or after.startswith("!"):
        return _prefix(text, found, field, span, notes)
    if "?" in after:
        notes.say("question-mark", span, "the question mark is read as punctuation", inside)
    return _word(inside, field, span)


def spaced(text: str) -> str:
    """`text` in composed form with single spaces."""
    return " ".join(composed(text).split())


def composed(text: str) -> str:
    """`text` as articles are stored (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def without_suffixes(text: str, span: Span, notes: Notes) -> str:
    """`text` without `~2` (fuzzy) and `^3` (boost) at its end, which are not there yet."""
    sign = _SUFFIX_SIGN.search(text)
    if not sign or not sign.start() or not _SUFFIXES.fullmatch(text, sign.start()):
        return text
    kept = text[: sign.start()]
    if sign.group() == "~":
        notes.say("fuzzy", span, "similar spellings (~) are not there yet: read without", kept)
    else:
        notes.say("boost", span, "the weight of a word (^) is not there yet: read without", kept)
    return kept


def _word(text: str, field: str | None, span: Span) -> Word:
    """The word, made such that its text alone is read as this word again."""
    text = _RESERVED.sub("-", text)
    name, colon, rest = text.partition(":")
    if colon and field is None and known_field(name):
        text = f"{name}-{rest}"
    return Word(text.lower() if text in OPERATORS else text, field, span)


def _prefix(text: str, found: list[Token], field: str | None, span: Span, notes: Notes) -> Node:
    """`strik*`, or the best reading of a star that cannot be had."""
    whole = text[found[0].start : found[-1].end]
    last = found[-1]
    if len(words(last.word * 2)) == 2:  # written without spaces: every character is a word, and a star adds nothing
        return _word(whole, field, span)
    if len(last.word) < SHORTEST_PREFIX:
        notes.say("short-prefix", span, f"two letters at least must stand before the star: read as the word “{shortened(whole)}”", whole)
        return _word(whole, field, span)
    prefix = Prefix(text[last.start : last.end], field, span)
    if len(found) == 1:
        return prefix
    first = _word(text[found[0].start : found[-2].end], field, span)
    message = f"a star ends one word only: read as “{shortened(first.text)}” AND “{shortened(prefix.text)}*”"
    notes.say("split-prefix", span, message, f"{first.text} {prefix.text}*")
    return And((first, prefix), span)


def _wild(inside: str, field: str | None, span: Span, notes: Notes) -> Node:
    """`wom?n`: read as all words that begin as it does, which are more, or as plain words where that would be too short."""
    wildcard = _WILDCARD.search(inside)
    assert wildcard is not None
    head = inside[: wildcard.start()]
    found = list(tokens(head))
    if len(found) == 1 and len(found[0].word) >= SHORTEST_PREFIX:
        node: Prefix | Word = Prefix(head[found[0].start : found[0].end], field, span)
        shown = f"{node.text}*"
    else:
        node = _word(inside, field, span)
        shown = node.text
    notes.say("wildcard", span, f"wildcards inside a word are not there yet: read as “{shortened(shown)}”", shown)
    return node
