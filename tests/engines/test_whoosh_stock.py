"""Whoosh's own searcher reads our segments, and finds and scores as we do: the oracle of the codec."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.scoring import BM25F, BM25FScorer
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte

from archive.engines import Document, Snapshot, open_engine
from archive.engines.whoosh.fields import DOCUMENT, exact, stems, value_field, whoosh_schema
from archive.engines.whoosh.scoring import quantised
from archive.query.tree import And, Node, Not, Or, Phrase, Prefix, Values, Word
from archive.schema import BY_NAME
from archive.search import Plan, Sort
from archive.text import ANALYSES, stemmer, words

from . import samples
from .samples import VALUES, WORDS, document
from .test_agreement import Commits, apply

FIELDS = st.sampled_from(["title", "body"])
exact_words = st.builds(Phrase, st.sampled_from(["strike", "strikes", "banks", "bank", "be", "o'brien", "naive", "1000"]), FIELDS)


def some(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(inner, min_size=2, max_size=3).map(tuple)


def trees_of(leaves: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.recursive(
        leaves, lambda inner: st.one_of(st.builds(And, some(inner)), st.builds(Or, some(inner)), st.builds(Not, inner)), max_leaves=5
    )


any_word = st.one_of(exact_words, st.builds(Or, some(exact_words)))
scored = st.one_of(any_word, st.builds(And, some(any_word)))
"""Not an `And` in an `Or`: there Whoosh scores the words of those that match, and we every word that is there."""

everything = trees_of(
    st.one_of(
        exact_words,
        st.builds(Word, st.sampled_from([word for word in WORDS if len(words(word)) == 1]), FIELDS),
        st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(" ".join), FIELDS),
        st.builds(Prefix, st.sampled_from(["s", "stri", "b", "x"]), FIELDS),
        st.builds(lambda value: Values("place", (value,)), st.sampled_from(VALUES["place"])),
    ),
)


def as_whoosh(node: Node) -> query.Query:
    match node:
        case And():
            return query.And([as_whoosh(child) for child in node.children])
        case Or():
            return query.Or([as_whoosh(child) for child in node.children])
        case Not():
            return query.And([query.Every(), query.Not(as_whoosh(node.child))])
        case Word():
            (word,) = words(node.text)
            return query.Or([query.Term(stems(str(node.field)), f"{name}:{stemmer(name or None)(word)}") for name in ANALYSES])
        case Phrase():
            found = words(node.text)
            if len(found) > 1:
                return query.Phrase(exact(str(node.field)), found)
            return query.Term(exact(str(node.field)), found[0], boost=BY_NAME[str(node.field)].boost)
        case Prefix():
            return query.Prefix(exact(str(node.field)), words(node.text)[0])
        case Values():
            return query.Or([query.Term(value_field(node.field), value) for value in node.values])
        case _:
            raise TypeError(node)


class OfTheLiving(BM25F):  # type: ignore[misc]
    """Whoosh's own weighting, but for the living: Whoosh counts deleted documents in until a merge."""

    def __init__(self, documents: list[Document]) -> None:
        super().__init__()
        self._averages = {
            exact(name): sum(len(words(getattr(each, name))) for each in documents) / max(1, len(documents)) for name in ("title", "body")
        }

    def scorer(self, searcher: Searcher, field: str, text: bytes, qf: float = 1) -> BM25FScorer:
        made = super().scorer(searcher, field, text, qf)
        reader = searcher.get_parent().reader()
        made.idf = math.log(reader.doc_count() / (len(list(reader.postings(field, text).all_ids())) + 1)) + 1
        made.avgfl = self._averages[field]
        return made


@contextmanager
def written(commits: Commits, merge_when: int = 10) -> Iterator[tuple[Snapshot, FileIndex]]:
    """Our snapshot, and Whoosh's index of the same files."""
    with TemporaryDirectory() as folder, patch("archive.disk.os.fsync"):
        engine = open_engine(Path(folder))
        with patch("archive.engines.whoosh.tiers.MERGE_WHEN", merge_when):
            apply(engine, commits)
        snapshot = engine.snapshot()
        yield snapshot, FileIndex(FileStorage(folder), whoosh_schema())


def ids_of(searcher: Searcher) -> dict[int, str]:
    """Each living document's id, by Whoosh's number."""
    reader = searcher.reader()
    return {number: id.decode() for id in reader.lexicon(DOCUMENT) for number in reader.postings(DOCUMENT, id).all_ids()}


@given(samples.commits, st.lists(everything, min_size=1, max_size=4), st.sampled_from([2, 10]), st.sampled_from([2, 2**16]))
def test_whoosh_finds_the_same_documents(commits: Commits, trees: list[Node], merge_when: int, block: int) -> None:
    blocks = patch("archive.engines.whoosh.packing.BLOCK", block)
    with blocks, written(commits, merge_when) as (snapshot, index), index.searcher() as searcher:
        ids = ids_of(searcher)
        for tree in trees:
            ours = {hit.id for hit in snapshot.search(Plan(tree, size=100)).hits}
            assert {ids[hit.docnum] for hit in searcher.search(as_whoosh(tree), limit=None)} == ours


@given(samples.commits, st.lists(scored, min_size=1, max_size=4))
def test_whoosh_scores_the_same(commits: Commits, trees: list[Node]) -> None:
    held = {each.id: each for changes in commits for each in changes if isinstance(each, Document)}
    with written(commits) as (snapshot, index):
        living = [held[id] for id, _ in snapshot.documents()]
        with index.searcher(weighting=OfTheLiving(living)) as searcher:
            ids = ids_of(searcher)
            for tree in trees:
                theirs = {ids[hit.docnum]: hit.score for hit in searcher.search(as_whoosh(tree), limit=None)}
                ours = {hit.id: hit.score for hit in snapshot.search(Plan(tree, sort=Sort.RELEVANCE, size=100)).hits}
                assert ours == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize(("field", "boost"), [("title", 2.0), ("body", 1.0)])
def test_a_stem_scores_as_in_whoosh_and_is_weighed_by_the_schema(field: str, boost: float) -> None:
    texts = ["bank", "bank strike", "the bank of banks", "strikes " * 400 + "bank " * 300, "nothing", ""]
    held = [document(f"{place:02}", **{field: text * (1 + place % 3)}) for place, text in enumerate(texts * 5)]
    with written([held]) as (snapshot, index), index.searcher(weighting=BM25F()) as searcher:
        theirs = {hit.docnum: hit.score for hit in searcher.search(query.Term(f"{field}_stems", "en:bank"), limit=None)}
        ours = snapshot.search(Plan(Word("bank", field), sort=Sort.RELEVANCE, size=100)).hits
    assert {int(hit.id): hit.score for hit in ours} == pytest.approx({place: boost * score for place, score in theirs.items()}, rel=1e-12)


def test_whoosh_reads_terms_and_their_numbers() -> None:
    with written([[document("a", body="a strike, two strikes", source=("Post\nTimes",)), document("b", body="strike")]]) as (_, index):
        reader = index.reader()
        assert list(reader.lexicon("body_stems")) == [b"en:a", b"en:strike", b"en:two"]
        assert list(reader.lexicon("source_values")) == [b"Post\nTimes"]
        info = reader.term_info("body_stems", "en:strike")
        assert (info.weight(), info.doc_frequency(), info.max_weight(), info.min_length(), info.max_length()) == (3, 2, 2, 1, 4)
        assert list(reader.terms_within("body_exact", "strik", 1)) == ["strike"]
        assert [matcher.value_as("positions") for matcher in [reader.postings("body_stems", "en:strike")]] == [[1, 3]]


def test_whoosh_finds_the_best_first_where_it_need_not_have_all() -> None:
    bodies = ["bank " * (1 + number % 7) + "strike " * (number % 3) + "word " * (number % 11) for number in range(60)]
    held = [document(f"{number:02}", body=body) for number, body in enumerate(bodies)]
    two = [query.Term("body_exact", "bank"), query.Term("body_exact", "strike")]
    with written([held[:40], held[40:]]) as (_, index), index.searcher() as searcher:
        for asked in (query.Or(two), query.And(two), query.AndMaybe(*two), query.DisjunctionMax(two)):
            everything = [(hit.docnum, hit.score) for hit in searcher.search(asked, limit=None)]
            assert [(hit.docnum, hit.score) for hit in searcher.search(asked, limit=3)] == everything[:3]


@given(st.lists(st.integers(0, 200_000)))
def test_lengths_are_rounded_as_whoosh_rounds_them(lengths: list[int]) -> None:
    assert quantised(np.array(lengths, np.uint32)).tolist() == [byte_to_length(length_to_byte(length)) for length in lengths]
