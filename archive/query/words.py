"""From a word or phrase as typed to the node it stands for: plain words, truncation, wildcards, similar spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from archive.query.notes import Notes, shortened
from archive.query.proximity import MOST_PARTS, NEXT, read_distance
from archive.query.scan import OPERATORS, known_field
from archive.query.signs import signs, weighted, without_signs
from archive.query.tree import And, Everything, Fuzzy, Gap, Near, Node, Phrase, Prefix, Span, Together, Wildcard, Word
from archive.text import LONGEST_WORD, fold, tokens, words

SHORTEST_PREFIX = 2
"""Letters that must stand before the first star."""
SHORTEST_SUFFIX = 3
"""Letters that must stand in a row where a word begins with a star or a question mark."""
MOST_SIGNS = 8
"""Stars and question marks that one word may have."""
SHORTEST_FUZZY = 3
SHORTEST_FUZZIER = 5
"""Letters of a word whose similar spellings are looked for, at a distance of 1 and of 2."""

_WILD = re.compile(r"[*?]")
_STARS = re.compile(r"[*?]*\*[*?]*")
_RESERVED = re.compile(r"[*?~^]+")
_Plain = Callable[[str], Node]


def read_phrase(text: str, suffix: str, field: str | None, span: Span, notes: Notes) -> Node | None:
    """The phrase between two quotation marks, with the signs that follow; None, with a note, where no word is in it."""
    phrase = spaced(text)
    if not words(phrase):
        notes.say("empty-phrase", span, "there is no word between the quotation marks: left out")
        return None
    found = signs(suffix)
    if "*" in suffix:
        notes.say("wildcard", span, "a star stands in a word, not after a phrase: read without it")

    def plain(part: str) -> Node:
        return Phrase(part, field, span)

    rows = [phrase] if found.tilde is None else phrase.split(" ")
    parts = [_row(row, field, span, notes, plain) if _WILD.search(row) else plain(row) for row in rows if words(row)]
    gap = NEXT if found.tilde is None else read_distance(found.tilde, span, notes)
    if found.tilde is not None and len(parts) == 1:
        notes.say("near", span, f"“~{shortened(found.tilde)}” after a phrase asks for several words: read without it")
    return weighted(_joined([part for part in parts if part], gap, span, notes), found.caret, span, notes)


def read_word(text: str, field: str | None, span: Span, notes: Notes) -> Node | None:
    """One word with the signs that follow it; None, in silence, where it holds no letter or digit. `*` is every article."""
    text = composed(text)
    if text == "*":
        if field:
            notes.say("wildcard", span, "whether a text is there cannot be asked: read as every article", "*")
        return Everything(span)
    text, found = without_signs(text)
    node = _bare_word(text, field, span, notes)
    if found.tilde is not None and node is not None:
        node = _fuzzy(node, found.tilde, span, notes)
    return weighted(node, found.caret, span, notes)


def spaced(text: str) -> str:
    """`text` in composed form with single spaces."""
    return " ".join(composed(text).split())


def composed(text: str) -> str:
    """`text` as articles are stored (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _bare_word(text: str, field: str | None, span: Span, notes: Notes) -> Node | None:
    found = list(tokens(text))
    if not found:
        return None
    end = found[-1].end
    if text.startswith("!", end):
        text = f"{text[:end]}*"

    def plain(part: str) -> Node:
        return _word(part, field, span)

    if not _WILD.search(text):
        return plain(text[found[0].start : end])
    if text.rstrip("?")[end:] == "" and text.endswith("?"):
        notes.say("question-mark", span, "the question mark is read as punctuation", text.rstrip("?"))
    return _row(text, field, span, notes, plain)


def _word(text: str, field: str | None, span: Span) -> Word:
    """The word, made such that its text alone is read as this word again."""
    text = _RESERVED.sub("-", text)
    name, colon, rest = text.partition(":")
    if colon and field is None and known_field(name):
        text = f"{name}-{rest}"
    return Word(text.lower() if text in OPERATORS else text, field, span)


# ---------------------------------------------------------------- wildcards


def _row(text: str, field: str | None, span: Span, notes: Notes, plain: _Plain) -> Node | None:
    """The words of `text`, which may have stars and question marks, one directly behind the other.

    A question mark that ends a word is punctuation.
    """
    parts: list[Node | None] = []
    run: Span | None = None
    for start, end, _ in tokens(_WILD.sub("x", text)):
        end = start + len(text[start:end].rstrip("?"))
        if not _WILD.search(text, start, end):
            run = (run[0] if run else start, end) if start < end else run
            continue
        if run:
            parts.append(plain(text[slice(*run)]))
        run = None
        parts.append(_shape(text[start:end], field, span, notes))
    if run:
        parts.append(plain(text[slice(*run)]))
    return _joined([part for part in parts if part], NEXT, span, notes)


def _joined(parts: list[Node], gap: Gap, span: Span, notes: Notes) -> Node | None:
    """The parts each within `gap` of the one before it; a chain among them stays one, and one that is too long becomes several."""
    if len(parts) < 2:
        return parts[0] if parts else None
    joined: list[Node] = []
    gaps: list[Gap | Together] = []
    for part in parts:
        gaps += [gap] if joined else []
        joined += part.parts if isinstance(part, Near) else (part,)
        gaps += part.gaps if isinstance(part, Near) else ()
    starts = range(0, len(joined), MOST_PARTS)
    chains = [_chain(joined[start : start + MOST_PARTS], gaps[start : start + MOST_PARTS - 1], span) for start in starts]
    if len(chains) == 1:
        return chains[0]
    notes.say("near", span, f"{MOST_PARTS} words at most can be near each other: read as several such, with AND")
    return And(tuple(chains), span)


def _chain(parts: list[Node], gaps: list[Gap | Together], span: Span) -> Node:
    return Near(tuple(parts), tuple(gaps), span) if gaps else parts[0]


def _shape(text: str, field: str | None, span: Span, notes: Notes) -> Node | None:
    """One word with stars and question marks in it, or the best reading of those that cannot be had."""
    text = _STARS.sub(lambda found: "?" * found.group().count("?") + "*", text)
    letters = [fold(part) for part in _WILD.split(text)]
    if not any(letters):
        return None  # written without spaces: every character is a word, and a star behind it adds nothing
    if len(text) > LONGEST_WORD or len(letters) > MOST_SIGNS + 1:
        return _unshaped(text, "wildcard", f"a word takes {MOST_SIGNS} stars and question marks at most", field, span, notes)
    if why := _too_short(letters, text):
        return _unshaped(text, "short-prefix", why, field, span, notes)
    if len(letters) == 2 and text.endswith("*"):
        return Prefix(text[:-1], field, span)
    return Wildcard(text, field, span)


def _too_short(letters: list[str], text: str) -> str | None:
    """What a shape lacks, given the letters between its signs; None where it has enough."""
    if not letters[0]:
        return None if max(map(len, letters)) >= SHORTEST_SUFFIX else "three letters at least must follow a star that begins a word"
    first, *_ = _WILD.findall(text)
    if first == "*":
        return None if len(letters[0]) >= SHORTEST_PREFIX else "two letters at least must stand before the star"
    return None if len("".join(letters)) >= SHORTEST_PREFIX else "two letters at least must stand beside a question mark"


def _unshaped(text: str, code: str, why: str, field: str | None, span: Span, notes: Notes) -> Node:
    plain = _WILD.sub("-", text).strip("-")
    notes.say(code, span, f"{why}: read as the word “{shortened(plain)}”", plain)
    return _word(plain, field, span)


# ---------------------------------------------------------------- similar spellings


def _fuzzy(node: Node, number: str, span: Span, notes: Notes) -> Node:
    """The spellings similar to a word, `number` being what stood behind the sign."""
    letters = "".join(words(node.text)) if isinstance(node, Word) else ""
    if not isinstance(node, Word) or len(letters) < SHORTEST_FUZZY or len(words(node.text)) > 1:
        message = f"similar spellings (~) are found for one word of {SHORTEST_FUZZY} letters or more: read without"
        notes.say("fuzzy", span, message)
        return node
    distance = {"": 1, "1": 1, "2": 2}.get(number, 2)
    if distance == 2 and len(letters) < SHORTEST_FUZZIER:
        distance = 1
        notes.say("fuzzy", span, f"a word of less than {SHORTEST_FUZZIER} letters takes ~1 at most: read so", f"{node.text}~1")
    elif number not in ("", "1", "2"):
        notes.say("fuzzy", span, f"“~{shortened(number)}” is not ~1 or ~2: read as ~2", f"{node.text}~2")
    return Fuzzy(node.text, distance, node.field, span)
