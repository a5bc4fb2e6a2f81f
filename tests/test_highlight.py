"""Highlights agree with a naive reading of the text, and a passage shows the best of it."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import unit_numbers, within

from archive.highlight import highlights, passage
from archive.query import parse, positive_text
from archive.query.shapes import fits
from archive.query.tree import Near, Node, Or, Phrase, Term, Word
from archive.spellings import stem_beginning
from archive.text import STEMMERS, Token, Unit, stemmer, tokens, words


def marked(text: str, query: str, field: str = "body", language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in highlights(text, parse(query).tree, field, language)]


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("The strike; strikers were striking.", "strike", ["strike", "striking"]),
        ("The strike; strikers were striking.", "strik*", ["strike", "strikers", "striking"]),
        ("The strike; strikers were striking.", '"strike"', ["strike"]),
        ("Pelé, PELE and Pele's", "pele", ["Pelé", "PELE", "Pele's"]),
        ("Die Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("the U.S. and US-led", "us", ["U.S.", "US"]),
        ("1,000 and 1000", "1000", ["1,000", "1000"]),
        ("O’Brien met O'Brien", "o'brien", ["O’Brien", "O'Brien"]),
        ("Peace\nconferences. A peace conference.", '"peace conference"', ["peace conference"]),
        ("To co-operate, cooperate; co operating", "co-operate", ["co-operate", "co operating"]),
        ("他在北京。北 京", "北京", ["北京", "北 京"]),
        ("strike北京", "北京", ["北京"]),
        ("lying skies happiness", "lie sky happy", ["lying", "skies", "happiness"]),
        ("peace conference", '"peace conference" peace "conference table"', ["peace conference"]),
        ("a b", "-a b", ["b"]),
        ("a b", "title:a b", ["b"]),
        ("a b", "person:a *", []),
        ("Women, woman, wombat", "wom?n", ["Women", "woman"]),
        ("Hamburg, Würzburg; burger", "*burg", ["Hamburg", "Würzburg"]),
        ("Qaddafi, Kadafi and gaddafi", "gaddafi~1", ["Qaddafi", "gaddafi"]),
        ("a x b x x a x x x b", "a w/2 b", ["a", "b"]),
        ("Man a. X b. Y a c b.\n\nAn a. Nor b", "a w/s b", ["a", "b"]),
        ("Man b.\n\nX b. Y a c.\n\nNor b", "a w/p b", ["b", "a"]),
        ("Man b a. X b", "a pre/p b", ["a", "b"]),
        ("One a b. C d", '"b c" w/p d', ["b. C", "d"]),
        ("One a b. C d", '"b c" w/s d', []),
        ("b x a; x x a b", "a pre/2 b", ["a", "b"]),
        ("peace in our time; a peace conference", '"peace conf*"', ["peace", "conference"]),
        ("a b a", "atleast2(a)^3", ["a", "a"]),
        ("industrial striped", "stri*", ["striped"]),
        ("йод", "иод", ["йод"]),
    ],
)
def test_what_matches_is_marked(text: str, query: str, found: list[str]) -> None:
    assert marked(text, query) == found


def test_a_field_and_a_language_of_its_own_are_respected() -> None:
    assert marked("a b", "title:a b", field="title") == ["a", "b"]
    assert marked("strikes strike", "strike", language="xx") == ["strike"]
    assert marked("strikes strike", "strike", language=None) == ["strike"]


VOCABULARY = [
    *("strike", "striking", "strikers", "peace", "conference", "finally", "dying", "die", "skies", "ad", "ads", "us", "U.S.", "a.b.c"),
    *("O'Brien", "don’t", "Straße", "Pelé", "ﬁnal", "«Łódź»", "e\u0301t\u0301", "1,000", "3.14", "北京", "ไทย", "x_y", "co-operate"),
]
JOINTS = st.sampled_from([" ", "\n\n", ". ", "-", "'", ""])
TEXTS = st.lists(st.tuples(st.sampled_from(VOCABULARY), JOINTS), max_size=25).map(lambda parts: "".join(map("".join, parts)))
QUERIES = [
    *('"peace conference"', '"us ad"', "stri*", "fin*", '"straße pele"', "-us", "or", "stri?e", "*ference", "p?l?", "*trik*", "ł?dz"),
    *("strikers~1", "confrence~2", "pele~1", "title:peace", '"peace conf*"', "atleast2(us)", "peace^3", "skies~2"),
]
CHAINS = st.lists(
    st.tuples(
        st.sampled_from(
            ["strike", "us", "a.b.c", "O'Brien", '"peace conference"', "stri*", "*e*c*e", "(die OR skies)", "ad", "co-operate"]
        ),
        st.sampled_from(["w/1", "w/3", "pre/1", "pre/2", "w/s", "w/p", "pre/s"]),
    ),
    min_size=2,
    max_size=4,
).map(lambda parts: " ".join(f"{word} {gap}" for word, gap in parts).rsplit(" ", 1)[0])
ASKED = st.lists(st.one_of(st.sampled_from([*VOCABULARY, *QUERIES]), CHAINS, CHAINS), max_size=4).map(" OR ".join)


def places(found: list[Token], term: Node, language: str | None) -> list[tuple[int, int]]:
    """The first and last token of each place of a term, or of any of several."""
    if isinstance(term, Or):
        return [place for child in term.children for place in places(found, child, language)]
    assert isinstance(term, Term)
    if term.field not in (None, "body"):
        return []
    if not isinstance(term, Word | Phrase):
        return [(index, index) for index, token in enumerate(found) if fits(term)(token.word)]
    key = stemmer(language) if isinstance(term, Word) else str
    asked = [key(word) for word in words(term.text)]
    rows = [(index, [key(token.word) for token in found[index : index + len(asked)]]) for index in range(len(found))]
    return [(index, index + len(asked) - 1) for index, row in rows if row == asked]


def naive(text: str, tree: Node, language: str | None) -> set[int]:
    """Every codepoint that is in a match, by looking for each leaf at each token of the whole text."""
    found = list(tokens(text))
    units = {unit: unit_numbers(text, unit) for unit in Unit}
    marked: set[tuple[int, int]] = set()
    for leaf in positive_text(tree):
        if isinstance(leaf, Near):
            parts = [places(found, part, language) for part in leaf.parts]
            ways = [way for way in product(*parts) if all(within(*pair, units) for pair in zip(way, way[1:], leaf.gaps, strict=False))]
            marked.update(place for way in ways for place in way)
        else:
            marked.update(places(found, leaf, language))
    return {codepoint for first, last in marked for codepoint in range(found[first].start, found[last].end)}


@given(TEXTS, ASKED, st.sampled_from(["en", None]))
def test_highlights_are_those_of_a_naive_search(text: str, query: str, language: str | None) -> None:
    tree = parse(query).tree
    spans = highlights(text, tree, "body", language)
    assert {place for start, end in spans for place in range(start, end)} == naive(text, tree, language)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@given(st.text(max_size=200), st.text(max_size=20), st.integers(1, 60))
def test_any_text_and_query_give_spans_inside_the_text(text: str, query: str, width: int) -> None:
    tree = parse(f"{query} {text[:9]}").tree
    spans = highlights(text, tree, "body", "en")
    assert all(0 <= start < end <= len(text) for start, end in spans)
    shown = passage(text, tree, "body", "en", width)
    assert len(shown.text) <= width
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.highlights)


STEMMED = """
happy happily dying lying tying skies skis idly gently ugly early only singly news howe inning exceed
relational conditional rationally hopping hoping conflated troubled sized falling hissing fizzed failing filing
agreed bled plastered motoring sing caresses ponies ties cats ads eu generously communication arsenal possibility
nobility vietnamization predication operator feudalism decisiveness hopefulness formality sensitivity electricity
triplicate formative formalize electrical goodness revival allowance inference airliner adjustable defensible
irritant replacement adoption activate angularity homologous effective bowdlerize probate rate cease controll roll
yes young y's boy's by say crying flies 1990s 140 dyed eyeing oxen
"""


def test_every_word_begins_as_its_stem_is_looked_for() -> None:
    for language in STEMMERS:
        stem = stemmer(language)
        for word in words(STEMMED):
            assert word.startswith(stem_beginning(stem(word))), word


# ---------------------------------------------------------------- the passage

FIRST = "The harbour was quiet on Monday. Nobody had come to work, and the gates stayed shut until noon."
SECOND = "A strike began at dawn. Leaders of the strike spoke of wages. The port authority did not answer."
THIRD = "Later the harbour strike ended. Ships came in again, one after another, and the cranes moved."
BODY = "\n\n".join((FIRST, SECOND, THIRD))


def test_the_passage_with_most_different_words_wins() -> None:
    shown = passage(BODY, parse("harbour strike").tree, "body", "en", 60)
    assert shown.text == "Later the harbour strike ended. Ships came in again, one"
    assert [shown.text[start:end] for start, end in shown.highlights] == ["harbour", "strike"]


def test_between_equals_the_passage_with_more_hits_wins_then_the_first() -> None:
    assert passage(BODY, parse("strike").tree, "body", "en", 100).text == SECOND
    assert passage(BODY, parse("harbour").tree, "body", "en", 40).text == "The harbour was quiet on Monday. Nobody"


def test_a_passage_inside_one_paragraph_wins_over_one_across_two() -> None:
    text = "x x x x alpha\n\nbeta y y y y. " + "z " * 60 + "end. Then alpha z beta."
    assert passage(text, parse("alpha beta").tree, "body", None, 40).text == "Then alpha z beta."


def test_without_a_match_the_beginning_is_shown() -> None:
    shown = passage("\n  " + BODY, parse("zebra -harbour").tree, "body", "en", 50)
    assert shown.text == "The harbour was quiet on Monday. Nobody had come"
    assert shown.highlights == ()
    assert passage("", parse("a").tree, "body", "en").text == ""


def test_a_passage_deep_in_a_long_sentence_begins_with_a_word() -> None:
    text = "word " * 100 + "needle " + "word " * 100
    shown = passage(text, parse("needle").tree, "body", "en", 60)
    assert re.fullmatch(r"(word )+needle( word)+", shown.text)
    assert 50 <= len(shown.text) <= 60


def test_a_passage_at_the_end_reaches_back_to_fill_itself() -> None:
    assert passage(BODY, parse("cranes").tree, "body", "en", 100).text == THIRD


def test_wraps_and_paragraph_breaks_are_spaces_of_the_same_length() -> None:
    shown = passage("One\nneedle.\n\nTwo\tneedles.", parse("needle").tree, "body", "en")
    assert shown.text == "One needle.  Two needles."
    assert shown.highlights == ((4, 10), (17, 24))


def test_a_phrase_wider_than_the_passage_is_cut() -> None:
    shown = passage("aaaa bbbb cccc dddd", parse('"aaaa bbbb cccc dddd"').tree, "body", "en", 10)
    assert shown.text == "aaaa bbbb"
    assert shown.highlights == ((0, 9),)


def test_leaves_of_other_kinds_leave_no_mark() -> None:
    assert positive_text(parse('a "b"').tree) == (Word("a"), Phrase("b"))
    assert passage("a b", parse("date:1994 person:a").tree, "body", "en").highlights == ()
