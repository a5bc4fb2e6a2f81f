"""The measures on sets so small that their numbers can be counted by hand."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from archive.evaluate import Missing, Reader, Score, evaluate_entities, measures
from archive.evaluate.corpora import PERSON, read_tagged
from archive.evaluate.scores import Outcome
from archive.model import Article, EntityType, Link, Mention


class Capitals:
    """Finds every word that begins with a capital: one of eleven letters or more is a country, any other a person."""

    fingerprint = "capitals"

    def mentions(self, articles: Sequence[Article]) -> list[list[Mention]]:
        return [list(self._one(article.body)) for article in articles]

    def _one(self, text: str) -> Iterable[Mention]:
        start = 0
        for word in text.split():
            start = text.index(word, start)
            if word[0].isupper():
                type = EntityType.COUNTRY if len(word) > 10 else EntityType.PERSON
                yield Mention("body", start, start + len(word), type, word, None, 1.0, "capital")
            start += len(word)


def by_surface(articles: Sequence[Article], mentions: Sequence[Sequence[Mention]], outlet: str | None) -> list[list[Link]]:
    """One link for each surface of an article."""
    return [
        [
            Link(found[0].type, surface, surface, tuple(at for at, each in enumerate(found) if each.surface == surface), True, True, "")
            for surface in dict.fromkeys(each.surface for each in found)
        ]
        if found
        else []
        for found in mentions
    ]


@pytest.fixture
def reader() -> Reader:
    return Reader(Capitals(), by_surface)


def write(file: Path, records: Sequence[object]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)
    return file


def values(outcomes: Iterable[Outcome]) -> dict[str, float]:
    return {outcome.name: outcome.value for outcome in outcomes if isinstance(outcome, Score)}


def person(text: str, surface: str, id: str) -> dict[str, object]:
    start = text.index(surface)
    return {"start": start, "end": start + len(surface), "surface": surface, "qid": id, "type": f"{PERSON}|Q5"}


def test_a_value_is_the_person_whom_most_of_its_mentions_are(reader: Reader, tmp_path: Path) -> None:
    first, second = "yes Ann met Bob", "then Ann saw Eve and Zed"
    records = [
        {"id": "1", "text": first, "mentions": [person(first, "Ann", "Q1"), person(first, "Bob", "Q2")]},
        {"id": "2", "text": second, "mentions": [person(second, "Ann", "Q3"), person(second, "Eve", "Q4"), person(second, "Zed", "--")]},
    ]
    write(tmp_path / "linking" / "aida-conll-dev.jsonl.gz", records)
    found = values(measures.aida(reader, tmp_path))
    # Ann is Q1 or Q3, the first of equals: one of the four gold people is not found, and one value is nobody's; Zed counts neither way.
    assert found["people of articles, precision"] == pytest.approx(3 / 4)
    assert found["people of articles, recall"] == pytest.approx(3 / 4)
    assert found["people: values per person (asked: at most)"] == 1
    assert found["gold mentions, B-cubed within an article"] == 1
    assert found["gold mentions, B-cubed across articles"] == pytest.approx(2 * 0.75 / 1.75)


def test_spans_are_exact_and_of_the_type(reader: Reader, tmp_path: Path) -> None:
    tokens = [
        "-DOCSTART- (one)\tO",
        "",
        "Ann\tB-Person",
        "Lee\tI-Person",
        "left\tO",
        "",
        "Switzerland\tB-Location",
        "and\tO",
        "Bob\tB-Person",
        "",
    ]
    file = tmp_path / "ner" / "en_worldwide_newswire" / "test.conll.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress("\n".join(tokens).encode()))
    (document,) = read_tagged(file)
    assert document.article.body == "Ann Lee left\n\nSwitzerland and Bob"
    assert document.names == {(0, 7, "Person"), (14, 25, "Location"), (30, 33, "Person")}
    found = values(measures.worldwide(reader, tmp_path))
    assert found["exact spans, people, precision"] == pytest.approx(1 / 3)
    assert found["exact spans, people, recall"] == pytest.approx(1 / 2)
    assert found["exact spans, locations, F1"] == 1


def test_recall_of_linked_names_is_by_overlap_and_type(reader: Reader, tmp_path: Path) -> None:
    text = "so Ann Lee left Switzerland for the Hague"
    spans = [("person", 3, 10, True), ("place", 16, 27, True), ("organization", 36, 41, True), ("person", 0, 2, False)]
    mentions = [{"type": type, "start": start, "end": end, "named": named} for type, start, end, named in spans]
    file = write(tmp_path / "gum.jsonl.gz", [{"genre": "news", "text": text, "mentions": mentions}, {"genre": "fiction"}])
    found = values(measures.gum_news(reader, file))
    assert found == {
        "linked names, people, recall": 1,
        "linked names, places and countries, recall": 1,
        "linked names, organisations, recall": 0,
        "linked names, all, recall": pytest.approx(2 / 3),
    }


def test_sets_that_are_not_there_are_told(reader: Reader, tmp_path: Path) -> None:
    outcomes = list(evaluate_entities(reader, tmp_path, tmp_path / "gold.yaml", tmp_path / "gum.gz"))
    assert all(isinstance(each, Missing) for each in outcomes)
    assert [each.set for each in outcomes] == ["AllSides", "Reuters", "AIDA dev", "Worldwide", "own gold", "GUM news"]
    without = list(evaluate_entities(reader, None, tmp_path / "gold.yaml", tmp_path / "gum.gz"))
    assert isinstance(without[0], Missing)
    assert without[0].reason == "no folder of corpora was given"
