"""What a segment holds of its articles, beside what their documents make anew: whatever differs was written wrongly or changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from archive.engines import Document
from archive.engines.whoosh.arrays import Array, Integers, Mask
from archive.engines.whoosh.builder import SegmentBuilder
from archive.engines.whoosh.fields import TEXTS, stems
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.words import Vocabulary

_AT_ONCE = 5_000
"""Documents that are compared together: each time costs what the words of the segment are many, too."""

_NONE = np.zeros(0, np.uint8)


def differing(segment: Segment, alive: Mask, make: Callable[[Sequence[str]], Iterable[Document]]) -> Iterator[str]:
    """The first of each few thousand living articles of which the segment holds something else than its document makes."""
    ids = segment.ids()
    living = np.flatnonzero(alive)
    for first in range(0, len(living), _AT_ONCE):
        some = living[first : first + _AT_ONCE]
        documents = list(make([ids[number] for number in some.tolist()]))
        while len(some) > 1 and not _same(segment, some, documents):
            half = len(some) // 2
            early = not _same(segment, some[:half], documents[:half])
            some, documents = (some[:half], documents[:half]) if early else (some[half:], documents[half:])
        if len(some) == 1 and not _same(segment, some, documents):
            yield ids[int(some[0])]


def _same(segment: Segment, numbers: Integers, documents: Sequence[Document]) -> bool:
    """Whether merging some documents of the segment gives the arrays that writing them anew gives."""
    builder = SegmentBuilder(Vocabulary())
    for document in documents:
        builder.add(document)
    chosen = np.zeros(segment.size, bool)
    chosen[numbers] = True
    new, old = builder.arrays(), merged([(segment, chosen)], Path(gettempdir()))
    names = {name for name in new.keys() | old.keys() if ".forms" not in name}
    return all(_alike(new.get(name, _NONE), old.get(name, _NONE)) for name in names) and all(
        np.isin(_forms(new, text), _forms(old, text)).all()
        for text in TEXTS  # a merge keeps forms that are left of other documents
    )


def _alike(new: Array, old: Array) -> bool:
    return np.array_equal(new, old) if len(new) else not old.any()


def _forms(arrays: Mapping[str, Array], text_field: str) -> Integers:
    """Each stem with each of its forms, as one number."""
    starts = arrays[f"{stems(text_field)}.forms.starts"].astype(np.int64)
    each: Integers = np.repeat(np.arange(len(starts) - 1), np.diff(starts)) << 32
    return each + arrays[f"{stems(text_field)}.forms"]
