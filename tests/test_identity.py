"""Public ids: readable where the source's own are, stable, and never two for one."""

from __future__ import annotations

import pytest

from archive.identity import canonical_url, public_id, short_hash
from archive.model import Article


def test_an_own_id_is_kept() -> None:
    assert public_id(Article(id="1987-0042", collection="times"), "a.txt", None) == "times-1987-0042"


def test_own_ids_that_look_alike_when_cleaned_stay_apart() -> None:
    first, second = (public_id(Article(id=own, collection="times"), "a.txt", None) for own in ("a/b c", "a b/c"))
    assert first != second
    assert first.startswith("times-a-b-c-")
    assert "/" not in first and " " not in first


def test_an_address_counts_before_the_path_and_without_its_tracking() -> None:
    urls = (
        "https://www.example.org/a/?utm_source=x#top",
        "http://example.org/a",
        "https://EXAMPLE.org/a/",
    )
    ids = {public_id(Article(collection="c", url=url), f"{number}.html", None) for number, url in enumerate(urls)}
    assert len(ids) == 1
    assert canonical_url("https://example.org/a?id=7&fbclid=z") == "https://example.org/a?id=7"


def test_the_records_of_a_file_stay_apart() -> None:
    ids = {public_id(Article(collection="c", place=place), "a.jsonl", bytes([place])) for place in range(1, 50)}
    assert len(ids) == 49
    assert public_id(Article(collection="c"), "a.txt", None) == f"c-{short_hash('a.txt')}"


@pytest.mark.parametrize("url", ["http://[broken", "no address", "http://"])
def test_what_is_no_address_still_names_its_article(url: str) -> None:
    assert public_id(Article(collection="c", url=url), "a.html", None).startswith("c-")
