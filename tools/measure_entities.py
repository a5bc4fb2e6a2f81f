"""Measure the entities of the archive on real articles and print one table: people, countries, organisations, places and speed.

Run with:  python -m tools.measure_entities CORPORA
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from archive.entities import make_extractor, make_linker
from archive.model import Article, EntityType, Link, Mention
from tools.reuters import LAST_FOR_TUNING, SAME, stories

PERSON = "Q215627"
FACET_CONFIDENCE = 0.7
SPEED_ARTICLES = 1000

EXTRACTOR = make_extractor()
LINKER = make_linker(FACET_CONFIDENCE)


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def scores(right: int, given: int, gold: int) -> str:
    """Precision, recall and F1 as text."""
    precision, recall = right / max(given, 1), right / max(gold, 1)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"


def extract(article: Article, outlet: str | None = None) -> tuple[list[Mention], list[Link]]:
    """Mentions and links of one article."""
    mentions = EXTRACTOR.mentions([article])[0]
    return mentions, LINKER.link(mentions, outlet)


# ---------------------------------------------------------------- countries


def countries(corpora: Path) -> Iterator[str]:
    """Salient and mentioned countries on the Reuters stories that were not used for tuning."""
    for label, dateline, outlet in (("as published", True, None), ("no dateline, outlet US", False, "US")):
        right = given = wanted = exact = mentioned = total = 0
        for number, article, gold in stories(corpora):
            if number <= LAST_FOR_TUNING:
                continue
            links = extract(article if dateline else replace(article, dateline=None), outlet)[1]
            every = {SAME.get(link.key, link.key) for link in links if link.type is EntityType.COUNTRY}
            salient = {SAME.get(link.key, link.key) for link in links if link.type is EntityType.COUNTRY and link.salient}
            right, given, wanted = right + len(salient & gold), given + len(salient), wanted + len(gold)
            exact, mentioned, total = exact + (salient == gold), mentioned + len(every & gold), total + 1
        yield f"Reuters > {LAST_FOR_TUNING}, {label:24} n {total}  {scores(right, given, wanted)}  exact {exact / total:.3f}"
        yield f"    recall of mentioned countries {mentioned / wanted:.3f}"


# ---------------------------------------------------------------- people


def people(corpora: Path) -> Iterator[str]:
    """(article, person) pairs on AIDA dev from raw text.

    A value is the person whom most of its mentions are; values of which every mention is gold without a Wikidata id are passed over.
    """
    documents = []
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for record in read(corpora / "linking" / "aida-conll-dev.jsonl.gz"):
        mentions, links = extract(Article(body=record["text"]))
        known = [each for each in record["mentions"] if each["qid"].startswith("Q")]
        gold = {(each["start"], each["end"]): each["qid"] for each in known if PERSON in each["type"]}
        unnamed = [(each["start"], each["end"]) for each in record["mentions"] if not each["qid"].startswith("Q")]
        values: dict[str, list[tuple[int, int]]] = {}
        for link in links:
            if link.type is EntityType.PERSON:
                values[link.key] = [(mentions[at].start, mentions[at].end) for at in link.mentions]
                for span in values[link.key]:
                    votes[link.key].update(qid for other, qid in gold.items() if _overlap(span, other))
        documents.append((gold, unnamed, values))
    who = {key: counter.most_common(1)[0][0] for key, counter in votes.items() if counter}
    yield f"AIDA dev, people in articles                n {len(documents)}  {scores(*_pairs(documents, who))}"
    values_of = Counter(who.values())
    yield f"    values per person {sum(values_of.values()) / len(values_of):.3f}"


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _pairs(documents: list[tuple[Any, Any, Any]], who: Mapping[str, str]) -> tuple[int, int, int]:
    found, wanted = set(), set()
    for number, (gold, unnamed, values) in enumerate(documents):
        wanted |= {(number, qid) for qid in gold.values()}
        for key, spans in values.items():
            if not all(any(_overlap(span, other) for other in unnamed) for span in spans):
                found.add((number, who.get(key, key)))
    return len(found & wanted), len(found), len(wanted)


# ---------------------------------------------------------------- names in news


def recall_in_news(corpora: Path) -> Iterator[str]:
    """Recall of the named, linked mentions of GUM's news by type, by overlap with a mention of that type."""
    kinds = {"person": EntityType.PERSON, "organization": EntityType.ORGANISATION, "place": EntityType.PLACE}
    hits, totals = Counter[str](), Counter[str]()
    for record in read(corpora / "linking" / "gum.jsonl.gz"):
        if record["genre"] != "news":
            continue
        mentions = extract(Article(body=record["text"]))[0]
        for gold in record["mentions"]:
            kind = gold.get("type")
            if not gold.get("named") or kind not in kinds:
                continue
            wanted = {kinds[kind], EntityType.COUNTRY} if kind == "place" else {kinds[kind]}
            totals[kind] += 1
            hits[kind] += any(each.type in wanted and _overlap((each.start, each.end), (gold["start"], gold["end"])) for each in mentions)
    yield "GUM news, recall  " + "  ".join(f"{kind} {hits[kind] / totals[kind]:.3f} (n {totals[kind]})" for kind in sorted(totals))


def speed(corpora: Path) -> Iterator[str]:
    """Words a second on one core, extraction and linking apart."""
    records = read(corpora / "articles" / "allsides-dev.jsonl.gz")[:SPEED_ARTICLES]
    articles = [Article(title=record["title"] or "", body=record["body"] or "") for record in records]
    words = sum(len(article.body.split()) for article in articles)
    start = time.perf_counter()
    mentions = EXTRACTOR.mentions(articles)
    middle = time.perf_counter()
    for each in mentions:
        LINKER.link(each, "US")
    end = time.perf_counter()
    yield f"speed: extract {words / (middle - start):,.0f} words/s, link {words / (end - middle):,.0f} words/s (n {len(articles)})"


def main() -> None:
    """Print every measurement."""
    corpora = Path(sys.argv[1])
    for measure in (countries, people, recall_in_news, speed):
        for line in measure(corpora):
            print(line, flush=True)


if __name__ == "__main__":
    main()
