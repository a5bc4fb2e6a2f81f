"""Finding files: sorted, once, links followed, and a reason for each named path that is not read."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from archive.config import Collection
from archive.model import ReadError
from archive.readers import Skipped, SourceFile, file_hash, find_files, fingerprint


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def found(folder: Path, *paths: Path, format: str = "auto") -> list[str]:
    """What is found, as `+` files, `-` skipped ones and the lines of faults, with paths from `folder`."""
    lines = []
    for item in find_files(paths or (folder,), format):
        if isinstance(item, ReadError):
            lines.append(str(item).replace(f"{folder}/", ""))
        else:
            lines.append(("+" if isinstance(item, SourceFile) else "-") + item.path.relative_to(folder).as_posix())
    return lines


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    made(tmp_path, "b.txt", "a/z.md", "a/b/c.html", "c.jsonl.gz", "B.CSV", "a.json")
    assert found(tmp_path) == ["+B.CSV", "+a/b/c.html", "+a/z.md", "+a.json", "+b.txt", "+c.jsonl.gz"]


def test_files_that_are_no_articles_are_skipped(tmp_path: Path) -> None:
    made(
        tmp_path,
        ".hidden.txt",
        ".git/a.txt",
        "a.txt~",
        "b.txt.bak",
        "#c.txt#",
        "README.md",
        "LICENSE",
        "licence.txt",
        "photo.jpg",
        "d.txt",
        "gz.gz",
    )
    assert [line for line in found(tmp_path) if line[0] == "+"] == ["+d.txt"]
    assert len(found(tmp_path)) == 11


def test_a_named_file_is_read_whatever_its_name_begins_with(tmp_path: Path) -> None:
    made(tmp_path, "README.md", ".hidden.txt")
    assert found(tmp_path, tmp_path / "README.md", tmp_path / ".hidden.txt") == ["+README.md", "+.hidden.txt"]


def test_a_named_path_that_is_not_read_has_a_reason(tmp_path: Path) -> None:
    made(tmp_path, "photo.jpg")
    os.mkfifo(tmp_path / "pipe.txt")
    lines = found(tmp_path, tmp_path / "photo.jpg", tmp_path / "gone", tmp_path / "pipe.txt")
    assert lines[0].startswith("photo.jpg: the name tells no format (.txt ")
    assert lines[1:] == ["gone: no such file or directory", "pipe.txt: neither a file nor a folder"]
    assert found(tmp_path) == ["-photo.jpg", "-pipe.txt"]


def test_a_format_takes_named_files_of_any_name_and_files_without_a_suffix_in_folders(tmp_path: Path) -> None:
    made(tmp_path, "in/story", "in/a.txt", "in/b.md", "in/c.jpg", "other.dat")
    assert found(tmp_path, tmp_path / "in", tmp_path / "other.dat", format="text") == [
        "+in/a.txt", "-in/b.md", "-in/c.jpg", "+in/story", "+other.dat",
    ]  # fmt: skip


def test_a_directory_loop_is_told_and_the_rest_is_found(tmp_path: Path) -> None:
    made(tmp_path, "a/b/c.txt", "z.txt")
    (tmp_path / "a/b/loop").symlink_to(tmp_path / "a")
    assert found(tmp_path) == ["+a/b/c.txt", "a/b/loop: the folder is a link to one that it is in: a loop, not followed", "+z.txt"]


def test_links_are_followed_once(tmp_path: Path) -> None:
    made(tmp_path, "in/a.txt", "out/b.txt")
    (tmp_path / "in/more").symlink_to(tmp_path / "out")
    (tmp_path / "in/same.txt").symlink_to(tmp_path / "in/a.txt")
    (tmp_path / "in/broken.txt").symlink_to(tmp_path / "nowhere")
    assert found(tmp_path, tmp_path / "in", tmp_path / "out", tmp_path / "in/a.txt") == [
        "+in/a.txt", "in/broken.txt: no such file or directory", "+in/more/b.txt", "-in/same.txt",
    ]  # fmt: skip


def test_a_folder_without_permission_is_told(open_folder: Path, no_superuser: Callable[[], AbstractContextManager[None]]) -> None:
    made(open_folder, "closed/a.txt", "open.txt")
    (open_folder / "closed").chmod(0)
    with no_superuser():
        assert found(open_folder) == ["closed: permission denied", "+open.txt"]


def test_the_root_is_the_path_that_was_given(tmp_path: Path) -> None:
    made(tmp_path, "in/a/b.txt", "c.txt")
    assert list(find_files([tmp_path / "in", tmp_path / "c.txt"])) == [
        SourceFile(tmp_path / "in/a/b.txt", tmp_path / "in"),
        SourceFile(tmp_path / "c.txt", tmp_path / "c.txt"),
    ]


def test_a_name_that_is_no_text_does_not_stop_the_walk(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Headline\n")
    (item,) = find_files([tmp_path])
    assert isinstance(item, SourceFile)
    assert not isinstance(item, Skipped)


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    made(tmp_path, "abc")
    assert file_hash(tmp_path / "abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_fingerprint_tells_what_changes_an_article() -> None:
    base = Collection("a", fields={"title": "t", "body": "b"})
    assert fingerprint(base) == fingerprint(Collection("a", paths=(Path("x"),), fields={"body": "b", "title": "t"}))
    others = [Collection("b"), Collection("a", fields={"title": "u"}), Collection("a", language="en"), Collection("a", format="csv")]
    assert len({fingerprint(each) for each in [base, *others]}) == 5
