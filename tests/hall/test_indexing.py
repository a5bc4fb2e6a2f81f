"""What an indexing run promises: nothing twice, nothing lost, a bad file never in the way."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from archive.config import Collection
from archive.core import open_archive
from archive.errors import Busy, NoIndex, NotFound, RequestError
from archive.indexing import IndexReport, Source, Stream
from tests.hall.conftest import House


def test_reading_the_same_files_again_changes_nothing(syria: House) -> None:
    before = syria.archive.engine.state()
    report = syria.index()
    assert (report.added, report.changed, report.unchanged, report.failed) == (0, 0, 4, 0)
    assert syria.archive.engine.state() == before


def test_a_changed_file_updates_its_article(syria: House) -> None:
    (id,) = (hit.id for hit in syria.search("harbour strike").hits)
    syria.write("2014-03-02-harbour.txt", "Harbour strike goes on", "Dockers in Rotterdam went on.")
    report = syria.index()
    assert (report.added, report.changed, report.unchanged) == (0, 1, 3)
    assert [hit.id for hit in syria.search('"strike goes on"').hits] == [id]
    assert syria.search("ended").total == 0


def test_a_date_that_cannot_be_read_is_told_with_its_place(house: House) -> None:
    records = [{"title": f"Number {date}", "body": "Some text.", "date": date} for date in ("1994-05-01", "last Tuesday", "", "2014-02-30")]
    path = house.write("records.jsonl", "")
    path.write_text("\n".join(map(json.dumps, records)))
    report = house.index()
    assert (report.added, report.failed, report.undated, report.misdated) == (4, 0, 3, 2)
    what = "cannot be read, so that the article is undated"
    assert [str(each) for each in report.unread_dates] == [
        f"{path.as_posix()}:2: the date “last Tuesday” {what}",
        f"{path.as_posix()}:4: the date “2014-02-30” {what}",
    ]
    assert house.index().unread_dates == [], "nothing is read again"


def test_a_file_that_is_gone_is_reported_and_kept(syria: House) -> None:
    (syria.folder / "undated.txt").unlink()
    report = syria.index()
    assert [origin for _, origin in report.gone] == [(syria.folder / "undated.txt").as_posix()]
    assert syria.search().total == 4


def test_prune_touches_only_the_very_roots_given(syria: House) -> None:
    deep = syria.folder / "deep"
    syria.write("deep/2015-01-01-a.txt", "In the depth", "Something happened there.")
    syria.write("deep/2015-01-02-b.txt", "In the depth again", "Something happened there once more.")
    syria.index()
    (deep / "2015-01-01-a.txt").unlink()
    assert syria.index(True, deep).pruned == [], "it was read from the folder above"
    assert syria.search("depth").total == 2
    (deep / "2015-01-02-b.txt").unlink()
    assert len(syria.index(prune=True).pruned) == 2
    assert syria.search("depth").total == 0
    assert syria.search().total == 4
    assert syria.archive.check() == []


def test_a_pruned_article_comes_back_with_its_file(syria: House) -> None:
    path = syria.folder / "undated.txt"
    text = path.read_text()
    path.unlink()
    assert len(syria.index(prune=True).pruned) == 1
    path.write_text(text)
    syria.index()
    assert syria.search().total == 4


def test_a_moved_file_of_equal_content_keeps_its_id(syria: House) -> None:
    (before,) = (hit.id for hit in syria.search("harbour strike").hits)
    (syria.folder / "2014").mkdir()
    (syria.folder / "2014-03-02-harbour.txt").rename(syria.folder / "2014" / "2014-03-02-strike.txt")
    report = syria.index()
    assert report.gone == []
    assert [hit.id for hit in syria.search("harbour strike").hits] == [before]


def test_a_removed_article_stays_removed_until_it_is_restored(syria: House) -> None:
    (id,) = (hit.id for hit in syria.search("harbour strike").hits)
    syria.archive.remove(id)
    assert syria.search("strike").total == 0
    assert syria.index().added == 0
    syria.write("2014-03-02-harbour.txt", "Harbour strike, rewritten", "Dockers.")
    assert syria.index().kept_out == 1
    assert syria.search("strike").total == 0
    with pytest.raises(NotFound, match=id) as caught:
        syria.archive.get(id)
    assert caught.value.hint is not None and "archive restore" in caught.value.hint
    syria.archive.restore(id)
    assert syria.search("strike").total == 1
    assert syria.archive.check() == []


def test_a_bad_file_never_stops_the_run(house: House) -> None:
    (house.folder / "a-binary.txt").write_bytes(b"\x00\x01\x02" * 500)
    (house.folder / "b-empty.txt").write_bytes(b"")
    (house.folder / "c-lines.jsonl").write_text(
        '{"id": 1, "title": "One", "body": "x"}\nnot json\n{"id": 1, "title": "Again", "body": "y"}\n'
    )
    house.write("d-good.txt", "A good one", "It goes in.")
    report = house.index()
    assert report.added == 2
    assert report.failed == len(report.faults) >= 4
    assert {Path(fault.origin).name for fault in report.faults} == {"a-binary.txt", "b-empty.txt", "c-lines.jsonl"}
    assert any("has been read before" in fault.reason for fault in report.faults)
    assert house.index().failed == report.failed, "a file with faults is read, and told, again"


def test_a_folder_that_cannot_be_seen_keeps_its_articles(syria: House, monkeypatch: pytest.MonkeyPatch) -> None:
    shadow = syria.folder.with_name("elsewhere")
    syria.folder.rename(shadow)
    report = syria.index(prune=True)
    assert (report.failed, report.pruned, report.gone) == (1, [], [])
    assert syria.search().total == 4


def test_a_run_needs_the_archives_one_lock(syria: House) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom archive.store import open_store\n"
        "store = open_store(Path(sys.argv[1]), create=False)\n"
        "with store.writing('archive index'):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    path = syria.config.index / "archive.sqlite"
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=str(other.pid)):
            syria.index()
        other.kill()
    assert syria.index().failed == 0


def test_opening_what_is_not_there_says_how_to_make_it(house: House, tmp_path: Path) -> None:
    with pytest.raises(NoIndex) as caught:
        open_archive(replace(house.config, index=tmp_path / "nowhere"))
    assert caught.value.hint is not None and "archive index" in caught.value.hint
    assert not (tmp_path / "nowhere").exists()


def texts(*titles: str) -> bytes:
    return "".join(json.dumps({"title": title, "body": f"About {title}."}) + "\n" for title in titles).encode()


def piped(house: House, data: bytes) -> IndexReport:
    stream = Stream(io.BytesIO(data), "-")
    return house.archive.index([Source(Collection("pipe", format="jsonl"), stream=stream)])


def test_what_comes_through_a_pipe_never_takes_the_place_of_what_came_before(house: House) -> None:
    assert piped(house, texts("One", "Two")).added == 2
    again = piped(house, texts("Three", "Two"))
    assert (again.added, again.changed, again.unchanged) == (1, 0, 1)
    assert sorted(house.titles()) == ["One", "Three", "Two"]


def test_nameless_records_keep_their_ids_when_others_are_put_before_them(house: House) -> None:
    path = house.folder / "records.jsonl"
    path.write_bytes(texts("One", "Two"))
    house.index()
    before = {hit.title.text: hit.id for hit in house.search().hits}
    path.write_bytes(texts("Zero", "One", "Two"))
    report = house.index()
    assert (report.added, report.changed, report.unchanged, report.gone) == (1, 0, 2, [])
    after = {hit.title.text: hit.id for hit in house.search().hits}
    assert before.items() <= after.items()


def test_two_folders_of_one_name_are_not_mixed(house: House, tmp_path: Path) -> None:
    for pile in ("x", "y"):
        folder = tmp_path / pile / "2013"
        folder.mkdir(parents=True)
        (folder / "001.txt").write_text(f"Pile {pile}\n\nIts text.\n")
    first, second = (Source(Collection("2013", (tmp_path / pile / "2013",)), named=False) for pile in ("x", "y"))
    house.archive.index([first])
    with pytest.raises(RequestError, match="x/2013"):
        house.archive.index([second])
    report = house.archive.index([replace(second, named=True)])
    assert (report.added, report.changed, report.failed) == (0, 0, 1)
    assert "x/2013/001.txt is 2013-" in report.faults[0].reason
    assert house.titles() == ["Pile x"]


def test_files_read_as_another_collection_are_not_gone(syria: House) -> None:
    other = Source(Collection("other", (syria.folder,)))
    report = syria.archive.index([other], prune=True)
    assert (report.added, report.gone, report.pruned) == (4, [], [])


def test_an_empty_root_prunes_nothing(syria: House) -> None:
    for path in syria.folder.iterdir():
        path.unlink()
    report = syria.index(prune=True)
    assert (report.pruned, report.gone) == ([], [])
    assert syria.search().total == 4


def test_an_outlet_country_that_is_none_is_refused(syria: House) -> None:
    with pytest.raises(RequestError, match="'UK'") as caught:
        syria.archive.index([Source(Collection("news", (syria.folder,), country="UK"))])
    assert caught.value.hint == "Perhaps: GB"


KILLS = 4


def test_a_killed_run_is_gone_on_with_and_readers_never_see_half(house: House) -> None:
    for number in range(400):
        house.write(f"{number:03}.txt", f"Number {number} of the harbour", f"John Kerry met person {number}. " * 20)
    script = (
        "import sys\nfrom pathlib import Path\nfrom archive.config import Collection, Config\nfrom archive.core import open_archive\n"
        "from archive.indexing import Source\n"
        "collection = Collection('news', (Path(sys.argv[2]),), language='en')\n"
        "with open_archive(Config(index=Path(sys.argv[1])), create=True) as archive:\n"
        "    print('begun', flush=True)\n    archive.index([Source(collection)])\n"
    )
    command = [sys.executable, "-c", script, str(house.config.index), str(house.folder)]
    for kill in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None and run.stdout.readline() == "begun\n"
            time.sleep(0.05 + 0.35 * kill)
            os.kill(run.pid, signal.SIGKILL)
        state = house.archive.engine.state()
        seen = 0 if state is None else house.search("harbour").total
        assert seen in (0, 400), "a commit holds a whole run's articles, or none"
    report = house.index()
    assert report.articles == 400
    assert house.search("harbour").total == 400
    assert house.archive.check() == []
