"""What a tagger of names gives: guesses, which the document pass weighs; and the Protocol that every tagger keeps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from archive.model import EntityType


class Guess(NamedTuple):
    """A name that a tagger sees at codepoints `text[start:end]`; `type` is None for a name of another kind (a law, a people, a prize)."""

    start: int
    end: int
    type: EntityType | None
    confidence: float


class NameTagger(Protocol):
    """Finds names in texts, each text alone. Made once; safe to share between threads; linear in the length of a text."""

    fingerprint: str
    """Changes whenever the same text could give other guesses."""

    def guesses(self, texts: Sequence[str]) -> list[list[Guess]]:
        """For each text its guesses, by start, which do not overlap. Never raises on any text."""
