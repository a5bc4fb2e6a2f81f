"""Measure this archive's engine beside others: the same articles, queries and outputs, in pairs, round after round.

    python -m benchmarks.engines FILES... [--articles N] [--rounds 5] [--queries 320] [--peers tantivy,fts5,whoosh] [--keep FOLDER]

FILES are read as the configuration says, or as their own folder's collection, and the names in them are found as always: they are
the facets. `--articles` takes so many of them, or grows them to so many. Then each engine indexes the articles in a process of
its own, and each peer is asked in turn with ours: a round of one, a round of the other, never both at once, after one round that
warms both. A query counts with its median over the rounds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.engines import agreement, table
from benchmarks.engines.articles import Written, grown, read_articles, write_articles
from benchmarks.engines.measuring import Asked, build
from benchmarks.engines.peers import ENGINES, OURS, PEERS, Engine
from benchmarks.engines.queries import Query, make_queries

NOTES = """\
Articles are given to all engines parsed, with their entities; ours are `Document`s with their hash and number of words.
Every engine indexes exact words and stems: tantivy with the stemmer that we have, FTS5 with Porter's first one, Whoosh with our
analysis. Where they cut words differently (possessives, acronyms, digits, accents) sets of articles differ a little.
tantivy-py runs search and aggregation as two calls. Ours keeps texts in its store, a line apart; the others with the index.
Highlights: {highlights}."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, make the articles, build and ask every engine, and print the tables."""
    given = _parser().parse_args(arguments)
    peers = [each for name in given.peers.split(",") if (each := _peer(name, given.articles)) is not None]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {dt.date.today()}")
    print(f"python -m benchmarks.engines {' '.join(sys.argv[1:] if arguments is None else arguments)}\n", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        base = read_articles(given.files, given.keep or Path(temporary) / "real")
        file = Path(temporary) / "articles.jsonl"
        written = write_articles(grown(base, given.articles or len(base), given.seed), file)
        print(f"{written.articles:,} articles of {written.bytes / written.articles:,.0f} bytes, from {len(base):,} real ones", flush=True)
        queries = make_queries(base, given.queries, given.seed)
        del base
        _measure([OURS, *peers], queries, written, file, Path(temporary) / "engines", given.rounds)
    print(f"\n{NOTES.format(highlights='; '.join(f'{each.name} {each.highlights}' for each in (OURS, *peers)))}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, help="so many articles, grown where there are fewer; all real ones where not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--queries", type=int, default=320)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--keep", type=Path, help="where the real articles' archive is kept, and not indexed again")
    return parser


def _peer(name: str, articles: int | None) -> Engine | None:
    """The peer of this name; None, with the reason, where it is left out."""
    if name not in PEERS:
        raise SystemExit(f"there is no peer {name!r}; known: {', '.join(PEERS)}")
    peer = PEERS[name]
    if not peer.installed:
        print(f"{name} is left out: {peer.module} is not installed")
        return None
    if peer.most is not None and articles is not None and articles > peer.most:
        print(f"{name} is left out: it takes hours beyond {peer.most:,} articles")
        return None
    return peer


def _measure(engines: Sequence[Engine], queries: Sequence[Query], written: Written, file: Path, folder: Path, rounds: int) -> None:
    built = {each.name: build(each, file, folder / each.name) for each in engines}
    print("\n".join(["", *table.building(built, written)]), flush=True)
    for peer in engines[1:]:
        operators = ENGINES[peer.name].make(folder / peer.name).operators
        shared = [query for query in queries if query.operator in operators]
        with Asked(OURS, folder / OURS.name) as ours, Asked(peer, folder / peer.name) as theirs:
            for full in (True, False):
                print("\n".join(["", *table.asking(_ask(peer.name, ours, theirs, shared, full, rounds))]), flush=True)
            print("\n".join(["", *agreement.compare(peer.name, ours, theirs, shared, written.articles, file)]), flush=True)


def _ask(name: str, ours: Asked, theirs: Asked, queries: Sequence[Query], full: bool, rounds: int) -> table.Pair:
    """Rounds in turn: the first of each only warms."""
    measured = [(ours.round(queries, full), theirs.round(queries, full)) for _ in range(rounds + 1)][1:]
    return table.Pair(name, queries, full, [one for one, _ in measured], [other for _, other in measured])


if __name__ == "__main__":
    main()
