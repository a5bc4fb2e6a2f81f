"""`archive link` and `archive entities`: what they print, what they write, and how they exit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def read(run: Run, *arguments: str) -> dict[str, object]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def article_of(run: Run, query: str) -> str:
    found = json.loads(run("search", query, "--format", "json").stdout)["hits"][0]["id"]
    assert isinstance(found, str)
    return found


def test_list_and_show(archive: Run) -> None:
    assert archive("entities", "list", "--match", "kerr").stdout.split() == ["2", "John", "Kerry", "[john-kerry]"]
    assert read(archive, "entities", "list", "person", "--size", "1") == {
        "type": "person",
        "entities": [{"id": "john-kerry", "name": "John Kerry", "resolved": True, "articles": 2}],
    }
    shown = archive("entities", "show", "john-kerry").stdout
    assert "2 articles" in shown and "first: 2013-05-07" in shown and "2  John Kerry" in shown and "1  Kerry" in shown
    assert read(archive, "entities", "show", "John Kerry")["aliases"] == [["John Kerry", 2], ["Kerry", 1]]


def test_decisions_are_written_applied_and_told(archive: Run, folder: Path) -> None:
    moscow = article_of(archive, "moscow")
    told = archive("entities", "merge", "sergei-lavrov", "john-kerry").stdout
    assert told == f"1 article changed:\n  {moscow}\n"
    assert "sergei-lavrov: john-kerry" in (folder / "authority.yaml").read_text()
    assert archive("entities", "rename", "john-kerry", "John F. Kerry").stdout == "0 articles changed\n"
    assert read(archive, "entities", "show", "sergei-lavrov")["name"] == "John F. Kerry"
    assert read(archive, "entities", "split", "john-kerry", moscow, "--name", "Another Kerry")["id"] == "another-kerry"
    assert read(archive, "entities", "assign", moscow, "John Kerry", "john-kerry")["changed"] == [moscow]
    assert len(read(archive, "entities", "hide", "john-kerry")["changed"]) == 2  # type: ignore[arg-type]
    assert archive("check").exit_code == 0


def test_a_name_means_a_country_or_none(archive: Run, folder: Path) -> None:
    moscow = article_of(archive, "moscow")
    assert read(archive, "entities", "country", "Moscow", "Norway") | {"published": {}} == {
        "id": "NO",
        "changed": [moscow],
        "published": {},
    }
    assert "    Moscow: NO\n" in (folder / "authority.yaml").read_text()
    assert archive("entities", "country", "Moscow", "none").stdout == f"1 article changed:\n  {moscow}\n"
    assert "    - Moscow\n" in (folder / "authority.yaml").read_text()
    assert archive("entities", "country", "Moscow", "Nowhere").exit_code == 1


def test_two_are_kept_apart(archive: Run, folder: Path) -> None:
    assert read(archive, "entities", "keep-apart", "sergei-lavrov", "john-kerry")["changed"] == []
    assert "- [sergei-lavrov, john-kerry]" in (folder / "authority.yaml").read_text()
    assert archive("entities", "merge", "sergei-lavrov", "john-kerry").exit_code == 2


def test_what_the_file_points_to_and_nothing_has_is_told_with_its_line(archive: Run, folder: Path) -> None:
    file = folder / "authority.yaml"
    file.write_text(
        "version: 1\nhide: [jhon-kerry, sergei-lavrov]\nmerged: {somebody: john-kerry}\n"
        "assign:\n  - {article: nowhere, surface: Mr Kerry, to: another-kerry}\n"
    )
    told = [
        f"note: {file}:2: hide: nothing in the archive is called jhon-kerry (did you mean john-kerry?)",
        f"note: {file}:3: merged: nothing in the archive is called somebody",
        f"note: {file}:5: assign: there is no article nowhere",
    ]
    applied = archive("entities", "apply")
    assert applied.exit_code == 0
    assert applied.stderr.splitlines()[-3:] == told
    assert archive("status").stderr.splitlines() == told
    file.write_text("version: 1\nhide: [sergei-lavrov]\n")
    assert archive("entities", "apply").stderr == ""


def test_a_file_edited_by_hand_waits_to_be_applied(archive: Run, folder: Path) -> None:
    assert "authority file" not in archive("status").stdout
    (folder / "authority.yaml").write_text("version: 1\nhide: [sergei-lavrov]\n")
    assert "archive entities apply" in archive("status").stdout
    assert read(archive, "status")["authority_pending"] is True
    assert archive("entities", "apply").stdout.startswith("1 article changed")
    assert archive("link").stdout == "0 articles changed\n"
    assert read(archive, "status")["authority_pending"] is False


def test_the_chain_of_reasons_is_printed(archive: Run) -> None:
    id = article_of(archive, "moscow")
    archive("entities", "rename", "john-kerry", "John F. Kerry")
    shown = archive("entities", "explain", "mr kerry", "--article", id).stdout
    for part in ("with confidence", "surname-joined", "person John F. Kerry [john-kerry]", "decided in", "authority.yaml:"):
        assert part in shown
    data = read(archive, "entities", "explain", "Kerry", "--article", id)
    assert data["explanations"][0]["entity"] == "john-kerry"  # type: ignore[index]


def test_duplicates_are_suggested_with_the_command(run: Run, folder: Path) -> None:
    for number, name in enumerate(("Katherine Johnson", "Katherine Jonson", "Katherine Johnson")):
        (folder / "news" / f"2001-01-0{number + 1}.txt").write_text(f"A visit\n\n{name} spoke in Geneva.\n")
    run("index")
    assert "archive entities merge katherine-jonson katherine-johnson" in run("entities", "suggest").stdout
    assert read(run, "entities", "suggest")["suggestions"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["entities", "show", "no-such"], 1),
        (["entities", "explain", "Kerry", "--article", "no-such"], 1),
        (["entities", "merge", "john-kerry", "john-kerry"], 2),
        (["entities", "merge", "john-kerry", "switzerland"], 1),
        (["entities", "retype", "john-kerry", "country"], 2),
        (["entities", "rename", "john-kerry", " "], 2),
        (["entities", "split", "john-kerry", "no-such", "--name", "X"], 1),
        (["entities", "assign", "no-such", "X", "john-kerry"], 1),
    ],
)
def test_misuse_writes_nothing(archive: Run, folder: Path, arguments: list[str], code: int) -> None:
    result = archive(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr
    assert not (folder / "authority.yaml").exists()


def test_an_authority_file_with_faults_stops_changes(archive: Run, folder: Path) -> None:
    (folder / "authority.yaml").write_text("version: 1\nhid: [x]\n")
    for arguments in (["index"], ["link"], ["entities", "apply"], ["entities", "hide", "john-kerry"]):
        result = archive(*arguments)
        assert result.exit_code == 2
        assert "did you mean hide?" in result.stderr
    assert archive("search", "kerry").exit_code == 0
