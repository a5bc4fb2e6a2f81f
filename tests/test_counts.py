"""Counts as words: one is told as one."""

from __future__ import annotations

from archive.counts import count_words


def test_a_count_agrees_with_its_noun() -> None:
    assert [count_words(number, "article") for number in (0, 1, 27391)] == ["0 articles", "1 article", "27,391 articles"]
    assert [count_words(number, "article has", "articles have") for number in (1, 2)] == ["1 article has", "2 articles have"]
