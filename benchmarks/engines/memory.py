"""How much memory a process and its children take at most, looked at while they work."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

from benchmarks.house import peak_memory

EVERY = 0.02
"""Seconds between two looks."""


class Memory:
    """Looks until the block ends. `resident` and `anonymous` are MB of this process and all below it, added up: what is resident at most,
    and of that what no file backs. Pages that processes share count for each. Without /proc, the peak of this process alone."""

    def __init__(self) -> None:
        self.resident = self.anonymous = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._end.wait(EVERY):
            self._look()

    def _look(self) -> None:
        if not Path("/proc/self/statm").exists():
            self.resident = self.anonymous = peak_memory()
            return
        found = [pages("self"), *(pages(child) for child in below("self"))]
        self.resident = max(self.resident, sum(resident for resident, _ in found) / 256)
        self.anonymous = max(self.anonymous, sum(resident - shared for resident, shared in found) / 256)


def pages(process: str) -> tuple[int, int]:
    """The resident pages (4 kB) of a process, and how many of them a file backs or others share; none where it has ended."""
    try:
        _, resident, shared, *_ = map(int, Path(f"/proc/{process}/statm").read_text().split())
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    return resident, shared


def below(process: str) -> list[str]:
    """The ids of all processes that a process has started, and of those that these have."""
    try:
        started = [child for task in Path(f"/proc/{process}/task").iterdir() for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [each for child in started for each in (child, *below(child))]
