"""What a segment holds of its articles, beside what their documents make anew: whatever differs was written wrongly or changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import NONE, Array, Integers, Mask
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
        while len(some) > 1 and not _same(segment, some, documents):
            half = len(some) // 2
            early = not _same(segment, some[:half], documents[:half])
            some, documents = (some[:half], documents[:half]) if early else (some[half:], documents[half:])
        if len(some) == 1 and not _same(segment, some, documents):
            yield ids[int(some[0])]


def _well_stemmed(segment: Segment, text_field: str) -> bool:
    stems = packed_stems(text_field, segment.arrays, segment.analysis, Path(gettempdir()))
    return all(np.array_equal(array, segment.arrays.get(name, NONE)) for name, array in stems.items())


def _same(segment: Segment, numbers: Integers, documents: Sequence[Document]) -> bool:
    """Whether merging some documents of the segment gives the arrays that writing them anew gives."""
    builder = SegmentBuilder(Vocabulary())
    for document in documents:
        builder.add(document)
    chosen = np.zeros(segment.size, bool)
    chosen[numbers] = True
    folder = Path(gettempdir())
    new, old = builder.arrays(folder), merged([(segment, chosen)], folder)
    return all(_alike(new.get(name, NONE), old.get(name, NONE)) for name in new.keys() | old.keys())


def _alike(new: Array, old: Array) -> bool:
    return np.array_equal(new, old) if len(new) else not old.any()
