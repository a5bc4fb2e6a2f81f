"""How what was found is compared with what a person wrote down, and what a gold file may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.errors import RequestError
from archive.evaluate.gold import Wanted, read_gold

COMPARED = [
    (["John Kerry", "Pelé"], ["Pele", "John Kerry"], (2, 2, 2)),
    (["Muammar Gaddafi|Moammar Kadhafi"], ["Moammar Kadhafi"], (1, 1, 1)),
    (["Muammar Gaddafi|Moammar Kadhafi"], ["Moammar Kadhafi", "Muammar Gaddafi"], (1, 2, 1)),
    (["~Louvre", "Paris"], ["Louvre", "Paris"], (1, 1, 1)),
    (["~Louvre", "Paris"], ["Paris"], (1, 1, 1)),
    (["Haddad"], ["Haddad (surname only)"], (1, 1, 1)),
    (["Georgia"], ["Georgia (US state)", "Georgia Pruitt"], (1, 2, 1)),
    ([], ["Nobody"], (0, 1, 0)),
    (["Somebody"], [], (0, 0, 1)),
]


@pytest.mark.parametrize(("written", "found", "counts"), COMPARED)
def test_each_value_counts_once_by_any_of_its_spellings(written: list[str], found: list[str], counts: tuple[int, int, int]) -> None:
    wanted = Wanted.parse(written)
    assert wanted.counts(found) == counts
    assert wanted.exact(found) is (counts[0] == counts[1] == counts[2])


def test_articles_are_taken_from_files_by_record_or_from_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "two.jsonl").write_text('{"title": "One", "body": "A."}\n{"title": "Two", "body": "B."}\n', encoding="utf-8")
    file = tmp_path / "gold.yaml"
    file.write_text(
        "folder: news\narticles:\n"
        "  - {article: two.jsonl#2, people: [Ada Lovelace]}\n"
        "  - {title: Three, text: 'GENEVA, May 7 - C met D there in the end.', about: [CH]}\n",
        encoding="utf-8",
    )
    two, three = read_gold(file)
    assert (two.article.title, two.wanted["people"].values) == ("Two", (frozenset({"ada lovelace"}),))
    assert (three.article.title, three.article.dateline) == ("Three", "GENEVA, May 7")
    assert three.wanted["about"].values == (frozenset({"ch"}),)


FAULTS = [
    ("articles: no", "no list of articles"),
    ("articles:\n  - {text: A, peopel: [B]}", "article 1: the key peopel means nothing here"),
    ("articles:\n  - {text: A}\n  - {people: [B]}", "article 2: needs either"),
    ("articles:\n  - {article: 'no.txt#1'}", "article 1: there is no no.txt#1"),
    ("articles:\n  - {text: A, people: B}", "article 1, people: not a list of texts"),
    ("articles: [", "expected"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_a_gold_file_that_does_not_hold_says_where(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "gold.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RequestError) as caught:
        read_gold(file)
    assert message in caught.value.message
    assert str(file) in caught.value.message
