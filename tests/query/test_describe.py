"""The read-back in words, and the parts of a tree that others ask for."""

from __future__ import annotations

import pytest

from archive.query import clauses, describe, parse, positive_text, ranks, text_of
from archive.query.tree import And, Fuzzy, Or, Phrase, Prefix, Values, Word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "every article"),
        ("harbour strike", "articles with harbour and strike (any form)"),
        ("a OR b c", "articles with a (any form) or (b and c (any form))"),
        ("(a OR b) c", "articles with (a or b (any form)) and c (any form)"),
        (
            '"peace conference" kerry country:Russia date:2013-05-01..2013-05-31 -geneva',
            'articles with "peace conference" and kerry (any form), in country Russia, dated 2013-05-01 to 2013-05-31,'
            " but not geneva (any form)",
        ),
        ("title:strik* body:a", "articles with words that begin with strik in the headline and a (any form) in the text"),
        ("-a -(b c)", "every article, but not a (any form) and not (b and c (any form))"),
        ("a OR -b", "articles with a (any form) or not b (any form)"),
        ("a OR country:ru", "articles with a (any form) or in country ru"),
        ("x (a OR country:ru)", "articles with x (any form), (with a (any form) or in country ru)"),
        ("(a country:ru) OR b", "articles (with a (any form) and in country ru) or with b (any form)"),
        ("date:none", "articles with no date"),
        ("by:* -person:none", "articles with an author, with a person"),
        ("after:1994-05 before:1996", "articles dated 1994-05 or later, dated 1996 or earlier"),
        ('date:"last 2 weeks"', "articles dated in the last 2 weeks"),
        ("date:today", "articles dated today"),
        ("words:200..400 year:1994", "articles with 200 to 400 words, of year 1994"),
        ("syria w/5 peace", "articles with syria within 5 words of peace (any form), in any order"),
        (
            "syria w/1 peace -(a w/2 b)",
            "articles with (syria within 1 word of peace (any form), in any order),"
            " but not (a within 2 words of b (any form), in any order)",
        ),
        ('a pre/3 "b c" x', 'articles with (a (any form) at most 3 words before "b c") and x (any form)'),
        (
            "(a OR title:b) pre/1 cc*",
            "articles with (a (any form) or b (any form) in the headline) directly before words that begin with cc",
        ),
        ("a w/s b", "articles with a in the same sentence as b (any form), in any order"),
        ("a pre/p b", "articles with a before b (any form) in the same paragraph"),
        ("a w/5 b w/p c", "articles with a within 5 words of b, and that in the same paragraph as c (any form), in any order"),
        ("a w/5 b w/3 c", "articles with a within 5 words of b, and that within 3 words of c (any form), in any order"),
        ("a w/5 b pre/3 c", "articles with a within 5 words of b, in any order, and that at most 3 words before c (any form)"),
        ("wom?n title:*burg", "articles with words of the form wom?n and words of the form *burg in the headline"),
        (
            "abc~ body:kerry~2",
            "articles with words spelt like abc (one letter may differ) and words spelt like kerry (two letters may differ) in the text",
        ),
        ("atleast3(a) atleast1(b OR c)", "articles with a (any form) 3 times or more and (b or c (any form)) once or more"),
        (
            "a^3 (b person:x)^0.5",
            "articles with a (any form) with a weight of 3, (with b (any form) and with person x) with a weight of 0.5",
        ),
        ("date:05-08", "articles dated 8 May of any year"),
        ("words:>500 words:<=900", "articles with 501 words or more, with 900 words or fewer"),
        ("words:1 words:>=1 words:<=1", "articles with 1 word, with 1 word or more, with 1 word or fewer"),
        ("words:1000..2000", "articles with 1,000 to 2,000 words"),
    ],
)
def test_a_query_is_read_back_in_words(text: str, words: str) -> None:
    assert describe(parse(text).tree) == words


def test_a_part_of_a_name_lists_the_first_names_it_can_mean() -> None:
    many = Values("person", tuple("abcdefg"), tuple("ABCDEFG"), "x")
    assert describe(many) == "articles with person A, B, C and 4 more that “x” can mean"


def test_clauses_are_what_must_all_hold_or_any_of_it() -> None:
    text = 'title:(a "b c") (x OR y) -z v w/5 q'
    assert [text_of(clause, text) for clause in clauses(parse(text).tree)] == ["title:a", 'title:"b c"', "(x OR y)", "-z", "v w/5 q"]
    assert [text_of(clause, "a OR (b c)") for clause in clauses(parse("a OR (b c)").tree)] == ["a", "(b c)"]
    assert clauses(parse("*").tree) == ()


def test_words_rank_and_limits_and_excluded_words_do_not() -> None:
    tree = parse('a OR (title:"b c" -d strik*) person:x a NOT (e -f)').tree
    assert positive_text(tree) == (Word("a"), Phrase("b c", "title"), Prefix("strik"))
    assert ranks(tree)
    near = parse("a w/5 strik*").tree
    assert positive_text(parse("(a w/5 strik*)^2 OR atleast2(gaddafi~ OR x) -wom?n").tree) == (near, Fuzzy("gaddafi", 1), Word("x"))
    assert not ranks(parse("person:x date:1994 -a").tree)


def test_equality_takes_no_notice_of_spans() -> None:
    assert parse("a  b").tree == parse("a b").tree == And((Word("a"), Word("b")))
    assert parse("a|b").tree == Or((Word("a"), Word("b")))
