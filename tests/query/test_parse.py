"""The parser: what each construct means, what is said of what cannot be read, and that no text breaks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import PartialDate
from archive.query import parse, render
from archive.query.notes import MOST_NOTES
from archive.query.proximity import MOST_PARTS, NEXT
from archive.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    DayOfYear,
    Everything,
    Fuzzy,
    Gap,
    Missing,
    Named,
    Near,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Relative,
    Term,
    Together,
    Wildcard,
    Word,
)
from archive.schema import BY_ALIAS, Kind
from archive.text import Unit

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
    ("strik*,", Prefix("strik")),
    # wildcards and similar spellings
    ("wom?n", Wildcard("wom?n")),
    ("col*r", Wildcard("col*r")),
    ("*burg", Wildcard("*burg")),
    ("?atar", Wildcard("?atar")),
    ("c?*?*t", Wildcard("c??*t")),
    ("b?g", Wildcard("b?g")),
    ("title:*bürg*", Wildcard("*bürg*", "title")),
    ("gaddafi~", Fuzzy("gaddafi", 1)),
    ("Gaddafi~2.", Fuzzy("Gaddafi", 2)),
    ("title:cat~1", Fuzzy("cat", 1, "title")),
    # words near each other
    ("a w/5 b", Near((A, B), (Gap(5),))),
    ("a W/5 b", Near((A, B), (Gap(5),))),
    ("a /5 b", Near((A, B), (Gap(5),))),
    ("a near/5 b", Near((A, B), (Gap(5),))),
    ("a pre/5 b", Near((A, B), (Gap(5, ordered=True),))),
    ("a ADJ5 b", Near((A, B), (Gap(5, ordered=True),))),
    ('"a b"~5', Near((Phrase("a"), Phrase("b")), (Gap(5),))),
    ('"a US-led  b"~2', Near((Phrase("a"), Phrase("US-led"), Phrase("b")), (Gap(2), Gap(2)))),
    ('"a b co*d x"', Near((Phrase("a b"), Wildcard("co*d"), Phrase("x")), (NEXT, NEXT))),
    ('"peace conf*"', Near((Phrase("peace"), Prefix("conf")), (NEXT,))),
    ('"how are you?"', Phrase("how are you")),
    ("co-oper*", Near((Word("co"), Prefix("oper")), (NEXT,))),
    ("a w/5 b w/3 c", Near((A, B, C), (Gap(5), Gap(3)))),
    ("(a w/5 b) pre/3 c", Near((A, B, C), (Gap(5), Gap(3, ordered=True)))),
    *((f"a {sign} b", Near((A, B), (Together(Unit.SENTENCE),))) for sign in ("w/s", "W/S", "/s", "near/s", "w/sent", "/sentence")),
    *((f"a {sign} b", Near((A, B), (Together(Unit.PARAGRAPH),))) for sign in ("w/p", "/p", "NEAR/P", "w/para", "/paragraph")),
    ("a pre/s b pre/p c", Near((A, B, C), (Together(Unit.SENTENCE, ordered=True), Together(Unit.PARAGRAPH, ordered=True)))),
    ("a w/s b w/3 c", Near((A, B, C), (Together(Unit.SENTENCE), Gap(3)))),
    ("a w/5 b c", And((Near((A, B), (Gap(5),)), C))),
    ("a OR b w/5 c", Or((A, Near((B, C), (Gap(5),))))),
    ("a AND b w/5 c", And((A, Near((B, C), (Gap(5),))))),
    ("-(a w/5 b)", Not(Near((A, B), (Gap(5),)))),
    ("(a OR bb*) w/5 c", Near((Or((A, Prefix("bb"))), C), (Gap(5),))),
    ("title:(a w/5 b)", Near((Word("a", "title"), Word("b", "title")), (Gap(5),))),
    ("a and w/5 b", Near((A, B), (Gap(5),))),
    # so many times, and so much
    ("atleast3(a)", AtLeast(3, A)),
    ("AtLeast3(a OR b)", AtLeast(3, Or((A, B)))),
    ("atleast3(a b)", And((AtLeast(3, A), AtLeast(3, B)))),
    ("atleast2(a w/5 b)", AtLeast(2, Near((A, B), (Gap(5),)))),
    ("-atleast3(a)", Not(AtLeast(3, A))),
    ("title:atleast3(a)", AtLeast(3, Word("a", "title"))),
    ("a^3", Boost(3, A)),
    ("(a b)^2.5", Boost(2.5, And((A, B)))),
    ('"a b"^3 c', And((Boost(3, Phrase("a b")), C))),
    ("abc~1^2 abc^2~1", And((Boost(2, Fuzzy("abc", 1)), Boost(2, Fuzzy("abc", 1))))),
    ("atleast3(a)^2", Boost(2, AtLeast(3, A))),
    ("(a w/5 b)^2", Boost(2, Near((A, B), (Gap(5),)))),
    ("((a)^2)^3", Boost(3, Boost(2, A))),
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
    ("date:05-08", DayOfYear(5, 8)),
    ("date:2-29", DayOfYear(2, 29)),
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
    ("s*", "s", [("short-prefix", "s*", "s")]),
    ("w*n", "w-n", [("short-prefix", "w*n", "w-n")]),
    ("*ng", "ng", [("short-prefix", "*ng", "ng")]),
    ("a?", "a", [("question-mark", "a?", "a")]),
    ("?a?b", "a-b", [("short-prefix", "?a?b", "a-b")]),
    ("ab*c*d*e*f*g*h*i*j*k", "ab-c-d-e-f-g-h-i-j-k", [("wildcard", "ab*c*d*e*f*g*h*i*j*k", "ab-c-d-e-f-g-h-i-j-k")]),
    ("person:ker*", "person:ker", [("wildcard", "ker*", "ker")]),
    ("title:*", "*", [("wildcard", "*", "*")]),
    ('"a b"*', '"a b"', [("wildcard", '"a b"*', None)]),
    ("(a b)*", "a b", [("wildcard", "(a b)*", None)]),
    ("un~", "un", [("fuzzy", "un~", None)]),
    ("US-led~", "US-led", [("fuzzy", "US-led~", None)]),
    ("strik*~", "strik*", [("fuzzy", "strik*~", None)]),
    ("cats~2", "cats~1", [("fuzzy", "cats~2", "cats~1")]),
    ("gaddafi~0.8", "gaddafi~2", [("fuzzy", "gaddafi~0.8", "gaddafi~2")]),
    ("person:kerry~", "person:kerry", [("fuzzy", "kerry~", "kerry")]),
    ("a w/0 b", "a w/1 b", [("near", "w/0", None)]),
    ("a w/99999999999 b", "a w/1000 b", [("near", "w/99999999999", None)]),
    ("a w/s (b c)", "a b c", [("near", "w/s", "AND")]),
    ("a w/5 person:x", "a person:x", [("near", "w/5", "AND")]),
    ("a w/5 -b", "a -b", [("near", "w/5", "AND")]),
    ("a w/5 (b c)", "a b c", [("near", "w/5", "AND")]),
    ("a w/5 b w/5 person:x w/5 c", "a w/5 b person:x c", [("near", "w/5", "AND"), ("near", "w/5", "AND")]),
    ("a w/5 &", "a", [("dangling-operator", "w/5", "")]),
    ("& w/5 a", "a", [("dangling-operator", "w/5", "")]),
    ("a w/5", "a", [("dangling-operator", "w/5", "")]),
    ("near/5 a OR pre/3 b", "a OR b", [("dangling-operator", "near/5", ""), ("dangling-operator", "pre/3", "")]),
    ("a w/5 w/s b", "a w/5 b", [("dangling-operator", "w/s", "")]),
    ("(a b)~5", "a b", [("near", "(a b)~5", None)]),
    ('"ab"~5', '"ab"', [("near", '"ab"~5', None)]),
    ('"a b"~', '"a" w/1 "b"', [("near", '"a b"~', None)]),
    ("atleast(a)", "a", [("atleast", "atleast", "atleast2")]),
    ("atleast0(a)", "atleast1(a)", [("atleast", "atleast0", None)]),
    ("atleast2(-a)", "-a", [("atleast", "atleast2", "")]),
    ("a^", "a", [("boost", "a^", None)]),
    ("a^0", "a", [("boost", "a^0", None)]),
    ("a^1.234", "a", [("boost", "a^1.234", None)]),
    ("(person:x)^2", "person:x", [("boost", "(person:x)^2", None)]),
    ("a^2 w/5 b", "a w/5 b", [("boost", "a^2", None)]),
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
        ("date:02-30", "unreadable-date", None),
        ("after:05-08", "unreadable-date", None),
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


def test_a_chain_has_so_many_parts_and_what_is_beyond_is_said() -> None:
    parsed = parse(" w/5 ".join("a" * (MOST_PARTS + 2)))
    assert parsed.tree == And((Near((A,) * MOST_PARTS, (Gap(5),) * (MOST_PARTS - 1)), Near((A, A), (Gap(5),))))
    assert [each.code for each in parsed.diagnostics] == ["near"]
    quoted = parse(f'"{" ".join("a" * (MOST_PARTS + 1))}"~5')
    assert quoted.tree == And((Near((Phrase("a"),) * MOST_PARTS, (Gap(5),) * (MOST_PARTS - 1)), Phrase("a")))
    assert [each.code for each in quoted.diagnostics] == ["near"]


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
    *(
        "a OR ",
        "a AND ",
        "NOT ",
        "and ",
        "w/5 ",
        "a w/5 ",
        "(a OR b ",
        "atleast3(",
        "a~2",
        "abc~2 ",
        "ab*c",
        "?a",
        "*abc ",
        '"a b*c"~5 ',
        "^1.",
        "a.",
        "1,",
        "a:",
    ),
    *("title:", "title: ", "title:-", "foo:a ", "date:[", "date:199x "),
]


@pytest.mark.parametrize("length", [20_000, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_is_read(unit: str, length: int) -> None:
    parsed = parse(unit * (length // len(unit)))  # 0.3 s at most; anything quadratic would take minutes
    assert parse(render(parsed.tree)).tree == parsed.tree


# ---------------------------------------------------------------- any text

FRAGMENTS = st.sampled_from(
    [
        *("a", "b", "and", "or", "not", "AND", "OR", "NOT", "AND.", "none", "|", "&", "(", ")", '"', "“", "»", "-", "!", "+", "--"),
        *("strik*", "s*", "wom?n", "*burg", "co-oper*", "xyz~2", "x~2.", "x^3", "~5", "w/5", "near/3.", "/5"),
        *("adj5", "pre/2", "w/s", "atleast2", "atleast2(", "strike~", "harbour~2", "^2", ")^2", '"~5', "?b*c", "ab?c", "*bcd*e?f"),
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
        elif isinstance(node, Near):
            assert len(node.gaps) == len(node.parts) - 1 > 0 and all(map(_is_part, node.parts))
        elif isinstance(node, AtLeast):
            assert node.count and (isinstance(node.child, Near) or _is_part(node.child))


def _is_part(node: Node) -> bool:
    return isinstance(node, Term) or (isinstance(node, Or) and all(isinstance(child, Term) for child in node.children))


def _nodes(tree: Node) -> list[Node]:
    children: tuple[Node, ...] = ()
    if isinstance(tree, And | Or):
        children = tree.children
    elif isinstance(tree, Not | AtLeast | Boost):
        children = (tree.child,)
    elif isinstance(tree, Near):
        children = tree.parts
    return [tree, *(node for child in children for node in _nodes(child))]
