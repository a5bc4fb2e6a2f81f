"""Real articles and pages, where they are at hand: everything is read, and the text of pages is found as well as it ever was."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from archive.config import Collection
from archive.model import Article, ReadError
from archive.readers import SourceFile, read_file

BODY_FLOOR = 0.970
"""Mean token F1 of 90 pages of the article extraction benchmark; 0.9737 when it was pinned. Raise it, never lower it."""


def token_f1(found: str, gold: str) -> float:
    left, right = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    return 2 * sum((left & right).values()) / max(1, sum(left.values()) + sum(right.values()))


def test_the_text_of_pages_is_found(corpora: Path) -> None:
    folder = corpora / "formats" / "html_article_extraction_benchmark"
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    scores = []
    for path in sorted(folder.glob("html/*.gz")):
        (article,) = read_file(SourceFile(path, folder), Collection("pages"))
        body = article.body if isinstance(article, Article) else ""
        scores.append(token_f1(body, gold[path.name.split(".")[0]]["articleBody"]))
    assert sum(scores) / len(scores) >= BODY_FLOOR


@pytest.mark.slow
def test_no_page_makes_the_reader_raise_or_talk(corpora: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = corpora / "formats" / "html_trafilatura"
    paths = sorted(path for name in ("cache", "eval") for path in (folder / name).iterdir())
    items = [item for path in paths for item in read_file(SourceFile(path, folder), Collection("pages", format="html"))]
    assert len(items) == len(paths)
    assert sum(isinstance(item, ReadError) for item in items) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "fields", "articles"),
    [
        ("reuters21578-train", {"authors": "author"}, 14_818),
        ("allsides-dev", {}, 12_573),
        ("bbc-2225", {}, 2_225),
        ("wikinews-2019-2020", {}, 295),
    ],
)
def test_whole_files_are_read_with_a_few_lines_of_configuration(corpora: Path, name: str, fields: dict[str, str], articles: int) -> None:
    path = corpora / "articles" / f"{name}.jsonl.gz"
    items = list(read_file(SourceFile(path, path), Collection(name, fields=fields, language="en")))
    assert sum(isinstance(item, Article) for item in items) == articles
    assert len(items) == articles
    assert len({item.id for item in items if isinstance(item, Article)}) == articles
