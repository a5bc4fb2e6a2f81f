"""The values of a field in each document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.engines.whoosh.arrays import Integers, Numbers, Offsets, starts_of


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


_NOTHING = Values([], np.zeros(1, np.int64), np.zeros(0, np.uint32))


def joined(parts: Sequence[Values]) -> Values:
    """The values of all segments over one table."""
    if len(parts) < 2:
        return parts[0] if parts else _NOTHING
    tables = [np.array(part.table, object) for part in parts]
    # With `return_index` they are sorted by merging, which takes little more than one look at each where long ones are in order already.
    table, _, places = np.unique(np.concatenate(tables), return_index=True, return_inverse=True)
    own = np.split(places.astype(np.uint32), np.cumsum([len(part.table) for part in parts])[:-1])
    counts = np.concatenate([np.diff(part.starts) for part in parts])
    return Values(table.tolist(), starts_of(counts), np.concatenate([there[part.ordinals] for there, part in zip(own, parts, strict=True)]))
