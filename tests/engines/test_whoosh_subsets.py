"""Sets of documents are what Python's sets say, whatever they are made of and however they are compared."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.engines.whoosh.subsets import Subset, distinct, intersection, union

SIZE = 60
sets = st.sets(st.integers(0, SIZE - 1), max_size=20)
ways = st.tuples(st.sampled_from([0, 3, 1000]), st.sampled_from([0, 3, 1000]))
"""How long a list must be to be looked up in, and how short to be sorted: always, sometimes and never."""


@st.composite
def subsets(draw: st.DrawFn) -> Subset:
    numbers = np.array(sorted(draw(sets)), np.int64)
    if draw(st.booleans()):
        return Subset(SIZE, numbers)
    mask = np.zeros(SIZE, bool)
    mask[numbers] = True
    return Subset(SIZE, None, mask)


def held(subset: Subset) -> set[int]:
    """The documents, after a look at everything else that the subset says of them."""
    found = subset.numbers.tolist()
    assert found == sorted(set(found))
    assert subset.count == len(found)
    assert np.flatnonzero(subset.mask).tolist() == found
    return set(found)


@given(st.lists(subsets(), min_size=1, max_size=4), subsets(), ways)
def test_sets_are_joined_and_cut_as_sets_are(parts: list[Subset], other: Subset, way: tuple[int, int]) -> None:
    with patch("archive.engines.whoosh.subsets.FAR", way[0]), patch("archive.engines.whoosh.subsets._SORTED", way[1]):
        common, together, rest = intersection(parts), union(SIZE, parts), parts[0].without(other)
        flags = other.flags(np.array([3, 1, 59]))
    each = [held(part) for part in parts]
    assert held(common) == set.intersection(*each)
    assert held(together) == set.union(*each)
    assert held(rest) == each[0] - held(other)
    assert flags.tolist() == [number in held(other) for number in (3, 1, 59)]


@given(st.lists(st.lists(st.integers(0, SIZE - 1)).map(lambda numbers: np.array(numbers, np.int64)), max_size=3), ways)
def test_numbers_in_any_order_are_a_set(parts: list[np.ndarray], way: tuple[int, int]) -> None:
    with patch("archive.engines.whoosh.subsets._SORTED", way[1]):
        found = distinct(SIZE, parts)
    assert held(found) == {number for part in parts for number in part.tolist()}


def test_no_subset_is_the_empty_one() -> None:
    assert held(union(SIZE, [])) == set()
    with pytest.raises(ValueError, match="not enough values"):
        intersection([])
