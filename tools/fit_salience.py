"""Fit the weights of `archive/entities/salience.py` on Reuters stories up to id 9000, by logistic regression in numpy.

Run with:  python -m tools.fit_salience CORPORA      (prints the table to paste, with its date and score)
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from archive.entities import make_extractor
from archive.entities.salience import FEATURES, weigh
from archive.evaluate.reuters import LAST_FOR_TUNING, SAME, stories

RIDGE = 1.0
ROUNDS = 30


def read(corpora: Path) -> tuple[np.ndarray, np.ndarray]:
    """Features and gold answers of every country mentioned in the tuning stories, each read with and without its dateline and outlet."""
    extractor = make_extractor()
    rows: list[tuple[float, ...]] = []
    answers: list[bool] = []
    chosen = [(article, gold) for number, article, gold in stories(corpora) if number <= LAST_FOR_TUNING]
    for articles in ([article for article, _ in chosen], [replace(article, dateline=None) for article, _ in chosen]):
        for mentions, (_, gold) in zip(extractor.mentions(articles), chosen, strict=True):
            for evidence in (each for outlet in (None, "US") for each in weigh(mentions, outlet)):
                rows.append(evidence.features)
                answers.append(SAME.get(evidence.code, evidence.code) in gold)
    return np.array(rows), np.array(answers, dtype=float)


def fit(features: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The weights, the constant first, by Newton's method with a small ridge."""
    design = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(design.shape[1])
    penalty = RIDGE * np.eye(len(weights))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (answers - chance) - penalty @ weights
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights = weights + np.linalg.solve(curvature, gradient)
    return weights


def main() -> None:
    """Print the table of weights."""
    features, answers = read(Path(sys.argv[1]))
    weights = fit(features, answers)
    print(f"{len(answers)} countries in stories, {answers.mean():.3f} of them gold")
    for name, weight in zip(("base", *FEATURES), weights, strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
