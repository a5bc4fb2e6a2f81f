"""Sum up what folders of `--keep` hold: growth over the sizes, and each line of what was asked of the engine.

    python -m benchmarks.engines.verdict FOLDERS...

Articles of fewer than 2,000 bytes on average are short, others long. What was not measured is said to be so.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean

from archive.engines import WRITING_MEMORY
from benchmarks.engines.kept import Size, sizes
from benchmarks.engines.peers import OURS, STORE, TWO
from benchmarks.engines.table import Pair, typical
from benchmarks.house import quantile

SHORT = 2_000
TANTIVY, WHOOSH = "tantivy", "whoosh"
FULL, TOP, ALONE = "full", "top", "alone"
BUILDERS = (OURS.name, TWO.name, STORE.name, TANTIVY, "fts5", "xapian", "lucene", WHOOSH)


def main() -> None:
    """Print the tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    found = [Measured(each) for folder in parser.parse_args().folders for each in sizes(folder)]
    measured = sorted((each for each in found if each.pairs or each.built), key=lambda each: (each.length != "short", each.articles))
    for lines in (buildings(measured), growth(measured), kinds(measured), peers(measured), asked(measured)):
        print("\n".join(lines), end="\n\n")


class Measured:
    """All figures of one size: `pairs` by peer and output, `built` by engine, the one of median speed
    of as many `times`."""

    def __init__(self, size: Size) -> None:
        self.articles, self.bytes = size.written
        self.pairs = {(pair.peer, pair.output): pair for pair in size.pairs()}
        built = {name: found for name in BUILDERS if (found := size.built(name))}
        self.built = {name: typical(each) for name, each in built.items()}
        self.times = {name: len(each) for name, each in built.items()}

    @property
    def length(self) -> str:
        return "short" if self.bytes / self.articles < SHORT else "long"

    @property
    def name(self) -> str:
        return f"{self.articles:,} {self.length}"

    def speed(self, engine: str) -> float | None:
        """How fast an engine builds, as a part of tantivy's speed; None where they were not built in turn, under the same load."""
        if engine not in self.built or TANTIVY not in self.built or self.built[engine].run != self.built[TANTIVY].run:
            return None
        return self.built[TANTIVY].seconds / self.built[engine].seconds

    def size(self) -> float | None:
        """Our bytes, of store and index, as a part of tantivy's."""
        if not {OURS.name, STORE.name, TANTIVY} <= set(self.built):
            return None
        return (self.built[OURS.name].bytes + self.built[STORE.name].bytes) / self.built[TANTIVY].bytes

    def ratio(self, output: str, figure: Callable[[list[float]], float], kind: str = "all", peer: str = TANTIVY) -> float | None:
        """Our milliseconds as a part of a peer's, of one figure over the queries of a kind."""
        pair = self.pairs.get((peer, output))
        if pair is None:
            return None
        ours, theirs = pair.of(kind)
        return figure(ours) / figure(theirs)


def p95(ordered: list[float]) -> float:
    """What 95 of 100 queries do not exceed."""
    return quantile(ordered, 0.95)


# ---------------------------------------------------------------- what was measured


def buildings(measured: Sequence[Measured]) -> Iterator[str]:
    """A line for every index."""
    yield "| articles | engine | times | articles/s | MB/s | by CPU s | MB on disk | of text | peak MB | no file behind it | load |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for each in measured:
        for name, built in each.built.items():
            speed = f"{each.articles / built.seconds:,.0f} | {each.bytes / 1e6 / built.seconds:.1f}"
            disk = f"{built.bytes / 1e6:,.0f} | {built.bytes / each.bytes:.2f}"
            times = each.times[name]
            cpu = f"{each.articles / built.cpu:,.0f}" if built.cpu else ""
            memory = f"{built.memory:,.0f} | {built.anonymous:,.0f}"
            yield f"| {each.name} | {name} | {times} | {speed} | {cpu} | {disk} | {memory} | {built.load:.1f} |"


def growth(measured: Sequence[Measured]) -> Iterator[str]:
    """How our figures and tantivy's grow with the number of articles."""
    yield "| articles | ours: mean / p50 / p95 / p99, ms | tantivy's | mean | p95 | top 10, total | top 10 alone | worst kind | load |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for each in measured:
        pair = each.pairs.get((TANTIVY, FULL))
        if pair is not None:
            ours, theirs = (" / ".join(f"{figure:.2f}" for figure in _figures(times)) for times in pair.of("all"))
            ratios = (each.ratio(FULL, fmean), each.ratio(FULL, p95), each.ratio(TOP, fmean), each.ratio(ALONE, fmean))
            kind, worst = _worst(pair)
            yield f"| {each.name} | {ours} | {theirs} | {' | '.join(map(_times, ratios))} | {kind} {_times(worst)} | {pair.load:.1f} |"


def kinds(measured: Sequence[Measured]) -> Iterator[str]:
    """The full query by kind: our mean and 95th percentile, and tantivy's."""
    asked = [(each.name, each.pairs[TANTIVY, FULL]) for each in measured if (TANTIVY, FULL) in each.pairs]
    yield f"| mean / p95, ms: ours, tantivy's | {' | '.join(name for name, _ in asked)} |"
    yield "|---" * (len(asked) + 1) + "|"
    for kind in dict.fromkeys(kind for _, pair in asked for kind in pair.kinds):
        cells = (", ".join(f"{fmean(times):.2f} / {p95(times):.2f}" for times in pair.of(kind)) for _, pair in asked)
        yield f"| {kind} | {' | '.join(cells)} |"


def peers(measured: Sequence[Measured]) -> Iterator[str]:
    """The other peers, each with what it can be asked."""
    yield "| peer | articles | queries | full: ours, mean / p95, ms | the peer's | times ours | top 10 with the total, times ours | load |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in measured:
        for (peer, output), pair in each.pairs.items():
            if output == FULL and peer != TANTIVY:
                ours, theirs = (f"{fmean(times):.2f} / {p95(times):.2f}" for times in pair.of("all"))
                full, top = (_times(_inverse(each.ratio(output, fmean, peer=peer))) for output in (FULL, TOP))
                yield f"| {peer} | {each.name} | {len(pair.kinds)} | {ours} | {theirs} | {full} | {top} | {pair.load:.1f} |"


# ---------------------------------------------------------------- what was asked


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what was asked: how much, and what was measured at which size. `least` where more is better."""

    what: str
    limit: float
    found: Sequence[tuple[str, float]]
    least: bool = False

    def __str__(self) -> str:
        met = [value >= self.limit if self.least else value <= self.limit for _, value in self.found]
        verdict = "not measured" if not met else "met" if all(met) else f"missed at {len(met) - sum(met)} of {len(met)}"
        values = "; ".join(f"{name}: {value:.2f}" for name, value in self.found)
        return f"| {self.what} | {'>=' if self.least else '<='} {self.limit:g} | {values} | {verdict} |"


def asked(measured: Sequence[Measured]) -> Iterator[str]:
    """Every line that this benchmark measures, with its verdict."""

    def line(what: str, limit: float, value: Callable[[Measured], float | None], length: str = "", least: bool = False) -> str:
        chosen = [(each.name, found) for each in measured if length in each.length and (found := value(each)) is not None]
        return str(Line(what, limit, chosen, least))

    yield "| asked, as times tantivy's unless it says otherwise | limit | measured | verdict |"
    yield "|---|---|---|---|"
    yield line("full query, mean", 1, lambda each: each.ratio(FULL, fmean))
    yield line("full query, p95", 1, lambda each: each.ratio(FULL, p95))
    yield line(
        "stock Whoosh with facets: its mean as times ours", 50, lambda each: _inverse(each.ratio(FULL, fmean, peer=WHOOSH)), least=True
    )
    yield line("top 10 with the total, mean", 1.3, lambda each: each.ratio(TOP, fmean))
    yield line("top 10 without the total, mean", 1.3, lambda each: each.ratio(ALONE, fmean))
    for length in ("short", "long"):
        largest = [each for each in measured if each.length == length and (TANTIVY, FULL) in each.pairs][-1:]
        worst = [(f"{each.name}, {kind}", ratio) for each in largest for kind, ratio in [_worst(each.pairs[TANTIVY, FULL])]]
        yield str(Line(f"worst kind of query at the largest size, {length}", 1.5, worst))
    for length, one, two in (("short", 0.5, 1.0), ("long", 1.0, 1.5)):
        yield line(f"indexing speed, {length}, one process", one, lambda each: each.speed(OURS.name), length, least=True)
        yield line(f"indexing speed, {length}, two processes", two, lambda each: each.speed(TWO.name), length, least=True)
    yield line("bytes of store and index", 1.5, Measured.size)
    for engine, what in ((OURS.name, "one process"), (TWO.name, "two processes")):
        yield line(f"resident memory of indexing, {what}, MB", WRITING_MEMORY / 2**20, partial(_memory, engine))


def _memory(engine: str, each: Measured) -> float | None:
    return each.built[engine].memory if engine in each.built else None


def _inverse(ratio: float | None) -> float | None:
    return None if ratio is None else 1 / ratio


def _worst(pair: Pair) -> tuple[str, float]:
    """The kind of query at which we are slowest beside the peer, and how many times as long ours takes."""
    ratios = {kind: fmean(ours) / fmean(theirs) for kind in dict.fromkeys(pair.kinds) for ours, theirs in [pair.of(kind)]}
    return max(ratios.items(), key=lambda each: each[1])


def _figures(ordered: list[float]) -> tuple[float, ...]:
    return fmean(ordered), *(quantile(ordered, part) for part in (0.5, 0.95, 0.99))


def _times(ratio: float | None) -> str:
    return "not measured" if ratio is None else f"{ratio:.2f}x"


if __name__ == "__main__":
    main()
