"""The signs that may follow a word, a phrase or a group: `~2`, similar or near, and `^3`, weight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.query.notes import Notes, shortened
from archive.query.ranking import ranking
from archive.query.tree import Boost, Node, Span

HEAVIEST = 1000
"""The greatest weight; the least is a hundredth."""

_SIGN = re.compile(r"[~^]")
_SIGNS = re.compile(r"(?:[~^]\d*(?:\.\d+)?[^~^\w]*)+")
_EACH = re.compile(r"([~^])(\d*(?:\.\d+)?)")
_WEIGHT = re.compile(r"\d{1,4}(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Signs:
    """What stood behind the signs, "" for a bare sign, None where there was none; of several of a kind the last."""

    tilde: str | None = None
    caret: str | None = None


def signs(text: str) -> Signs:
    """Read signs that stand alone, as behind a phrase or a group."""
    found = dict(_EACH.findall(text))
    return Signs(found.get("~"), found.get("^"))


def without_signs(text: str) -> tuple[str, Signs]:
    """A word and the signs at its end."""
    sign = _SIGN.search(text)
    if not sign or not sign.start() or not _SIGNS.fullmatch(text, sign.start()):
        return text, Signs()
    return text[: sign.start()], signs(text[sign.start() :])


def weighted(node: Node | None, caret: str | None, span: Span, notes: Notes) -> Node | None:
    """`node` with the weight that follows it; without, and with a note, where it cannot have one."""
    if node is None or caret is None:
        return node
    weight = float(caret) if _WEIGHT.fullmatch(caret) else 0.0
    if not 0.01 <= weight <= HEAVIEST:
        notes.say("boost", span, f"“^{shortened(caret)}” is no weight from 0.01 to {HEAVIEST}: read without")
        return node
    if not any(ranking(node)):
        notes.say("boost", span, "a weight (^) counts for words of the text only: read without")
        return node
    return Boost(weight, node, span)
