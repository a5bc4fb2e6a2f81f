"""The archive's one writing lock: a lock of the system that dies with its holder, and a note of who holds it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from archive.errors import Busy, StoreError

LOCK = "writing.lock"
HOLDER = "writing.json"
"""Beside the lock and not in it: the holder is named even where a locked file cannot be read. Believed only while the lock is held."""


@contextmanager
def writing_lock(folder: Path, purpose: str) -> Iterator[None]:
    """Hold the writing lock of the archive in `folder`, or raise Busy at once with the holder's process id and purpose.

    A second claim by the same process is refused too. The system frees the lock when its holder dies, however it dies.
    """
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy(f"{_holder(folder)} is writing to {folder}", "Wait until it has finished, or end that process.") from error
    except (OSError, NotImplementedError) as error:
        raise StoreError(f"{folder / LOCK} cannot be locked: {error}", "The archive needs a local folder that you may write to.") from error
    try:
        _note(folder, purpose)
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _note(folder: Path, purpose: str) -> None:
    """Write who holds the lock, whole or not at all. A full disk costs the note, not the run."""
    fresh = folder / f"{HOLDER}.{os.getpid()}"
    try:
        fresh.write_text(json.dumps({"process": os.getpid(), "purpose": purpose}), encoding="utf-8")
        fresh.replace(folder / HOLDER)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _holder(folder: Path) -> str:
    """Who holds the lock, as a phrase. The note may be a moment late: then it is another process without a name."""
    try:
        note = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f'process {int(note["process"])} ("{note["purpose"]}")'
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
