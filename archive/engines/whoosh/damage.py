"""What is said when the files of an index cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import ArchiveError, EngineError, IndexDamaged

HINT = "Nothing is lost, the store has everything: `archive reindex` writes a new index."


@contextmanager
def damage(what: str, where: Path | None = None) -> Iterator[None]:
    """Turn whatever reading broken files raises into IndexDamaged; absent files too.

    Whoosh's files hold pickles, and a broken pickle can raise nearly any exception: hence `Exception`.
    """
    try:
        yield
    except ArchiveError:
        raise
    except Exception as error:
        place = f" in {where}" if where else ""
        raise IndexDamaged(f"{what}{place} cannot be read: {error or type(error).__name__}", HINT) from error


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turn what the system says (no space, no permission) into EngineError."""
    try:
        yield
    except OSError as error:
        raise EngineError(
            f"the index in {where} cannot be written: {error.strerror or error}", "What was searched before is searched still."
        ) from error
