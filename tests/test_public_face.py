"""What `import archive` gives, all of it and nothing else."""

from __future__ import annotations

import datetime as dt

import archive


def test_the_public_names_are_these() -> None:
    assert set(archive.__all__) == {"Archive", "ArchiveError", "Article", "SearchRequest", "SearchResult", "__version__", "open_archive"}


def test_the_public_names_are_enough_to_search(sample_archive: archive.Archive) -> None:
    with archive.open_archive(sample_archive.config) as opened:
        result = opened.search(archive.SearchRequest(text="peace conference"), dt.date(2015, 6, 1))
    assert isinstance(result, archive.SearchResult)
    assert result.total > 0
