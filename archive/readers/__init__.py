"""Files to Articles, one small module a format; here the Reader protocol and the choice of a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from archive.model import Article, ReadError


class Reader(Protocol):
    """Reads one format. Called once a file; yields faults instead of raising them, and goes on behind them where it can."""

    def read(self, stream: BinaryIO, origin: str) -> Iterator[Article | ReadError]:
        """The articles of `stream` in order, their own ids (or "") as `id`; `origin` names the file in messages."""
