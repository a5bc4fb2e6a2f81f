"""What was written is on the disk, stays there through a power cut, and is whole or not there at all."""

from __future__ import annotations

import os
import zlib
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


def write_line(path: Path, text: str) -> None:
    """Replace a file by one line and, behind it, another with its CRC-32, in one step."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(f"{text}\n{_checksum(text)}\n", "utf-8", newline="\n")
    replace(beside, path)


def read_line(path: Path) -> str:
    """What `write_line` wrote. Raises ValueError where it is damaged, FileNotFoundError."""
    text, _, rest = path.read_text("utf-8").partition("\n")
    if rest != f"{_checksum(text)}\n":
        raise ValueError("its checksum does not fit")
    return text


def _checksum(text: str) -> str:
    return f"crc32 {zlib.crc32(text.encode()):08x}"


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
