"""Ratios of sums, their intervals, and B-cubed against its definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.evaluate.scores import b_cubed, b_cubed_f, f1, precision, recall, score, share

COUNTS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(lambda row: (row[0], row[0] + row[1], row[0] + row[2])),
    min_size=1,
    max_size=8,
)
"""Right, given and wanted of some articles: nothing is right that was not both given and wanted."""


def test_ratios_are_of_the_sums_over_articles() -> None:
    rows = [(1, 2, 4), (2, 2, 2)]
    values = [score("a", "b", rows, ratio).value for ratio in (precision, recall, f1)]
    assert values == pytest.approx([3 / 4, 3 / 6, 6 / 10])
    assert score("a", "b", [(1, 2), (0, 1)], share).value == pytest.approx(1 / 3)


def test_nothing_found_and_nothing_to_find_is_no_error() -> None:
    assert [score("a", "b", [(0, 0, 0)], ratio).value for ratio in (precision, recall, f1, share, b_cubed_f)] == [0] * 5


@given(COUNTS)
def test_an_interval_lies_in_what_the_articles_give_and_is_the_same_again(rows: list[tuple[int, int, int]]) -> None:
    one, other = score("a", "b", rows, f1), score("a", "b", rows, f1)
    alone = [score("a", "b", [row], f1).value for row in rows]
    assert one == other
    assert one.low is not None and one.high is not None
    assert min(alone) - 1e-9 <= one.low <= one.high <= max(alone) + 1e-9
    assert one.size == len(rows)


def test_one_article_alone_has_no_spread() -> None:
    only = score("a", "b", [(3, 4, 5)], f1)
    assert (only.low, only.high) == pytest.approx((only.value, only.value))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=20))
def test_b_cubed_is_the_mean_overlap_of_each_mention_with_its_clusters(items: list[tuple[str, str]]) -> None:
    for (gold, found), (correct, complete) in zip(items, b_cubed(items), strict=True):
        given_cluster = [each for each in items if each[1] == found]
        gold_cluster = [each for each in items if each[0] == gold]
        assert correct == pytest.approx(sum(each[0] == gold for each in given_cluster) / len(given_cluster))
        assert complete == pytest.approx(sum(each[1] == found for each in gold_cluster) / len(gold_cluster))
