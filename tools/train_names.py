"""Train the name model from open annotated sentences and write it into the package: less than two minutes, the same bytes every time.

Run with:  python -m tools.train_names [--more FOLDER] [--check] [--output FILE]
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite

from archive.entities import tables, weights
from archive.entities.crf import CrfTagger
from archive.entities.features import window_features
from archive.entities.pieces import CONNECTORS, is_capital, windows
from tools import annotated
from tools.annotated import Sentence

DATA = Path(__file__).parent / "data" / "names"
OUTPUT = Path(__file__).parent.parent / "archive" / "entities" / "data" / "names.npz"

SOURCES: Mapping[str, Mapping[str, str]] = {
    "gmb_sample": annotated.GMB,
    "wikigold": annotated.PLAIN,
    "wnut17": annotated.WNUT,
    "crossner_politics": annotated.CROSSNER,
    "crossner_science": annotated.CROSSNER,
    "crossner_literature": annotated.CROSSNER,
    "wikinews": annotated.PLAIN,
}

COPIES = {"news": 3, "other": 1}
"""How often the sentences are read again with other names, so that the model learns what stands around a name."""

OTHER_NAMES = {"PER": 0.8, "LOC": 0.4, "ORG": 0.7}
"""How many names of each kind a copy exchanges."""

SEED = 1

SETTINGS = {"c1": 0.15, "c2": 1.0, "max_iterations": 60, "feature.possible_transitions": True}
"""L-BFGS with an L1 and an L2 penalty; more iterations gain nothing."""


NEWS_LIKE = ("gmb_sample", "wikigold", "wikinews")


HELD_OUT = 10
"""Of so many sentences of the news one is held out where the quality is to be told."""


def source(name: str) -> list[Sentence]:
    """The sentences of a source."""
    documents = annotated.documents(DATA / f"{name}.conll.gz", SOURCES[name])
    return [annotated.without_titles(sentence) for document in documents for sentence in document]


def held_out() -> list[Sentence]:
    """The sentences to measure on."""
    return [sentence for name in NEWS_LIKE for sentence in source(name)[::HELD_OUT]]


def sentences(more: Path | None = None, without: Collection[Sentence] = ()) -> list[Sentence]:
    """The sentences to train on: those under tools/data/names, and the `.conll` files of people's own in the folder `more`.

    The labels of such a file are PER, ORG, LOC and MISC. Copies of the sentences with other names follow.
    """
    found, news, other = [], [], []
    for name in SOURCES:
        here = [sentence for sentence in source(name) if sentence not in without]
        found += here
        (news if name in NEWS_LIKE else other).extend(each for each in here if set(each.labels) != {"O"})
    for path in sorted(more.rglob("*.conll*")) if more else ():
        own = [each for document in annotated.documents(path, annotated.PLAIN) for each in document]
        found += own
        news += own
    names, choose = OtherNames(), random.Random(SEED)
    again = COPIES["news"] * news + COPIES["other"] * other
    return found + [names.exchanged(each, choose) for each in again]


class OtherNames:
    """Names to put in the place of others: people from the lists of names, places from the gazetteer, organisations listed or made up."""

    def __init__(self) -> None:
        common = tables.words("common-words.txt")
        self._given = sorted(tables.words("given-names.txt") - common)
        self._family = sorted(tables.words("family-names.txt") - common)
        kinds = ("name", "capital", "city")
        self._places = [surface for surface, _, kind, _ in tables.rows("gazetteer.tsv") if kind in kinds and surface[0].isalpha()]
        rows = tables.rows("organisations.tsv")
        self._organisations = [form for name, others, _ in rows for form in (name, *filter(None, others.split("; ")))]
        self._words = _word_lists((DATA / "organisation-words.txt").read_text(encoding="utf-8"))

    def exchanged(self, sentence: Sentence, choose: random.Random) -> Sentence:
        """The sentence with some of its names exchanged for others."""
        tokens: list[str] = []
        names, done = [], 0
        for first, last, kind in annotated.spans(sentence.labels):
            tokens += sentence.tokens[done:first]
            old = sentence.tokens[first:last]
            new = self._other(old, kind, choose) if choose.random() < OTHER_NAMES.get(kind, 0) else old
            names.append((len(tokens), len(tokens) + len(new), kind))
            tokens += new
            done = last
        return annotated.labelled([*tokens, *sentence.tokens[done:]], names)

    def _other(self, old: Sequence[str], kind: str, choose: random.Random) -> Sequence[str]:
        if kind == "LOC":
            return choose.choice(self._places).split()
        if kind == "ORG":
            return self._organisation(choose)
        if len(old) == 1:
            return [_capital(choose.choice(self._family if choose.random() < 0.8 else self._given))]
        given = [_capital(choose.choice(self._given)) if len(word) > 2 and word[0].isupper() else word for word in old[:-1]]
        return [*given, _capital(choose.choice(self._family))]

    def _organisation(self, choose: random.Random) -> Sequence[str]:
        """A listed organisation, `Lagos Water Authority`, `Ministry of Trade and Energy`, or an acronym."""
        kind, place, first = choose.random(), choose.choice(self._places).split(), self._words["first"]
        if kind < 0.35:
            return choose.choice(self._organisations).split()
        if kind < 0.75:
            family = [_capital(choose.choice(self._family))]
            words = [choose.choice(first), choose.choice(first)]
            begin = choose.choice((place, family, words[:1], words, place + words[:1]))
            return [*begin, *choose.choice(self._words["last"]).split()]
        if kind < 0.9:
            of = choose.choice((place, [choose.choice(first)], [choose.choice(first), "and", choose.choice(first)]))
            return [choose.choice(self._words["head"]), "of", *of]
        return ["".join(choose.choice("ABCDEFGHIKLMNOPRSTUW") for _ in range(choose.randint(3, 5)))]


def _word_lists(text: str) -> dict[str, list[str]]:
    paragraphs = (paragraph.partition(":") for paragraph in text.split("\n\n") if not paragraph.startswith("#"))
    return {title.strip(): [word.strip() for word in body.replace("\n", " ").split(";")] for title, _, body in paragraphs}


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def window_bounds(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """The windows of capitals in a sentence, as the tagger cuts them."""
    capital = np.array([is_capital(token) for token in tokens])
    connector = np.array([token in CONNECTORS for token in tokens])
    starts = np.arange(len(tokens)) == 0
    first, last = windows(capital, connector, starts)
    return list(zip(first.tolist(), last.tolist(), strict=True))


def train(examples: Iterable[Sentence], settings: Mapping[str, object], file: Path) -> None:
    """Train on the windows in `examples` and write CRFsuite's own model to `file`."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for sentence in examples:
        for first, last in window_bounds(sentence.tokens):
            labels = list(sentence.labels[first:last])
            if labels[0].startswith("I-"):
                labels[0] = f"B-{labels[0][2:]}"
            trainer.append(window_features(sentence.tokens, first, last), labels)
    trainer.set_params(dict(settings))
    trainer.train(str(file))


def exported(file: str) -> weights.Weights:
    """The weights in a model file of CRFsuite."""
    tagger = pycrfsuite.Tagger()
    with tagger.open(file):
        info = tagger.info()
    labels = tuple(sorted(info.labels))
    column = {label: at for at, label in enumerate(labels)}
    by_feature: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (feature, label), weight in info.state_features.items():
        by_feature[feature].append((column[label], weight))
    features = tuple(sorted(by_feature))
    states = np.zeros((len(features), len(labels)), np.float32)
    for row, feature in enumerate(features):
        for at, weight in by_feature[feature]:
            states[row, at] = weight
    transitions = np.zeros((len(labels), len(labels)), np.float32)
    for (one, other), weight in info.transitions.items():
        transitions[column[one], column[other]] = weight
    return weights.Weights(labels, features, states, transitions)


def quality(model: weights.Weights, gold: Sequence[Sentence]) -> float:
    """F1 of the exact names of people, organisations and places that a model finds in sentences."""
    labels = CrfTagger(model).tag([sentence.tokens for sentence in gold])
    pairs = [(_names(sentence.labels), _names(found)) for sentence, found in zip(gold, labels, strict=True)]
    return 2 * sum(len(one & other) for one, other in pairs) / sum(len(one) + len(other) for one, other in pairs)


def _names(labels: Sequence[str]) -> set[tuple[int, int, str]]:
    return {name for name in annotated.spans(labels) if name[2] != "MISC"}


def main() -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--more", type=Path, metavar="FOLDER", help="your own annotated sentences, as files *.conll")
    parser.add_argument(
        "--check", action="store_true", help=f"hold one in {HELD_OUT} sentences of the news out, tell the quality, write nothing"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", default=OUTPUT)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.crfsuite"
        unseen = frozenset(held_out() if arguments.check else ())
        train(sentences(arguments.more, unseen), SETTINGS, file)
        if arguments.check:
            print(f"F1 on {len(unseen)} sentences held out: {quality(exported(str(file)), list(unseen)):.3f}")
        else:
            weights.write(exported(str(file)), arguments.output)


if __name__ == "__main__":
    main()
