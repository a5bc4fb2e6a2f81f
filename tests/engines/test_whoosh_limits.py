"""What the system refuses in earnest: no more bytes for a file, no right to write; and articles as large as they come."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from archive.engines.whoosh import WhooshEngine
from archive.errors import EngineError
from archive.query.tree import AtLeast, Phrase, Word
from archive.search import Plan, Sort

from .samples import document

ROOT = Path(__file__).parents[2]
resource = pytest.importorskip("resource", reason="limits of Unix")


@contextmanager
def file_size(most: int) -> Iterator[None]:
    """No file can grow beyond so many bytes, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def put(engine: WhooshEngine, id: str, sequence: int) -> None:
    with engine.writer(sequence) as writer:
        writer.put(document(id, body=f"some words and {id}"))


def test_where_a_file_cannot_grow_nothing_is_lost_whatever_was_being_written(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, "first", 0)
    there, refused = 1, 0
    with patch("archive.engines.whoosh.tiers.MERGE_WHEN", 3):
        for most in range(0, 9_000, 250):
            try:
                with file_size(most):
                    put(engine, f"article{most}", most)
                there += 1
            except EngineError as error:
                refused += 1
                assert "cannot be written: File too large" in str(error) and "searched still" in str(error)
            snapshot = WhooshEngine(tmp_path).snapshot()
            assert snapshot.state.articles == snapshot.search(Plan(Word("some"))).total == there
            assert list(engine.verify()) == []
    assert refused and there > 4


def test_where_a_file_cannot_grow_a_rebuild_leaves_the_build_before(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, "first", 1)
    with pytest.raises(EngineError, match="File too large"), file_size(2_000), engine.rebuild(2) as writer:
        for number in range(50):
            writer.put(document(f"{number}", body=f"word{number}"))
    assert WhooshEngine(tmp_path).snapshot().count([Word("first")]) == [1]
    assert len(list(tmp_path.glob("*.arrays"))) == 1, "what was begun is gone"
    put(engine, "second", 3)


FULL = """
import os, sys
from pathlib import Path
from unittest.mock import patch
from archive.engines.whoosh import WhooshEngine
from archive.errors import EngineError
from tests.engines.histories import change, reached

disk = Path(sys.argv[1])
index, filling = disk / "index", disk / "filling"
sequence, refused = 1, 0
with patch("archive.engines.whoosh.tiers.MERGE_WHEN", 3):
    change(WhooshEngine(index), 1)
    for free in range(0, 120_000, 3_000):
        there = os.statvfs(disk)
        filling.write_bytes(bytes(there.f_bavail * there.f_frsize - free))
        try:
            change(WhooshEngine(index), sequence + 1)
            sequence += 1
        except EngineError as error:
            assert "cannot be written: No space left on device" in str(error) and "searched still" in str(error), error
            refused += 1
        assert reached(index) == sequence
        filling.unlink()
print(refused, "refused", sequence, "made")
"""


def on_a_small_disk(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that is given a disk of 1 MB, mounted where nobody else sees it."""
    mounted = 'mount -t tmpfs -o size=1m none "$0" && exec "$@" "$0"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted, folder, sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def may_mount() -> bool:
    """Whether this system lets us have a disk of our own."""
    with tempfile.TemporaryDirectory() as folder:
        return bool(shutil.which("unshare")) and on_a_small_disk("", Path(folder)).returncode == 0


if may_mount():  # elsewhere the tests that limit the size of a file have to do

    def test_on_a_full_disk_nothing_is_lost_whatever_was_being_written(tmp_path: Path) -> None:
        ended = on_a_small_disk(FULL, tmp_path)
        assert ended.returncode == 0, ended.stderr
        refused, made = map(int, ended.stdout.split()[::2])
        assert refused > 4 and made > 4


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may look into, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="takes another user's place in a fork")
def test_who_may_only_read_searches_and_is_told_that_writing_is_refused(open_folder: Path) -> None:
    put(WhooshEngine(open_folder / "index"), "first", 1)
    for path in (open_folder / "index", *(open_folder / "index").rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    said = open_folder / "said"
    said.touch()
    said.chmod(0o666)
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:  # nothing is refused to root
                os.setuid(65534)
            engine = WhooshEngine(open_folder / "index")
            found = engine.snapshot().search(Plan(Word("first"))).total
            try:
                put(engine, "second", 2)
            except EngineError as error:
                said.write_text(f"{found} found, {error}")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert said.read_text().startswith("1 found, the index in ") and "Permission denied" in said.read_text()
    for path in (open_folder / "index", *(open_folder / "index").rglob("*")):
        path.chmod(0o755)
    put(WhooshEngine(open_folder / "index"), "second", 2)


def test_an_article_of_five_megabytes(tmp_path: Path) -> None:
    body = " ".join(f"word{number % 90_000} again,\n" for number in range(330_000))
    assert len(body) > 5_000_000
    engine = WhooshEngine(tmp_path)
    with engine.writer(1) as writer:
        writer.put(document("large", body=body))
        writer.put(document("small", body="again"))
    snapshot = engine.snapshot()
    trees = [Phrase("word89999 again word0"), AtLeast(300_000, Word("again")), Word("again"), Phrase("word7 word8")]
    assert snapshot.count(trees) == [1, 1, 2, 0]
    assert {hit.id for hit in snapshot.search(Plan(Word("again"), sort=Sort.RELEVANCE)).hits} == {"small", "large"}
