"""The name model over arrays against CRFsuite itself, which trained it."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pycrfsuite
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.entities import crf, weights
from archive.entities.features import window_features
from archive.errors import ModelError
from archive.model import EntityType
from tools import annotated
from tools.train_names import DATA, exported, train, window_bounds

EXAMPLES = 600
TAGGER = crf.load()


@pytest.fixture(scope="module")
def sentences() -> list[annotated.Sentence]:
    return [each for document in annotated.documents(DATA / "gmb_sample.conll.gz", annotated.GMB) for each in document][: 2 * EXAMPLES]


def test_it_labels_and_weighs_as_crfsuite_does(sentences: list[annotated.Sentence], tmp_path: Path) -> None:
    file = tmp_path / "model.crfsuite"
    train(sentences[:EXAMPLES], {"max_iterations": 10, "c1": 0.1}, file)
    theirs = pycrfsuite.Tagger()
    theirs.open(str(file))
    ours = crf.CrfTagger(exported(str(file)))
    unseen = [sentence.tokens for sentence in sentences[EXAMPLES:]]
    for tokens, labels, sure in zip(unseen, ours.tag(unseen), ours.sureness(unseen), strict=True):
        for first, last in window_bounds(tokens):
            theirs.set(window_features(tokens, first, last))
            expected = theirs.tag()
            assert labels[first:last] == expected
            assert sure[first:last] == pytest.approx([theirs.marginal(label, at) for at, label in enumerate(expected)], abs=1e-5)


WORDS = ("John", "Kerry", "said", "in", "Geneva", "the", "Bank", "of", "England", ".", "Mr.", "’s", "(", "IBM", ")", "\n\n")
texts = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=40)


@given(texts=st.lists(texts, max_size=5))
@example(texts=[".", ") John"])
def test_a_text_is_tagged_the_same_alone_and_among_others(texts: list[str]) -> None:
    assert TAGGER.guesses(texts) == [TAGGER.guesses([text])[0] for text in texts]


@given(text=texts)
def test_guesses_are_in_order_and_neither_begin_nor_end_with_a_space(text: str) -> None:
    (guesses,) = TAGGER.guesses([text])
    ends = [0] + [guess.end for guess in guesses]
    assert all(guess.start >= before and guess.end > guess.start for guess, before in zip(guesses, ends, strict=False))
    assert all(text[guess.start : guess.end].strip() == text[guess.start : guess.end] for guess in guesses)
    assert all(0 < guess.confidence <= 1 for guess in guesses)


def test_the_model_knows_people_organisations_and_places() -> None:
    text = "Anneke Verhoeven of the Kivu Relief Fund flew from Tórshavn to Lake Tana on Monday, said Verhoeven's office."
    (guesses,) = TAGGER.guesses([text])
    found = {text[guess.start : guess.end]: guess.type for guess in guesses}
    assert found["Anneke Verhoeven"] is found["Verhoeven"] is EntityType.PERSON
    assert found["Lake Tana"] is EntityType.PLACE


def test_what_is_remembered_of_words_is_forgotten_when_it_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger, text = crf.load(), "John Kerry met Sergei Lavrov in Geneva."
    before = tagger.guesses([text])
    monkeypatch.setattr(crf, "MOST_PIECES", 5)
    assert [tagger.guesses([text]) for _ in range(3)] == [before] * 3


# ---------------------------------------------------------------- the file


def small() -> weights.Weights:
    states = np.array([[0.5, 0.0, -1.0], [0.0, 2.0, 0.0]], np.float32)
    return weights.Weights(("O", "B-PER", "I-PER"), ("w=a", "w=ü"), states, np.eye(3, dtype=np.float32))


def test_a_model_reads_back_as_it_was_written_and_equal_models_are_equal_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    weights.write(small(), one)
    weights.write(small(), other)
    read = weights.read(one.read_bytes(), "one.npz")
    assert one.read_bytes() == other.read_bytes()
    assert (read.labels, read.features) == (small().labels, small().features)
    assert np.array_equal(read.states, small().states)
    assert np.array_equal(read.transitions, small().transitions)
    assert len(read.hash) == 12


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"no model", gzip.compress(b"x", mtime=0)])
def test_a_damaged_model_is_told(raw: bytes) -> None:
    with pytest.raises(ModelError, match=r"names\.npz: this is no name model"):
        weights.read(raw, "names.npz")


def test_a_model_of_another_format_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "names.npz"
    weights.write(small(), file)
    monkeypatch.setattr(weights, "FORMAT", 99)
    with pytest.raises(ModelError, match="has format 1, and this program reads 99"):
        weights.read(file.read_bytes(), "names.npz")
