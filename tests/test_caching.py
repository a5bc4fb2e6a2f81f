"""Kept answers: the one that was given, never beyond the budget, from many threads."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from archive.caching import Answers, weigh


def always(answer: object) -> bool:
    return True


def test_what_was_asked_before_is_not_made_again() -> None:
    answers = Answers()
    made: list[str] = []
    for _ in range(2):
        assert answers.get("question", lambda: made.append("once") or "answer", always) == "answer"  # type: ignore[func-returns-value]
    assert made == ["once"]


def test_an_unsound_answer_is_given_but_not_kept() -> None:
    answers = Answers()
    assert [answers.get("question", lambda number=number: number, lambda _: False) for number in (1, 2)] == [1, 2]
    assert answers.nbytes == 0


def test_the_least_recently_used_answers_go_first() -> None:
    answers = Answers(budget=50_000)
    for number in range(4):
        answers.get(number, lambda: "a" * 10_000, always)
    answers.get(0, lambda: "new", always)
    answers.get(4, lambda: "a" * 10_000, always)
    assert [answers.get(key, lambda: "new", lambda _: False)[0] for key in (0, 1, 4)] == ["a", "n", "a"]


def test_an_answer_larger_than_the_budget_is_not_kept() -> None:
    answers = Answers(budget=1_000)
    assert answers.get("question", lambda: "a" * 2_000, always) == "a" * 2_000
    assert answers.nbytes == 0


def test_many_threads_get_right_answers_within_the_budget() -> None:
    answers = Answers(budget=20_000)

    def ask(seed: int) -> bool:
        keys = [random.Random(seed * 1_000 + each).randrange(50) for each in range(300)]
        return all(answers.get(key, lambda key=key: f"{key:1000}", always) == f"{key:1000}" and answers.nbytes <= 20_000 for key in keys)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(16)))


def test_a_shared_part_weighs_once() -> None:
    text = "a" * 10_000
    assert 10_000 < weigh((text, [text, {"key": text}])) < 11_000
