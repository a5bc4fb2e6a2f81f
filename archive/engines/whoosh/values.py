"""The values of a field by document, and in how many documents each is."""

from __future__ import annotations

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

    def held_by(self, documents: Integers) -> Numbers:
        """The ordinals of the values of some documents, ascending, one document's behind the other's."""
        starts, ends = self.starts.take(documents), self.starts[1:].take(documents)
        holding = ends > starts
        starts, ends = starts.compress(holding), ends.compress(holding)
        # Each number is one more than the one before it, but where a document begins.
        runs = starts_of(ends - starts)
        numbers = np.ones(int(runs[-1]), np.int64)
        numbers[:1] = starts[:1]
        numbers[runs[1:-1]] = starts[1:] - ends[:-1] + 1
        return self.ordinals.take(np.cumsum(numbers, out=numbers))

    def empty(self) -> Mask:
        """The documents without a value."""
        mask: Mask = np.diff(self.starts) == 0
        return mask

    def having(self, wanted: Mask) -> Mask:
        """The documents with a value that is wanted, by its place in the table."""
        mask: Mask = np.diff(starts_of(wanted[self.ordinals])[self.starts]) > 0
        return mask


_NOTHING = Values([], np.zeros(1, np.int64), np.zeros(0, np.uint32))


def joined(parts: Sequence[Values]) -> Values:
    """The values of all segments over one table. Costs little where one table is long and the others are short."""
    if len(parts) < 2:
        return parts[0] if parts else _NOTHING
    largest = max(parts, key=lambda part: len(part.table))
    table = np.array(largest.table, object)
    others = np.array(sorted({value for part in parts if part is not largest for value in part.table}), object)
    places = table.searchsorted(others)
    new = (places == len(table)) | (table.take(places, mode="clip") != others)
    table = np.insert(table, places[new], others[new])
    kept = np.delete(np.arange(len(table)), places[new] + np.arange(np.count_nonzero(new)))
    ordinals = [
        (kept if part is largest else table.searchsorted(np.array(part.table, object))).astype(np.uint32)[part.ordinals] for part in parts
    ]
    counts = np.concatenate([np.diff(part.starts) for part in parts])
    return Values(table.tolist(), starts_of(counts), np.concatenate(ordinals))


class Totals:
    """In how many living documents each value of a table is, and the values of most documents first."""

    def __init__(self, counts: Integers) -> None:
        self.counts = counts
        self.order = np.argsort(-counts)
        self._descending = -counts[self.order]

    def at_least(self, count: int) -> Integers:
        """The values that so many documents have: no others can be in so many of some of these."""
        return self.order[: self._descending.searchsorted(-count, "right")]
