"""Segments that were merged hold, number by number, what one segment written at once holds: thousands of articles, changed and deleted."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from archive.engines import Document
from archive.engines.whoosh import WhooshEngine, commits
from archive.engines.whoosh.builder import SegmentBuilder
from archive.engines.whoosh.commits import Commit
from archive.engines.whoosh.merging import merged
from archive.engines.whoosh.tiers import alive, open_segment
from archive.engines.whoosh.words import Vocabulary

from .samples import document

SMALL = {"packing.BLOCK": 256, "merging._AT_ONCE": 900, "inversion._AT_ONCE": 700, "inversion._PARTS": 40}
SMALL |= {"builder._AT_ONCE": 5_000, "arrays._IN_MEMORY": 2_000, "arrays._WRITTEN": 300, "writing._TOGETHER": 20_000}
ARTICLES = 2_500


def article(number: int, chance: Random) -> Document:
    """Of a few words or, seldom, of so many that one byte does not count them, or two bytes where they are."""
    words = [
        f"word{int(chance.paretovariate(0.6)) % 5_000}" + chance.choice(("", "", "s", ".", ". The", "。北京", "\n\n")) for _ in range(12)
    ]
    often = 70_000 if number == 1_234 else 300 if number % 500 == 7 else 0
    return document(
        f"{number:05}",
        title=" ".join(words[:4]),
        body=" ".join(words) + " again" * often + " end.",
        date=chance.choice(("1994", "1994-05-01", None)),
        language=chance.choice(("en", "fr", None)),
        person=tuple(chance.choices([f"p-{each}" for each in range(400)], k=number % 4)),
    )


@pytest.mark.parametrize("constants", [SMALL, {}])
def test_merged_segments_are_as_one_written_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, constants: dict[str, int]) -> None:
    for name, value in constants.items():
        monkeypatch.setattr(f"archive.engines.whoosh.{name}", value)
    chance = Random(4)
    engine = WhooshEngine(tmp_path)
    held: dict[str, Document] = {}
    for first in range(0, ARTICLES, ARTICLES // 10):
        with engine.writer(first) as writer:
            changed = [*range(first, first + ARTICLES // 10), *chance.sample(range(first + 1), min(first, 60))]
            for number in changed:
                held[f"{number:05}"] = article(number, chance)
                writer.put(held[f"{number:05}"])
            for id in chance.sample(sorted(held), 40):
                writer.delete(held.pop(id).id)
    segments = commits.of_newest(tmp_path, Commit.segments)
    assert segments
    assert 1 < len(segments) < 10, "some are merged, and some are left to be"
    parts = [(open_segment(tmp_path, each), alive(each)) for each in segments]
    ids = [id for segment, living in parts for id, lives in zip(segment.ids(), living, strict=True) if lives]
    assert sorted(ids) == sorted(held)
    builder = SegmentBuilder(Vocabulary())
    for id in ids:
        builder.add(held[id])
    found, expected = merged(parts, tmp_path), builder.arrays(tmp_path)
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, name)
        assert found[name].dtype == array.dtype, name
    assert {array.dtype.itemsize for array in expected.values()} == {1, 2, 4}
    assert list(engine.snapshot().differing(lambda ids: [held[id] for id in ids])) == []
