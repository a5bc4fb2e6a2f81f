"""The parser: what each construct means, what is said of what cannot be read, and that no text breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import PartialDate
from archive.query import parse, render
from archive.query.notes import MOST_NOTES
from archive.query.tree import (
    And,
    DateRange,
    Everything,
    Missing,
    Named,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Relative,
    Word,
)
from archive.schema import BY_ALIAS, Kind

A, B, C = Word("a"), Word("b"), Word("c")
DAY = PartialDate.parse

CLEAN: list[tuple[str, Node]] = [
    # words and operators
    ("", Everything()),
    ("  \t\n", Everything()),
    ("*", Everything()),
    ("harbour strike", And((Word("harbour"), Word("strike")))),
    ("a AND b", And((A, B))),
    ("a and b", And((A, B))),
    ("a And b", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a | b", Or((A, B))),
    ("a|b", Or((A, B))),
    ("a || b", Or((A, B))),
    ("a b OR c", Or((And((A, B)), C))),
    ("a (b OR c)", And((A, Or((B, C))))),
    ("(a b) c", And((A, B, C))),
    ("a OR (b OR c)", Or((A, B, C))),
    ("-a", Not(A)),
    ("!a", Not(A)),
    ("−a", Not(A)),
    ("NOT a", Not(A)),
    ("a AND NOT b", And((A, Not(B)))),
    ("a -b", And((A, Not(B)))),
    ("a OR -b", Or((A, Not(B)))),
    ("a -(b OR c)", And((A, Not(Or((B, C)))))),
    ('a -"b c"', And((A, Not(Phrase("b c"))))),
    ("NOT NOT a", A),
    ("-(-a)", A),
    ("NOT a b", And((Not(A), B))),
    ("+a b", And((A, B))),
    ("* a", A),
    ("-*", Not(Everything())),
    ("（a OR b） c", And((Or((A, B)), C))),
    # words that are no operators
    ("a - b", And((A, B))),
    ("a -- b", And((A, B))),
    ("--a", A),
    ("and a", And((Word("and"), A))),
    ("co-operate", Word("co-operate")),
    ("北京", Word("北京")),
    ("北京*", Word("北京")),
    ("rock & roll", And((Word("rock"), Word("roll")))),
    ("AT&T", Word("AT&T")),
    ("U.S. O'Brien's", And((Word("U.S."), Word("O'Brien's")))),
    ("(hello), world.", And((Word("hello"), Word("world")))),
    ("Cafe\u0301", Word("Café")),
    ("OR.", Word("or")),
    ("Syria: talks", And((Word("Syria"), Word("talks")))),
    ("adj5", Word("adj5")),
    ("9/11", Word("9/11")),
    # phrases and prefixes
    ('"to be or not to be"', Phrase("to be or not to be")),
    ("“a  b” «c d»", And((Phrase("a b"), Phrase("c d")))),
    ('"AND"', Phrase("AND")),
    ("strik*", Prefix("strik")),
    ("strik!", Prefix("strik")),
    ("199*", Prefix("199")),
    # fields
    ("title:a", Word("a", "title")),
    ("Headline:a", Word("a", "title")),
    ("title: a", Word("a", "title")),
    ('hd:"a b"', Phrase("a b", "title")),
    ("body:strik*", Prefix("strik", "body")),
    ("title:(a OR b)", Or((Word("a", "title"), Word("b", "title")))),
    ("title:(a body:b)", And((Word("a", "title"), Word("b", "body")))),
    ("-title:a", Not(Word("a", "title"))),
    ("title:-a", Not(Word("a", "title"))),
    ("title:12:30", Word("12:30", "title")),
    ("title:none", Word("none", "title")),
    ("person:kerry", Named("person", "kerry")),
    ('by:"john  kerry"', Named("author", "john kerry")),
    ("person:(kerry OR lavrov)", Or((Named("person", "kerry"), Named("person", "lavrov")))),
    ("country:ru,", Named("country", "ru")),
    ("source:OR", Named("source", "OR")),
    ("url:https://a.example/?q=x:y", Named("url", "https://a.example/?q=x:y")),
    ("person:none", Missing("person")),
    ("date:NONE", Missing("date")),
    ('section:"none"', Named("section", "none")),
    ("person:*", Not(Missing("person"))),
    ("-person:*", Missing("person")),
    # dates
    ("date:1994", DateRange(DAY("1994"), DAY("1994"))),
    ("date:1994-5", DateRange(DAY("1994-05"), DAY("1994-05"))),
    ("date:1994-05-01", DateRange(DAY("1994-05-01"), DAY("1994-05-01"))),
    ("date:2001..2004", DateRange(DAY("2001"), DAY("2004"))),
    ("date:2001..", DateRange(DAY("2001"), None)),
    ("date:..2001-02", DateRange(None, DAY("2001-02"))),
    ("date:[1994-05-01 TO 1994-06-30]", DateRange(DAY("1994-05-01"), DAY("1994-06-30"))),
    ("date:[* TO 1994]", DateRange(None, DAY("1994"))),
    ('date:"1994 .. 1995"', DateRange(DAY("1994"), DAY("1995"))),
    ("date:>=1994", DateRange(DAY("1994"), None)),
    ("date:>1994", DateRange(DAY("1995"), None)),
    ("date:<1994-01", DateRange(None, DAY("1993-12"))),
    ("after:1994-05", DateRange(DAY("1994-05"), None)),
    ("since:1994-05", DateRange(DAY("1994-05"), None)),
    ("before:1994", DateRange(None, DAY("1994"))),
    ("until:1994", DateRange(None, DAY("1994"))),
    ("date:(1994 OR 1996)", Or((DateRange(DAY("1994"), DAY("1994")), DateRange(DAY("1996"), DAY("1996"))))),
    ('date:"last 30 days"', Relative(30, "day")),
    ('date:"Past week"', Relative(1, "week")),
    ("date:today", Relative(1, "day")),
    # numbers
    ("words:500", NumberRange("words", 500, 500)),
    ("words:>500", NumberRange("words", 501, None)),
    ("words:<=500", NumberRange("words", None, 500)),
    ("words:200..400", NumberRange("words", 200, 400)),
    ("year:[1994 TO 1996]", NumberRange("year", 1994, 1996)),
    ("year:none", Missing("year")),
]


@pytest.mark.parametrize(("text", "tree"), CLEAN)
def test_a_construct_is_read_without_remark(text: str, tree: Node) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert parsed.diagnostics == ()


@pytest.mark.parametrize("alias", sorted(BY_ALIAS))
def test_every_field_and_alias_can_be_asked_for(alias: str) -> None:
    kind = BY_ALIAS[alias].kind
    value = {Kind.DATE: "1994", Kind.NUMBER: "5"}.get(kind, "x")
    parsed = parse(f"{alias}:{value}")
    assert not parsed.diagnostics
    assert render(parsed.tree) == f"{BY_ALIAS[alias].name}:{value}"


REMARKED: list[tuple[str, str, list[tuple[str, str, str | None]]]] = [
    # query, how it was read, then code, text at the span and suggestion of each remark
    ('"a b', '"a b"', [("unbalanced-quote", '"a b', '"a b"')]),
    ("(a OR (b", "a OR b", [("unbalanced-parenthesis", "(", None), ("unbalanced-parenthesis", "(", None)]),
    ("a) b", "a b", [("unbalanced-parenthesis", ")", "")]),
    ("a OR", "a", [("dangling-operator", "OR", "")]),
    ("AND a", "a", [("dangling-operator", "AND", "")]),
    ("a OR OR b", "a OR b", [("dangling-operator", "OR", "")]),
    ("a AND OR b", "a OR b", [("dangling-operator", "AND", "")]),
    ("NOT", "*", [("dangling-operator", "NOT", "")]),
    ("a OR &", "a", [("dangling-operator", "OR", "")]),
    ("to be or not", "to be or not", [("small-operator", "or", "OR")]),
    ("why not vote", "why not vote", [("small-operator", "not", "NOT")]),
    ("syria?", "syria", [("question-mark", "syria?", "syria")]),
    ("foo:bar", "foo:bar", [("unknown-field", "foo:", None)]),
    ("12:30", "12:30", [("unknown-field", "12:", None)]),
    ("auther:smith", "auther:smith", [("unknown-field", "auther:", "author:")]),
    ("https://a.example/b", "https://a.example/b", [("unknown-field", "https://a.example/b", 'url:"https://a.example/b"')]),
    ("title:", "*", [("empty-field", "title:", "")]),
    ("title: OR a", "a", [("empty-field", "title:", ""), ("dangling-operator", "OR", "")]),
    ('a ""', "a", [("empty-phrase", '""', None)]),
    # not there yet
    ("a w/5 b", "a b", [("near", "w/5", "AND")]),
    ("a NEAR/5 b", "a b", [("near", "NEAR/5", "AND")]),
    ("a pre/5 b adj3 c", "a b c", [("near", "pre/5", "AND"), ("near", "adj3", "AND")]),
    ("a w/s b", "a b", [("near", "w/s", "AND")]),
    ('"a b"~5', '"a b"', [("near", "~5", "")]),
    ("atleast3(a)", "a", [("atleast", "atleast3", "")]),
    ("wom?n", "wom*", [("wildcard", "wom?n", "wom*")]),
    ("w*n", "w-n", [("wildcard", "w*n", "w-n")]),
    ("*burg", "burg", [("wildcard", "*burg", "burg")]),
    ('"peace conf*"', '"peace conf*"', [("wildcard", '"peace conf*"', None)]),
    ("person:ker*", "person:ker", [("wildcard", "ker*", "ker")]),
    ("title:*", "*", [("wildcard", "*", "*")]),
    ("gaddafi~2", "gaddafi", [("fuzzy", "gaddafi~2", "gaddafi")]),
    ("a^3 (b)^2.5", "a b", [("boost", "a^3", "a"), ("boost", "^2.5", "")]),
    ("s*", "s", [("short-prefix", "s*", "s")]),
    ("co-oper*", "co oper*", [("split-prefix", "co-oper*", "co oper*")]),
]


@pytest.mark.parametrize(("text", "normal", "remarks"), REMARKED)
def test_what_is_not_understood_is_said_with_its_reading(text: str, normal: str, remarks: list[tuple[str, str, str | None]]) -> None:
    parsed = parse(text)
    assert render(parsed.tree) == normal
    assert [(each.code, text[slice(*each.span)], each.suggestion) for each in parsed.diagnostics] == remarks
    assert not any(each.blocks for each in parsed.diagnostics)


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("date:199x", "unreadable-date", None),
        ("date:1994-13", "unreadable-date", None),
        ("date:0000", "unreadable-date", None),
        ("date:1994/05/01", "unreadable-date", "1994-05-01"),
        ("date:1994-1996", "unreadable-date", "1994..1996"),
        ("date:{1994 TO 1995}", "unreadable-date", None),
        ("date:last 30 days", "unreadable-date", None),
        ("date:05-08", "unreadable-date", None),
        ("date:>9999", "unreadable-date", None),
        ("after:1994..1995", "unreadable-date", None),
        ('before:""', "unreadable-date", None),
        ("date:2004..2001", "backwards-range", "2001..2004"),
        ("words:many", "unreadable-number", None),
        ("words:1,000", "unreadable-number", None),
        ("words:" + "9" * 5000, "unreadable-number", None),
        ("year:2004..2001", "backwards-range", "2001..2004"),
    ],
)
def test_a_limit_that_cannot_be_read_blocks(text: str, code: str, suggestion: str | None) -> None:
    first = parse(text).diagnostics[0]
    assert (first.code, first.suggestion, first.blocks) == (code, suggestion, True)


def test_spans_point_into_the_text() -> None:
    text = 'title:(a "b c") NOT x'
    tree = parse(text).tree
    assert isinstance(tree, And)
    assert [text[slice(*child.span)] for child in tree.children] == ["a", '"b c"', "NOT x"]
    assert tree.span == (0, len(text))


def test_redundant_parentheses_are_read_to_a_depth_and_then_block() -> None:
    assert parse("(" * 30 + "a" + ")" * 30).diagnostics == ()
    deep = parse("(" * 10_000 + "a" + ")" * 10_000)
    assert deep.tree == A
    assert any(each.blocks and each.code == "too-deep" for each in deep.diagnostics)


def test_a_flood_of_faults_is_counted_and_never_hides_one_that_blocks() -> None:
    diagnostics = parse(") " * 1000 + "date:199x").diagnostics
    assert len(diagnostics) <= MOST_NOTES + 2
    assert diagnostics[-1].code == "more"
    assert any(each.blocks for each in diagnostics)


HOSTILE = [
    *("(", ")", '"', "“", "-", "-(", "*", "a*", "?", "~", "_", "[", "|", "'", "é", "北", "\x00"),
    *("a OR ", "a AND ", "NOT ", "and ", "w/5 ", "(a OR b ", "atleast3(", "a~2", "^1.", "a.", "1,", "a:"),
    *("title:", "title: ", "title:-", "foo:a ", "date:[", "date:199x "),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_is_read(unit: str) -> None:
    parsed = parse(unit * (100_000 // len(unit)))  # 0.3 s at most; anything quadratic would take minutes
    assert parse(render(parsed.tree)).tree == parsed.tree


# ---------------------------------------------------------------- any text

FRAGMENTS = st.sampled_from(
    [
        *("a", "b", "and", "or", "not", "AND", "OR", "NOT", "AND.", "none", "|", "&", "(", ")", '"', "“", "»", "-", "!", "+", "--"),
        *("strik*", "s*", "wom?n", "*burg", "co-oper*", "x~2", "x~2.", "x^3", "~5", "w/5", "near/3.", "/5", "adj5", "atleast2"),
        *("title:", "hd:", ".title:", "person:", "foo:", "url:", "12:30", "https://a.example/?q=(x)", ":", "?", "*", ".", ",", "'", "’s"),
        *("date:", "after:", "words:", "year:", "1994", "1994-05", "1994..1996", "..", "[1994 TO *]", "[", "]", ">5", "<=3", "-5"),
        *('"last 3 weeks"', "today"),
        *("O'Brien", "U.S.", "1,000", "北京", "Straße", "e\u0301", "\u0301", "ﾞ", "\u200b", "\x00", "\ud800", "_"),
    ]
)
QUERIES = st.lists(st.tuples(FRAGMENTS, st.sampled_from([" ", "", " ", "\n"])), max_size=14).map(lambda parts: "".join(map("".join, parts)))


@given(st.one_of(QUERIES, st.text(max_size=60)))
def test_any_text_gives_a_tree_that_its_normal_form_gives_again(text: str) -> None:
    parsed = parse(text)
    normal = render(parsed.tree)
    assert parse(normal).tree == parsed.tree
    assert render(parse(normal).tree) == normal
    assert not any(each.blocks for each in parse(normal).diagnostics)


@given(QUERIES)
def test_every_span_lies_in_the_text_and_diagnostics_are_in_order(text: str) -> None:
    parsed = parse(text)
    for each in parsed.diagnostics:
        assert 0 <= each.span[0] <= each.span[1] <= len(text)
        assert each.message
    assert list(parsed.diagnostics) == sorted(parsed.diagnostics, key=lambda each: each.span)
    for node in _nodes(parsed.tree):
        assert 0 <= node.span[0] <= node.span[1] <= len(text)


@given(QUERIES)
def test_a_tree_is_in_its_canonical_form(text: str) -> None:
    for node in _nodes(parse(text).tree):
        if isinstance(node, And):
            assert len(node.children) > 1 and not any(isinstance(child, And | Everything) for child in node.children)
        elif isinstance(node, Or):
            assert len(node.children) > 1 and not any(isinstance(child, Or) for child in node.children)
        elif isinstance(node, Not):
            assert not isinstance(node.child, Not)


def _nodes(tree: Node) -> list[Node]:
    children = tree.children if isinstance(tree, And | Or) else (tree.child,) if isinstance(tree, Not) else ()
    return [tree, *(node for child in children for node in _nodes(child))]
