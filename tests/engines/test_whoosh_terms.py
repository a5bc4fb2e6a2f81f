"""The terms of a field, packed and read: by every way the same as they were, whatever the size of a block."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.engines.whoosh.arrays import Array, GrowingArray
from archive.engines.whoosh.packing import Packing
from archive.engines.whoosh.subsets import Subset
from archive.engines.whoosh.terms import Terms

SIZE = 12
FIELD = "body_exact"
Postings = dict[int, list[int]]
"""The positions of a term in each document that holds it."""

postings = st.dictionaries(st.integers(0, SIZE - 1), st.sets(st.integers(0, 9), min_size=1).map(sorted), min_size=1)
tables = st.lists(postings.map(lambda found: dict(sorted(found.items()))), min_size=1, max_size=6)


def packed(tables: list[Postings], at_once: int) -> dict[str, Array]:
    """The arrays of terms `0000`, `0001` and so on, of which some are added together."""
    with TemporaryDirectory() as folder:
        packing = Packing(FIELD, SIZE, Path(folder))
        for first in range(0, len(tables), at_once):
            some = tables[first : first + at_once]
            keys = np.array([number << 32 | document for number, term in enumerate(some) for document in term], np.int64)
            each = [positions for term in some for positions in term.values()]
            terms = [b"%04d" % (first + number) for number in range(len(some))]
            packing.add([*terms, b"none"], keys, np.array([len(own) for own in each]), np.concatenate(each))
        return packing.arrays()


@given(tables, st.integers(1, SIZE + 1), st.integers(1, 6), st.data())
def test_terms_come_back_by_every_way(tables: list[Postings], block: int, at_once: int, data: st.DataObject) -> None:
    with patch("archive.engines.whoosh.packing.BLOCK", block):
        arrays = packed(tables, at_once)
        terms = Terms(arrays, FIELD, SIZE)
        assert terms.all() == [b"%04d" % number for number in range(len(tables))]
        assert int(arrays[f"{FIELD}.documents"].max()) < block
        frequencies = [[len(positions) for positions in term.values()] for term in tables]
        for place, term in enumerate(tables):
            found = terms.postings(f"{place:04}")
            assert (found.documents.tolist(), found.frequencies.tolist()) == (list(term), frequencies[place])
            assert terms.holding(f"{place:04}") == len(term)
        places = data.draw(st.lists(st.sampled_from(range(len(tables))), unique=True))
        chosen = np.array(places, np.int64)
        held, counts, documents = terms.holders(chosen)
        assert held.tolist() == [amount for place in places for amount in frequencies[place]]
        assert counts.tolist() == terms.counts(chosen).tolist() == [len(tables[place]) for place in places]
        assert documents.tolist() == [document for place in places for document in tables[place]]
        among = data.draw(st.sets(st.integers(0, SIZE - 1)).map(sorted))
        asked = Subset(SIZE, np.array(among, np.int64))
        standing = [sorted(d << 32 | position for d in among for position in term.get(d, [])) for term in tables]
        assert [terms.places(f"{place:04}", asked).tolist() for place in range(len(tables))] == standing
        assert terms.places_of(chosen, asked).tolist() == sorted(found for place in places for found in standing[place])
        together = set.intersection(*({*tables[place]} for place in places)) if places else set()
        assert terms.with_all(f"{place:04}" for place in places).numbers.tolist() == sorted(together)
        own = [[place for place, term in enumerate(tables) if document in term] for document in range(SIZE)]
        assert terms.held[0].tolist() == [0, *accumulate(map(len, own))]
        assert terms.held[1].tolist() == [place for each in own for place in each]


@pytest.mark.parametrize("block", [5, 20])
def test_a_document_that_there_is_not_is_damage(block: int) -> None:
    with patch("archive.engines.whoosh.packing.BLOCK", block):
        terms = Terms(packed([{1: [0], 7: [0], SIZE - 1: [0]}], 1), FIELD, SIZE - 1)
        for read in (lambda: terms.postings("0000"), lambda: terms.holders(np.array([0])), lambda: terms.with_all(["0000"])):
            with pytest.raises(ValueError, match="a number in it is too large"):
                read()


@given(st.lists(st.lists(st.integers(0, 2**20), max_size=5), max_size=5), st.sampled_from([1, 8, 2**18]))
def test_an_array_that_grows_takes_whatever_type_its_numbers_need(parts: list[list[int]], in_memory: int) -> None:
    with TemporaryDirectory() as folder, patch("archive.engines.whoosh.arrays._IN_MEMORY", in_memory):
        growing = GrowingArray(Path(folder))
        for part in parts:
            growing.append(np.array(part, np.int64))
        assert growing.whole().tolist() == [number for part in parts for number in part]
        assert growing.whole().itemsize <= 4
