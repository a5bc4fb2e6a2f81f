"""Texts whose marks stand apart from the words are read as they would be printed, and give spans in the text as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.entities import make_extractor
from archive.entities.spacing import Printed, is_spaced
from archive.model import Article, EntityType, Mention

SPACED = (
    "In Lagos , Ms . Ngozi Adeyemi - Cole , the minister , met P . J . O ’ Hara , who did not say “ no ” .\n\n"
    "Adeyemi - Cole ’ s guest , a 40 - year - old man ( from Accra ) , left ."
)


def test_a_text_is_spaced_where_its_commas_stand_apart() -> None:
    assert is_spaced(SPACED)
    assert not is_spaced("In Lagos, the minister, tired, left , at last.")
    assert not is_spaced("")


def test_a_spaced_text_is_read_as_it_would_be_printed() -> None:
    printed = Printed(Article(body=SPACED)).article.body
    assert "Ms. Ngozi Adeyemi-Cole, the minister, met P.J. O’Hara, who did not say “no”." in printed
    assert "Adeyemi-Cole’s guest, a 40-year-old man (from Accra), left." in printed


def test_a_hyphen_that_stands_apart_is_a_dash_where_words_have_hyphens() -> None:
    text = "The so-called plan , said Ada Holt - a farmer , in May , failed ."
    assert "Ada Holt - a farmer, in May," in Printed(Article(body=text)).article.body


def test_names_keep_the_spans_that_they_have_in_the_text() -> None:
    mentions = make_extractor("rules").mentions([Article(title="A visit", body=SPACED)])[0]
    found = {mention.surface: mention for mention in mentions if mention.type is EntityType.PERSON}
    assert "Ngozi Adeyemi - Cole" in found
    for mention in mentions:
        assert mention.field != "body" or SPACED[mention.start : mention.end] == mention.surface


@given(st.text(alphabet="aA -,.'’()“”OsU", max_size=60))
def test_every_span_of_the_printed_text_has_its_place_in_the_text(text: str) -> None:
    printed = Printed(Article(body=text))
    body = printed.article.body
    for start in range(len(body)):
        (back,) = printed.restored([Mention("body", start, start + 1, EntityType.PERSON, body[start], None, 1.0, "model")])
        assert back.surface == text[back.start : back.end] == body[start]
