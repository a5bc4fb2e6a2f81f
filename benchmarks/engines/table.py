"""The table: what building took, and how long each kind of query takes, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.engines.articles import Written
from benchmarks.engines.measuring import Built, Round
from benchmarks.engines.queries import Query
from benchmarks.house import quantile


@dataclass(frozen=True, slots=True)
class Pair:
    """The rounds of our engine and of a peer, in turn, over the same queries."""

    peer: str
    queries: Sequence[Query]
    full: bool
    ours: Sequence[Round]
    theirs: Sequence[Round]


def building(built: Mapping[str, Built], written: Written) -> Iterator[str]:
    """A line for each engine."""
    yield f"{'building':<16}{'articles/s':>12}{'MB/s':>8}{'MB on disk':>12}{'of text':>9}{'peak MB':>9}"
    for name, each in built.items():
        yield _building(name, each.seconds, each.bytes, written) + f"{each.memory:>9,.0f}"
        if each.store_bytes:
            yield _building(f"{name}: store", each.store_seconds, each.store_bytes, written)


def _building(name: str, seconds: float, size: int, written: Written) -> str:
    speed, megabytes = written.articles / seconds, written.bytes / 1e6 / seconds
    return f"{name:<16}{speed:>12,.0f}{megabytes:>8.2f}{size / 1e6:>12,.1f}{size / written.bytes:>9.2f}"


def asking(pair: Pair) -> Iterator[str]:
    """A line for each kind of query: our figures, the peer's, and how many times as long ours take in the mean."""
    what = "top 10, highlights, 4 facets, timeline" if pair.full else "top 10 alone"
    yield f"{what}, ms: ours | {pair.peer}; median of {len(pair.ours)} rounds, {len(pair.queries)} queries"
    figures = f"{'mean':>8}{'p50':>8}{'p95':>8}{'p99':>8}"
    yield f"{'kind':<16}{'number':>7} {figures} |{figures} |{'ratio':>7}"
    ours, theirs = _medians(pair.ours), _medians(pair.theirs)
    for kind in [*dict.fromkeys(query.kind for query in pair.queries), "all"]:
        places = [place for place, query in enumerate(pair.queries) if kind in (query.kind, "all")]
        one, other = sorted(ours[place] for place in places), sorted(theirs[place] for place in places)
        yield f"{kind:<16}{len(places):>7} {_figures(one)} |{_figures(other)} |{fmean(one) / fmean(other):>7.2f}"
    memory = [max(each.memory for each in rounds) for rounds in (pair.ours, pair.theirs)]
    yield f"peak memory, MB: {memory[0]:,.0f} | {memory[1]:,.0f}"


def _medians(rounds: Sequence[Round]) -> list[float]:
    """Each query's median over the rounds."""
    return [median(times) for times in zip(*(each.milliseconds for each in rounds), strict=True)]


def _figures(ordered: Sequence[float]) -> str:
    return "".join(f"{figure:>8.2f}" for figure in (fmean(ordered), *(quantile(list(ordered), part) for part in (0.5, 0.95, 0.99))))
