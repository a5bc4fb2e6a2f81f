"""Files that survive a power cut, written beside, synced, then renamed into place; and small ones that know when they are damaged."""

from __future__ import annotations

import zlib
from pathlib import Path

from archive import disk


def rename(source: Path, target: Path) -> None:
    """Put a written file in its place: whoever looks sees the old one or the whole new one, also after a power cut."""
    disk.sync_file(source)
    source.replace(target)
    disk.sync_folder(target.parent)


def write_line(path: Path, text: str) -> None:
    """Replace the file by one line and, behind it, another with its CRC-32, in one step."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(f"{text}\n{_checksum(text)}\n", "utf-8", newline="\n")
    rename(beside, path)


def read_line(path: Path) -> str:
    """What `write_line` wrote. Raises ValueError where it is damaged, FileNotFoundError."""
    text, _, rest = path.read_text("utf-8").partition("\n")
    if rest != f"{_checksum(text)}\n":
        raise ValueError("its checksum does not fit")
    return text


def _checksum(text: str) -> str:
    return f"crc32 {zlib.crc32(text.encode()):08x}"
