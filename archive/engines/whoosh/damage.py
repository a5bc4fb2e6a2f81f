"""What is said when the files of an index cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from archive.errors import ArchiveError, EngineError, IndexDamaged

HINT = "Nothing is lost, the store has everything: `archive reindex` writes a new index."
SHORT = "Try again when other programs have ended; `archive check` tells whether all files are whole."

OF_NUMBERS = (ArithmeticError, LookupError, ValueError)
"""What wrong numbers raise where they are reckoned with; another error than these is one of the program."""


class damage:  # noqa: N801  # reads as the function that it would be, were a generator not ten times as slow
    """Turn whatever reading broken files raises into IndexDamaged; absent files too. Want of memory, which damage may cause but seldom
    does, becomes an EngineError.

    Whoosh's files hold pickles, and a broken pickle can raise nearly any exception: hence `Exception`.
    """

    def __init__(self, what: str, where: Path | None = None, kinds: tuple[type[Exception], ...] = (Exception,)) -> None:
        self._what, self._where, self._kinds = what, where, kinds

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        place = f" in {self._where}" if self._where else ""
        if isinstance(error, MemoryError):
            raise EngineError(f"there is not enough memory to read {self._what}{place}", SHORT) from error
        if isinstance(error, self._kinds) and not isinstance(error, ArchiveError):
            raise IndexDamaged(f"{self._what}{place} cannot be read: {error or type(error).__name__}", HINT) from error


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turn what the system says (no space, no permission) into EngineError."""
    try:
        yield
    except OSError as error:
        what = f"{error.strerror} ({error.filename})" if error.filename else error.strerror or error
        raise EngineError(f"the index in {where} cannot be written: {what}", "What was searched before is searched still.") from error
