"""Our scores are those of Whoosh's own BM25F, read by Whoosh's own searcher from the same files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Term
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length, length_to_byte

from archive.engines.whoosh import WhooshEngine
from archive.engines.whoosh.documents import quantised
from archive.engines.whoosh.fields import whoosh_schema
from archive.query.tree import Word
from archive.search import Plan, Sort

from .samples import document


@pytest.mark.parametrize(("field", "boost"), [("title", 2.0), ("body", 1.0)])
def test_a_word_scores_as_in_whoosh(tmp_path: Path, field: str, boost: float) -> None:
    engine = WhooshEngine(tmp_path)
    texts = ["bank", "bank strike", "the bank of banks", "strikes " * 40 + "bank", "nothing", ""]
    with engine.writer(1) as writer:
        for place, text in enumerate(texts * 5):
            writer.put(document(f"{place:02}", **{field: text * (1 + place % 3)}))
    (build,) = tmp_path.glob("build-*")
    with FileIndex(FileStorage(str(build)), whoosh_schema()).searcher(weighting=BM25F()) as searcher:
        theirs = {hit.docnum: hit.score for hit in searcher.search(Term(f"{field}_stems", "en:bank"), limit=None)}
    ours = engine.snapshot().search(Plan(Word("bank", field), sort=Sort.RELEVANCE, size=100)).hits
    assert {int(hit.id): hit.score for hit in ours} == pytest.approx({place: boost * score for place, score in theirs.items()}, rel=1e-12)


@given(st.lists(st.integers(0, 200_000)))
def test_lengths_are_rounded_as_whoosh_rounds_them(lengths: list[int]) -> None:
    assert quantised(np.array(lengths, np.uint32)).tolist() == [byte_to_length(length_to_byte(length)) for length in lengths]
