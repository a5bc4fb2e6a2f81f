"""The postings read last, within a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Anything that knows how many bytes it holds."""

    @property
    def nbytes(self) -> int: ...


Kept = TypeVar("Kept", bound=Sized)
_OVERHEAD = 500
"""Bytes that an entry costs beside its arrays, roughly."""


class Cache(Generic[Kept]):
    """The least recently used entries go first. Safe to share between threads; an entry may be made twice at once."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._entries: OrderedDict[Hashable, Kept] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The entry of `key`, made where it is not there."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        made = make()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = made
                self._held += made.nbytes + _OVERHEAD
            while self._held > self._budget and self._entries:
                _, gone = self._entries.popitem(last=False)
                self._held -= gone.nbytes + _OVERHEAD
        return made
