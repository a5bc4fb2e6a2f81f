"""What every engine must do; each test runs on the oracle and on Whoosh."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from unittest.mock import patch

import pytest

from archive.engines import Document, Engine, Snapshot
from archive.errors import NoIndex
from archive.model import PartialDate
from archive.query import parse
from archive.query.tree import (
    And,
    DateRange,
    Everything,
    Fuzzy,
    Missing,
    Named,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Values,
    Wildcard,
    Word,
)
from archive.search import Bucket, FacetPage, Filter, Interval, Plan, Sort, SortKey, Timeline, ValueCount

from .samples import document


def held(engine: Engine, documents: Iterable[Document], sequence: int = 1) -> Snapshot:
    """The snapshot after one commit with these documents."""
    with engine.writer(sequence) as writer:
        for each in documents:
            writer.put(each)
    return engine.snapshot()


def ids(snapshot: Snapshot, tree: Node | None = None, *filters: Filter, **plan: object) -> list[str]:
    """The ids found, best first where the tree is given, else newest first."""
    defaults = {"tree": tree or Everything(), "filters": filters, "size": 100, "sort": Sort.RELEVANCE if tree else Sort.NEWEST}
    return [hit.id for hit in snapshot.search(Plan(**{**defaults, **plan})).hits]


def found(snapshot: Snapshot, tree: Node) -> set[str]:
    """The ids found in no order; also holds `count` to it."""
    result = ids(snapshot, tree)
    assert snapshot.count([tree]) == [len(result)]
    return set(result)


# ---------------------------------------------------------------- commits


def test_before_the_first_commit_there_is_no_index(engine: Engine) -> None:
    assert engine.state() is None
    with pytest.raises(NoIndex):
        engine.snapshot()


def test_a_commit_shows_in_the_state(engine: Engine) -> None:
    held(engine, [document("a"), document("b")], sequence=7)
    state = engine.state()
    assert state is not None and state == engine.snapshot().state
    assert (state.articles, state.sequence, state.schema) == (2, 7, engine.fingerprint())


def test_a_commit_without_changes_moves_the_sequence(engine: Engine) -> None:
    held(engine, [document("a")], sequence=1)
    snapshot = held(engine, [], sequence=2)
    assert (snapshot.state.articles, snapshot.state.sequence) == (1, 2)


def test_put_replaces_and_delete_takes_out(engine: Engine) -> None:
    held(engine, [document("a", body="old"), document("b"), document("c")])
    with engine.writer(2) as writer:
        writer.put(document("a", body="new"))
        writer.delete("b")
        writer.delete("nobody")
    snapshot = engine.snapshot()
    assert dict(snapshot.documents()).keys() == {"a", "c"}
    assert (found(snapshot, Word("old")), found(snapshot, Word("new"))) == (set(), {"a"})


def test_the_last_change_of_a_commit_wins(engine: Engine) -> None:
    with engine.writer(1) as writer:
        writer.put(document("a", body="first"))
        writer.put(document("a", body="second"))
        writer.put(document("b"))
        writer.delete("b")
    snapshot = engine.snapshot()
    assert ids(snapshot) == ["a"]
    assert (found(snapshot, Word("first")), found(snapshot, Word("second"))) == (set(), {"a"})


@pytest.mark.parametrize("name", ["writer", "rebuild"])
def test_a_failed_write_changes_nothing(engine: Engine, name: str) -> None:
    before = held(engine, [document("a")])
    with pytest.raises(KeyError), getattr(engine, name)(2) as writer:
        writer.put(document("b"))
        writer.delete("a")
        raise KeyError
    assert engine.snapshot() is before
    assert ids(held(engine, [document("c")])) == ["a", "c"]


def test_a_failed_first_write_makes_no_index(engine: Engine) -> None:
    with pytest.raises(KeyError), engine.writer(1) as writer:
        writer.put(document("a"))
        raise KeyError
    assert engine.state() is None


def test_a_snapshot_is_the_same_until_a_commit_and_stays_as_it_was(engine: Engine) -> None:
    plan = Plan(tree=Word("bank"), sort=Sort.RELEVANCE, facets={"source": 5}, timeline=True)
    first = held(engine, [document("a", body="bank", source=("Post",)), document("b", body="bank bank")])
    assert engine.snapshot() is first
    before = first.search(plan)
    with engine.writer(2) as writer:
        writer.put(document("a", body="nothing"))
        writer.put(document("c", body="bank"))
        second = engine.snapshot()
        assert second is first  # not before the commit
    with engine.rebuild(3) as writer:
        writer.put(document("z", body="bank"))
    assert engine.snapshot() is not first
    assert first.search(plan) == before
    assert [hit.id for hit in before.hits] == ["b", "a"]


def test_a_rebuild_takes_the_place_of_everything(engine: Engine) -> None:
    before = held(engine, [document("a")]).state
    with engine.rebuild(9) as writer:
        writer.put(document("b"))
    after = engine.snapshot().state
    assert (ids(engine.snapshot()), after.sequence) == (["b"], 9)
    assert (after.build, after.commit) != (before.build, before.commit)


# ---------------------------------------------------------------- words


def test_a_word_is_found_by_the_stem_of_the_articles_language(engine: Engine) -> None:
    snapshot = held(engine, [document("en", body="They striked"), document("fr", body="strikes", language="fr")])
    assert found(snapshot, Word("strikes")) == {"en", "fr"}
    assert found(snapshot, Word("striking")) == {"en"}


def test_a_word_asks_one_field_or_any(engine: Engine) -> None:
    snapshot = held(engine, [document("t", title="Bank"), document("b", body="bank")])
    assert found(snapshot, Word("bank")) == {"t", "b"}
    assert found(snapshot, Word("bank", "title")) == {"t"}
    assert [hit.matched for hit in snapshot.search(Plan(Word("bank"), sort=Sort.RELEVANCE)).hits] == [("title",), ("body",)]


def test_a_word_of_several_tokens_wants_them_adjacent(engine: Engine) -> None:
    texts = {"a": "a US-led raid", "b": "us led", "c": "led us", "d": "us was led"}
    snapshot = held(engine, [document(id, body=text) for id, text in texts.items()])
    assert found(snapshot, Word("US-led")) == {"a", "b"}


def test_a_phrase_is_exact_and_within_one_field(engine: Engine) -> None:
    texts = {"a": "To be, or not to be", "b": "to be not", "c": "or be to"}
    snapshot = held(engine, [*(document(id, body=text) for id, text in texts.items()), document("d", title="to", body="be or")])
    assert found(snapshot, Phrase("to be or")) == {"a"}
    assert found(snapshot, Phrase("TO BE")) == {"a", "b"}
    assert found(snapshot, Phrase("to bes")) == set()


def test_a_phrase_counts_each_time_it_occurs(engine: Engine) -> None:
    snapshot = held(engine, [document("a", body="no no no x"), document("b", body="no no x x")])
    assert ids(snapshot, Phrase("no no")) == ["a", "b"]


def test_a_prefix_is_not_stemmed_and_scores_the_same_everywhere(engine: Engine) -> None:
    snapshot = held(engine, [document("a", body="striking"), document("b", title="strike", body="Strikes"), document("c", body="stroke")])
    matches = snapshot.search(Plan(Prefix("stri"), sort=Sort.RELEVANCE))
    assert [(hit.id, hit.score) for hit in matches.hits] == [("b", 3.0), ("a", 1.0)]
    assert found(snapshot, Prefix("strikin")) == {"a"}
    assert matches.complete


def test_a_prefix_of_too_many_words_stands_for_those_in_most_articles(engine: Engine) -> None:
    texts = {"1": "stroke strike", "2": "strike", "3": "strap stroke", "4": "strap", "5": "strap"}
    held(engine, [document(id, body=text) for id, text in texts.items()])
    with engine.writer(2) as writer:
        writer.delete("4")
        writer.delete("5")
    with patch("archive.engines.whoosh.occurrences.MOST_EXPANSIONS", 2), patch("oracle.MOST_EXPANSIONS", 2):
        matches = engine.snapshot().search(Plan(Prefix("str"), sort=Sort.RELEVANCE))
    assert (sorted(hit.id for hit in matches.hits), matches.complete) == (["1", "2", "3"], False)
    with patch("archive.engines.whoosh.occurrences.MOST_EXPANSIONS", 1), patch("oracle.MOST_EXPANSIONS", 1):
        assert ids(engine.snapshot(), Prefix("str")) == ["1", "2"]  # strike and stroke are in two each, strap is left in one


# ---------------------------------------------------------------- shapes, words near each other, how often


NEAR = {"1": "x peace a b syria", "2": "Syria: peaceful", "3": "peace", "4": "syria a b c d e peace", "5": "syria"}


@pytest.mark.parametrize(
    ("query", "ids_found"),
    [
        ("syria w/3 peace", {"1", "2", "6"}),
        ("syria w/2 peace", {"2"}),
        ("peace w/6 syria", {"1", "2", "4", "6"}),
        ("syria pre/1 peace", {"2"}),
        ('"syria" w/1 "peace"', set()),
        ("syria w/1 peac*", {"2"}),
        ("s?ria w/1 *ful", {"2"}),
        ("siria~ pre/9 peece~", {"4"}),
        ('"a b" w/1 (syria OR c)', {"1", "4"}),
        ("peace w/3 syria w/3 b", {"1"}),
        ("peace w/1 peace", set()),
        ("title:(syria w/9 peace)", {"6"}),
        ("title:syria w/9 b", set()),
        ("syria w/9 peace -title:peace", {"1", "2", "4"}),
    ],
)
def test_words_near_each_other(engine: Engine, query: str, ids_found: set[str]) -> None:
    texts = [document(id, body=text) for id, text in NEAR.items()]
    snapshot = held(engine, [*texts, document("6", title="peace in our Syria"), document("7", title="syria", body="peace b")])
    assert found(snapshot, parse(query).tree) == ids_found


def test_words_near_each_other_rank_by_how_often_they_are(engine: Engine) -> None:
    texts = {"once": "a b x x a x x x b", "twice": "a b x x a b x x x", "never": "a x x x x b x x x"}
    snapshot = held(engine, [document(id, body=text) for id, text in texts.items()])
    assert ids(snapshot, parse("a w/1 b").tree) == ["twice", "once"]


def test_a_word_can_be_asked_for_so_many_times(engine: Engine) -> None:
    snapshot = held(
        engine, [document("a", title="bank", body="banks"), document("b", body="bank strike strikes"), document("c", body="bank")]
    )
    assert found(snapshot, parse("atleast2(bank)").tree) == {"a"}
    assert found(snapshot, parse("atleast3(bank OR strike)").tree) == {"b"}
    assert found(snapshot, parse("atleast2(body:bank)").tree) == set()
    assert found(snapshot, parse("-atleast2(bank OR b*)").tree) == {"b", "c"}


def test_a_weight_changes_the_order_and_not_what_is_found(engine: Engine) -> None:
    snapshot = held(engine, [document("a", body="strike x"), document("b", body="bank x")])
    assert ids(snapshot, parse("strike^3 OR bank").tree) == ["a", "b"]
    assert ids(snapshot, parse("strike OR (bank x)^2").tree) == ["b", "a"]


def test_a_day_of_any_year_wants_the_day_known(engine: Engine) -> None:
    dates = {"a": "1994-05-08", "b": "2020-05-08", "c": "1994-05", "d": "1994-08-05", "e": "2000-02-29", "f": "0001-05-08"}
    snapshot = held(engine, [document(id, date=date) for id, date in dates.items()])
    assert found(snapshot, parse("date:05-08").tree) == {"a", "b", "f"}
    assert found(snapshot, parse("date:02-29").tree) == {"e"}


def test_new_words_are_found_by_shape_at_once_and_deleted_ones_no_more(engine: Engine) -> None:
    held(engine, [document("a", body="Hamburg"), document("b", body="Salzburg")])
    assert found(engine.snapshot(), Wildcard("*burg")) == {"a", "b"}
    with engine.writer(2) as writer:
        writer.delete("b")
        writer.put(document("c", body="Freiburg"))
    assert found(engine.snapshot(), Wildcard("*burg")) == {"a", "c"}
    assert found(engine.snapshot(), Fuzzy("freiberg", 1)) == {"c"}


@pytest.mark.parametrize("tree", [Word("?!"), Phrase(""), Prefix("…"), Fuzzy("…", 2), Values("person", ()), Or(())])
def test_nothing_asked_finds_nothing(engine: Engine, tree: Node) -> None:
    assert found(held(engine, [document("a", title="x", body="x")]), tree) == set()


def test_names_must_be_bound(engine: Engine) -> None:
    snapshot = held(engine, [document("a")])
    with pytest.raises(TypeError):
        snapshot.count([Named("person", "kerry")])


# ---------------------------------------------------------------- values, dates, numbers


def test_values_are_whole_and_a_field_stands_for_its_other_one(engine: Engine) -> None:
    snapshot = held(engine, [document("a", person=("ann", "bob")), document("b", surname=("bob",)), document("c", person=("an",))])
    assert found(snapshot, Values("person", ("bob",))) == {"a", "b"}
    assert found(snapshot, Values("person", ("ann", "an"))) == {"a", "c"}
    assert found(snapshot, Missing("person")) == {"b"}
    assert ids(snapshot, None, Filter("person", ("bob",))) == ["a", "b"]


def test_a_range_of_dates_wants_the_whole_date_inside(engine: Engine) -> None:
    dates = {"y": "1994", "m": "1994-05", "d": "1994-05-31", "later": "1994-06-01", "none": None}
    snapshot = held(engine, [document(id, date=date) for id, date in dates.items()])
    may = PartialDate.parse("1994-05")
    assert found(snapshot, DateRange(may, may)) == {"m", "d"}
    assert found(snapshot, DateRange(None, may)) == {"m", "d"}
    assert found(snapshot, DateRange(None, None)) == {"y", "m", "d", "later"}
    assert ids(snapshot, since=dt.date(1994, 5, 2).toordinal()) == ["later", "d"]
    assert found(snapshot, Missing("date")) == {"none"}


def test_ranges_of_numbers(engine: Engine) -> None:
    snapshot = held(engine, [document("a", body="one two", date="1994"), document("b", body="one", date="1995"), document("c")])
    assert found(snapshot, NumberRange("words", 1, None)) == {"a", "b"}
    assert found(snapshot, NumberRange("words", 1, 1)) == {"b"}
    assert found(snapshot, NumberRange("year", None, 1994)) == {"a"}
    assert found(snapshot, Missing("body")) == {"c"}


@pytest.mark.parametrize(
    "tree",
    [
        Everything(),
        Word("one"),
        Phrase("one"),
        Prefix("one"),
        Values("source", ("Post",)),
        Missing("person"),
        Missing("date"),
        Missing("title"),
        Not(Word("two")),
        NumberRange("words", 1, 1),
        NumberRange("year", 1994, 1994),
        DateRange(None, None),
    ],
)
def test_what_was_deleted_or_replaced_is_found_by_nothing(engine: Engine, tree: Node) -> None:
    def article(id: str, date: str | None) -> Document:
        return document(id, body="one", date=date, source=("Post",))

    held(engine, [article(f"{number}", "1994" if number % 2 else None) for number in range(8)])
    with engine.writer(2) as writer:
        for number in range(4):
            writer.delete(f"{number}")
        writer.put(document("4", title="x", body="two", date="2020", person=("ann",)))
    snapshot = engine.snapshot()
    assert found(snapshot, tree) <= {"4", "5", "6", "7"}
    facets = snapshot.search(Plan(tree, facets={"source": 5, "year": 5})).facets
    assert sum(each.count for each in facets["source"].values) <= 3


def test_and_or_not(engine: Engine) -> None:
    snapshot = held(engine, [document("a", body="x y"), document("b", body="x"), document("c", body="y z")])
    assert found(snapshot, And((Word("x"), Not(Word("y"))))) == {"b"}
    assert found(snapshot, Or((Word("z"), Not(Word("y"))))) == {"b", "c"}
    assert snapshot.count([Word("x"), Everything(), Not(Everything())]) == [2, 3, 0]


# ---------------------------------------------------------------- order


def test_ties_break_by_date_then_id(engine: Engine) -> None:
    dates = {"b": "1994-05-01", "a": "1994-05-01", "old": "1993", "none2": None, "none1": None}
    snapshot = held(engine, [document(id, body="bank", date=date) for id, date in dates.items()])
    assert ids(snapshot, Word("bank")) == ["a", "b", "old", "none1", "none2"]
    assert ids(snapshot, sort=Sort.NEWEST) == ["a", "b", "old", "none1", "none2"]
    assert ids(snapshot, sort=Sort.OLDEST) == ["old", "a", "b", "none1", "none2"]


def test_the_headline_weighs_more(engine: Engine) -> None:
    snapshot = held(engine, [document("body", title="x", body="bank"), document("title", title="bank", body="x")])
    assert ids(snapshot, Word("bank")) == ["title", "body"]


def test_a_page_goes_on_behind_a_key_that_is_gone(engine: Engine) -> None:
    snapshot = held(engine, [document(id, date="1994-05-01") for id in "abde"])
    key = SortKey(0.0, dt.date(1994, 5, 1).toordinal(), "c")
    after = snapshot.search(Plan(after=key, size=1))
    before = snapshot.search(Plan(before=key, size=1))
    assert [(page.offset, page.total, [hit.id for hit in page.hits]) for page in (after, before)] == [(2, 4, ["d"]), (1, 4, ["b"])]


# ---------------------------------------------------------------- facets and timeline

SHELF = [
    document("a", person=("ann", "bob"), source=("Post",)),
    document("b", person=("ann",), source=("Post",)),
    document("c", person=("bob", "eve"), source=("Times",)),
    document("d", source=("Sun",)),
]


def page(snapshot: Snapshot, field: str, *filters: Filter) -> FacetPage:
    return snapshot.search(Plan(filters=filters, facets={field: 2})).facets[field]


def counts(*pairs: tuple[str, int]) -> tuple[ValueCount, ...]:
    return tuple(ValueCount(value, count) for value, count in pairs)


def test_a_facet_shows_the_most_frequent_values(engine: Engine) -> None:
    assert page(held(engine, SHELF), "person") == FacetPage(counts(("ann", 2), ("bob", 2)), more=True)


def test_values_that_narrow_are_counted_with_the_chosen_ones(engine: Engine) -> None:
    snapshot = held(engine, SHELF)
    assert page(snapshot, "person", Filter("person", ("bob",))) == FacetPage(counts(("ann", 1), ("eve", 1)), counts(("bob", 2)))
    excluding = page(snapshot, "person", Filter("person", (), ("ann", "none")))
    assert excluding == FacetPage(counts(("bob", 1), ("eve", 1)), (), counts(("ann", 2), ("none", 1)))


def test_values_that_widen_are_counted_without_the_chosen_ones(engine: Engine) -> None:
    snapshot = held(engine, SHELF)
    chosen = page(snapshot, "source", Filter("source", ("Post",), ("Sun",)))
    assert chosen == FacetPage(counts(("Times", 1)), counts(("Post", 2)), counts(("Sun", 1)))
    assert page(snapshot, "person", Filter("source", ("Post", "Times"))).values == counts(("ann", 2), ("bob", 2))


def test_a_page_of_a_facet_by_value(engine: Engine) -> None:
    snapshot = held(engine, SHELF)
    assert snapshot.facet(Plan(), "person", None, "value", 1, 1) == FacetPage(counts(("bob", 2)), more=True)
    assert snapshot.facet(Plan(), "person", frozenset({"eve", "nobody"}), "count", 0, 9) == FacetPage(counts(("eve", 1)))


@pytest.mark.parametrize(
    ("dates", "interval", "starts", "undated", "imprecise"),
    [
        (["2013-05-30", "2013-06-01", None], Interval.DAY, ["2013-05-30", "2013-05-31", "2013-06-01"], 1, 0),
        (["2013-05-30", "2013-07", "2013-08-01"], Interval.MONTH, ["2013-05", "2013-06", "2013-07", "2013-08"], 0, 0),
        (["2013-05-30", "2013-05-31", "2013-05"], Interval.DAY, ["2013-05-30", "2013-05-31"], 0, 1),
        (["2013-05", "2013-05"], Interval.MONTH, ["2013-05"], 0, 0),
        (["1999-12-31", "2013"], Interval.YEAR, [str(year) for year in range(1999, 2014)], 0, 0),
        ([None], Interval.YEAR, [], 1, 0),
    ],
)
def test_the_timeline_has_the_interval_that_fits(
    engine: Engine, dates: list[str | None], interval: Interval, starts: list[str], undated: int, imprecise: int
) -> None:
    found = [document(f"{place}", body="bank", date=date) for place, date in enumerate(dates)]
    snapshot = held(engine, [*found, document("other", body="other", date="2013-05-31")])
    width = {Interval.DAY: 10, Interval.MONTH: 7, Interval.YEAR: 4}[interval]
    precise = [date[:width] for date in dates if date and len(date) >= width]
    buckets = tuple(Bucket(start, precise.count(start), [*precise, "2013-05-31"[:width]].count(start)) for start in starts)
    assert snapshot.search(Plan(Word("bank"), timeline=True)).timeline == Timeline(interval, buckets, undated, imprecise)
