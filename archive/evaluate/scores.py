"""What a measurement comes to: counts by article, a ratio of their sums, and the interval in which it would lie on other articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLES = 1000
"""Samples of the bootstrap."""
CONFIDENCE = 0.95
_SEED = 20261123
_AT_ONCE = 50
"""Samples drawn together: bounds memory to some megabytes for thousands of articles."""

Numbers = NDArray[np.float64]
Ratio = Callable[[Numbers], Numbers]
"""From sums of columns (the last axis; one row, or one of each sample) to one number of each row."""


@dataclass(frozen=True, slots=True)
class Score:
    """One number: of which set, what it measures, its bootstrap interval (None: not of a sample), over how many articles (or people).

    `asked` is the floor that the project set itself, None where it set none.
    """

    set: str
    name: str
    value: float
    low: float | None
    high: float | None
    size: int
    asked: float | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A set that is not there, and where it was looked for."""

    set: str
    reason: str


Outcome = Score | Missing


def score(set: str, name: str, rows: Sequence[Sequence[float]], ratio: Ratio, asked: float | None = None) -> Score:
    """The ratio of the sums of `rows`, one row an article, with a percentile bootstrap interval over articles (Efron 1979).

    The seed is fixed: the same rows give the same interval.
    """
    counts = np.array(rows, dtype=np.float64)
    random = np.random.default_rng(_SEED)
    drawn: list[Numbers] = []
    for _ in range(SAMPLES // _AT_ONCE):
        times = random.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=_AT_ONCE)
        drawn.append(ratio(times @ counts))
    low, high = np.quantile(np.concatenate(drawn), ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return Score(set, name, float(ratio(counts.sum(axis=0))), float(low), float(high), len(counts), asked)


# ---------------------------------------------------------------- ratios


def _divide(above: Numbers, below: Numbers) -> Numbers:
    return np.divide(above, below, out=np.zeros_like(above, dtype=np.float64), where=below > 0)


def share(counts: Numbers) -> Numbers:
    """Of columns (hits, all): hits / all."""
    return _divide(counts[..., 0], counts[..., 1])


def precision(counts: Numbers) -> Numbers:
    """Of columns (right, given, gold): right / given."""
    return _divide(counts[..., 0], counts[..., 1])


def recall(counts: Numbers) -> Numbers:
    """Of columns (right, given, gold): right / gold."""
    return _divide(counts[..., 0], counts[..., 2])


def f1(counts: Numbers) -> Numbers:
    """Of columns (right, given, gold): the harmonic mean of precision and recall, from the sums (micro)."""
    return _divide(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def b_cubed_f(counts: Numbers) -> Numbers:
    """Of columns (sum of precisions, sum of recalls, mentions): the harmonic mean of both means."""
    correct, complete = _divide(counts[..., 0], counts[..., 2]), _divide(counts[..., 1], counts[..., 2])
    return _divide(2 * correct * complete, correct + complete)


def b_cubed(items: Sequence[tuple[Hashable, Hashable]]) -> list[tuple[float, float]]:
    """Precision and recall of each (gold, given) mention: the share of its given cluster that is of its gold one, and the reverse.

    Bagga and Baldwin 1998, with every mention weighing the same.
    """
    gold, given, both = Counter(item[0] for item in items), Counter(item[1] for item in items), Counter(items)
    return [(both[item] / given[item[1]], both[item] / gold[item[0]]) for item in items]
