"""Arrays in one file: named numpy arrays behind a table of what lies where, mapped and read back without copying.

    magic           8 bytes
    version         u32, `FORMAT`: a file of another one is refused
    table's length  u32, bytes
    file's length   u64, bytes: a file that was cut short is refused
    table's CRC-32  u32, and 4 bytes of nothing
    table           JSON: name -> [dtype, bytes from the start of the file, length]
    arrays          each at a multiple of 64 bytes, of one dimension

The checksum of the whole file is in the commit's manifest (`commits.py`).
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""One flag for each document of a commit."""
Numbers = NDArray[np.uint32]
Days = NDArray[np.int32]
Scores = NDArray[np.float64]
Offsets = NDArray[np.int64]
Integers = NDArray[np.int64]
"""Numbers of documents as numpy takes them fastest: an index of another type is copied into one of this at every use."""
Array = NDArray[Any]
"""An array of whatever dtype its name stands for in `segment.py`."""

NONE: Array = np.zeros(0, np.uint8)
"""Stands for an array that is not there."""
NO_INTEGERS: Integers = np.zeros(0, np.int64)

FORMAT = 5
"""Raise it whenever a file written before can no longer be read. (1 was Whoosh's own postings; 2 had no sentences, 3 no blocks; 4 had more
than postings of sentences and values.)"""

_MAGIC = b"NEWSARRS"
_HEADER = struct.Struct("<8sIIQI4x")
_ALIGNED = 64
_WRITTEN = 1 << 22
"""Numbers that are written at once."""
_IN_MEMORY = 1 << 18
"""Bytes of an array that grows before there is a file of it."""


def smallest(numbers: Array) -> Array:
    """The same integers, none negative, in the smallest unsigned type that holds them all."""
    return numbers.astype(np.min_scalar_type(numbers.max(initial=0)), copy=False)


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> int:
    """Write a file, which is not synced, and give back its CRC-32."""
    forget(*arrays.values())
    checksum = 0
    with path.open("wb") as stream:
        for part in _parts(arrays):
            stream.write(part)
            checksum = zlib.crc32(part, checksum)
    return checksum


def _parts(arrays: Mapping[str, Array]) -> Iterator[bytes | memoryview]:
    """The file's bytes: header and table, then each array with padding behind it."""
    starts = starts_of(np.array([array.nbytes + -array.nbytes % _ALIGNED for array in arrays.values()], np.int64)).tolist()
    # The offsets in the table count from the end of the table, since its length depends on them.
    table = {name: (array.dtype.str, start, len(array)) for (name, array), start in zip(arrays.items(), starts, strict=False)}
    described = json.dumps(table).encode()
    described += b" " * (-(_HEADER.size + len(described)) % _ALIGNED)
    yield _HEADER.pack(_MAGIC, FORMAT, len(described), _HEADER.size + len(described) + starts[-1], zlib.crc32(described)) + described
    for array in arrays.values():
        for start in range(0, len(array), _WRITTEN):
            yield array[start : start + _WRITTEN].data.cast("B")
            forget(array)
        yield bytes(-array.nbytes % _ALIGNED)


class GrowingArray:
    """An array that goes to the disk while it grows, where it is large: into a file in `folder` that has no name, so that nothing is ever
    left of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._begin(np.dtype(np.uint8))

    def _begin(self, dtype: np.dtype[Any]) -> None:
        self._dtype = dtype
        self._file = SpooledTemporaryFile(_IN_MEMORY, dir=self._folder)  # noqa: SIM115  # closed when nothing holds it

    def append(self, numbers: Array) -> None:
        """Add numbers, none negative, at the end. Where they need a larger type, all before them are written anew."""
        numbers = smallest(numbers)
        if numbers.dtype.itemsize > self._dtype.itemsize:
            before = self.whole()
            self._begin(numbers.dtype)
            for start in range(0, len(before), _IN_MEMORY):
                self.append(before[start : start + _IN_MEMORY])
                forget(before)
        self._file.write(numbers.astype(self._dtype, copy=False).data)

    def whole(self) -> Array:
        """All of it, mapped where it is in a file."""
        if self._file.tell() > _IN_MEMORY:
            self._file.flush()
            return np.memmap(self._file, self._dtype, "r")
        self._file.seek(0)
        return np.frombuffer(self._file.read(), self._dtype)


def read_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file as read-only views of it: they stay readable after it was removed.

    Raises ValueError where it is something else, of another format version, cut short, or its table damaged.
    """
    with path.open("rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if len(data) < _HEADER.size:
        raise ValueError("it is cut short")
    magic, version, length, size, checksum = _HEADER.unpack_from(data)
    if magic != _MAGIC:
        raise ValueError("it is not a file of arrays")
    if version != FORMAT:
        raise ValueError(f"it has format {version}, and this program reads format {FORMAT}")
    if size != len(data):
        raise ValueError(f"it has {len(data)} bytes of {size}")
    begin = _HEADER.size + length
    table = data[_HEADER.size : begin]
    if zlib.crc32(table) != checksum:
        raise ValueError("its table is damaged")
    return {name: np.frombuffer(data, dtype, length, begin + offset) for name, (dtype, offset, length) in json.loads(table).items()}


def forget(*arrays: Array) -> None:
    """Give back the memory in which what has been read of mapped arrays' files lies: it is read again where it is looked at again."""
    for held in arrays:
        base: Any = held
        while isinstance(base, np.ndarray):
            base = base.base
        file = base.obj if isinstance(base, memoryview) else base
        if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            file.madvise(mmap.MADV_DONTNEED)


def file_checksum(path: Path) -> int:
    """The CRC-32 of a file's bytes. Raises FileNotFoundError."""
    checksum = 0
    with path.open("rb") as stream:
        while block := stream.read(2**20):
            checksum = zlib.crc32(block, checksum)
    return checksum


# ---------------------------------------------------------------- small steps that several modules need


def starts_of(counts: Array) -> Offsets:
    """Where each of some runs begins, and behind the last where it ends, from the lengths of the runs."""
    starts = np.zeros(len(counts) + 1, np.int64)
    counts.cumsum(out=starts[1:])
    return starts


def ranges(starts: Array, lengths: Array) -> Offsets:
    """The numbers of each run one behind the other: `starts[0]`, `starts[0] + 1` and so on, `lengths[0]` of them; then the next run."""
    before = starts_of(lengths)
    numbers: Offsets = np.arange(before[-1]) + (starts.astype(np.int64) - before[:-1]).repeat(lengths)
    return numbers


def blocks(sizes: Array, most: int) -> Iterator[tuple[int, int]]:
    """The first and the end of runs of neighbours whose sizes make up at most `most` together; one that is larger is alone."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(ends):
        end = int(np.searchsorted(ends, (ends[first - 1] if first else 0) + most, "right"))
        yield first, (first := max(first + 1, end))


def changes(numbers: Array) -> Array:
    """Where a run of equal numbers begins."""
    return np.concatenate([[True], numbers[1:] != numbers[:-1]])[: len(numbers)]


def check_numbers(numbers: Array, size: int) -> None:
    """Raise ValueError where one is `size` or more: cheap enough to do always, and keeps a damaged file from being taken for a fault of
    the program."""
    if len(numbers) and numbers.max() >= size:
        raise ValueError("it is damaged: a number in it is too large")


def encoded(text: str) -> bytes:
    """UTF-8, whose order is the order of code points; lone surrogates, as file names can hold, go through."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """What `encoded` encoded."""
    return data.decode("utf-8", "surrogatepass")
