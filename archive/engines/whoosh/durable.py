"""Small files that are there whole or not at all, and know when they are damaged."""

from __future__ import annotations

import zlib
from pathlib import Path

from archive import disk


def write_line(path: Path, text: str) -> None:
    """Replace the file by one line and, behind it, another with its CRC-32, in one step."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(f"{text}\n{_checksum(text)}\n", "utf-8", newline="\n")
    disk.replace(beside, path)


def read_line(path: Path) -> str:
    """What `write_line` wrote. Raises ValueError where it is damaged, FileNotFoundError."""
    text, _, rest = path.read_text("utf-8").partition("\n")
    if rest != f"{_checksum(text)}\n":
        raise ValueError("its checksum does not fit")
    return text


def _checksum(text: str) -> str:
    return f"crc32 {zlib.crc32(text.encode()):08x}"
