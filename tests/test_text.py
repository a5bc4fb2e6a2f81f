"""Words, folding, stems and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import text


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("The U.S. and US-led forces", ["the", "us", "and", "us", "led", "forces"]),
        ("O’Brien's O'Brien", ["o'brien", "o'brien"]),
        ("Assad's ASSAD’S", ["assad", "assad"]),
        ("Pelé, Akıncı, Łódź, Søren, Strauß", ["pele", "akinci", "lodz", "soren", "strauss"]),
        ("1,000.5 and 2013-05-07", ["1000.5", "and", "2013", "05", "07"]),
        ("北京大学", ["北", "京", "大", "学"]),
        ("snake_case & ... — !", ["snake", "case"]),
        ("co-operate", ["co", "operate"]),
        ("", []),
    ],
)
def test_words_are_folded(written: str, words: list[str]) -> None:
    assert text.words(written) == words


@given(st.text())
def test_tokens_and_words_agree_and_spans_lie_in_order(written: str) -> None:
    tokens = list(text.tokens(written))
    assert [token.word for token in tokens] == text.words(written)
    places = [place for token in tokens for place in (token.start, token.end)]
    assert places == sorted(places)
    assert all(0 <= token.start < token.end <= len(written) for token in tokens)


@given(st.text())
def test_folding_a_folded_word_changes_nothing(written: str) -> None:
    for word in text.words(written):
        assert text.fold_text(word).replace(" ", "") == word.replace(" ", "") or len(text.words(word)) > 1


def test_a_word_beyond_the_limit_is_cut() -> None:
    assert text.words("a" * 1_000_000) == ["a" * text.LONGEST_WORD]


def test_english_is_stemmed_and_an_unknown_language_is_not() -> None:
    assert [text.stemmer("en")(word) for word in ("strikes", "striking", "strike")] == ["strike", "strike", "strike"]
    assert text.stemmer("xx")("strikes") == text.stemmer(None)("strikes") == "strikes"
    assert (text.analysis("en"), text.analysis("xx"), text.analysis(None)) == ("en", "", "")


@pytest.mark.parametrize("unit", [".", "?!", ". ", '."', "\n", " \n", "。", "(", "A. "])
def test_hostile_repetition_is_cut_into_sentences_in_linear_time(unit: str) -> None:
    text.sentences(unit * (100_000 // len(unit)))  # 0.1 s at most; anything quadratic would take minutes


SENTENCES = [
    "Mr. Kerry met J. Lavrov.| “We agreed.”| He left!\n\n|A new paragraph",
    "Dr. No met Prof. Y. A. Smith, Gov. Brown and Lt. Col. Jones.| They spoke.",
    "George W. Bush spoke.| So did Malcolm X.| The crowd, led by J. A. Smith, cheered.",
    "He lives in the U.S. with U.S. Senator Cruz.| She left the U.S. |It was in May.| In the U.S. they stayed",
    "At 5 p.m. EST it rained.| It began at 5 a.m. |The sun shone.",
    "Shares of Apple Inc. fell.| Those of Acme Corp. |However, it rose.| Smith v. Jones was on Jan. 5, Brown vs. Green on Sept. 12.",
    "It cost $1.5 million, or 3.| Nobody paid the 1,000.50 asked.| No. 10 was silent.| 20 people died.",
    "He waited... and waited.| Then... |Nothing.| What?! |Yes.| Well… |No… but",
    "“Stop!” he said.| “Go.”",
    "'Stop.' |He stopped.| (They did not.) |[Applause.] |“‘No.’” |The end.",
    "A line\nthat wraps.|\nThe next one\nwraps\ttoo",
    "Assad: We won\n\n|By A. Writer\n \n\n|Text without a stop\n\n",
    "Él vino.| Élan followed.| Был там, в 5 г. до того.| Потом ушёл. и вот",
    "北京。|上海！|「東京。」|终",
    "www.example.com is down.| Visit http://a.b/c.html now, e.g. this, i.e. that",
    ". ... ! ?",
    "",
]
"""Texts with a bar where a sentence begins."""


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences_end_where_they_do(marked: str) -> None:
    written = marked.replace("|", "")
    expected = [sentence.strip() for sentence in marked.split("|") if sentence.strip()]
    assert [written[start:end] for start, end in text.sentences(written)] == expected


def test_a_blank_line_ends_a_paragraph_and_a_wrap_does_not() -> None:
    written = "\n One.\nStill one. \n\n Two\n \t\n\nThree\n\n"
    assert [written[start:end] for start, end in text.paragraphs(written)] == ["One.\nStill one.", "Two", "Three"]


@given(st.text())
def test_sentences_cover_all_but_space(written: str) -> None:
    covered = "".join(written[start:end] for start, end in text.sentences(written))
    assert "".join(covered.split()) == "".join(written.split())


@given(st.text("ŁłØøĐđÆæÞþéÅñ Ab-x.’'", max_size=30))
def test_a_text_without_accents_folds_as_it_did(written: str) -> None:
    assert text.fold_text(text.without_accents(written)) == text.fold_text(written)
