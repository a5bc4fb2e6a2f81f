"""Measure this archive's engine beside others: the same articles, queries and outputs, in pairs, round after round.

    python -m benchmarks.engines FILES... [--articles N] [--rounds 5] [--queries 340] [--peers tantivy,fts5] [--keep FOLDER]

FILES are read as the configuration says, or as their own folder's collection, and the names in them are found as always: they are
the facets. `--articles` takes so many of them, or grows them to so many. Then each engine indexes the articles in a process of
its own, and each peer is asked in turn with ours: a round of one, a round of the other, never both at once, after one round that
warms both. A query counts with its median over the rounds.

`--keep` keeps everything in a folder: a second run repeats only the asking, and `--anew` names the indexes to build again.
`python -m benchmarks.engines.verdict` then sums up what folders hold.
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
from benchmarks.engines.kept import Size, real_articles, size_of
from benchmarks.engines.measuring import CLOCKS, Asked, build
from benchmarks.engines.peers import OURS, PEERS, STORE, TWO, Engine, Output
from benchmarks.engines.queries import Query, make_queries

NOTES = """\
Articles are given to all engines parsed, with their entities; ours are `Document`s with their hash.
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
        folder = given.keep or Path(temporary)
        base = real_articles(given.files, folder)
        size = size_of(base, given.articles or len(base), given.seed, folder)
        number, per = size.written.articles, size.written.bytes / size.written.articles
        print(f"{number:,} articles of {per:,.0f} bytes, from {len(base):,} real ones", flush=True)
        queries = make_queries(base, given.queries, given.seed)
        del base
        if given.until != "articles":
            ours = [OURS, TWO, STORE] if given.two else [OURS, STORE]
            _build([*ours, *peers], size, given.builds, given.anew.split(","))
        if given.until == "answers":
            for peer in peers:
                _ask(peer, queries, size, given.rounds, given.clock)
    print(f"\n{NOTES.format(highlights='; '.join(f'{each.name} {each.highlights}' for each in (OURS, *peers)))}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, help="so many articles, grown where there are fewer; all real ones where not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--builds", type=int, default=1, help="how often each index is built, all in turn")
    parser.add_argument("--clock", choices=tuple(CLOCKS), default="wall", help="what times the queries; cpu where other work is running")
    parser.add_argument("--two", action=argparse.BooleanOptionalAction, default=True, help="build ours with two processes, too")
    parser.add_argument("--queries", type=int, default=340)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--keep", type=Path, help="where the articles, the indexes and all figures are kept")
    parser.add_argument("--anew", default="", help="engines whose kept indexes are built again")
    parser.add_argument("--until", choices=("articles", "indexes", "answers"), default="answers", help="where to stop")
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
        print(f"{name} is left out: it is not asked of more than {peer.most:,} articles")
        return None
    return peer


def _build(engines: Sequence[Engine], size: Size, builds: int, anew: Sequence[str]) -> None:
    """Build what is not kept, all in turn as often as asked for, and print what every engine's building took."""
    missing = [each for each in engines if each.name in anew or not size.built(each.name)]
    for each in missing:
        size.forget_built(each.name)
    run = f"{dt.datetime.now():%Y-%m-%d %H:%M:%S}"
    for _ in range(builds):
        for each in missing:
            size.keep_built(each.name, [*size.built(each.name), build(each, size.articles, size.index(each.name), run)])
    print("\n".join(["", *table.building({each.name: size.built(each.name) for each in engines}, size.written)]), flush=True)


def _ask(peer: Engine, queries: Sequence[Query], size: Size, rounds: int, clock: str) -> None:
    with Asked(OURS, size.index(OURS.name)) as ours, Asked(peer, size.index(peer.name)) as theirs:
        known = theirs.operators()
        shared = [query for query in queries if query.operator in known][: peer.queries]
        for output in Output:
            pair = _pair(peer.name, ours, theirs, shared, output, rounds, clock)
            size.keep_pair(pair)
            print("\n".join(["", *table.asking(pair, output.value)]), flush=True)
        print("\n".join(["", *agreement.compare(peer.name, ours, theirs, shared, size.written.articles, size.articles)]), flush=True)


def _pair(name: str, ours: Asked, theirs: Asked, queries: Sequence[Query], output: Output, rounds: int, clock: str) -> table.Pair:
    """Rounds in turn: the first of each only warms."""
    measured = [(ours.round(queries, output, clock), theirs.round(queries, output, clock)) for _ in range(rounds + 1)][1:]
    return table.Pair(
        peer=name,
        output=output.name.lower(),
        kinds=[query.kind for query in queries],
        ours=table.medians([one.milliseconds for one, _ in measured]),
        theirs=table.medians([other.milliseconds for _, other in measured]),
        rounds=rounds,
        our_memory=max(one.memory for one, _ in measured),
        their_memory=max(other.memory for _, other in measured),
        load=os.getloadavg()[0],
        clock=clock,
    )


if __name__ == "__main__":
    main()
