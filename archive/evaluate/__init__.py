"""Quality against gold data: every number of `docs/entities.md`, with bootstrap intervals; what is not there is told, not failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from archive.evaluate import measures
from archive.evaluate.gold import own_gold, read_gold
from archive.evaluate.reading import Reader, make_reader
from archive.evaluate.reuters import FILE as REUTERS
from archive.evaluate.scores import Missing, Outcome, Score

__all__ = ["GOLD", "GUM_NEWS", "Missing", "Outcome", "Reader", "Score", "evaluate_entities", "make_reader"]

_SOURCES = Path(__file__).parents[2]
GOLD = _SOURCES / "tests" / "judged" / "entities.yaml"
"""Our own annotated articles; they are with the sources, and in no installed package."""
GUM_NEWS = _SOURCES / "tools" / "data" / "gum" / "news.jsonl.gz"
"""The part of GUM that may be given away; the same holds."""

Measure = Callable[[Reader, Path], Iterator[Outcome]]

SHARED: tuple[tuple[str, str, Measure], ...] = (
    ("AllSides", "articles/allsides-dev.jsonl.gz", measures.speed),
    ("Reuters", REUTERS, measures.reuters),
    ("AIDA dev", "linking/aida-conll-dev.jsonl.gz", measures.aida),
    ("Worldwide", "ner/en_worldwide_newswire/test.conll.gz", measures.worldwide),
)
"""The sets of the corpora folder: name, file, measure. Speed comes first, while the process has read nothing else."""


def evaluate_entities(reader: Reader, corpora: Path | None, gold: Path = GOLD, gum: Path = GUM_NEWS) -> Iterator[Outcome]:
    """Every number, a set at a time; a set whose file is not there is Missing. Raise RequestError for a gold file that does not hold."""
    for name, file, measure in SHARED:
        if corpora is None:
            yield Missing(name, "no folder of corpora was given")
        elif not (corpora / file).is_file():
            yield Missing(name, f"{corpora / file} is not there")
        else:
            yield from measure(reader, corpora)
    yield from own_gold(reader, read_gold(gold)) if gold.is_file() else [Missing("own gold", f"{gold} is not there")]
    yield from measures.gum_news(reader, gum) if gum.is_file() else [Missing("GUM news", f"{gum} is not there")]
