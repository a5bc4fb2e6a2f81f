"""Whether two engines answer alike: totals, facet counts and sets of articles, and what the articles that differ have in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.engines import Document
from archive.text import words
from benchmarks.engines.articles import load_articles
from benchmarks.engines.measuring import Asked
from benchmarks.engines.peers import Answer
from benchmarks.engines.queries import Query

MOST_COMPARED = 50_000
"""Articles up to which whole sets of matches are compared, not only their sizes."""
SHOWN = 5


def compare(name: str, ours: Asked, peer: Asked, queries: Sequence[Query], articles: int, file: Path) -> Iterator[str]:
    """Lines that say how far both answer alike."""
    pairs = list(zip(ours.answers(queries), peer.answers(queries), strict=True))
    totals = sum(one.total == other.total for one, other in pairs)
    yield f"ours and {name}: the same total in {totals} of {len(pairs)} queries, {_off(pairs):.2%} of matches apart"
    alike = [pair for query, pair in zip(queries, pairs, strict=True) if pair[0].total == pair[1].total and not query.filters]
    counts = sum(_facet_counts(one) == _facet_counts(other) for one, other in alike)
    yield f"  the same facet counts in {counts} of the {len(alike)} of these without filters (ours counts a chosen value without its own)"
    if articles <= MOST_COMPARED:
        sets = list(zip(queries, ours.matches(queries, articles), peer.matches(queries, articles), strict=True))
        yield f"  the same articles in {sum(one == other for _, one, other in sets)} of {len(sets)}"
        yield from _differences(name, sets, file)


def _off(pairs: Sequence[tuple[Answer, Answer]]) -> float:
    """The part of all matches by which the totals differ."""
    totals = [(one.total or 0, other.total or 0) for one, other in pairs]
    return sum(abs(one - other) for one, other in totals) / max(1, sum(one for one, _ in totals))


def _facet_counts(answer: Answer) -> dict[str, list[int]]:
    """The counts of every facet, largest first: which of equally frequent values are shown is each engine's own choice."""
    return {field: sorted(counts.values(), reverse=True) for field, counts in (answer.facets or {}).items() if counts}


def _differences(name: str, sets: Sequence[tuple[Query, set[str], set[str]]], file: Path) -> Iterator[str]:
    """Some of the queries that differ, each with an article and its words that look like the query's."""
    examples = [
        (query, side, min(only)) for query, one, other in sets for side, only in (("ours", one - other), (name, other - one)) if only
    ]
    chosen = examples[:: max(1, len(examples) // SHOWN)][:SHOWN]
    wanted = {id for _, _, id in chosen}
    found = {article.id: article for article in load_articles(file) if article.id in wanted}
    for query, side, id in chosen:
        yield f"  {query.kind} {' '.join(query.words)}: only {side} finds an article with {', '.join(_alike(query, found[id]))}"


def _alike(query: Query, article: Document) -> list[str]:
    """What in the article has a word that begins as one of the query does."""
    parts = f"{article.title} {article.body}".split()
    beginnings = tuple(word[:3] for word in query.words)
    alike = dict.fromkeys(part for part in parts if any(word.startswith(beginnings) for word in words(part)))
    return [repr(each) for each in alike][:6] or ["nothing like it"]
