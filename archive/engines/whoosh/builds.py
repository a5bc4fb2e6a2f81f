"""Builds: whole indexes side by side, of which the file CURRENT names one."""

from __future__ import annotations

import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from archive import disk
from archive.engines.whoosh import commits
from archive.engines.whoosh.commits import Commit
from archive.engines.whoosh.damage import damage
from archive.errors import IndexDamaged

CURRENT = "CURRENT"
_BUILD = re.compile(r"build-(\d{4,})-[0-9a-f]{8}")


def current(folder: Path) -> Path | None:
    """The build that CURRENT names, None where there is no CURRENT. Raises IndexDamaged where it names none."""
    with damage(CURRENT, folder):
        try:
            name = disk.read_line(folder / CURRENT)
        except (FileNotFoundError, NotADirectoryError):
            return None
        if not _BUILD.fullmatch(name):
            raise ValueError(f"it says {name[:50]!r}, which is not the name of a build")
    return folder / name


def finished(folder: Path) -> list[Commit]:
    """The last commits of every build, the newest build first."""
    found: list[Commit] = []
    for build in sorted(_all(folder), key=_number, reverse=True):
        with suppress(IndexDamaged):
            found += commits.kept(build)
    return found


def begin(folder: Path) -> Path:
    """Make the folder of a new build. Part of its name is random: who reads tells it from one of its number that was there before."""
    number = max(map(_number, _all(folder)), default=0) + 1
    build = folder / f"build-{number:04}-{secrets.token_hex(4)}"
    build.mkdir()
    return build


def swap(build: Path) -> None:
    """Make a finished build the current one, in one step."""
    for folder in (build, build.parent, build.parent.parent):  # CURRENT must not outlive a power cut that what it names does not
        disk.sync_folder(folder)
    disk.write_line(build.parent / CURRENT, build.name)


def tidy(folder: Path) -> None:
    """Remove every build but the current one and the last finished one before it, and of these two what none of their last commits needs;
    only unfinished builds where none is current. Only for the one who holds the lock."""
    kept = list(dict.fromkeys(commit.build for commit in finished(folder)))
    with suppress(IndexDamaged):
        if now := current(folder):
            kept = [now, *(each for each in kept if _number(each) < _number(now))][:2]
    for build in _all(folder):
        if build in kept:
            commits.tidy(build)
        else:
            shutil.rmtree(build, ignore_errors=True)


def _all(folder: Path) -> list[Path]:
    return [path for path in folder.glob("build-*") if _BUILD.fullmatch(path.name) and path.is_dir()]


def _number(build: Path) -> int:
    return int(build.name.split("-")[1])
