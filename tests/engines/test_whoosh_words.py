"""The fast way from texts to numbers gives the words of `archive/text.py`, whatever the text."""

from __future__ import annotations

from unittest.mock import patch
from weakref import ref

from hypothesis import example, given
from hypothesis import strategies as st

from archive.engines.whoosh.words import Vocabulary
from archive.text import words

ALIKE = st.text(st.sampled_from("aZéıß9٣1.,'’\u0301-_ \n\t\x1c\x85\xa0\u2028北ก?!\"()sS\ud800"), max_size=40)


def cut(texts: list[str]) -> list[list[str]]:
    """The words of each text, as the vocabulary gives them."""
    vocabulary = Vocabulary()
    tokens, lengths, _ = vocabulary.read(texts)
    known = list(vocabulary.words)
    found_words = iter([known[number] for number in tokens.tolist()])
    return [[next(found_words) for _ in range(length)] for length in lengths.tolist()]


@given(st.lists(st.text() | ALIKE))
@example(["-’5’ ‘a1’ –’s– 'tis", "[1,5] “U.S.” '90s’"])
@example(["", "…", "U.S. 1,000.5 O'Brien’s", "", "x" * 70, "(Yes.)", ""])
def test_the_words_are_those_of_the_analysis(texts: list[str]) -> None:
    assert cut(texts) == [words(text) for text in texts]


def test_every_character_that_can_be_a_space_or_a_mark_is_cut_alike_wherever_it_stands() -> None:
    texts = [f"a{char}b {char}A. 1{char}1 a'{char} {char}.{char}. x" for char in map(chr, range(0x3100))]
    assert cut(texts) == [words(text) for text in texts]


def test_a_vocabulary_that_nobody_has_any_more_leaves_memory_at_once() -> None:
    vocabulary = Vocabulary()
    vocabulary.read(["some words"])
    left = ref(vocabulary)
    del vocabulary
    assert left() is None, "it has itself, and waits for garbage to be collected"


def test_a_text_without_spaces_is_cut_once_however_many_sentences_it_has() -> None:
    cut: list[str] = []
    with patch("archive.engines.whoosh.words.words", lambda text: cut.append(text) or words(text)):
        Vocabulary().read(["北京。" * 1_000])
    assert sum(map(len, cut)) <= 2 * 3_000
