"""Every command: what it prints where, and how it exits."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from archive.config import load_config
from archive.core import open_archive
from tests.cli.conftest import Run


def test_index_reports_and_search_finds(archive: Run) -> None:
    again = archive("index")
    assert (again.exit_code, again.stdout.splitlines()[0]) == (
        0,
        "0 added, 0 changed, 3 unchanged, 0 failed, 0 pruned; 3 articles in the archive",
    )
    found = archive("search", "conferences", "kerry")
    assert found.exit_code == 0
    assert found.stdout.startswith("2 articles - ")
    assert "Ministers call a conference" in found.stdout


def test_index_exits_1_when_something_failed_and_keeps_the_rest(run: Run, folder: Path) -> None:
    (folder / "news" / "bad.txt").write_bytes(b"\x00\x01" * 400)
    result = run("index", "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (report["added"], report["failed"]) == (3, 1)
    assert report["faults"][0]["origin"].endswith("bad.txt")


def test_index_reads_standard_input(run: Run) -> None:
    lines = b'{"id": "a", "title": "From a pipe", "body": "It came through."}\n'
    assert run("index", "-", "--as", "jsonl", "--collection", "pipe", input=lines).exit_code == 0
    assert json.loads(run("search", "pipe", "--format", "json").stdout)["hits"][0]["id"] == "pipe-a"


def test_a_path_no_collection_lists_becomes_a_collection_of_its_folder(run: Run, folder: Path) -> None:
    (folder / "Old Letters").mkdir()
    (folder / "Old Letters" / "one.txt").write_text("A letter\n\nDear editor.\n", encoding="utf-8")
    assert run("index", str(folder / "Old Letters")).exit_code == 0
    assert run("search", "letter", "--format", "jsonl").stdout.count('"id":"old-letters-') == 1


def test_a_path_inside_a_collection_is_read_as_that_collection(run: Run, folder: Path) -> None:
    run("index", str(folder / "news" / "2015-03-02-harbour.txt"))
    first = json.loads(run("search", "harbour", "--format", "json").stdout)["hits"][0]["id"]
    report = json.loads(run("index", "--format", "json").stdout)
    assert (report["added"], report["unchanged"]) == (2, 1)
    assert json.loads(run("search", "harbour", "--format", "json").stdout)["hits"][0]["id"] == first


@pytest.mark.parametrize(
    ("options", "total"),
    [
        (["--person", "john-kerry"], 2),
        (["--person", "John Kerry", "--person", "Sergei Lavrov"], 1),
        (["--year", "2013", "--year", "2015"], 2),
        (["--without", "person:john-kerry"], 1),
        (["--since", "2014", "--until", "2014-12-31"], 1),
        (["--person", "none"], 1),
        (["--language", "English"], 3),
    ],
)
def test_options_narrow(archive: Run, options: list[str], total: int) -> None:
    assert json.loads(archive("search", *options, "--format", "json").stdout)["total"] == total


def test_a_cursor_goes_on_and_all_gives_everything(archive: Run) -> None:
    first = json.loads(archive("search", "--size", "2", "--format", "json").stdout)
    second = json.loads(archive("search", "--size", "2", "--cursor", first["next"], "--format", "json").stdout)
    every = [json.loads(line)["id"] for line in archive("search", "--all", "--format", "jsonl").stdout.splitlines()]
    assert [hit["id"] for hit in (*first["hits"], *second["hits"])] == every
    whole = json.loads(archive("search", "--all", "--format", "json").stdout)
    assert ([hit["id"] for hit in whole["hits"]], whole["next"]) == (every, None)


def test_csv_has_a_heading_and_a_row_a_hit(archive: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(archive("search", "kerry", "--format", "csv").stdout)))
    assert len(rows) == 2
    assert all("John Kerry" in row["person"] for row in rows)


def test_show_and_facets(archive: Run) -> None:
    id = json.loads(archive("search", "moscow", "--format", "json").stdout)["hits"][0]["id"]
    assert "People: " in archive("show", id).stdout
    assert json.loads(archive("show", id, "--format", "json").stdout)["title"] == "Ministers call a conference"
    facet = json.loads(archive("facets", "person", "--format", "json").stdout)
    assert facet["values"][0] == {"value": "john-kerry", "label": "John Kerry", "count": 2, "selected": False, "excluded": False}
    assert archive("facets", "person", "--match", "LAVR").stdout.split() == ["1", "Sergei", "Lavrov", "[sergei-lavrov]"]
    assert archive("facets", "person", "moscow", "--format", "csv").stdout.splitlines() == [
        "value,label,count,selected,excluded",
        "john-kerry,John Kerry,1,false,false",
        "sergei-lavrov,Sergei Lavrov,1,false,false",
    ]


def test_remove_restore_check_status_backup(archive: Run, folder: Path) -> None:
    id = json.loads(archive("search", "harbour", "--format", "json").stdout)["hits"][0]["id"]
    assert archive("remove", id).exit_code == 0
    assert json.loads(archive("status", "--format", "json").stdout)["removed"] == 1
    assert archive("show", id).exit_code == 1
    assert archive("restore", id).exit_code == 0
    assert archive("check", "--deep").exit_code == 0
    assert archive("check", "--repair").exit_code == 0
    assert archive("reindex").exit_code == 0
    copy = folder / "copy.sqlite"
    assert archive("backup", str(copy)).exit_code == 0
    assert archive("backup", str(copy)).exit_code == 1, "a copy is not written over"
    (folder / "else").mkdir()
    copy.rename(folder / "else" / "archive.sqlite")
    (folder / "config.yaml").write_text("index: else\n", encoding="utf-8")
    assert archive("reindex").exit_code == 0
    assert json.loads(archive("search", "--format", "json").stdout)["total"] == 3


def test_status_tells_what_is_held(archive: Run, folder: Path) -> None:
    shown = archive("status").stdout
    assert "3 articles" in shown
    assert "news: 3" in shown


def test_without_an_archive_the_command_that_makes_one_is_told(run: Run, folder: Path) -> None:
    result = run("search", "anything")
    assert result.exit_code == 1
    assert "archive index" in result.stderr
    assert not (folder / "index").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "date:199x"],
        ["search", "--since", "yesterday"],
        ["search", "--without", "person"],
        ["search", "--without", "colour:red"],
        ["search", "--sort", "best"],
        ["search", "--size", "0"],
        ["search", "--cursor", "nonsense"],
        ["facets", "colour"],
        ["nonsense"],
    ],
)
def test_misuse_exits_2_and_says_where(archive: Run, arguments: list[str]) -> None:
    result = archive(*arguments)
    assert result.exit_code == 2
    assert result.stderr
    assert result.stdout == ""


def test_a_bad_configuration_exits_2_with_every_fault(run: Run, folder: Path) -> None:
    (folder / "config.yaml").write_text("sight: {name: x}\nserve: {port: 0x}\n", encoding="utf-8")
    result = run("status")
    assert result.exit_code == 2
    assert "site" in result.stderr and "port" in result.stderr


def test_notes_about_a_query_go_to_standard_error(archive: Run) -> None:
    result = archive("search", "autor:kerry")
    assert result.exit_code == 0
    assert "author" in result.stderr
    assert "author" not in result.stdout


def test_config_shows_what_holds(archive: Run, folder: Path) -> None:
    assert str(folder) in archive("config").stdout
    assert load_config(folder / "config.yaml", {}, folder).collections[0].name == "news"
    with open_archive(load_config(folder / "config.yaml", {}, folder)) as opened:
        assert opened.store.count() == 3


def test_help_explains_every_command(run: Run) -> None:
    shown = run("--help").stdout
    for command in ["index", "search", "show", "facets", "status", "reindex", "check", "remove", "restore", "config", "backup", "serve"]:
        assert f"\n  {command} " in shown
        assert run(command, "--help").exit_code == 0


def test_the_heading_says_what_narrowed(archive: Run) -> None:
    shown = archive("search", "--person", "john-kerry", "--without", "year:2014", "--since", "2013").stdout.splitlines()[0]
    assert shown == "1 article - every article - person John Kerry - without year 2014 - from 2013 - newest first"


def test_remove_does_what_it_can_and_tells_the_rest(archive: Run) -> None:
    ids = [json.loads(line)["id"] for line in archive("search", "--all", "--format", "jsonl").stdout.splitlines()]
    result = archive("remove", ids[0], "news-nope", ids[1])
    assert result.exit_code == 1
    assert "news-nope" in result.stderr
    assert json.loads(archive("status", "--format", "json").stdout)["removed"] == 2


def test_a_year_that_is_none_is_told(archive: Run) -> None:
    result = archive("search", "--year", "20x")
    assert result.exit_code == 0
    assert "20x" in result.stderr


def test_a_country_is_matched_by_its_other_names(archive: Run) -> None:
    assert archive("facets", "country", "--match", "helvetia").stdout == ""
    assert "Netherlands" in archive("facets", "country", "--match", "Dutch").stdout


def test_a_value_written_like_none_counts_as_none(archive: Run) -> None:
    record = b'{"id": "x", "title": "No section at all", "body": "x", "section": "none"}\n'
    archive("index", "-", "--as", "jsonl", input=record)
    assert "none" not in archive("facets", "section").stdout
    assert json.loads(archive("search", "--section", "none", "--format", "json").stdout)["total"] == 4


def test_an_index_that_cannot_be_opened_is_told_by_index_and_status_and_mended_by_reindex(archive: Run, folder: Path) -> None:
    for path in (folder / "index").rglob("*.arrays"):
        path.unlink()
    for command in ("index", "status"):
        result = archive(command)
        assert result.exit_code == 1, command
        assert "cannot be read" in result.output and "archive reindex" in result.output, command
    assert "nothing can be searched" in archive("status").stdout
    assert json.loads(archive("index", "--format", "json").stdout)["index_fault"]
    assert archive("reindex").exit_code == archive("index").exit_code == archive("status").exit_code == 0


def test_where_the_newest_commit_is_damaged_a_search_notes_that_it_reads_an_older_one(archive: Run, folder: Path) -> None:
    (folder / "news" / "more.txt").write_text("One more\n\nThe dockers are back.\n", encoding="utf-8")
    archive("index")
    _, after = sorted((folder / "index").rglob("commit-*.json"))
    after.write_bytes(after.read_bytes()[:40])
    found = archive("search", "dockers")
    assert (found.exit_code, found.stdout.startswith("1 article - ")) == (0, True)
    assert "older state of the index is searched" in found.stderr and "archive reindex" in found.stderr
    status = archive("status")
    assert status.exit_code == 1
    assert "an older state is searched (mend: archive reindex)" in status.stdout and "3 articles, build-0000-" in status.stdout


def test_one_of_a_thing_is_told_as_one(run: Run, folder: Path) -> None:
    for path in sorted((folder / "news").iterdir())[1:]:
        path.unlink()
    (folder / "news" / "sheet.xls").touch()
    indexed = run("index").stdout
    assert "; 1 article in the archive" in indexed and "  1 file passed over" in indexed
    assert "1 article, 0 undated" in run("status").stdout
    assert run("check").stdout == "1 article checked, 0 faults\n"
    assert run("reindex").stdout == "1 article indexed anew\n"
    for commit in (folder / "index").rglob("commit-*.json"):
        commit.write_bytes(commit.read_bytes()[:40])
    assert run("check").stdout.endswith("\n1 article checked, 1 fault\n")
