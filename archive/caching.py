"""Answers kept for whoever asks the same again, within a budget of bytes."""

from __future__ import annotations

import gc
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

ANSWER_BYTES = 32 * 2**20
"""Memory for answers in one process, some hundreds of result pages."""

Answer = TypeVar("Answer")


class Answers:
    """The answers given last, by what was asked; the least recently used go first. Safe to share between threads.

    Who asks names the commit in the key, and so never gets the answer of another. Answers are shared: they must be immutable.
    """

    def __init__(self, budget: int = ANSWER_BYTES) -> None:
        self._budget = budget
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """The bytes of the answers that are kept."""
        return self._held

    def get(self, key: Hashable, make: Callable[[], Answer], sound: Callable[[Answer], bool]) -> Answer:
        """The answer kept under `key`, else a new one, which is kept where it is `sound`. May be made twice at once."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[0]  # type: ignore[return-value]  # what a key was given for is what it gives
        answer = make()
        if sound(answer):
            self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: object) -> None:
        size = weigh((key, answer))
        if size > self._budget:
            return
        with self._lock:
            if key not in self._kept:
                self._kept[key] = answer, size
                self._held += size
            while self._held > self._budget:
                _, (_, gone) = self._kept.popitem(last=False)
                self._held -= gone


def weigh(thing: object) -> int:
    """The bytes of all objects that `thing` leads to, each once, classes apart."""
    seen: dict[int, object] = {}
    found = [thing]
    while found:
        new = dict(zip(map(id, found), found, strict=True))
        for known in new.keys() & seen.keys():
            del new[known]
        seen |= new
        found = [each for each in gc.get_referents(*new.values()) if not isinstance(each, type)]
    return sum(map(sys.getsizeof, seen.values()))
