"""Which segments a commit merges: their number stays small however small the commits are."""

from __future__ import annotations

from secrets import token_hex

import pytest

from archive.engines.whoosh.codec import ArraySegment
from archive.engines.whoosh.tiers import worth_merging
from archive.engines.whoosh.writing import _MERGED_ALWAYS, _MERGED_FOR_EACH

ARTICLE = 6_600
"""Bytes of an index for an article."""


def segment(documents: int) -> ArraySegment:
    made = ArraySegment(token_hex(8), documents)
    made.bytes = documents * ARTICLE
    return made


@pytest.mark.parametrize(("each", "articles"), [(1, 30_000), (50, 5 * 365 * 50), (100, 100_000)])
def test_segments_stay_few_and_merges_small(each: int, articles: int) -> None:
    segments: list[ArraySegment] = []
    most, merged = 0, []
    for _ in range(0, articles, each):
        segments.append(segment(each))
        bytes = 0
        for group in worth_merging(segments, _MERGED_ALWAYS + _MERGED_FOR_EACH * segments[-1].bytes):
            bytes += sum(one.bytes for one in group)
            segments = [one for one in segments if one not in group] + [segment(sum(one.doc_count() for one in group))]
        most = max(most, len(segments))
        merged.append(bytes)
    assert most <= 30
    assert sum(one.doc_count() for one in segments) >= articles
    assert sum(merged) <= 12 * articles * ARTICLE, "each is written again a few times"
    if each == 1:
        assert sorted(merged)[-len(merged) // 1000] <= _MERGED_ALWAYS
