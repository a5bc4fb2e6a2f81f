"""The store as a file: opened or refused, locked, copied, shared between threads and processes, and never harmed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from archive.errors import Busy, NoIndex, StoreError, StoreTooNew
from archive.store import Store, open_store
from archive.store.migrations import STEPS

from .conftest import article, link, put, put_links

# ---------------------------------------------------------------- opening


def test_a_store_is_made_only_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "index" / "archive.sqlite"
    with pytest.raises(NoIndex) as caught:
        open_store(path, create=False)
    assert caught.value.hint == "Make one with: archive index PATH"
    assert not path.parent.exists()
    open_store(path, create=True).close()
    open_store(path, create=False).close()


def test_a_killed_creation_is_no_archive_and_can_be_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    path.touch()
    with pytest.raises(NoIndex):
        open_store(path, create=False)
    with open_store(path, create=True) as store:
        assert store.count() == 0


def test_the_journal_is_a_log_and_the_version_is_that_of_the_steps(store: Store) -> None:
    assert store.database.rows("PRAGMA journal_mode") == [("wal",)]
    assert store.database.rows("PRAGMA synchronous") == [(2,)]
    assert store.database.rows("PRAGMA foreign_keys") == [(1,)]
    assert store.database.rows("PRAGMA user_version") == [(len(STEPS),)]


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    open_store(path, create=True).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreTooNew, match="version 99"):
        open_store(path, create=True)


@pytest.mark.parametrize("content", [b"not a database" * 500, b"SQLite format 3\0" + b"\7" * 9000])
def test_a_damaged_file_is_kept_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(content)
    for create in (True, False):
        with pytest.raises(StoreError) as caught:
            open_store(path, create=create)
        assert "archive backup" in (caught.value.hint or "")
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["archive.sqlite"]


def test_another_programs_database_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    content = path.read_bytes()
    with pytest.raises(StoreError, match="not an archive"):
        open_store(path, create=True)
    assert path.read_bytes() == content


def test_damage_inside_is_an_error_of_ours_and_check_names_it(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with open_store(path, create=True) as store:
        put(store, *(article(f"a{number}", "word " * 500) for number in range(200)))
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2 :] = b"\xff" * (len(damaged) - len(damaged) // 2)
    path.write_bytes(damaged)
    with open_store(path, create=False) as store:
        with pytest.raises(StoreError):
            store.get_many([f"a{number}" for number in range(200)])
        assert store.check() != []
    assert len(path.read_bytes()) == len(damaged)


def test_a_full_disk_loses_nothing_that_was_committed(store: Store) -> None:
    put(store, article("a"))
    pages = store.database.rows("PRAGMA page_count")[0][0]
    store.database.rows(f"PRAGMA max_page_count = {pages + 3}")
    with pytest.raises(StoreError) as caught, store.transaction():
        put(store, article("b"), article("c", "word " * 100_000))
    assert "disk is full" in (caught.value.hint or "")
    assert list(store.ids()) == ["a"]
    assert store.check() == []


if sys.platform == "linux":  # where a size that no file may grow beyond refuses a write, as a full disk does

    def test_where_there_is_no_room_at_all_a_store_is_read_still(tmp_path: Path) -> None:
        import resource

        path = tmp_path / "archive.sqlite"
        with open_store(path, create=True) as store:
            put(store, article("a"))
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
        try:
            with open_store(path, create=False) as store:
                assert list(store.ids()) == ["a"] and store.check() == []
                with pytest.raises(StoreError, match=r"archive\.sqlite cannot be used") as caught:
                    put(store, article("b"))
                assert "disk is full" in (caught.value.hint or "")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        with open_store(path, create=False) as store:
            put(store, article("b"))
            assert list(store.ids()) == ["a", "b"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match=r"archive\.sqlite"):
        open_store(tmp_path / "archive.sqlite", create=True)


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "archive.sqlite", create=True)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="has been closed"):
        store.count()


# ---------------------------------------------------------------- the writing lock

HOLD = """
import sys, time
from pathlib import Path
from archive.store import open_store
with open_store(Path(sys.argv[1]), create=True) as store, store.writing("archive index"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the writing lock."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()


def test_a_second_writer_is_told_which_process_writes(store: Store) -> None:
    with holder(store.path) as process:
        with pytest.raises(Busy) as caught, store.writing("archive remove"):
            pass
        assert caught.value.message == f'process {process.pid} ("archive index") is writing to {store.path.parent}'


def test_a_killed_writer_blocks_nobody(store: Store) -> None:
    with holder(store.path):
        pass
    with store.writing("archive index"):
        assert (store.path.parent / "writing.json").exists()
    assert not (store.path.parent / "writing.json").exists()


def test_the_lock_is_refused_inside_itself_and_given_after_an_error(store: Store) -> None:
    with store.writing("archive index"), pytest.raises(Busy, match=f"process {os.getpid()}"), store.writing("archive remove"):
        pass
    with pytest.raises(RuntimeError), store.writing("archive index"):
        raise RuntimeError
    with store.writing("archive index"):
        pass


# ---------------------------------------------------------------- threads and processes


def test_threads_read_whole_states_while_one_writes(store: Store) -> None:
    put(store, article("a", authors=("0",)), article("b", authors=("0",)))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = store.get_many(["a", "b"])
            if found["a"].authors != found["b"].authors:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for each in readers:
        each.start()
    for number in range(1, 40):
        with store.transaction():
            put(store, article("a", authors=(str(number),)), article("b", authors=(str(number),)))
    done.set()
    for each in readers:
        each.join()
    assert wrong == []
    assert store.names("author", "39") == [("39", "39")]


def test_connections_of_ended_threads_are_closed(store: Store) -> None:
    for _ in range(20):
        thread = threading.Thread(target=store.count)
        thread.start()
        thread.join()
    assert len(store.database._connections) <= 3


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.model import Article
from archive.store import open_store
store = open_store(Path(sys.argv[1]), create=True)
run = store.begin_run("test")
with store.transaction():
    store.put(Article(id="kept", collection="c", origin="f"), run, b"")
with store.transaction():
    store.put(Article(id="lost", collection="c", origin="f"), run, b"")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_what_was_committed(store: Store) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(store.path)], cwd=Path(__file__).parents[2], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list(store.ids()) == ["kept"]
    assert store.check() == []


def test_a_transaction_of_another_is_waited_for_and_then_named(store: Store) -> None:
    store.database.rows("PRAGMA busy_timeout = 20")
    with open_store(store.path, create=False) as other, other.transaction():
        put(other, article("theirs"))
        with pytest.raises(Busy, match="another process is writing to"):
            put(store, article("mine"))
    assert put(store, article("mine")) == ["added"]


# ---------------------------------------------------------------- backup and check


def test_a_backup_is_whole_while_another_writes(store: Store, tmp_path: Path) -> None:
    put(store, *(article(f"a{number}", "word " * 200) for number in range(300)))
    with open_store(store.path, create=False) as writer, writer.transaction():
        put(writer, article("uncommitted"))
        writer.backup(tmp_path / "copy.sqlite")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.sqlite", "index"]
    with open_store(tmp_path / "copy.sqlite", create=False) as copy:
        assert copy.check() == []
        assert copy.count() == 300


def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    target.write_text("precious")
    with pytest.raises(StoreError, match="exists already"):
        store.backup(target)
    assert target.read_text() == "precious"
    with pytest.raises(StoreError):
        store.backup(tmp_path / "no-such-folder" / "copy.sqlite")


def test_check_names_what_does_not_agree(store: Store) -> None:
    put(store, article("a", source="Herald"))
    put_links(store, "a", [link("Ann Lee")], "linker")
    assert store.check() == []
    with store.transaction():
        store.database.run("UPDATE value SET articles = 5 WHERE field = 'source'")
        store.database.run("UPDATE form SET articles = 5")
        store.database.run("DELETE FROM body")
    assert store.check() == [
        "article a has no text",
        "source 'Herald' is counted as 5 articles, not 1",
        "person ann-lee as 'Ann Lee' is counted as 5 articles, not 1",
    ]
