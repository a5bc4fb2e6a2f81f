"""Where a word may begin: nothing that folds to the letters looked for is passed over, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.spellings import places, stem_beginning
from archive.text import stemmer, tokens

LETTERS = "aAeoOslß'’.,-1 \n“éøŁﬁ\u0301й€日"
TEXTS = st.text(LETTERS, max_size=40) | st.lists(st.text(LETTERS, max_size=6), max_size=150).map(" ".join)


def runs_found(text: str, beginning: str) -> set[int]:
    """Where the runs between spaces begin that hold one of the places."""
    return {max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1 for place in places(text, frozenset({beginning}))}


@given(TEXTS, st.data())
@example("l'état c'est moi", None)
@example("O’Brien " * 60 + "Łódź", None)
@example("é " * 100 + "S.O.S. 1,000 straße", None)
def test_every_word_with_the_beginning_stands_in_a_run_that_is_found(text: str, data: st.DataObject | None) -> None:
    found = list(tokens(text))
    chosen = found if data is None else [data.draw(st.sampled_from(found))] if found else []
    for token in chosen:
        for length in range(1, len(token.word) + 1):
            run = max(text.rfind(" ", 0, token.start), text.rfind("\n", 0, token.start)) + 1
            assert run in runs_found(text, token.word[:length])


@given(TEXTS)
def test_places_ascend(text: str) -> None:
    found = list(places(text, frozenset({"a", "so", "é"})))
    assert found == sorted(found)


@pytest.mark.parametrize("word", ["happy", "lying", "strikes", "taxes", "skies", "was", "dying"])
def test_every_word_begins_as_its_stem_says(word: str) -> None:
    assert word.startswith(stem_beginning(stemmer("en")(word)))


def test_a_plain_text_is_not_asked_for_other_letters() -> None:
    assert list(places("The cat sat", frozenset({"é"}))) == []
