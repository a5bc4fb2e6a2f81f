"""Byte strings in two arrays: terms in order, which are looked up by halving, and the content hashes of documents."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from archive.engines.whoosh.arrays import NONE, Array, Integers, smallest, starts_of


def packed_strings(name: str, strings: Sequence[bytes]) -> dict[str, Array]:
    """The arrays `NAME.bytes` (u8, the strings one behind the other) and `NAME.starts` (unsigned, one more than there are strings)."""
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    return {f"{name}.bytes": np.frombuffer(b"".join(strings), np.uint8), f"{name}.starts": smallest(starts_of(lengths))}


_EVERY = 32
"""Every so manyth string is kept in a list, which is halved about ten times as fast as the file (2 bytes of memory a string)."""
_REMEMBERED = 32


class Strings:
    """The strings of a file under one name; none where it has none. `find` and `beginning` want them ascending."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self.bytes = arrays.get(f"{name}.bytes", NONE).data
        self.starts = arrays.get(f"{name}.starts", NONE)
        self._starts = self.starts.data
        self._found: dict[bytes, int | None] = {}

    def __len__(self) -> int:
        return max(0, len(self._starts) - 1)

    def __getitem__(self, place: int) -> bytes:
        return bytes(self.bytes[self._starts[place] : self._starts[place + 1]])

    def some(self, places: Integers) -> list[bytes]:
        """Those at some places, in their order."""
        ends = zip(self.starts.take(places).tolist(), self.starts.take(places + 1).tolist(), strict=True)
        return [bytes(self.bytes[here:there]) for here, there in ends]

    def all(self) -> list[bytes]:
        """All of them."""
        return self.between(0, len(self))

    def between(self, first: int, end: int) -> list[bytes]:
        """Those from `first` to before `end`."""
        starts = self.starts[first : end + 1].tolist()
        data = bytes(self.bytes[starts[0] : starts[-1]]) if starts else b""
        return [data[here - starts[0] : there - starts[0]] for here, there in pairwise(starts)]

    def find(self, string: bytes) -> int | None:
        """The place of a string, None where it is not there. One search asks for the same ones several times: the last are remembered."""
        found = self._found
        if string not in found:
            if len(found) >= _REMEMBERED:
                found = self._found = {}
            block = max(0, bisect_right(self._heads, string) - 1)
            end = min((block + 1) * _EVERY, len(self))
            place = bisect_left(self, string, block * _EVERY, end)
            found[string] = place if place < end and self[place] == string else None
        return found[string]

    @cached_property
    def _heads(self) -> list[bytes]:
        return self.some(np.arange(0, len(self), _EVERY))

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """The first place of those that begin with `prefix`, and the one behind the last."""
        first = bisect_left(self, prefix)
        return first, bisect_right(self, prefix, lo=first, key=lambda string: string[: len(prefix)])
