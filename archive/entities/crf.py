"""The name model at work: a linear-chain CRF whose scores are added up once for each distinct word, over arrays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.entities import weights
from archive.entities.decoding import Floats, Integers, by_length, marginals, viterbi
from archive.entities.features import (
    END,
    OFFSETS,
    SENTENCE_START,
    SPELT,
    START,
    WINDOW_END,
    WINDOW_START,
    marked,
    marks,
    pair_word,
    spellings,
)
from archive.entities.guesses import Guess
from archive.entities.pieces import PIECE, sentence_starts, windows
from archive.entities.vocabulary import Vocabulary
from archive.errors import ModelError
from archive.model import EntityType

MODEL = "names.npz"

MOST_PIECES = 80_000
"""Distinct pieces that are remembered; then all are forgotten, so that memory stays bounded (about 40 MB)."""

MOST_MARKS = 2_000
"""Combinations of marks of words whose scores are remembered; a thousand articles have a few hundred."""

CHARACTERS_AT_ONCE = 400_000
"""Texts are taken together up to so many codepoints: more would cost memory and save nothing."""

_new = tuple.__new__  # half the time of `Guess(...)`

TYPES = {"PER": EntityType.PERSON, "ORG": EntityType.ORGANISATION, "LOC": EntityType.PLACE}


class Labelled(NamedTuple):
    """Names over the tokens [first, last), in order, each with its kind (a number) and how sure the least sure of its tokens is."""

    first: Integers
    last: Integers
    kind: Integers
    sure: Floats


class _Scores:
    """The weights of a model by word. A token's scores are those of five words, two pairs and three flags."""

    def __init__(self, model: weights.Weights) -> None:
        self._states = np.vstack((model.states, np.zeros((1, len(model.labels)), np.float32)))
        self.nothing = len(model.features)
        self._rows: dict[str, dict[str, int]] = {prefix: {} for forms in SPELT for prefix, _ in forms}
        self._others: dict[str, int] = {}
        self._of_marks = lru_cache(maxsize=MOST_MARKS)(self._summed)
        for row, name in enumerate(model.features):
            if not name.startswith(("-1|", "1|")):
                prefix, sign, text = name.partition("=")
                rows = self._rows.get(prefix + sign)
                (self._others if rows is None else rows)[name if rows is None else text] = row
        self._pair_words: dict[str, int] = {}
        self._before, self._after = self._pairs(model, "-1|"), self._pairs(model, "1|")
        self.flags = {name: self._states[self._others.get(name, self.nothing)] for name in (SENTENCE_START, WINDOW_START, WINDOW_END)}

    def _pairs(self, model: weights.Weights, prefix: str) -> tuple[Integers, Integers]:
        """The sorted keys of the pairs whose names begin so, and their rows."""
        rows = [row for row, name in enumerate(model.features) if name.startswith(prefix)]
        number = self._pair_words.setdefault
        keys = np.empty(len(rows), np.intp)
        for at, row in enumerate(rows):
            one, _, other = model.features[row][len(prefix) :].partition("|")
            keys[at] = number(one, len(self._pair_words)) << 32 | number(other, len(self._pair_words))
        order = np.argsort(keys)
        return np.append(keys[order], np.iinfo(np.intp).max), np.append(np.array(rows, np.intp)[order], self.nothing)

    def of_words(self, words: Sequence[str]) -> Floats:
        """What each word adds to the token at each of OFFSETS, (words, offsets, labels)."""
        summed = np.array([self._of_marks(*marks(word)) for word in words])
        texts = list(zip(*map(spellings, words), strict=True))
        for place, forms in enumerate(SPELT):
            for prefix, form in forms:
                row = self._rows[prefix].get
                summed[:, place] += self._states[[row(text, self.nothing) for text in texts[form]]]
        return summed

    def _summed(self, *found: tuple[str, ...]) -> Floats:
        """What the marks of a word add."""
        rows = ([self._others[name] for name in names if name in self._others] for names in marked(*found))
        return np.array([self._states[each].sum(axis=0, dtype=np.float64) for each in rows])

    def pair_number(self, word: str) -> int:
        """The number of a word in pairs, or one that no pair has."""
        return self._pair_words.get(pair_word(word), len(self._pair_words))

    def of_pairs(self, before: Integers, here: Integers, after: Integers) -> Floats:
        """What the pairs with the word before and the word after add, given the words' numbers."""
        total = self._states[_found(self._before, before, here)] + self._states[_found(self._after, here, after)]
        return total.astype(np.float64)


def _found(pairs: tuple[Integers, Integers], one: Integers, other: Integers) -> Integers:
    keys, rows = pairs
    wanted = one << 32 | other
    at = np.searchsorted(keys, wanted)
    return np.where(keys[at] == wanted, rows[at], rows[-1])


class CrfTagger:
    """Tags the windows of capitals in texts. Safe to share between threads.

    The tables of the model take 0.2 s, and are made when a text comes: a run that finds nothing new needs the fingerprint alone.
    """

    def __init__(self, model: weights.Weights) -> None:
        self.fingerprint = f"crf-{model.hash}"
        self._model = model
        self._transitions = model.transitions.astype(np.float64)
        self._kinds = np.array([0 if label == "O" else 1 + _kinds(model).index(label[2:]) for label in model.labels])
        self._begins = np.array([label.startswith("B-") for label in model.labels])
        self._labels = model.labels
        self._types = [None, *(TYPES.get(kind) for kind in _kinds(model))]
        self._lock = threading.Lock()

    @cached_property
    def _scores(self) -> _Scores:
        model = self._model
        del self._model  # what is not in the tables is needed no more
        return _Scores(model)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._scores.of_words, self._scores.pair_number, (len(OFFSETS), len(self._begins)))

    def guesses(self, texts: Sequence[str]) -> list[list[Guess]]:
        """The guesses of each text, by start."""
        found: list[list[Guess]] = []
        batch: list[str] = []
        for text in texts:
            batch.append(text)
            if sum(map(len, batch)) >= CHARACTERS_AT_ONCE:
                found += self._together(batch)
                batch = []
        return found + self._together(batch)

    def _together(self, texts: Sequence[str]) -> list[list[Guess]]:
        cut = [PIECE.findall(text) for text in texts]
        counts = np.array([len(pieces) for pieces in cut], np.intp)
        names, offsets, lengths = self._label(list(chain.from_iterable(cut)), counts)
        found: list[list[Guess]] = [[] for _ in texts]
        if len(names.first):
            firsts = np.cumsum(counts) - counts
            owners = np.searchsorted(firsts, names.first, side="right") - 1
            bases = offsets[firsts[owners]]
            starts, ends = offsets[names.first] - bases, offsets[names.last - 1] + lengths[names.last - 1] - bases
            columns = [each.tolist() for each in (owners, starts, ends, names.kind, names.sure)]
            for owner, start, end, kind, sure in zip(*columns, strict=True):
                found[owner].append(_new(Guess, (start, end, self._types[kind], round(sure, 2))))
        return found

    def _label(self, pieces: Sequence[str], counts: Integers) -> tuple[Labelled, Integers, Integers]:
        """The names in the pieces of several texts, with the offset of every piece and the length of its token."""
        with self._lock:
            if len(self._vocabulary) > MOST_PIECES:
                del self._vocabulary
            known = self._vocabulary
            numbers = known.numbers(pieces)
            seen = known.traits.of(numbers)
            firsts = np.cumsum(counts) - counts
            ends = seen.ends_sentence
            ends[(firsts + counts - 1)[counts > 0]] = False  # the end of one text is nothing to the bracket that the next begins with
            starts = sentence_starts(ends, seen.closes, seen.ends_paragraph)
            starts[firsts[counts > 0]] = True
            runs = windows(seen.capital, seen.connector, starts)
            decoded = self._decode(known, known.words_of(numbers), starts, runs)
        lengths = seen.length.astype(np.intp)
        return self._names(*decoded), np.cumsum(lengths) - lengths, seen.token_length.astype(np.intp)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The labels (`B-PER`, `I-PER`, `O` ...) of sentences that are cut in tokens already: for tests and measurements."""
        return [[label for label, _ in sentence] for sentence in self._tagged(sentences)]

    def sureness(self, sentences: Sequence[Sequence[str]]) -> list[list[float]]:
        """The probability of each label that `tag` gives; 1 outside of windows."""
        return [[sure for _, sure in sentence] for sentence in self._tagged(sentences)]

    def _tagged(self, sentences: Sequence[Sequence[str]]) -> list[list[tuple[str, float]]]:
        tokens = list(chain.from_iterable(sentences))
        lengths = np.array([len(sentence) for sentence in sentences], np.intp)
        ends = np.cumsum(lengths)
        starts = np.zeros(len(tokens), np.bool_)
        starts[(ends - lengths)[lengths > 0]] = True
        tagged = [("O", 1.0)] * len(tokens)
        with self._lock:
            known = self._vocabulary
            numbers = known.numbers(tokens)
            seen = known.traits.of(numbers)
            runs = windows(seen.capital, seen.connector, starts)
            at, labels, sure, _ = self._decode(known, known.words_of(numbers), starts, runs)
        for token, label, probability in zip(at.tolist(), labels.tolist(), sure.tolist(), strict=True):
            tagged[token] = (self._labels[label], probability)
        return [tagged[end - length : end] for end, length in zip(ends, lengths, strict=True)]

    def _decode(
        self, known: Vocabulary, words: Integers, starts: NDArray[np.bool_], runs: tuple[Integers, Integers]
    ) -> tuple[Integers, Integers, Floats, Integers]:
        """The tokens of the windows `runs`, the best label of each, its probability, and where in these the windows begin."""
        first, last = runs
        lengths = last - first
        if not len(first):
            return first, first, np.empty(0), first
        ends = np.cumsum(lengths)
        tokens = np.arange(ends[-1]) - np.repeat(ends - lengths - first, lengths)
        emissions = self._emissions(known, words, starts, tokens)
        emissions[ends - lengths] += self._scores.flags[WINDOW_START]
        emissions[ends - 1] += self._scores.flags[WINDOW_END]
        labels = np.empty(len(tokens), np.intp)
        sure = np.empty(len(tokens), np.float64)
        for length, group in by_length(lengths):
            at = (ends - lengths)[group][:, None] + np.arange(length)
            best = viterbi(emissions[at], self._transitions)
            labels[at] = best
            sure[at] = np.take_along_axis(marginals(emissions[at], self._transitions), best[:, :, None], axis=2)[:, :, 0]
        return tokens, labels, sure, ends - lengths

    def _emissions(self, known: Vocabulary, words: Integers, starts: NDArray[np.bool_], tokens: Integers) -> Floats:
        """The score of each label for each of `tokens`, which are positions in `words`."""
        start, end = known.word(START), known.word(END)
        around = np.concatenate((words, [end, end]))
        stops = np.concatenate((starts[1:], [True, True]))
        before = np.where(starts[tokens], start, words[tokens - 1])
        before2 = np.where(starts[tokens] | starts[tokens - 1], start, words[np.maximum(tokens - 2, 0)])
        after = np.where(stops[tokens], end, around[tokens + 1])
        after2 = np.where(stops[tokens] | stops[tokens + 1], end, around[tokens + 2])
        here = words[tokens]
        columns = (here, before, after, before2, after2)
        known.prepare(columns)
        total = self._scores.of_pairs(known.pairs[before], known.pairs[here], known.pairs[after])
        for offset, column in enumerate(columns):
            total += known.scores[column, offset]
        total[starts[tokens]] += self._scores.flags[SENTENCE_START]
        return total

    def _names(self, tokens: Integers, labels: Integers, sure: Floats, window_starts: Integers) -> Labelled:
        if not len(tokens):
            return Labelled(tokens, tokens, labels, sure)
        kinds = self._kinds[labels]
        opens = self._begins[labels] & (kinds > 0)
        changed = np.concatenate(([True], kinds[1:] != kinds[:-1]))
        changed[window_starts] = True
        opens |= changed & (kinds > 0)
        bounds = np.flatnonzero(np.concatenate((opens | changed, [True])))
        least = np.minimum.reduceat(sure, bounds[:-1])
        at = np.flatnonzero(opens[bounds[:-1]])
        begins, pasts = bounds[at], bounds[at + 1]
        return Labelled(tokens[begins], tokens[pasts - 1] + 1, kinds[begins], least[at])


def _kinds(model: weights.Weights) -> list[str]:
    return sorted({label[2:] for label in model.labels if label != "O"})


def load() -> CrfTagger:
    """The tagger with the model that ships with the package. Raise ModelError where it is damaged."""
    file = files("archive.entities") / "data" / MODEL
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ModelError(f"{MODEL}: {error.strerror or error}", "Install the package anew, or run: python -m tools.train_names") from error
    return CrfTagger(weights.read(raw, MODEL))
