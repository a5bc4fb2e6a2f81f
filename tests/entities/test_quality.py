"""Floors under the quality on real articles; raise them when the rules get better, never lower them in silence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from archive.entities import Extractor, Linker
from archive.model import Article, EntityType
from tools.reuters import LAST_FOR_TUNING, SAME, stories

EVERY = 5
"""One story in so many is enough for a floor."""


@pytest.mark.slow
def test_salient_countries_of_reuters_stories(corpora: Path, extractor: Extractor, linker: Linker) -> None:
    right = given = wanted = exact = total = 0
    for number, article, gold in stories(corpora):
        if number <= LAST_FOR_TUNING or number % EVERY:
            continue
        links = linker.link(extractor.mentions([article])[0], None)
        salient = {SAME.get(link.key, link.key) for link in links if link.type is EntityType.COUNTRY and link.salient}
        right, given, wanted = right + len(salient & gold), given + len(salient), wanted + len(gold)
        exact, total = exact + (salient == gold), total + 1
    assert 2 * right / (given + wanted) >= 0.915
    assert exact / total >= 0.87


@pytest.mark.slow
def test_people_in_news_of_1996(corpora: Path, extractor: Extractor, linker: Linker) -> None:
    """Every second article; a person counts as found where any form of the name is linked, a value as wrong where it is nobody's name."""
    found = wanted = wrong = values = 0
    with gzip.open(corpora / "linking" / "aida-conll-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file][::2]
    for record in records:
        mentions = extractor.mentions([Article(body=record["text"])])[0]
        links = [link for link in linker.link(mentions, None) if link.type is EntityType.PERSON]
        spans = [[range(mentions[at].start, mentions[at].end) for at in link.mentions] for link in links]
        people: dict[str, set[int]] = {}
        for gold in record["mentions"]:
            if "Q215627" in gold["type"] or not gold["qid"].startswith("Q"):
                people.setdefault(gold["qid"], set()).update(range(gold["start"], gold["end"]))
        known = [places for qid, places in people.items() if qid.startswith("Q")]
        linked = {place for each in spans for span in each for place in span}
        found, wanted = found + sum(bool(places & linked) for places in known), wanted + len(known)
        anybody = set[int]().union(*people.values())
        wrong, values = wrong + sum(not any(anybody.intersection(span) for span in each) for each in spans), values + len(spans)
    assert found / wanted >= 0.84
    assert 1 - wrong / values >= 0.96
