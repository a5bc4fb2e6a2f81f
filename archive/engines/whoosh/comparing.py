"""What a segment holds of its articles, beside what their documents make anew: whatever differs was written wrongly or changed since."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import NONE, Integers, Mask
from archive.engines.whoosh.builder import SegmentBuilder
from archive.engines.whoosh.fields import TEXTS
from archive.engines.whoosh.inversion import packed_stems
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.words import Vocabulary

_AT_ONCE = 5_000
"""Documents that are compared together: each time costs what the words of the segment are many, too."""


def differing(segment: Segment, alive: Mask, make: Callable[[Sequence[str]], Iterable[Document]]) -> Iterator[str]:
    """The first of each few thousand living articles of which the segment holds something else than its document makes."""
    ids = segment.ids()
    living = np.flatnonzero(alive)
    if not all(_well_stemmed(segment, name) for name in TEXTS):  # merging makes them anew, so that no article shows it
        yield from (ids[number] for number in living[:1])
    for first in range(0, len(living), _AT_ONCE):
        some = living[first : first + _AT_ONCE]
        documents = list(make([ids[number] for number in some.tolist()]))
        differ = partial(_differ, segment, some, documents)
        if differ(len(some)):
            yield ids[some[bisect_left(range(1, len(some)), True, key=differ)]]


def _well_stemmed(segment: Segment, text_field: str) -> bool:
    stems = packed_stems(text_field, segment.arrays, Path(gettempdir()))
    return all(np.array_equal(array, segment.arrays.get(name, NONE)) for name, array in stems.items())


def _differ(segment: Segment, numbers: Integers, documents: Sequence[Document], first: int) -> bool:
    """Whether merging the `first` of some documents of the segment gives other arrays than writing them anew gives."""
    builder = SegmentBuilder(Vocabulary())
    for document in documents[:first]:
        builder.add(document)
    chosen = np.zeros(segment.size, bool)
    chosen[numbers[:first]] = True
    folder = Path(gettempdir())
    new, old = builder.arrays(folder), merged([(segment, chosen)], folder)
    return not all(np.array_equal(new.get(name, NONE), old.get(name, NONE)) for name in new.keys() | old.keys())
