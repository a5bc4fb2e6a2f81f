"""Linear-chain decoding over many windows at once: the best labels (Viterbi) and how sure each one is (forward and backward)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

AT_ONCE = 4096
"""Windows of one length decoded together: bounds memory."""


def by_length(lengths: Integers) -> Iterator[tuple[int, Integers]]:
    """Groups of windows of one length, as (length, positions of the windows)."""
    order = np.argsort(lengths, kind="stable")
    changes = np.flatnonzero(np.diff(lengths[order])) + 1
    for group in np.split(order, changes):
        for begin in range(0, len(group), AT_ONCE):
            yield int(lengths[group[0]]), group[begin : begin + AT_ONCE]


def viterbi(emissions: Floats, transitions: Floats) -> Integers:
    """The best path of each window. `emissions` is (windows, length, labels), `transitions` (from, to); returns (windows, length).

    Scores are log weights. As in CRFsuite nothing is added before the first label or after the last.
    """
    count, length, _ = emissions.shape
    pointers = np.zeros(emissions.shape, np.intp)
    score = emissions[:, 0]
    for position in range(1, length):
        reach = score[:, :, None] + transitions
        pointers[:, position] = reach.argmax(axis=1)
        score = reach.max(axis=1) + emissions[:, position]
    labels = np.empty((count, length), np.intp)
    labels[:, -1] = score.argmax(axis=1)
    rows = np.arange(count)
    for position in range(length - 1, 0, -1):
        labels[:, position - 1] = pointers[rows, position, labels[:, position]]
    return labels


def marginals(emissions: Floats, transitions: Floats) -> Floats:
    """The probability of each label at each place, (windows, length, labels): forward and backward, scaled at every step."""
    weights = np.exp(emissions - emissions.max(axis=2, keepdims=True))
    steps = np.exp(transitions - transitions.max())
    length = emissions.shape[1]
    forward, backward = np.empty_like(weights), np.empty_like(weights)
    forward[:, 0] = _scaled(weights[:, 0])
    for position in range(1, length):
        forward[:, position] = _scaled((forward[:, position - 1, :, None] * steps).sum(axis=1) * weights[:, position])
    backward[:, -1] = 1.0
    for position in range(length - 2, -1, -1):
        ahead = backward[:, position + 1] * weights[:, position + 1]
        backward[:, position] = _scaled((steps * ahead[:, None, :]).sum(axis=2))
    return _scaled(forward * backward)


def _scaled(values: Floats) -> Floats:
    """The values divided by their sums over the last axis; the smallest number there is keeps a sum from being nothing."""
    scaled: Floats = values / np.maximum(values.sum(axis=-1, keepdims=True), np.finfo(np.float64).tiny)
    return scaled
