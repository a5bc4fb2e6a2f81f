"""`archive evaluate entities` over a gold file of one article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.cli.evaluating import line
from archive.evaluate import Missing, Score
from tests.cli.conftest import Run


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    file = tmp_path / "mine.yaml"
    text = "John Kerry met Sergei Lavrov in Geneva. Mr Kerry left Switzerland."
    file.write_text(
        f"articles:\n  - {{title: Talks, text: '{text}', people: [John Kerry, Sergei Lavrov], about: [CH]}}\n", encoding="utf-8"
    )
    return file


def test_numbers_and_what_is_missing_are_told(run: Run, gold: Path, tmp_path: Path) -> None:
    told = run("evaluate", "entities", "--gold", str(gold), "--corpora", str(tmp_path))
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert "own gold   people, F1                                               1.000  1.000 to 1.000      1" in lines
    assert f"Reuters    not measured: {tmp_path / 'articles/reuters21578-train.jsonl.gz'} is not there" in lines


def test_what_the_configuration_chooses_is_measured(run: Run, gold: Path, folder: Path) -> None:
    with (folder / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("entities: {ner: none}\n")
    told = run("evaluate", "entities", "--gold", str(gold))
    assert "own gold   people, recall                                           0.000  0.000 to 0.000      1" in told.stdout.splitlines()


def test_the_same_as_json(run: Run, gold: Path) -> None:
    data = json.loads(run("evaluate", "entities", "--gold", str(gold), "--format", "json").stdout)
    assert {"set": "own gold", "name": "people, exact set", "value": 1.0, "low": 1.0, "high": 1.0, "size": 1, "asked": None} in data[
        "scores"
    ]
    assert [each["set"] for each in data["missing"]] == ["AllSides", "Reuters", "AIDA dev", "Worldwide"]


def test_a_gold_file_that_does_not_hold_is_misuse(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("articles: none", encoding="utf-8")
    told = run("evaluate", "entities", "--gold", str(file))
    assert (told.exit_code, told.stderr.splitlines()[0]) == (2, f"archive: {file}: no list of articles")


def test_large_numbers_have_no_decimals() -> None:
    assert line(Score("AllSides", "words/s", 151_234.5, None, None, 1000, 150_000)).endswith("151,234                   1000  150,000")
    assert line(Missing("Reuters", "no")) == "Reuters    not measured: no"
