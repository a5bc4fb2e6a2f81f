"""Decisions as they were made: what each wrote and which articles it changed, kept for a while so that it can be shown and taken back."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.applying import Written, authority_text
from archive.authorityfile import AuthorityFile
from archive.core import Archive, Relinked
from archive.errors import ArchiveError, NotFound, RequestError

FOLDER = "decisions"
KEPT = 50
"""Decisions that are kept beside the store; older ones are forgotten, and stay in the authority file."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, in `words`; the authority file before and after, "" where nothing was written; the articles that changed, by id."""

    words: str
    before: str
    after: str
    articles: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the decision is found by: 16 hexadecimal digits."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file that differ, those taken out with a minus before them and those put in with a plus."""
        changes = difflib.unified_diff(self.before.splitlines(), self.after.splitlines(), n=0, lineterm="")
        return tuple(line for line in changes if not line.startswith(("---", "+++", "@@")))


def remember(archive: Archive, words: str, relinked: Relinked) -> str:
    """Keep a decision that was just made; its key. A full disk costs the note, not the decision."""
    written = relinked.written or Written("", "")
    made = Decision(words, written.before, written.after, relinked.changed)
    folder = archive.config.index / FOLDER
    fresh = folder / f".{made.key}.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
        fresh.write_text(json.dumps(asdict(made)), encoding="utf-8")
        fresh.replace(folder / f"{made.key}.json")
        for old in _oldest_first(folder)[:-KEPT]:
            old.unlink(missing_ok=True)
    return made.key


def _oldest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"), key=lambda file: (file.stat().st_mtime_ns, file.name))


def remembered(archive: Archive, key: str) -> Decision:
    """The decision of a key. Raises NotFound where it is not known any more."""
    try:
        if not re.fullmatch("[0-9a-f]{16}", key):
            raise ValueError(key)
        data = json.loads((archive.config.index / FOLDER / f"{key}.json").read_text(encoding="utf-8"))
        return Decision(data["words"], data["before"], data["after"], tuple(data["articles"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFound(f"there is no note of the decision {key}", f"{archive.config.entities.authority} has all that holds.") from error


def stands_last(archive: Archive, decision: Decision) -> bool:
    """Whether the authority file is still as the decision left it, so that it can be taken back whole."""
    try:
        return bool(decision.lines) and authority_text(archive.config.entities.authority) == decision.after
    except ArchiveError:
        return False


def take_back(archive: Archive, decision: Decision) -> Relinked:
    """Have the authority file as it was before a decision, and apply it. Raises RequestError where it was edited since; Busy."""

    def edit(file: AuthorityFile) -> None:
        if not decision.lines or file.text != decision.after:
            raise RequestError(
                f"{file.path} was changed after this decision", "Take its lines out by hand, and run: archive entities apply"
            )
        file.put_back(decision.before)

    return archive.decide("taking back a decision", edit)
