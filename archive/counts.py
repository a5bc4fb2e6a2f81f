"""How many there are of something, in English words."""

from __future__ import annotations


def count_words(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `1,204 articles`; `plural` where it is more than the noun with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
