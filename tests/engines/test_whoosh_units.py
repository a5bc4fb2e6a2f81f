"""Where sentences and paragraphs begin goes whole through segments, deletions and merges."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from archive.engines.whoosh.builder import SegmentBuilder, write_segment
from archive.engines.whoosh.documents import Documents
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.segment import Segment
from archive.engines.whoosh.subsets import Subset
from archive.engines.whoosh.words import Vocabulary
from archive.text import Unit, paragraphs, sentences, words

from .samples import document

SNIPPETS = "Strike", "bank", "U.S.", ".", ". ", "!\n\n", "\n\n", " ", "’s", "北", "。", "。」", "The", "Mr. ", "“", "\n", " Inc."
texts = st.lists(st.sampled_from(SNIPPETS), max_size=12).map("".join)
segments = st.lists(st.lists(st.tuples(texts, st.booleans()), max_size=5), min_size=1, max_size=3)


def beginnings(text: str, unit: Unit) -> list[int]:
    """The number of the first word of each sentence or paragraph that has any, counted plainly."""
    counts = [len(words(text[start:end])) for start, end in (sentences if unit is Unit.SENTENCE else paragraphs)(text)]
    return sorted({sum(counts[:number]) for number, count in enumerate(counts) if count} | {0})


def places(documents: Documents, asked: Subset, text_field: str, unit: Unit) -> list[int]:
    """Where the units of some documents begin, with the numbers that these have in the commit."""
    return documents.placed(documents.divided(asked), lambda segment, own: segment.unit_places(text_field, unit, own)).tolist()


@given(segments, st.booleans())
@example([[("bank \ufdd0 bank", True)]], False)
def test_units_begin_where_they_begin_in_the_texts(commits: list[list[tuple[str, bool]]], merge: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        vocabulary = Vocabulary()
        parts = []
        for texts in commits:
            builder = SegmentBuilder(vocabulary)
            for text, _ in texts:
                builder.add(document(title=text, body=text))
            parts.append((Segment(folder, builder.write(folder)), np.array([alive for _, alive in texts], bool)))
        held = [(text, alive) for texts in commits for text, alive in texts]
        if merge:
            held = [each for each in held if each[1]]
            parts = [(Segment(folder, write_segment(folder, len(held), merged(parts, folder))), np.ones(len(held), bool))]
        documents = Documents([(segment, frozenset(np.flatnonzero(~alive).tolist())) for segment, alive in parts])
        numbers = [number for number, (text, alive) in enumerate(held) if alive and words(text)]
        asked = Subset(documents.size, np.array(numbers, np.int64))
        for unit in Unit:
            expected = [(number << 32) + start for number in numbers for start in beginnings(held[number][0], unit)]
            assert places(documents, asked, "body", unit) == expected
            assert places(documents, asked, "title", unit) == [number << 32 for number in numbers]
