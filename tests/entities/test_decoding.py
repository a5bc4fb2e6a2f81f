"""Decoding over arrays against every path there is."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.entities.decoding import Floats, by_length, marginals, viterbi

LABELS = 3
weights = st.floats(-8, 8, width=32)
chains = st.integers(1, 4).flatmap(
    lambda length: st.tuples(
        st.lists(weights, min_size=length * LABELS, max_size=length * LABELS).map(lambda row: np.array(row).reshape(length, LABELS)),
        st.lists(weights, min_size=LABELS**2, max_size=LABELS**2).map(lambda row: np.array(row).reshape(LABELS, LABELS)),
    )
)


def paths(emissions: Floats, transitions: Floats) -> dict[tuple[int, ...], float]:
    """The score of every path."""
    every = product(range(LABELS), repeat=len(emissions))
    return {
        path: sum(emissions[at, label] for at, label in enumerate(path)) + sum(transitions[one, other] for one, other in pairwise(path))
        for path in every
    }


@given(chain=chains)
def test_the_best_path_is_the_best_of_all(chain: tuple[Floats, Floats]) -> None:
    emissions, transitions = chain
    scores = paths(emissions, transitions)
    best = tuple(int(label) for label in viterbi(emissions[None], transitions)[0])
    assert abs(scores[best] - max(scores.values())) < 1e-9


@given(chain=chains)
def test_a_marginal_is_the_share_of_the_paths_through_a_label(chain: tuple[Floats, Floats]) -> None:
    emissions, transitions = chain
    scores = paths(emissions, transitions)
    share = np.zeros(emissions.shape)
    total = sum(map(np.exp, scores.values()))
    for path, score in scores.items():
        for at, label in enumerate(path):
            share[at, label] += np.exp(score) / total
    assert np.allclose(marginals(emissions[None], transitions)[0], share, atol=1e-9)


def test_windows_are_grouped_by_length_and_none_is_lost() -> None:
    groups = [(length, group.tolist()) for length, group in by_length(np.array([2, 1, 2, 3, 1]))]
    assert groups == [(1, [1, 4]), (2, [0, 2]), (3, [3])]


def test_very_large_weights_give_numbers() -> None:
    emissions = np.array([[[900.0, -900.0], [-900.0, 900.0]]])
    assert np.isfinite(marginals(emissions, np.array([[0.0, -900.0], [900.0, 0.0]]))).all()
