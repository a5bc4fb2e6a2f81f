"""Measure the whole house: indexing speed by stage, sizes, and the latency of faceted searches, over articles of yours.

    python -m benchmarks.house PATH... [--config FILE] [--queries 300] [--keep FOLDER]

PATHs are read as the configuration says, or as their own folder's collection, into an archive in a temporary folder. The
searches run in a process of their own, so that its memory is that of a server. A search is everything `Archive.search` does:
reading the query, 10 hits with passages, all facets, the timeline, the labels. Every query is timed once, after 50 others have
warmed the process; `again` times the same ones a second time, when their postings are cached.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from itertools import chain
from pathlib import Path

from archive.cli.indexing import source_of
from archive.config import Collection, Config, load_config
from archive.core import open_archive
from benchmarks.queries import FACET_COUNT, QueryMaker

WARMING = 50
TODAY = dt.date(2026, 1, 1)


def main() -> None:
    """Read the arguments; index, then search in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="the archive's folder; kept, and not indexed again where it is there")
    parser.add_argument("--search-only", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    config = load_config(given.config, os.environ, Path.cwd())
    if given.search_only:
        search(replace(config, index=given.keep), given.queries)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {dt.date.today()}\n")
        if not (folder / "archive.sqlite").exists():
            index(replace(config, index=folder), given.paths)
        again = [sys.executable, "-m", "benchmarks.house", *map(str, given.paths), "--keep", str(folder), "--search-only"]
        config_option = ["--config", str(given.config)] if given.config else []
        subprocess.run([*again, *config_option, "--queries", str(given.queries)], check=True)


def index(config: Config, paths: list[Path]) -> None:
    """Index `paths`, and print the time of each stage and what came of it."""
    size = sum(file.stat().st_size for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    sources = [source_of(str(path), config, Collection("")) for path in paths]
    with open_archive(config, create=True) as archive:
        start = time.perf_counter()
        report = archive.index(sources)
        total = time.perf_counter() - start
        status = archive.status()
        articles = archive.store.count()
        characters = sum(len(each.body) for id in archive.store.ids() for each in archive.store.get_many([id]).values())
    print(f"{articles:,} articles, {characters / 1e6:,.1f} M characters of text, {size / 1e6:,.1f} MB read, {report.failed} faults")
    print(f"store {status.store_bytes / 1e6:,.1f} MB, index {status.index_bytes / 1e6:,.1f} MB\n")
    print(f"{'stage':<10}{'seconds':>10}{'articles/s':>12}{'M chars/s':>12}")
    for stage, seconds in (*report.seconds.items(), ("all", total)):
        print(f"{stage:<10}{seconds:>10.1f}{articles / max(seconds, 1e-9):>12,.0f}{characters / 1e6 / max(seconds, 1e-9):>12.2f}")
    print(f"peak memory {peak_memory():,.0f} MB\n")


def search(config: Config, number: int) -> None:
    """Time `number` generated searches and print their latency by kind."""
    with open_archive(config) as archive:
        maker = QueryMaker(archive, seed=1)
        start = time.perf_counter()
        archive.snapshot()
        opened = time.perf_counter() - start
        for _, request in maker.draw(WARMING):
            archive.search(request, TODAY)
        measured = maker.draw(number)
        first: dict[str, list[float]] = defaultdict(list)
        again: dict[str, list[float]] = defaultdict(list)
        for times in (first, again):
            for kind, request in measured:
                start = time.perf_counter()
                archive.search(request, TODAY)
                times[kind].append((time.perf_counter() - start) * 1000)
    print(f"{number} searches, 10 hits with passages, {FACET_COUNT} facets, timeline; opened in {opened * 1000:,.0f} ms")
    print(f"{'ms':<16}{'number':>8}{'median':>9}{'p95':>9}{'p99':>9}{'worst':>9}{'again':>9}")
    for kind in [*first, "all"]:
        row, repeated = (sorted(times[kind] if kind in times else chain(*times.values())) for times in (first, again))
        figures = [quantile(row, 0.5), quantile(row, 0.95), quantile(row, 0.99), row[-1], quantile(repeated, 0.5)]
        print(f"{kind:<16}{len(row):>8}" + "".join(f"{figure:>9.1f}" for figure in figures))
    print(f"peak memory {peak_memory():,.0f} MB")


def peak_memory() -> float:
    """Most resident memory of this process so far, in MB. Linux counts it from the start of the program, elsewhere from the fork."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def quantile(ordered: list[float], part: float) -> float:
    """The smallest value that at least `part` of the sorted values do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * part) - 1)]


if __name__ == "__main__":
    main()
