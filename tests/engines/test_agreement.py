"""Whoosh agrees with the oracle on random documents and plans, and both keep the laws of facet counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import NoneType
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import OracleEngine

from archive.engines import WRITING_MEMORY, Document, Engine, Snapshot, open_engine
from archive.query.shapes import Shape
from archive.query.tree import Node, Or
from archive.schema import BY_NAME, FACETS, Combine
from archive.search import Filter, Interval, Match, Matches, Plan, Sort, SortKey

from . import samples

Commits = Sequence[Sequence[Document | str]]


def apply(engine: Engine, commits: Commits) -> None:
    for sequence, changes in enumerate(commits, 1):
        with engine.writer(sequence) as writer:
            for change in changes:
                if isinstance(change, str):
                    writer.delete(change)
                else:
                    writer.put(change)


@pytest.fixture(autouse=True, scope="module")
def no_sync() -> Iterator[None]:
    """Without waiting for the disk, which no test here is about, and which takes nine tenths of the time."""
    with patch("archive.disk.os.fsync"):
        yield


class Pair:
    """The oracle and Whoosh after the same commits."""

    def __init__(self, commits: Commits, memory: int = WRITING_MEMORY) -> None:
        self._folder = TemporaryDirectory()
        self.oracle = OracleEngine()
        self.engine = open_engine(Path(self._folder.name, "index"), memory)
        apply(self.oracle, commits)
        apply(self.engine, commits)

    def snapshots(self) -> tuple[Snapshot, Snapshot]:
        return self.engine.snapshot(), self.oracle.snapshot()


def same(found: Matches, expected: Matches) -> None:
    """Everything equal, scores up to rounding."""
    unscored = [replace(hit, score=0) for hit in found.hits]
    assert unscored == [replace(hit, score=0) for hit in expected.hits]
    assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in expected.hits], rel=1e-9)
    assert replace(found, hits=()) == replace(expected, hits=())
    plain(found)


def plain(found: object) -> None:
    """Numbers of Python everywhere: numpy's are equal to them, but JSON has none."""
    if is_dataclass(found):
        for field in fields(found):
            plain(getattr(found, field.name))
    elif isinstance(found, Mapping | tuple):
        for each in found.values() if isinstance(found, Mapping) else found:
            plain(each)
    else:
        assert type(found) in (int, float, str, bool, NoneType, Interval), found


@given(samples.commits, st.lists(samples.plans, min_size=1, max_size=5))
def test_the_same_plan_gives_the_same_matches(commits: Commits, plans: list[Plan]) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    for plan in plans:
        same(snapshot.search(plan), oracle.search(plan))


@given(samples.commits, samples.plans, st.sampled_from([0, 1, 1_000_000]), st.sampled_from([0, 1_000_000]))
def test_every_way_through_the_arrays_gives_the_same_matches(commits: Commits, plan: Plan, far: int, sorted_: int) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    with (
        patch("archive.engines.whoosh.subsets.FAR", far),
        patch("archive.engines.whoosh.subsets._SORTED", sorted_),
        patch("archive.engines.whoosh.facets._SORTED", sorted_),
        patch("archive.engines.whoosh.facets._LIKELY", 1),
        patch("archive.engines.whoosh.documents._FEW", far),
        patch("archive.engines.whoosh.terms._AT_ONCE", far),
        patch("archive.engines.whoosh.evaluation._MANY", 0),
    ):
        same(snapshot.search(plan), oracle.search(plan))


@given(samples.commits, samples.plans, st.integers(1, 4), st.sampled_from([2, 10]))
def test_documents_in_several_blocks_give_the_same_matches(commits: Commits, plan: Plan, block: int, merge_when: int) -> None:
    with patch("archive.engines.whoosh.packing.BLOCK", block), patch("archive.engines.whoosh.tiers.MERGE_WHEN", merge_when):
        snapshot, oracle = Pair(commits).snapshots()
        same(snapshot.search(plan), oracle.search(plan))


@given(samples.commits, samples.plans, st.one_of(samples.shapes, samples.chains()), st.integers(1, 2))
def test_a_cut_shape_gives_the_same_matches(commits: Commits, plan: Plan, shape: Node, most: int) -> None:
    plan = replace(plan, tree=Or((shape, plan.tree)))
    with patch("archive.engines.whoosh.occurrences.MOST_EXPANSIONS", most), patch("oracle.MOST_EXPANSIONS", most):
        snapshot, oracle = Pair(commits).snapshots()
        same(snapshot.search(plan), oracle.search(plan))


@given(samples.commits, samples.plans)
def test_every_commit_gives_the_same_matches_to_who_saw_the_one_before(commits: Commits, plan: Plan) -> None:
    pair = Pair(commits[:1])
    for changes in commits[1:]:
        same(*(snapshot.search(plan) for snapshot in pair.snapshots()))
        apply(pair.oracle, [changes])
        apply(pair.engine, [changes])
    same(*(snapshot.search(plan) for snapshot in pair.snapshots()))


@given(samples.commits, st.lists(samples.trees, max_size=4))
def test_trees_count_the_same(commits: Commits, trees: list[Node]) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    assert snapshot.count(trees) == oracle.count(trees)


ALTERED: list[Callable[[Document], Document]] = [
    lambda document: replace(document, title=f"{document.title} altered"),
    lambda document: replace(document, body=f"altered {document.body}"),
    lambda document: replace(document, body=f"{document.body}\n\nBank. To be."),
    lambda document: replace(document, language={"en": "fr", "fr": "en", None: "en"}[document.language]),
    lambda document: replace(document, first=(document.first or 0) + 1, last=(document.last or 0) + 1),
    lambda document: replace(document, values={**document.values, "person": ("altered",)}),
]


@given(samples.commits, st.integers(0), st.sampled_from(ALTERED))
def test_an_article_of_other_words_or_values_is_found(commits: Commits, place: int, altered: Callable[[Document], Document]) -> None:
    pair = Pair(commits, memory=20_000)
    held = {document.id: document for document in pair.oracle.snapshot().held}
    for snapshot in pair.snapshots():
        assert list(snapshot.differing(lambda ids: [held[id] for id in ids])) == []
    for id in sorted(held)[place % max(1, len(held)) :][:1]:
        for snapshot in pair.snapshots():
            assert list(snapshot.differing(lambda ids: [altered(held[each]) if each == id else held[each] for each in ids])) == [id]  # noqa: B023


@given(samples.commits, samples.shapes)
def test_the_commonest_word_of_a_shape_is_the_same(commits: Commits, shape: Shape) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    assert snapshot.commonest(shape) == oracle.commonest(shape)


@given(samples.commits, samples.plans, samples.facet_requests)
def test_facet_pages_are_the_same(commits: Commits, plan: Plan, asked: samples.FacetRequest) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    page = snapshot.facet(plan, *asked)
    assert page == oracle.facet(plan, *asked)
    plain(page)


@given(samples.commits, samples.plans, samples.plans)
def test_a_page_begins_behind_any_key_and_ends_before_it(commits: Commits, plan: Plan, other: Plan) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    keys = [key_of(hit) for hit in snapshot.search(replace(other, sort=plan.sort, size=3)).hits]
    for key in [*keys, SortKey(0.0, None, "sample-5x"), SortKey(0.5 if plan.sort is Sort.RELEVANCE else 0.0, 728_000, "")]:
        for turned in (replace(plan, after=key), replace(plan, before=key)):
            same(snapshot.search(turned), oracle.search(turned))


@given(samples.commits, samples.plans, st.integers(1, 3))
def test_paging_gives_each_hit_once_both_ways(commits: Commits, plan: Plan, size: int) -> None:
    snapshot, _ = Pair(commits).snapshots()
    whole = snapshot.search(replace(plan, size=100)).hits
    assert len(whole) == len({hit.id for hit in whole})
    assert walk(snapshot, replace(plan, size=size), forward=True) == list(whole)
    assert walk(snapshot, replace(plan, size=size), forward=False) == list(whole)


def walk(snapshot: Snapshot, plan: Plan, forward: bool) -> list[Match]:
    """All hits, page by page; backwards from behind the last one."""
    hits: list[Match] = []
    end = SortKey(float("-inf"), None, "\U0010ffff")
    page = snapshot.search(plan if forward else replace(plan, before=end))
    while page.hits:
        assert page.offset == (len(hits) if forward else page.total - len(hits) - len(page.hits))
        hits = [*hits, *page.hits] if forward else [*page.hits, *hits]
        page = snapshot.search(replace(plan, after=key_of(page.hits[-1])) if forward else replace(plan, before=key_of(page.hits[0])))
    return hits


def key_of(hit: Match) -> SortKey:
    return SortKey(hit.score, hit.day, hit.id)


@given(samples.commits, samples.plans)
def test_a_count_is_the_total_of_the_search_it_leads_to(commits: Commits, plan: Plan) -> None:
    snapshot, _ = Pair(commits).snapshots()
    found = snapshot.search(replace(plan, facets={field.name: 100 for field in FACETS}))
    for field, page in found.facets.items():
        own = next((each for each in plan.filters if each.field == field), Filter(field))
        for each in (*page.values, *page.chosen, *page.excluded):
            others = tuple(each for each in plan.filters if each.field != field)
            led = replace(plan, filters=(*others, led_to(own, each.value)))
            assert each.count == snapshot.search(led).total, (field, each)


def led_to(own: Filter, value: str) -> Filter:
    """The filter of a field once `value` is chosen: added where each narrows, alone where they widen; not excluded any more."""
    if BY_NAME[own.field].combine is Combine.ANY:
        return Filter(own.field, (value,))
    chosen = (*own.chosen, value) if value not in own.chosen else own.chosen
    return Filter(own.field, chosen, tuple(each for each in own.excluded if each != value))


@given(samples.commits, samples.plans, st.sampled_from([1, 2, 100]), st.sampled_from([0, WRITING_MEMORY]))
def test_neither_history_nor_segments_show(commits: Commits, plan: Plan, merge_when: int, memory: int) -> None:
    with patch("archive.engines.whoosh.tiers.MERGE_WHEN", merge_when):
        many = Pair(commits, memory)
    one = Pair([many.oracle.snapshot().held])
    same(many.engine.snapshot().search(plan), many.oracle.snapshot().search(plan))
    assert many.engine.snapshot().search(plan) == one.engine.snapshot().search(plan)


@given(samples.commits)
def test_the_documents_are_those_put_and_not_deleted(commits: Commits) -> None:
    snapshot, oracle = Pair(commits).snapshots()
    assert sorted(snapshot.documents()) == sorted(oracle.documents())
    assert snapshot.state.articles == oracle.state.articles
