"""What was written is on the disk, and stays there through a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    _sync(path, os.O_RDWR)


def sync_folder(path: Path) -> None:
    """Wait until the folder's names are on the disk. Windows cannot and need not."""
    if os.name == "posix":
        _sync(path, os.O_RDONLY)


def replace(source: Path, target: Path) -> None:
    """Put a written file in its place: whoever looks sees the old one or the whole new one, also after a power cut."""
    sync_file(source)
    source.replace(target)
    sync_folder(target.parent)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
