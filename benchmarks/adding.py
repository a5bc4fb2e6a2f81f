"""Measure adding articles one by one: from `writer.put` until a new snapshot finds the article.

    python -m benchmarks.adding ARCHIVE [--articles 200000] [--added 200]

ARCHIVE is the folder of an archive; its articles, grown to so many as `benchmarks.engines` does it, are indexed anew in a folder that
goes away. Then `added` articles are put, each in a commit of its own, and looked for by a word that only it has. What the disk takes to
sync a small file, as often as a commit does, is measured between the commits and stands beside.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.engines import Document
from archive.engines.whoosh import WhooshEngine, commits
from archive.engines.whoosh.commits import Commit
from archive.publishing import documents
from archive.query.tree import Word
from archive.search import Plan
from archive.store import open_store
from benchmarks.engines.articles import grown
from benchmarks.house import peak_memory

SYNCS = 5
"""A commit syncs its segment, its manifest, its table of contents, and the folder after each of the latter two."""


@dataclass(frozen=True, slots=True)
class Added:
    """Milliseconds of one article: in all, of the processor, of what comes after the commit, and of the disk's syncs beside it."""

    all: float
    processor: float
    finding: float
    syncing: float
    merged: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Index, add one by one, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--added", type=int, default=200)
    given = parser.parse_args(arguments)
    with open_store(given.archive / "archive.sqlite", create=False) as store:
        base = list(documents(store, store.ids()))
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder) / "index")
        with engine.rebuild(1) as writer:
            for article in grown(base, given.articles, seed=1):
                writer.put(article)
        engine.snapshot().count([Word("the")])
        found = [add(engine, replace(base[number % len(base)], id=f"added-{number}")) for number in range(given.added)]
    print(f"{given.articles:,} articles, {given.added} added one by one\n")
    print("\n".join(table(found)))
    print(f"\nPeak memory {peak_memory():.0f} MB, with the {len(base):,} articles that were grown.")


def add(engine: WhooshEngine, article: Document) -> Added:
    """Put one article and find it."""
    word = f"qq{article.id.replace('-', '')}"
    build = engine.state()
    assert build is not None
    segments = segments_of(engine)
    start, processor = time.perf_counter(), time.process_time()
    with engine.writer(build.sequence + 1) as writer:
        writer.put(replace(article, body=f"{article.body} {word}"))
    committed = time.perf_counter()
    assert engine.snapshot().search(Plan(Word(word))).total == 1
    end, processed = time.perf_counter(), time.process_time()
    merged = segments_of(engine) <= segments
    times = (end - start, processed - processor, end - committed, syncs(engine.folder))
    return Added(*(seconds * 1e3 for seconds in times), merged)


def segments_of(engine: WhooshEngine) -> int:
    """How many segments the newest commit has: one more after a commit that merged none."""
    segments = commits.of_newest(engine.folder, Commit.segments)
    assert segments is not None
    return len(segments)


def syncs(folder: Path) -> float:
    """The seconds that the disk takes to write and sync a small file, as often as a commit does."""
    start = time.perf_counter()
    for _ in range(SYNCS):
        with (folder / "sync").open("wb") as stream:
            stream.write(b"x" * 4096)
            stream.flush()
            os.fsync(stream.fileno())
    return time.perf_counter() - start


def table(found: Sequence[Added]) -> list[str]:
    """A row for each part of the time."""
    rows = ["| ms | median | p95 | p99 | worst |", "|---|---|---|---|---|"]
    merges = [each for each in found if each.merged]
    for name, times in {
        "put to found": [each.all for each in found],
        "of which after the commit": [each.finding for each in found],
        "the processor's time": [each.processor for each in found],
        f"{SYNCS} syncs of this disk, beside": [each.syncing for each in found],
        f"put to found, the {len(merges)} that merged": [each.all for each in merges],
    }.items():
        if times:
            ordered = sorted(times)
            cells = [statistics.median(ordered), *(ordered[int(len(ordered) * share)] for share in (0.95, 0.99)), ordered[-1]]
            rows.append(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
    return rows


if __name__ == "__main__":
    main()
