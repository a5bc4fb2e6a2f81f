"""The values of a field by document, and in how many documents each is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.engines.whoosh.arrays import Integers, Mask, Numbers, Offsets, starts_of


@dataclass(frozen=True, slots=True)
class Values:
    """A field's values: `table` has each once, ascending; those of document d are the places in the table that `ordinals` has
    from `starts[d]` to `starts[d + 1]`."""

    table: list[str]
    starts: Offsets
    ordinals: Numbers

    def held_by(self, documents: Integers) -> Integers:
        """The ordinals of the values of some documents, ascending, one document's behind the other's."""
        starts, ends = self.starts.take(documents), self.starts[1:].take(documents)
        holding = ends > starts
        starts, ends = starts.compress(holding), ends.compress(holding)
        if not len(starts):
            return np.zeros(0, np.int64)
        # Each number is one more than the one before it, but where a document begins.
        runs = np.cumsum(ends - starts)
        numbers = np.ones(int(runs[-1]), np.int64)
        numbers[0] = starts[0]
        numbers[runs[:-1]] = starts[1:] - ends[:-1] + 1
        return self.ordinals.take(np.cumsum(numbers, out=numbers)).astype(np.int64)

    def empty(self) -> Mask:
        """The documents without a value."""
        mask: Mask = np.diff(self.starts) == 0
        return mask

    def having(self, wanted: Mask) -> Mask:
        """The documents with a value that is wanted, by its place in the table."""
        found = np.add.reduceat(np.append(wanted[self.ordinals], False), self.starts[:-1]) > 0
        mask: Mask = found & ~self.empty()
        return mask


def joined(parts: Sequence[Values]) -> Values:
    """The values of all segments over one table. Costs little where one table is long and the others are short."""
    if len(parts) == 1:
        return parts[0]
    largest = max((part.table for part in parts), key=len, default=[])
    others = {value for part in parts if part.table is not largest for value in part.table}
    places = {value: bisect_left(largest, value) for value in others}
    new = sorted(value for value, place in places.items() if place == len(largest) or largest[place] != value)
    inserted = np.array([places[value] for value in new], np.int64)
    table = np.insert(np.array(largest, object), inserted, new).tolist() if new else largest
    kept = np.arange(len(largest)) + np.searchsorted(inserted, np.arange(len(largest)), side="right")
    now = {value: int(kept[place]) for value, place in places.items() if place < len(largest)}
    now |= {value: place + before for before, (value, place) in enumerate(zip(new, inserted.tolist(), strict=True))}
    counts = [np.zeros(0, np.int64)]
    ordinals = [np.zeros(0, np.uint32)]
    for part in parts:
        own = kept if part.table is largest else np.array([now[value] for value in part.table])
        counts.append(np.diff(part.starts))
        ordinals.append(own.astype(np.uint32)[part.ordinals])
    return Values(table, starts_of(np.concatenate(counts)), np.concatenate(ordinals))


class Totals:
    """In how many living documents each value of a table is, and the values of most documents first."""

    def __init__(self, counts: Integers) -> None:
        self.counts = counts
        self.order = np.argsort(-counts)
        self._descending = -counts[self.order]

    def at_least(self, count: int) -> Integers:
        """The values that so many documents have: no others can be in so many of some of these."""
        return self.order[: self._descending.searchsorted(-count, "right")]
