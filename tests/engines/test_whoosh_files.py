"""The files of the Whoosh engine: killed writers, damaged files, builds, and readers beside a busy writer."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import disk
from archive.engines import Document, Snapshot
from archive.engines.whoosh import WhooshEngine, commits
from archive.engines.whoosh.arrays import _HEADER, forget, read_arrays, write_arrays
from archive.engines.whoosh.segment import Segment
from archive.errors import Busy, EngineError, IndexDamaged, NoIndex
from archive.query.parse import parse
from archive.query.tree import Phrase, Prefix, Word
from archive.search import Plan, Sort

from .samples import document

ROOT = Path(__file__).parents[2]


def put(engine: WhooshEngine, *documents: Document, sequence: int = 1) -> None:
    with engine.writer(sequence) as writer:
        for each in documents:
            writer.put(each)


def ids(snapshot: Snapshot) -> list[str]:
    return [hit.id for hit in snapshot.search(Plan(size=100)).hits]


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# ---------------------------------------------------------------- killed

KILLED = """
import os, signal, sys
from pathlib import Path
from archive import disk
from archive.engines.whoosh import WhooshEngine, builder, commits
from archive.engines import Document

folder, method, place, name = sys.argv[1:]
owner = {"builder": builder.SegmentBuilder, "commits": commits.Commit, "disk": disk}[place]
function = getattr(owner, name)

def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

with getattr(WhooshEngine(Path(folder)), method)(2) as writer:
    writer.delete("a")
    writer.put(Document("b", "", "new", "en", None, None, {}, b""))
    setattr(owner, name, die)
"""


MOMENTS = [("builder", "write"), ("commits", "write_next"), ("disk", "write_line"), ("disk", "replace")]


@pytest.mark.parametrize("method", ["writer", "rebuild"])
@pytest.mark.parametrize(("place", "name"), MOMENTS)
def test_a_killed_writer_leaves_the_last_commit(tmp_path: Path, method: str, place: str, name: str) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    child = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), method, place, name], cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL
    engine = WhooshEngine(tmp_path)
    state = engine.state()
    assert (ids(engine.snapshot()), state and state.sequence) == (["a"], 1)
    put(engine, document("c"), sequence=3)
    assert ids(engine.snapshot()) == ["a", "c"]
    assert_no_litter(tmp_path)


def assert_no_litter(folder: Path) -> None:
    """Only two commits, and what they need."""
    needed = {name for number in (0, 1) for name in commits.read(folder, number).files}
    assert set(files(folder)) == {"LOCK", "commit-0.json", "commit-1.json", *needed}
    assert len(needed) == 4, "a table of contents and a segment of each"


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("method", ["writer", "rebuild"])
def test_what_a_failed_writer_has_begun_is_gone(tmp_path: Path, method: str, there: bool) -> None:
    engine = WhooshEngine(tmp_path, memory=1)
    if there:
        put(engine, document("a"))
    before = [name for name in files(tmp_path) if name != "LOCK"]
    together = patch("archive.engines.whoosh.writing._TOGETHER", -1)
    with together, pytest.raises(ZeroDivisionError), getattr(engine, method)(2) as writer:
        writer.put(document("b"))
        writer.put(document("c"))
        assert list(tmp_path.rglob("*.arrays")), "something is written"
        raise ZeroDivisionError
    assert [name for name in files(tmp_path) if name != "LOCK"] == before


@pytest.mark.parametrize("name", ["commit-1.json", "CURRENT"])
def test_what_failed_rebuilds_have_begun_over_a_damaged_index_is_gone(tmp_path: Path, name: str) -> None:
    engine = WhooshEngine(tmp_path)
    for id in "ab":
        put(engine, document(id))
    kept = set(files(tmp_path)) - {*commits.read(tmp_path, 1).files}
    kept.update(commits.read(tmp_path, 0).files)
    if name == "CURRENT":
        of_before(tmp_path)
        kept = set(files(tmp_path))
    else:
        cut(tmp_path / name)
    (tmp_path / "MAIN_x.arrays").write_bytes(b"what a killed one has begun")
    with pytest.raises(ZeroDivisionError), WhooshEngine(tmp_path, memory=1).rebuild(2) as writer:
        writer.put(document("c"))
        raise ZeroDivisionError
    with patch("archive.disk.write_line", side_effect=OSError), pytest.raises(EngineError), engine.rebuild(2) as writer:
        writer.put(document("c"))
    assert set(files(tmp_path)) == kept


def test_nothing_is_removed_where_the_system_does_not_let_us_read(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    for id in "ab":
        put(engine, document(id))
    before = files(tmp_path)
    with patch("archive.disk.read_line", side_effect=OSError(24, "Too many open files")):
        commits.tidy(tmp_path)
    assert files(tmp_path) == before


def noting(folder: Path, number: int, **changes: object) -> None:
    """Change what a manifest says, with a right checksum."""
    path = folder / f"commit-{number}.json"
    disk.write_line(path, json.dumps(json.loads(disk.read_line(path)) | changes))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *product(["files", "before", "build_before", "sequence", "articles"], [None, [], "many", {"x": 1}, {"x": [1]}]),
        *product(["files", "sequence", "articles"], [{}]),
    ],
)
def test_a_manifest_of_another_shape_is_refused_and_mended(tmp_path: Path, name: str, value: object) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    put(engine, document("b"), sequence=2)
    noting(tmp_path, 1, **{name: value})
    engine = WhooshEngine(tmp_path)
    with pytest.raises(IndexDamaged, match=r"commit-1\.json, which is not as this version writes it"):
        engine.state()
    assert ids(engine.snapshot()) == ["a"]
    assert ["commit-1.json" in fault for fault in engine.verify()] == [True]
    with engine.rebuild(2) as writer:
        writer.put(document("c"))
    assert ids(engine.snapshot()) == ["c"] and list(engine.verify()) == []


def test_a_copied_manifest_is_no_commit(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    shutil.copy(tmp_path / "commit-0.json", tmp_path / "commit-1.json")
    (fault,) = engine.verify()
    assert "commit-1.json" in fault and "no table of contents" in fault
    assert ids(WhooshEngine(tmp_path).snapshot()) == ["a"]


@pytest.mark.parametrize("name", ["commit-01.json", "commit-\N{ARABIC-INDIC DIGIT FOUR}.json"])
def test_a_number_has_one_way_to_be_written(tmp_path: Path, name: str) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    (tmp_path / name).write_text("somebody's", "utf-8")
    assert list(engine.verify()) == [] and commits.numbers(tmp_path) == [0]


def test_without_any_manifest_there_is_no_index(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    (tmp_path / "commit-0.json").unlink()
    assert engine.state() is None and list(engine.verify()) == []
    with pytest.raises(NoIndex, match="archive reindex"):
        WhooshEngine(tmp_path).snapshot()
    put(engine, document("b"))
    assert ids(engine.snapshot()) == ["b"] and list(engine.verify()) == []


def of_before(folder: Path) -> None:
    """Give an index the layout of an earlier version."""
    build = folder / "build-0001-0123abcd"
    build.mkdir()
    for path in folder.iterdir():
        if path.is_file() and path.name != "LOCK":
            path.rename(build / path.name)
    (folder / "CURRENT").write_text(f"{build.name}\ncrc32 01234567\n")


def test_a_killed_first_writer_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    for name in ("MAIN_x.arrays", "_MAIN_0.toc", "_MAIN_0.toc.17639", ".commit-0.json.part"):
        (tmp_path / name).write_bytes(b"begun")
    with WhooshEngine(tmp_path).writer(1):
        assert files(tmp_path) == ["LOCK"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    others = {".gitignore", "README.md", "commit-1.json.orig", "MAIN.arrays", "builds/commit-0.json"}
    (tmp_path / "builds").mkdir()
    for name in others:
        (tmp_path / name).touch()
    for sequence in range(4):
        put(WhooshEngine(tmp_path), document("a"), sequence=sequence)
        with WhooshEngine(tmp_path).rebuild(sequence):
            pass
    assert others < set(files(tmp_path))


def test_a_second_writer_is_told_so(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.writer(1), pytest.raises(Busy), WhooshEngine(tmp_path).rebuild(1):
        pass
    put(engine, document("a"))


def test_a_full_disk_is_named_and_changes_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch("archive.disk.os.fsync", side_effect=full), pytest.raises(EngineError, match="No space left"):
        put(engine, document("b"))
    assert ids(WhooshEngine(tmp_path).snapshot()) == ["a"]


# ---------------------------------------------------------------- damaged


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def scramble(path: Path) -> None:
    path.write_bytes(bytes(byte ^ 0x55 for byte in path.read_bytes()))


HARMS = [cut, empty, scramble, Path.unlink]
PATTERNS = ["*.toc", "*.json", "*.arrays"]


@pytest.mark.parametrize(
    ("pattern", "harm"),
    [(pattern, harm) for pattern in PATTERNS for harm in HARMS if (pattern, harm) != ("*.json", Path.unlink)],
)
def test_damage_is_named_and_nothing_is_deleted(tmp_path: Path, pattern: str, harm: Callable[[Path], None]) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    (path,) = tmp_path.glob(pattern)
    harm(path)
    before = files(tmp_path)
    engine = WhooshEngine(tmp_path)
    with pytest.raises(IndexDamaged, match="archive reindex"):
        engine.snapshot()
    assert files(tmp_path) == before
    with engine.rebuild(2) as writer:
        writer.put(document("b"))
    assert ids(engine.snapshot()) == ["b"]
    assert commits.numbers(tmp_path) == [1] and list(engine.verify()) == [], "what is damaged is not fallen back to"


@settings(max_examples=50)
@given(st.integers(0), st.integers(1, 255))
def test_one_changed_byte_is_found_and_never_taken_for_a_fault_of_the_program(place: int, change: int) -> None:
    with TemporaryDirectory() as folder, patch("archive.disk.os.fsync"):
        engine = WhooshEngine(Path(folder))
        put(engine, *(document(f"{number}", body="some words here", source=("Post",)) for number in range(9)))
        put(engine, document("9"), sequence=2)
        assert list(engine.verify()) == []
        written = sorted(path for path in Path(folder).rglob("*") if path.is_file() and path.name != "LOCK")
        path = written[place % len(written)]
        content = bytearray(path.read_bytes())
        content[place % len(content)] ^= change
        path.write_bytes(content)
        (fault,) = WhooshEngine(Path(folder)).verify()
        assert path.name in fault or "commit" in fault
        with suppress(IndexDamaged):
            WhooshEngine(Path(folder)).snapshot().search(Plan(Phrase("some words"), facets={"source": 5}, timeline=True))


def test_damage_is_not_merged_under_a_right_checksum(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a", body="some words here"))
    (path,) = tmp_path.rglob("*.arrays")
    content = bytearray(path.read_bytes())
    content[content.index(b"some")] ^= 1
    path.write_bytes(content)
    with patch("archive.engines.whoosh.tiers.MERGE_WHEN", 2), pytest.raises(IndexDamaged, match="archive check --repair"):
        put(engine, document("c"))
    assert [path.name in fault for fault in WhooshEngine(tmp_path).verify()] == [True]


QUERIES = ['"some words"', "some -word3", "words w/3 here", "some w/s there", "title:title w/p words", "wor* OR hare~1", "w?rd*", ""]
FACET = ("source", None, "value", 0, 5)


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.sampled_from([1, 3, 30]), st.integers(0, 1))
def test_no_search_takes_damaged_arrays_for_a_fault_of_the_program(seed: int, amount: int, which: int) -> None:
    random = Random(seed)
    with TemporaryDirectory() as folder, patch("archive.disk.os.fsync"):
        engine = WhooshEngine(Path(folder))
        for part in range(2):
            put(engine, *(document(f"{part}{number:02}", **many(number)) for number in range(60)))  # type: ignore[arg-type]
        path = sorted(Path(folder).rglob("*.arrays"))[which]
        content = bytearray(path.read_bytes())
        begin = _HEADER.size + _HEADER.unpack_from(content)[2]  # behind the table, whose checksum is read
        for _ in range(amount):
            content[random.randrange(begin, len(content))] ^= random.randrange(1, 256)
        path.write_bytes(content)
        with suppress(EngineError):
            snapshot = WhooshEngine(Path(folder)).snapshot()
            for text in QUERIES:
                plan = Plan(parse(text).tree, sort=Sort.RELEVANCE, facets={"source": 5}, timeline=True, size=100)
                for ask in (lambda: snapshot.search(plan), lambda: snapshot.count([plan.tree]), lambda: snapshot.facet(plan, *FACET)):  # noqa: B023
                    with suppress(EngineError):
                        ask()
            with suppress(EngineError):
                list(snapshot.documents())


def many(number: int) -> dict[str, object]:
    """What makes documents that differ in everything."""
    return {
        "title": f"Title {number}",
        "body": f"Some words here. Some word{number % 7} there.\n\nA paragraph of words, and word{number}.",
        "source": (f"Post {number % 5}",) if number % 3 else ("Post",),
        "language": "en" if number % 2 else "de",
    }


def test_stems_that_the_words_do_not_have_are_found(tmp_path: Path) -> None:
    held = {id: document(id, body="some words here") for id in "ab"}
    with patch("archive.engines.whoosh.inversion._stems", lambda words, analysis: [word[:2] for word in words]):
        put(WhooshEngine(tmp_path), *held.values())
    assert list(WhooshEngine(tmp_path).snapshot().differing(lambda ids: [held[id] for id in ids])) == ["a"]


@pytest.mark.parametrize("name", ["_MAIN_0.toc", "*.arrays"])
def test_a_missing_file_is_found(tmp_path: Path, name: str) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    (path,) = tmp_path.glob(name)
    path.unlink()
    assert [path.name in fault for fault in WhooshEngine(tmp_path).verify()] == [True]


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("pattern", ["_MAIN_{}.toc", "commit-{}.json", "*.arrays"])
@pytest.mark.parametrize("harm", HARMS)
def test_faults_of_what_would_be_fallen_back_to_are_found_and_mended(
    tmp_path: Path, number: int, pattern: str, harm: Callable[[Path], None]
) -> None:
    """Commit 1 is the one before the newest, commit 0 of the build before."""
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    with engine.rebuild(2) as writer:
        writer.put(document("b"))
    with engine.writer(3) as writer:
        writer.delete("b")
        writer.put(document("c"))
    assert not list(engine.verify())
    own = set(commits.read(tmp_path, number).files)
    path = next(path for path in tmp_path.glob(pattern.format(number)) if path.name in own or path.suffix == ".json")
    harm(path)
    assert [path.name in fault for fault in engine.verify()] == [True]
    assert ids(WhooshEngine(tmp_path).snapshot()) == ["c"]
    put(engine, document("d"), sequence=4)
    assert [path.name in fault for fault in engine.verify()] == ([True] if number == 0 else [])
    with engine.rebuild(5) as writer:
        writer.put(document("e"))
    assert not list(engine.verify()) and commits.numbers(tmp_path) == [4, 3] and not path.exists()


@pytest.mark.parametrize(("name", "call"), [("_kept", 1), ("read", 1), ("_measured", 1), ("_measured", 2)])
def test_a_check_beside_a_busy_writer_tells_nothing_of_what_that_has_removed(tmp_path: Path, name: str, call: int) -> None:
    engine = WhooshEngine(tmp_path)
    for sequence in range(2):
        put(engine, document("a", body=f"word{sequence}"), sequence=sequence)
    real, calls = getattr(commits, name), []

    def busy(*given: object) -> object:
        found = real(*given)
        calls.append(name)
        for sequence in range(2, 5) if len(calls) == call else ():
            put(WhooshEngine(tmp_path), document("a", body=f"word{sequence}"), sequence=sequence)
        return found

    with patch.object(commits, name, busy):
        assert list(engine.verify()) == []
    assert commits.numbers(tmp_path) == [4, 3]
    next(tmp_path.glob("*.arrays")).unlink()
    assert len(list(engine.verify())) == 1


def test_where_memory_does_not_do_for_a_merge_the_files_are_not_called_damaged(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with patch("archive.engines.whoosh.tiers.merged", side_effect=MemoryError), pytest.raises(MemoryError):
        for sequence in range(4):
            put(engine, document(f"{sequence}"), sequence=sequence)
    assert ids(engine.snapshot()) == ["0", "1", "2"]


def test_where_memory_does_not_do_for_a_search_the_index_is_not_called_damaged(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    for place in ("tiers.Segment", "snapshot.Evaluation"):
        with patch(f"archive.engines.whoosh.{place}", side_effect=MemoryError), pytest.raises(EngineError, match="memory") as raised:
            engine.snapshot().count([Word("a")])
        assert not isinstance(raised.value, IndexDamaged)


def test_a_killed_rebuild_is_no_obstacle_where_nothing_may_be_tidied(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    for sequence in range(2):
        put(engine, document(f"{sequence}"), sequence=sequence)
    scramble(tmp_path / "commit-1.json")
    killed = patch("archive.disk.write_line", side_effect=KeyboardInterrupt)
    with patch("archive.engines.whoosh.commits.tidy"), killed, pytest.raises(KeyboardInterrupt), engine.rebuild(2):
        pass
    assert (tmp_path / "_MAIN_2.toc").exists()
    with engine.rebuild(3) as writer:
        writer.put(document("3"))
    assert ids(engine.snapshot()) == ["3"]
    assert commits.numbers(tmp_path) == [2, 0] and list(engine.verify()) == []


def test_no_commit_of_which_a_byte_has_changed_is_searched(tmp_path: Path) -> None:
    put(WhooshEngine(tmp_path), document("a"), document("b"))
    with WhooshEngine(tmp_path).writer(2) as writer:
        writer.delete("b")
    path = tmp_path / "_MAIN_1.toc"
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert ids(WhooshEngine(tmp_path).snapshot()) == ["a", "b"]


def test_the_last_good_commit_is_searched_where_the_newest_is_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    put(WhooshEngine(tmp_path), document("b"))
    cut(tmp_path / "_MAIN_1.toc")
    engine = WhooshEngine(tmp_path)
    assert ids(engine.snapshot()) == ids(engine.snapshot()) == ["a"]
    assert "searching commit 0 of build-0000-" in caplog.text and len(caplog.records) == 1


def test_an_index_in_the_layout_of_before_is_none_and_gone_after_a_commit(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, document("a"))
    of_before(tmp_path)
    before = files(tmp_path)
    with pytest.raises(NoIndex, match=r"no index that this version reads(.|\n)*archive reindex"):
        WhooshEngine(tmp_path).snapshot()
    assert engine.state() is None and list(engine.verify()) == []
    with engine.rebuild(2) as writer:
        writer.put(document("b"))
        assert set(before) <= set(files(tmp_path))
    assert ids(engine.snapshot()) == ["b"]
    assert set(files(tmp_path)) == {"LOCK", "commit-0.json", *commits.read(tmp_path, 0).files}


def test_a_rebuild_leaves_no_segment_that_it_has_merged(tmp_path: Path) -> None:
    with patch("archive.engines.whoosh.tiers.MERGE_WHEN", 2), WhooshEngine(tmp_path, memory=1).rebuild(1) as writer:
        for number in range(9):
            writer.put(document(f"{number}", body="some words here"))
    assert len(ids(WhooshEngine(tmp_path).snapshot())) == 9
    kept = {each.make_filename(".arrays") for each in commits.read(tmp_path, 0).segments()}
    assert {path.name for path in tmp_path.glob("*.arrays")} == kept
    assert len(kept) < 9


@pytest.mark.parametrize("name", ["_MAIN_1.toc", "commit-1.json"])
def test_the_build_before_is_searched_where_the_newest_is_damaged(tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    with WhooshEngine(tmp_path).rebuild(2) as writer:
        writer.put(document("b"))
    scramble(tmp_path / name)
    assert ids(WhooshEngine(tmp_path).snapshot()) == ["a"]
    assert "archive reindex" in caplog.text


def test_an_index_of_another_format_is_refused_and_rebuilt(tmp_path: Path) -> None:
    with patch("archive.engines.whoosh.arrays.FORMAT", 7):
        put(WhooshEngine(tmp_path), document("a"))
    with pytest.raises(IndexDamaged, match="format 7, and this program reads format 5"):
        WhooshEngine(tmp_path).snapshot()


def test_a_folder_that_cannot_be_written_is_named_and_searched(tmp_path: Path) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    refused = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with patch.object(Path, "open", side_effect=refused), pytest.raises(EngineError, match="Permission denied"):
        put(WhooshEngine(tmp_path), document("b"))
    assert ids(WhooshEngine(tmp_path).snapshot()) == ["a"]


def test_a_damaged_commit_is_not_written_upon(tmp_path: Path) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    (path,) = tmp_path.glob("*.toc")
    cut(path)
    before = files(tmp_path)
    with pytest.raises(IndexDamaged):
        put(WhooshEngine(tmp_path), document("b"))
    assert files(tmp_path) == before


def test_who_was_searching_goes_on_with_the_commit_before(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    reader = WhooshEngine(tmp_path)
    put(reader, document("a"))
    snapshot = reader.snapshot()
    put(reader, document("b"))
    cut(tmp_path / "_MAIN_1.toc")
    assert reader.snapshot() is snapshot and reader.snapshot() is snapshot
    assert len(caplog.records) == 1 and "archive reindex" in caplog.text


# ---------------------------------------------------------------- builds and commits


def test_two_commits_of_the_newest_build_are_kept_and_the_last_of_the_build_before(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    kept = []
    for step in ["rebuild", "writer", "writer", "rebuild", "writer", "writer", "writer", "rebuild", "rebuild"]:
        with getattr(engine, step)(1) as writer:
            writer.put(document("a"))
        kept.append(commits.numbers(tmp_path))
    assert kept == [[0], [1, 0], [2, 1], [3, 2], [4, 3, 2], [5, 4, 2], [6, 5, 2], [7, 6], [8, 7]]
    builds = {commits.read(tmp_path, number).state.build for number in (7, 8)}
    assert [build[:10] for build in sorted(builds)] == ["build-0007", "build-0008"]


def test_who_is_searching_sees_an_index_that_was_deleted_and_made_anew(tmp_path: Path) -> None:
    put(WhooshEngine(tmp_path), document("a"))
    reader = WhooshEngine(tmp_path)
    before = reader.snapshot().state
    for path in tmp_path.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    put(WhooshEngine(tmp_path), document("a"), document("b"))
    after = reader.snapshot().state
    assert ids(reader.snapshot()) == ["a", "b"] and (after.build, after.commit) != (before.build, before.commit)


def test_a_snapshot_outlives_its_files(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, *(document(f"{number}", title="x", body="some words here", source=("Post",)) for number in range(9)))
    snapshot = engine.snapshot()
    for _ in range(3):
        with engine.rebuild(2):
            pass
    plan = Plan(Phrase("words here"), sort=Sort.RELEVANCE, facets={"source": 5}, timeline=True)
    assert snapshot.search(plan).total == 9
    assert len(list(snapshot.documents())) == 9


def test_a_small_commit_opens_only_its_own_segment(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, *(document(f"{number}") for number in range(9)))
    first = engine.snapshot()
    put(engine, document("new"))
    with patch("archive.engines.whoosh.tiers.Segment", wraps=Segment) as opened:
        second = engine.snapshot()
    assert opened.call_count == 1 and second is not first


def test_many_small_commits_are_merged(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    for number in range(25):
        put(engine, document(f"{number:02}", body=f"same word{number}", source=("Post",)), sequence=number)
    segments = {path.name.partition(".")[0] for path in tmp_path.glob("MAIN_*.arrays")}
    assert len(segments) < 15
    snapshot = engine.snapshot()
    assert snapshot.count([Word("same"), Word("word7"), Phrase("same word7")]) == [25, 1, 1]
    assert len(ids(snapshot)) == 25


def test_readers_beside_a_busy_writer_see_whole_commits(tmp_path: Path) -> None:
    writer = WhooshEngine(tmp_path)
    put(writer, document("0", body="both"), document("1", body="both"))

    def write() -> None:
        for number in range(12):
            put(writer, document("0", body=f"both {number}"), document("1", body=f"both {number}"), sequence=number)
            if number % 5 == 4:
                with writer.rebuild(number) as rebuilt:
                    rebuilt.put(document("0", body="both"))
                    rebuilt.put(document("1", body="both"))

    def read() -> set[int]:
        seen = set()
        while not written.done():
            seen.add(WhooshEngine(tmp_path).snapshot().search(Plan(Word("both"))).total)
        return seen

    with ThreadPoolExecutor(3) as pool:
        written = pool.submit(write)
        readers = [pool.submit(read) for _ in range(2)]
        written.result()
        assert [reader.result() for reader in readers] == [{2}, {2}]


def test_threads_share_a_snapshot(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    put(engine, *(document(f"{number}", body=f"some word{number % 7} here", source=(f"s{number % 3}",)) for number in range(50)))
    trees = [Word("some"), Phrase("some word3"), Prefix("word"), Word("word5")]
    plans = [Plan(tree, sort=Sort.RELEVANCE, facets={"source": 5}, timeline=True) for tree in trees] * 20
    alone = [WhooshEngine(tmp_path).snapshot().search(plan) for plan in plans[:4]] * 20
    snapshot = engine.snapshot()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(snapshot.search, plans)) == alone


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is looked up in /proc")
def test_what_is_forgotten_of_a_file_takes_no_memory_and_can_be_read_again(tmp_path: Path) -> None:
    def mapped() -> int:
        return int(Path("/proc/self/statm").read_text().split()[2]) * os.sysconf("SC_PAGESIZE")

    write_arrays(tmp_path / "file", {"first": np.zeros(1, np.uint8), "large": np.ones(2**25, np.uint8)})
    arrays = read_arrays(tmp_path / "file")
    assert arrays["large"].all()
    before = mapped()
    forget(arrays["first"][:0])
    assert before - mapped() > 2**24
    assert arrays["large"].all()
