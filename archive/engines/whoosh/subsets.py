"""Some documents of a commit, and what is common to several such sets: small ones as numbers, large ones as flags."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np

from archive.engines.whoosh.arrays import NO_INTEGERS, Array, Integers, Mask, changes

FAR = 20
"""How many times as long a list must be that looking up each number of the shorter one is faster than making flags of it."""
_SORTED = 25
"""In one document of so many, or fewer, a union is made by sorting; at more by flags (measured on 20,000 and on a million)."""


class Subset:
    """Documents of a commit: `numbers` ascending, or `mask` a flag for each document; whichever is not at hand is made when asked for.

    Immutable to all but itself. Belongs to one evaluation.
    """

    __slots__ = ("_mask", "_numbers", "count", "known", "size")

    def __init__(self, size: int, numbers: Integers | None, mask: Mask | None = None) -> None:
        self.size = size
        self._numbers = numbers
        self._mask = mask
        self.count = len(numbers) if numbers is not None else int(np.count_nonzero(self.mask))
        self.known: tuple[object, Integers] | None = None
        """A name for some numbers, and where among them its own are."""

    @property
    def numbers(self) -> Integers:
        """The documents, ascending."""
        if self._numbers is None:
            assert self._mask is not None
            self._numbers = self._mask.nonzero()[0]
        return self._numbers

    @property
    def mask(self) -> Mask:
        """A flag for each document of the commit."""
        if self._mask is None:
            self._mask = np.zeros(self.size, bool)
            self._mask[self._numbers] = True
        return self._mask

    @property
    def listed(self) -> bool:
        """Whether the numbers are at hand."""
        return self._numbers is not None

    def flags(self, numbers: Integers) -> Mask:
        """Which of some documents are in it."""
        if self._mask is None and len(numbers) * FAR < self.count:
            places = self.numbers.searchsorted(numbers)
            found: Mask = self.numbers.take(places, mode="clip") == numbers
            return found
        return self.mask.take(numbers)

    def places_in(self, numbers: Array, name: object = None) -> Integers:
        """Where among some numbers, ascending and of any integer type, its own are. What is `known` under a name is not looked for."""
        if self.known is not None and self.known[0] == name:
            return self.known[1]
        if self.count * FAR < len(numbers):
            own = self.numbers.astype(numbers.dtype)  # else all of `numbers` would be turned into the type of its own
            at = numbers.searchsorted(own)
            return at.compress(numbers.take(at, mode="clip") == own)
        return self.flags(numbers).nonzero()[0]

    def without(self, other: Subset) -> Subset:
        """Those that are not in `other`."""
        if not other.count:
            return self
        if self.listed:
            return Subset(self.size, self.numbers.compress(~other.flags(self.numbers)))
        return Subset(self.size, None, self.mask & ~other.mask)


def intersection(parts: Sequence[Subset]) -> Subset:
    """What is in all of some subsets, one at least: from the rarest on, so that its time goes with the rarest that is listed."""
    first, *rest = sorted(parts, key=lambda part: (not part.listed, part.count))
    for part in rest:
        if first.listed:
            first = Subset(first.size, first.numbers.compress(part.flags(first.numbers)))
        else:
            first = Subset(first.size, None, first.mask & part.mask)
    return first


def distinct(size: int, parts: Sequence[Integers]) -> Subset:
    """The documents of some arrays of numbers, in which they stand in any order and any number of times."""
    if sum(map(len, parts)) * _SORTED < size:
        numbers = np.concatenate([NO_INTEGERS, *parts])
        numbers.sort()
        return Subset(size, numbers.compress(changes(numbers)))
    mask = np.zeros(size, bool)
    for part in parts:
        mask[part] = True
    return Subset(size, None, mask)


def union(size: int, parts: Sequence[Subset]) -> Subset:
    """What is in any of some subsets."""
    parts = [part for part in parts if part.count]
    if len(parts) < 2:
        return parts[0] if parts else Subset(size, NO_INTEGERS)
    if all(part.listed for part in parts):
        return distinct(size, [part.numbers for part in parts])
    return Subset(size, None, reduce(or_, (part.mask for part in parts)))
