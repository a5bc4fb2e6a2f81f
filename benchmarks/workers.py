"""Measure what a second worker process brings: searches in processes, and requests to `archive serve`.

    python -m benchmarks.workers ARCHIVE [--queries 350] [--rounds 5] [--clients 4]

ARCHIVE is the folder of an index, such as `benchmarks.house --keep` makes. First searches are driven in process: one process
searches, then two at once, each in the order of its own, over the same mapped index; every round with new processes, new queries,
and 50 others that warm them. Then the server is asked for pages and for JSON by some clients at once, with one worker and with two.
Clients take the same cores as the server: so requests count by the CPU seconds of the server's processes, beside those by the clock.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import multiprocessing
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Queue
from statistics import median
from urllib.parse import urlencode

from archive.config import Config
from archive.core import open_archive
from archive.search import SearchRequest
from archive.web.urls import Addresses
from benchmarks.engines.memory import below
from benchmarks.house import TODAY, WARMING
from benchmarks.queries import QueryMaker

ASKED = 1.7
"""How many times as much two processes should do as one."""
_SPAWN = multiprocessing.get_context("spawn")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure both ways, and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--queries", type=int, default=350)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=4)
    given = parser.parse_args(arguments)
    config = replace(Config(), index=given.archive.resolve())
    with open_archive(config) as archive:
        number = archive.store.count()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {dt.date.today()}")
    print(f"{number:,} articles, {given.queries} queries a process and round, load {os.getloadavg()[0]:.1f}\n", flush=True)
    print("\n".join(in_process(config, given.queries, given.rounds)), end="\n\n", flush=True)
    print("\n".join(served(config, given.queries, given.rounds, given.clients)))


# ---------------------------------------------------------------- driven in process


def in_process(config: Config, queries: int, rounds: int) -> Iterator[str]:
    """Lines that say how many searches one process does in a second, and two at once."""
    measured = [(searches(config, 1, queries, seed), searches(config, 2, queries, seed)) for seed in range(1, rounds + 1)]
    ratio = median(two / one for (one, _), (two, _) in measured)
    by_cpu = 2 * median(two / one for (_, one), (_, two) in measured)
    yield f"{f'in process, median of {rounds}':<30}{'searches/s':>12}{'x one':>8}{'by CPU s':>12}{'x one':>8}"
    for name, found, times in (
        ("one process", [one for one, _ in measured], (1, 1)),
        ("two processes", [two for _, two in measured], (ratio, by_cpu)),
    ):
        rate, cpu = (median(each[place] for each in found) for place in (0, 1))
        yield f"{name:<30}{rate:>12,.0f}{times[0]:>8.2f}{cpu:>12,.0f}{times[1]:>8.2f}"
    yield "by CPU s: searches by the processor's seconds of the processes, and what two would do of one, had each a core of its own"
    yield f"asked: >= {ASKED} times one; {'met' if ratio >= ASKED else 'missed'}"


def searches(config: Config, processes: int, queries: int, seed: int) -> tuple[float, float]:
    """Searches a second of so many processes together, from when all are warm until the last has done its own; and those a CPU second."""
    barrier, ended = _SPAWN.Barrier(processes + 1), _SPAWN.Queue()
    started = [_SPAWN.Process(target=_search, args=(config, queries, seed, place, barrier, ended)) for place in range(processes)]
    for each in started:
        each.start()
    barrier.wait(300)
    start = time.perf_counter()
    cpu = sum(ended.get(timeout=600) for _ in started)
    seconds = time.perf_counter() - start
    for each in started:
        each.join()
    return processes * queries / seconds, processes * queries / cpu


def _search(config: Config, queries: int, seed: int, place: int, barrier: Barrier, ended: Queue[float]) -> None:
    """Search in this process: every process does the same work, from another place on."""
    with open_archive(config) as archive:
        maker = QueryMaker(archive, seed)
        for _, request in maker.draw(WARMING):
            archive.search(request, TODAY)
        requests = maker.draw(queries)
        begin = place * queries // 2
        barrier.wait(300)
        start = time.process_time()
        for _, request in (*requests[begin:], *requests[:begin]):
            archive.search(request, TODAY)
        ended.put(time.process_time() - start)


# ---------------------------------------------------------------- served


def served(config: Config, queries: int, rounds: int, clients: int) -> Iterator[str]:
    """Lines that say how many requests one worker and two answer, by the clock and by their CPU seconds."""
    yield f"{f'{clients} clients, median of {rounds}':<30}{'requests/s':>12}{'by CPU s':>12}"
    for kind, path in (("JSON", "/api/search"), ("page", "/search")):
        asked = [[f"{path}?{_query(request)}" for request in _requests(config, queries, seed)] for seed in range(1, rounds + 2)]
        with server(config.index, 1) as first, server(config.index, 2) as second:
            measured = [(first.ask(each, clients), second.ask(each, clients)) for each in asked][1:]
        for name, found in (("one worker", [one for one, _ in measured]), ("two workers", [two for _, two in measured])):
            yield f"{f'{kind}, {name}':<30}{median(rate for rate, _ in found):>12,.0f}{median(by_cpu for _, by_cpu in found):>12,.0f}"


def _requests(config: Config, queries: int, seed: int) -> list[SearchRequest]:
    with open_archive(config) as archive:
        return [request for _, request in QueryMaker(archive, seed).draw(queries)]


def _query(request: SearchRequest) -> str:
    return urlencode(Addresses(request.size).arguments(request), doseq=True)


class Server:
    """A running `archive serve`: its process, and where it listens."""

    def __init__(self, process: int, host: str, port: int) -> None:
        self._process = process
        self._address = host, port

    def ask(self, paths: Sequence[str], clients: int) -> tuple[float, float]:
        """Ask for all paths, so many clients at once on a connection each: requests a second, and requests a CPU second of the server."""
        cpu, start = self._cpu(), time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(self._client, [paths[client::clients] for client in range(clients)]))
        return len(paths) / (time.perf_counter() - start), len(paths) / (self._cpu() - cpu)

    def _client(self, paths: Sequence[str]) -> None:
        connection = http.client.HTTPConnection(*self._address, timeout=60)
        for path in paths:
            connection.request("GET", path)
            response = connection.getresponse()
            text = response.read()
            if response.status != 200:
                raise SystemExit(f"{path}: {response.status} {text[:200]!r}")
        connection.close()

    def _cpu(self) -> float:
        """CPU seconds of the server's processes so far."""
        ticks = 0
        for process in (str(self._process), *below(str(self._process))):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(index: Path, workers: int) -> Iterator[Server]:
    """A server over an index with so many workers on a free port, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder) / "config.yaml"
        configuration.write_text(f"index: {index}\nserve: {{workers: {workers}}}\n", encoding="utf-8")
        command = [sys.executable, "-m", "archive", "--config", str(configuration), "serve", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                address = re.search(r"http://([^:/ ]+):(\d+)/", process.stdout.readline())
                if address is None:
                    raise SystemExit("the server did not start")
                yield Server(process.pid, address[1], int(address[2]))
            finally:
                process.terminate()


if __name__ == "__main__":
    main()
