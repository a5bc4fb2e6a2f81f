"""Chunks found by arrays are those that Python's own split finds."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.engines.whoosh import chunks
from archive.engines.whoosh.chunks import PARAGRAPH, TEXT, Chunks

PARTS = "a", "bank", "Ünïcödé", "fifteen-letters", "sixteen--letters", "a\0", "\0", "a\0\0", "北京", "\ud800", "\ufdd0", "\ufdd0\ufdd0"
SPACES = " ", "  ", "\n", "\n\n", "\n\n\n", "\t", "\x1c", "\x85", "\xa0", "\u2003", "\u3000", ""
texts = st.lists(st.lists(st.sampled_from(PARTS + SPACES), max_size=12).map("".join) | st.text(), max_size=6)


def split(text: str) -> list[bytes]:
    """The chunks of a text and the marks behind its paragraphs and itself, by Python's own means."""
    plain = text.replace("\ufdd0", "\ufdd1").replace("\n\n", " \ufdd0 ")
    return [*(chunk.encode("utf-8", "surrogatepass") for chunk in plain.split()), TEXT]


@pytest.fixture(params=[1, 19])
def bits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With two places nearly all chunks take each other's."""
    monkeypatch.setattr(chunks, "_BITS", request.param)


@pytest.mark.usefixtures("bits")
@given(st.lists(texts, max_size=3))
@example([["a bank a\0 fifteen-letters"], ["a a bank a\0 a fifteen-letters sixteen--letters sixteen--letters"]])
@example([[]])
def test_texts_are_cut_as_split_cuts_them(batches: list[list[str]]) -> None:
    met: dict[bytes, int] = {}
    cut = Chunks()
    for batch in batches:
        found = cut.numbers(batch, lambda chunk: met.setdefault(chunk, len(met))).tolist()
        names = list(met)
        assert [names[number] for number in found] == [chunk for text in batch for chunk in split(text)]


def test_every_space_of_unicode_divides() -> None:
    spaces = [chr(code) for code in range(sys.maxunicode) if chr(code).isspace()]
    asked: list[bytes] = []
    Chunks().numbers(["a" + "a".join(spaces) + "a"], lambda chunk: asked.append(chunk) or 0)  # type: ignore[func-returns-value]
    assert set(asked) == {b"a", TEXT}


def test_what_has_been_met_is_not_asked_for_again() -> None:
    asked: list[bytes] = []

    def number(chunk: bytes) -> int:
        asked.append(chunk)
        return len(asked)

    cut = Chunks()
    first = cut.numbers(["The bank\n\nshut."], number).tolist()
    assert cut.numbers(["shut. The bank"], number).tolist() == [first[3], first[0], first[1], first[4]]
    assert asked == [b"The", b"bank", PARAGRAPH, b"shut.", TEXT]
