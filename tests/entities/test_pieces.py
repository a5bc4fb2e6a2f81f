"""Pieces make up the text, and the windows are its runs of capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entities.pieces import LONGEST_PIECE, LONGEST_WINDOW, PIECE, sentence_starts, traits, windows


@given(text=st.text() | st.lists(st.sampled_from(("Mr.", "U.S.", " ", "\n\n", "’s", "al-Assad", "A", "b", ".", "”", "-"))).map("".join))
def test_pieces_make_up_the_whole_text(text: str) -> None:
    assert "".join(PIECE.findall(text)) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Mr. Kerry's talks", ["Mr. ", "Kerry", "'s ", "talks"]),
        ("Bashar al-Assad, of the U.S.", ["Bashar ", "al-Assad", ", ", "of ", "the ", "U.S."]),
        ("AT&T said “no”.", ["AT&T ", "said ", "“", "no", "”", "."]),
        ("O’Brien’s", ["O’Brien", "’s"]),
    ],
)
def test_a_text_is_cut_at_words_marks_and_possessives(text: str, pieces: list[str]) -> None:
    assert PIECE.findall(text) == pieces


def test_a_very_long_word_is_cut() -> None:
    assert max(map(len, PIECE.findall("x" * 10_000))) < 1_000


def cut(text: str) -> list[str]:
    """The windows of a text."""
    pieces = PIECE.findall(text)
    seen = traits(pieces)
    starts = sentence_starts(seen.ends_sentence, seen.closes, seen.ends_paragraph)
    first, last = windows(seen.capital, seen.connector, starts)
    return ["".join(pieces[begin:end]).strip() for begin, end in zip(first, last, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("nothing here", []),
        ("The Bank of the West and a boy", ["The Bank of the West"]),
        ("He met Osama bin Laden. Then Bush spoke.", ["He", "Osama bin Laden", "Then Bush"]),
        ("“He left.” Kerry stayed\n\nRussia", ["He", "Kerry", "Russia"]),
        ("the 3M plant", ["3M"]),
    ],
)
def test_windows_are_runs_of_capitals_inside_a_sentence(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_page_in_capitals_is_cut_in_windows() -> None:
    assert max(len(window.split()) for window in cut("NEWS " * 1000)) == LONGEST_WINDOW


def test_a_word_of_a_million_letters_is_cut_without_being_read_again_from_every_piece() -> None:
    assert {len(piece) for piece in PIECE.findall("a" * 60 * 20_000)} == {LONGEST_PIECE}
