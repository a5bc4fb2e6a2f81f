"""The diagnostics of one parse, gathered as it goes."""

from __future__ import annotations

from archive.query.tree import Diagnostic, Span

MOST_NOTES = 50
"""Diagnostics that one query can get; what is beyond is counted in a last one, so that a flood of faults stays readable."""

LONGEST_QUOTE = 40
LONGEST_SUGGESTION = 500


def shortened(text: str) -> str:
    """`text` as a message quotes it: cut where it is very long."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


class Notes:
    """Gathers what there is to say about one query. Blocking diagnostics are never lost to the limit."""

    def __init__(self) -> None:
        self._said: list[Diagnostic] = []
        self._unsaid = 0
        self._blocked = False

    @property
    def full(self) -> bool:
        """Whether a further note would only be counted; lets a caller save the work of composing it."""
        return len(self._said) >= MOST_NOTES

    def say(self, code: str, span: Span, message: str, suggestion: str | None = None, blocks: bool = False) -> None:
        """Note one thing. `suggestion` is what to write in place of the text at `span`."""
        first_block = blocks and not self._blocked
        if self.full and not first_block:
            self._unsaid += 1
            return
        self._blocked = self._blocked or blocks
        suggestion = suggestion if suggestion is None or len(suggestion) <= LONGEST_SUGGESTION else None
        self._said.append(Diagnostic(code, span, message, suggestion, blocks))

    def all(self) -> tuple[Diagnostic, ...]:
        """Everything noted, in the order of the text."""
        said = sorted(self._said, key=lambda each: (each.span, each.code))
        if self._unsaid:
            end = said[-1].span
            said.append(Diagnostic("more", (end[1], end[1]), f"and {self._unsaid} more remarks of these kinds"))
        return tuple(said)
