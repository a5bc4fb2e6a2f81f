"""Files that survive a power cut: written beside, synced, then renamed into place."""

from __future__ import annotations

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until the folder's names are on the disk. Windows cannot and need not."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """Put a written file in its place: whoever looks sees the old one or the whole new one, also after a power cut."""
    sync_file(source)
    source.replace(target)
    sync_folder(target.parent)


def write(path: Path, data: bytes) -> None:
    """Replace the file's content in one step."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(data)
    rename(beside, path)
