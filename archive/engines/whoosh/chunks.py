"""What stands between spaces in texts, as numbers: a chunk that has been met is found by arrays, thousands at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from archive.engines.whoosh.arrays import Integers, Numbers, encoded
from archive.text import PARAGRAPH_END

_MARK = "\ufdd0"
"""Unicode keeps this code point for a program's own use."""
_OTHER = "\ufdd1"
"""Stands for it in a text that has it all the same: one as meaningless."""
PARAGRAPH, TEXT = encoded(_MARK), encoded(_MARK + _MARK)
"""The chunks that end a paragraph and a text."""

_SPACES = np.array([chr(code).isspace() for code in range(128)] + [False] * 128)
_WIDE_SPACE = re.compile("[" + "".join(filter(str.isspace, map(chr, range(128, 0x3001)))) + "]")
"""The last space that Unicode has is U+3000: to look through all code points would take 40 ms of every start."""

_SHORT = 15
"""Bytes of a chunk that is found by arrays: 99 of 100 are no longer."""
_SIZES = np.arange(_SHORT + 2, dtype=np.uint64)
_FIRST = np.array([(1 << 8 * min(size, 8)) - 1 for size in range(_SHORT + 2)], np.uint64)
_SECOND = np.array([(1 << 8 * min(max(size - 8, 0), 7)) - 1 for size in range(_SHORT + 2)], np.uint64)
"""The bytes that a chunk has of the eight from its beginning on, and of the seven behind these, by its size."""

_BITS = 19
"""So many bits of a key's hash say where the chunk is remembered, in 20 bytes; one fewer takes a tenth longer, one more no less."""
_ODD, _OTHER_ODD = np.uint64(0x9E37_79B9_7F4A_7C15), np.uint64(0xC2B2_AE3D_27D4_EB4F)


class Chunks:
    """Numbers the chunks of texts: no token of `archive/text.py` goes beyond one. For each that is not remembered `number` is asked, which
    is not kept: a vocabulary that has this, and that this has, would stay in memory until garbage is collected.

    Each short chunk has one place in which it is remembered; of those that have the same place, the one met last is. Chunks are
    compared to the last byte.
    """

    def __init__(self) -> None:
        self._first, self._second = np.zeros((2, 1 << _BITS), np.uint64)
        self._numbers = np.zeros(1 << _BITS, np.uint32)

    def numbers(self, texts: Iterable[str], number: Callable[[bytes], int]) -> Numbers:
        """The number of each chunk, text by text; those of `PARAGRAPH` and `TEXT` where one ends. In memory some 15 times the texts."""
        data = b"".join([b" ", *(b"%b %b " % (encoded(_plain(text)), TEXT) for text in texts)])
        data = data.replace(encoded(PARAGRAPH_END), b" %b " % PARAGRAPH) + bytes(_SHORT)
        starts, ends = _bounds(data)
        sizes = np.minimum(ends - starts, _SHORT + 1)
        first, second = (np.ndarray(len(data) - _SHORT, "<u8", data, offset, (1,))[starts] for offset in (0, 8))
        first &= _FIRST.take(sizes)
        second &= _SECOND.take(sizes)
        second |= _SIZES.take(sizes) << np.uint64(56)
        places = (((first + second * _OTHER_ODD) * _ODD) >> np.uint64(64 - _BITS)).astype(np.int64)
        found = self._numbers.take(places)
        new = np.flatnonzero((self._first.take(places) != first) | (self._second.take(places) != second))
        found[new] = [number(data[start:end]) for start, end in zip(starts[new].tolist(), ends[new].tolist(), strict=True)]
        new = new.compress(sizes.take(new) <= _SHORT)
        # Where two have the same place, the last one is what numpy leaves in each of the three.
        for table, values in (self._first, first), (self._second, second), (self._numbers, found):
            table[places.take(new)] = values.take(new)
        return found


def _plain(text: str) -> str:
    """A text with no mark in it, and no spaces but those of ASCII."""
    return text if text.isascii() else _WIDE_SPACE.sub(" ", text.replace(_MARK, _OTHER))


def _bounds(data: bytes) -> tuple[Integers, Integers]:
    """Where each chunk begins, and where it ends; there is a space before the first and behind the last."""
    spaces = _SPACES.take(np.frombuffer(data, np.uint8, len(data) - _SHORT))
    edges = np.flatnonzero(spaces[1:] != spaces[:-1]) + 1
    return edges[::2], edges[1::2]
