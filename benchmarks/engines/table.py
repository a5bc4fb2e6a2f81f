"""The tables of one run: what building took, and how long each kind of query takes, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.engines.articles import Written
from benchmarks.engines.measuring import Built
from benchmarks.house import quantile


@dataclass(frozen=True, slots=True)
class Pair:
    """Our engine and a peer over the same queries, asked in turn: the milliseconds of each query, its median over the rounds.

    `kinds` has the kind of each query; `output` the name of what was asked for; `clock` what timed them. Memory is MB at most;
    `load` the machine's load average afterwards.
    """

    peer: str
    output: str
    kinds: Sequence[str]
    ours: Sequence[float]
    theirs: Sequence[float]
    rounds: int
    our_memory: float
    their_memory: float
    load: float
    clock: str = "wall"

    def of(self, kind: str) -> tuple[list[float], list[float]]:
        """Both engines' milliseconds for one kind of query, or for `all`, each sorted."""
        places = [place for place, each in enumerate(self.kinds) if kind in (each, "all")]
        return sorted(self.ours[place] for place in places), sorted(self.theirs[place] for place in places)


def typical(built: Sequence[Built]) -> Built:
    """The building of median speed."""
    return sorted(built, key=lambda each: each.seconds)[len(built) // 2]


def building(built: Mapping[str, Sequence[Built]], written: Written) -> Iterator[str]:
    """A line for each engine, of the building with the median speed."""
    times = max(map(len, built.values()))
    disk = f"{'MB on disk':>12}{'of text':>9}"
    yield f"{f'building, of {times}':<16}{'articles/s':>12}{'MB/s':>8}{disk}{'peak MB':>9}{'no file':>9}{'load':>6}"
    for name, each in ((name, typical(all)) for name, all in built.items()):
        speed = f"{written.articles / each.seconds:>12,.0f}{written.bytes / 1e6 / each.seconds:>8.2f}"
        disk = f"{each.bytes / 1e6:>12,.1f}{each.bytes / written.bytes:>9.2f}"
        yield f"{name:<16}{speed}{disk}{each.memory:>9,.0f}{each.anonymous:>9,.0f}{each.load:>6.1f}"


def asking(pair: Pair, what: str) -> Iterator[str]:
    """A line for each kind of query: our figures, the peer's, and how many times as long ours take in the mean."""
    measured = f"medians of {pair.rounds} rounds, {len(pair.kinds)} queries, {pair.clock} clock, load {pair.load:.1f}"
    yield f"{what}, ms: ours | {pair.peer}; {measured}"
    figures = f"{'mean':>8}{'p50':>8}{'p95':>8}{'p99':>8}"
    yield f"{'kind':<16}{'number':>7} {figures} |{figures} |{'ratio':>7}"
    for kind in [*dict.fromkeys(pair.kinds), "all"]:
        one, other = pair.of(kind)
        yield f"{kind:<16}{len(one):>7} {_figures(one)} |{_figures(other)} |{fmean(one) / fmean(other):>7.2f}"
    yield f"peak memory, MB: {pair.our_memory:,.0f} | {pair.their_memory:,.0f}"


def medians(rounds: Sequence[Sequence[float]]) -> list[float]:
    """Each query's median over the rounds."""
    return [median(times) for times in zip(*rounds, strict=True)]


def _figures(ordered: list[float]) -> str:
    return "".join(f"{figure:>8.2f}" for figure in (fmean(ordered), *(quantile(ordered, part) for part in (0.5, 0.95, 0.99))))
