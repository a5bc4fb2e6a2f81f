"""What several processes that work on articles promise: what one gives, in its order; and that none outlives the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from archive import core, sharing
from archive.config import Indexing
from archive.core import open_archive
from archive.entities import Extractor, make_extractor, make_linker
from archive.entities.authority import shipped
from archive.errors import ArchiveError
from archive.indexing import Source
from archive.joining import Joiner, Read, Unread
from archive.model import Article, Mention, ReadError
from archive.sharing import Sharing, Work
from tests.hall.conftest import House

NAMES = ("John Kerry", "Sergei Lavrov", "Angela Merkel", "Barack Obama", "Mr Putin")
ARTICLES = [
    Article(id=f"n-{number}", title=f"Number {number}", body=f"{NAMES[number % 5]} met {NAMES[number % 3]} in Geneva. " * (number % 7))
    for number in range(40)
]


def batches(size: int) -> list[list[Unread]]:
    return [[Unread(article) for article in ARTICLES[start : start + size]] for start in range(0, len(ARTICLES), size)]


def work(make: Callable[[], Extractor]) -> Work:
    return partial(Joiner(make, partial(make_linker, 0.7)).read, shipped())


def all_done(sharing: Sharing, work: Work, size: int = 3) -> list[tuple[Unread, Read]]:
    with closing(sharing.done(work, batches(size), len(ARTICLES))) as found:
        return [pair for articles, answers in found for pair in zip(articles, answers, strict=True)]


class Fragile:
    """An extractor that cannot bear one article, and finds nothing in the others; another one ends its process."""

    fingerprint = "fragile"

    def mentions(self, articles: Sequence[Article]) -> list[list[Mention]]:
        ids = {article.id for article in articles}
        if "n-7" in ids:
            raise RecursionError("too deep")
        if "fatal" in ids:
            os._exit(9)
        return [[] for _ in articles]


def fragile() -> Extractor:
    return Fragile()


def test_several_processes_do_what_one_does_in_its_order() -> None:
    rules = work(partial(make_extractor, "rules"))
    alone, shared = all_done(Sharing(), rules), all_done(Sharing(3, least=0), rules)
    assert alone == shared
    assert [given.article for given, _ in shared] == ARTICLES


@pytest.mark.parametrize("processes", [1, 2])
def test_an_article_that_the_extractor_fails_on_costs_the_others_nothing(processes: int) -> None:
    done = all_done(Sharing(processes, least=0), work(fragile))
    assert [(given.article.id, each.reason) for given, each in done if isinstance(each, ReadError)] == [
        ("n-7", "no names are found in n-7: RecursionError: too deep")
    ]


def test_a_process_that_dies_is_told_with_what_it_was_reading() -> None:
    fatal = [*batches(10), [Unread(Article(id="fatal"))], *batches(10)]
    with (
        closing(Sharing(2, least=0).done(work(fragile), fatal, 81)) as done,
        pytest.raises(ArchiveError, match="fatal to fatal: another process has ended with code 9"),
    ):
        for _ in range(len(fatal)):
            next(done)


def test_an_archive_is_the_same_by_one_process_and_by_two(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "Sharing", partial(Sharing, least=0))
    for article in ARTICLES:
        house.write(f"{article.id}.txt", article.title, article.body)
    dumps = []
    for processes in (1, 2):
        folder = tmp_path / f"by-{processes}"
        config = core.replace(house.config, index=folder, indexing=Indexing(processes=processes))
        with open_archive(config, create=True) as archive:
            assert archive.index([Source(house.collection)]).added == len(ARTICLES)
            assert archive.check() == []
            dumps.append(list(archive.store.database.connection.iterdump()))
    assert dumps[0] == dumps[1]


SCRIPT = """
import signal, sys, time
from functools import partial
from pathlib import Path
from archive import core, processes, sharing
from archive.config import Collection, Config, Indexing
from archive.sharing import Sharing
from archive.indexing import Source
core.Sharing = partial(Sharing, least=0)
started = []

class Process(processes.Process):
    def __init__(self, work):
        super().__init__(work)
        started.append(self._process.pid)

sharing._Process = Process

def progress(stage, done, total):
    if stage == "names":
        print(*started, flush=True)
        time.sleep(60)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts in the background ignore it
    config = Config(index=Path(sys.argv[1]), indexing=Indexing(processes=2))
    with core.open_archive(config, create=True) as archive:
        archive.index([Source(Collection("news", (Path(sys.argv[2]),)))], progress=progress)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_a_run_that_is_ended_nor_holds_its_lock(house: House, tmp_path: Path, how: signal.Signals) -> None:
    for article in ARTICLES:
        house.write(f"{article.id}.txt", article.title, article.body)
    script = tmp_path / "run.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(house.config.index), str(house.folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(core.__file__).parents[1])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment
    ) as run:
        assert run.stdout is not None and run.stderr is not None
        children = [int(pid) for pid in run.stdout.readline().split()]
        assert len(children) == 2
        if how is signal.SIGINT:
            os.killpg(run.pid, how)  # as a terminal does: all of them hear it
        else:
            os.kill(run.pid, how)
        run.wait(30)
        for child in children:
            wait_for_end(child)
        told = run.stderr.read()
    assert told.count("KeyboardInterrupt") == (how is signal.SIGINT), "only the run itself is interrupted"
    report = house.index()
    assert (report.articles, report.failed) == (len(ARTICLES), 0)


def wait_for_end(process: int) -> None:
    """Wait until a process of another one has ended; a dead one that nobody has asked about counts."""
    for _ in range(300):
        try:
            status = Path(f"/proc/{process}/stat").read_text() if Path("/proc").exists() else ""
            os.kill(process, 0)
        except (FileNotFoundError, ProcessLookupError):
            return
        if status.rpartition(")")[2].split()[:1] == ["Z"]:
            return
        time.sleep(0.1)
    raise AssertionError(f"process {process} is still there")


def test_little_work_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_Process", None)
    assert len(all_done(Sharing(4), work(partial(make_extractor, "none")))) == len(ARTICLES)


def test_names_of_another_linker_are_joined_anew_by_several_processes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for article in ARTICLES:
        house.write(f"{article.id}.txt", article.title, article.body)
    house.index()
    before = list(house.archive.store.database.connection.iterdump())
    house.archive.store.unlink(None)
    monkeypatch.setattr(house.archive, "_sharing", Sharing(2, least=0))
    assert house.archive.link().changed == ()
    assert list(house.archive.store.database.connection.iterdump()) == before
