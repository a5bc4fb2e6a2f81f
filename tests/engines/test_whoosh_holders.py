"""The documents of terms in blocks: by every way the same as they were, whatever the size of a block."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.engines.whoosh.arrays import ArrayFile, smallest, starts_of, write_arrays
from archive.engines.whoosh.holders import Holders, blocked

SIZE = 12
TERMS = st.lists(st.sets(st.integers(0, SIZE - 1), min_size=1).map(sorted), min_size=1, max_size=6)


def written(folder: str, terms: list[list[int]]) -> ArrayFile:
    starts, documents = blocked(starts_of(np.array([len(each) for each in terms])), np.concatenate(terms).astype(np.uint32), SIZE)
    path = Path(folder, "file")
    with patch("archive.disk.os.fsync"):
        write_arrays(path, {"f.starts": smallest(starts), "f.documents": smallest(documents)})
    return ArrayFile(path)


@given(TERMS, st.integers(1, SIZE + 1), st.data())
def test_documents_come_back_by_every_way(terms: list[list[int]], block: int, data: st.DataObject) -> None:
    begins = [sum(map(len, terms[:place])) for place in range(len(terms) + 1)]
    with TemporaryDirectory() as folder, patch("archive.engines.whoosh.holders.BLOCK", block):
        file = written(folder, terms)
        holders = Holders(file, "f", len(terms), SIZE)
        assert int(file["f.documents"].max()) < block
        assert [holders.at(place).tolist() for place in range(len(terms))] == terms
        assert [holders.listed(place).tolist() for place in range(len(terms))] == terms
        assert [holders.run(place) for place in range(len(terms))] == list(pairwise(begins))
        places = data.draw(st.sets(st.sampled_from(range(len(terms))), min_size=1).map(sorted))
        run, counts, found = holders.at_all(np.array(places))
        assert np.arange(begins[-1])[run].tolist() == [number for each in places for number in range(begins[each], begins[each + 1])]
        assert counts.tolist() == [len(terms[each]) for each in places]
        assert found.tolist() == [document for each in places for document in terms[each]]
        first, end = places[0], places[-1] + 1
        starts, found = holders.between(first, end)
        assert starts.tolist() == begins[first : end + 1]
        assert found.tolist() == [document for each in terms[first:end] for document in each]
        assert holders.counts(first, end).tolist() == [len(each) for each in terms[first:end]]


@pytest.mark.parametrize("block", [5, 20])
def test_a_document_that_there_is_not_is_damage(block: int) -> None:
    with TemporaryDirectory() as folder, patch("archive.engines.whoosh.holders.BLOCK", block):
        holders = Holders(written(folder, [[1, 7, SIZE - 1]]), "f", 1, SIZE - 1)
        for read in (lambda: holders.at(0), lambda: holders.at_all(np.array([0])), lambda: holders.between(0, 1)):
            with pytest.raises(ValueError, match="a number in it is too large"):
                read()
