"""An archive that the system lets nobody write to: it is searched and looked after all the same, and what would write says so."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.config import Collection, Config
from archive.core import open_archive
from archive.indexing import Source

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights of Unix")

READ = """
import datetime, json, os, shutil, sys, tempfile
from pathlib import Path
from archive.config import Config
from archive.core import open_archive
from archive.errors import ArchiveError
from archive.search import SearchRequest
from archive.web import create_app

TODAY = datetime.date(2015, 6, 1)


def ask(folder, wait=False):
    try:
        with open_archive(Config(index=folder)) as archive:
            said = {"articles": archive.status().articles, "faults": [fault.message for fault in archive.check()]}
            result = archive.search(SearchRequest("harbour"), TODAY)
            said["found"] = result.total
            said["shown"] = archive.get(result.hits[0].id).article.title
            said["facet"] = len(archive.facet("year", SearchRequest(), TODAY).values)
            client = create_app(archive, lambda: TODAY).test_client()
            said["pages"] = [client.get(each).status_code for each in ("/", "/search?q=harbour", "/api/search", "/healthz")]
            if wait:
                print("ready", flush=True)
                sys.stdin.readline()
                said["later"] = archive.status().articles
            try:
                archive.remove(result.hits[0].id)
            except ArchiveError as error:
                said["refused"] = str(error)
            with tempfile.TemporaryDirectory() as elsewhere:
                archive.backup(Path(elsewhere) / "copy.sqlite")
            return said
    except ArchiveError as error:
        return {"error": str(error)}


folder = Path(sys.argv[1])
if os.getuid() == 0:  # nothing is refused to root; nobody may not even read Python, so that all of it is read before
    with tempfile.TemporaryDirectory() as copy:
        ask(shutil.copytree(folder, Path(copy) / "index"))
    os.setgid(65534)
    os.setuid(65534)
print(json.dumps(ask(folder, len(sys.argv) > 2)), flush=True)
"""


@pytest.fixture
def archived() -> Iterator[Config]:
    """An archive of one article below a folder that other users may look into, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    (folder / "news").mkdir()
    (folder / "news" / "2014-03-02-a.txt").write_text("Harbour strike ends\n\nDockers ended their strike.\n", encoding="utf-8")
    config = Config(index=folder / "index", collections=(Collection("news", (folder / "news",)),))
    index(config)
    yield config
    unlock(config.index)
    shutil.rmtree(folder)


def index(config: Config) -> None:
    with open_archive(config, create=True) as archive:
        archive.index([Source(config.collections[0])])


def lock(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def unlock(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def read_as_another(config: Config) -> dict[str, object]:
    command = [sys.executable, "-c", READ, str(config.index)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_who_may_only_read_searches_shows_and_checks_and_is_told_that_writing_is_refused(archived: Config) -> None:
    lock(archived.index)
    said = read_as_another(archived)
    refused = str(said.pop("refused"))
    assert said == {
        "found": 1,
        "shown": "Harbour strike ends",
        "facet": 1,
        "articles": 1,
        "faults": [],
        "pages": [200, 200, 200, 200],
    }
    assert "cannot be locked" in refused and "Permission denied" in refused and "you may write to" in refused
    assert not list(archived.index.glob("*-wal")) + list(archived.index.glob("*-shm"))


def test_what_a_killed_writer_left_is_not_passed_over(archived: Config) -> None:
    path = archived.index / "archive.sqlite"
    aside = archived.index / "aside"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE article SET title = 'Another'")
        connection.commit()
        shutil.copy(f"{path}-wal", aside)
    aside.rename(f"{path}-wal")
    lock(archived.index)
    said = read_as_another(archived)
    assert set(said) == {"error"}
    assert "cannot be read without writing" in str(said["error"]) and "`archive status`" in str(said["error"])


def test_one_who_only_reads_sees_what_is_written_later(archived: Config) -> None:
    lock(archived.index)
    command = [sys.executable, "-c", READ, str(archived.index), "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin and reader.stdout and reader.stdout.readline() == "ready\n"
        unlock(archived.index)
        (archived.collections[0].paths[0] / "b.txt").write_text("Dockers go back\n\nThe harbour is open.\n", encoding="utf-8")
        index(archived)
        lock(archived.index)
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert json.loads(reader.stdout.readline())["later"] == 2
