"""Arrays in one file: named numpy arrays packed one behind the other, read back without copying."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""One flag for each document of a commit."""
Numbers = NDArray[np.uint32]
Days = NDArray[np.int32]
Scores = NDArray[np.float64]

_HEADER = struct.Struct("<8sI")
_MAGIC = b"ARRAYS\0\1"
_ALIGNED = 8


def pack(arrays: Mapping[str, NDArray[Any]]) -> bytes:  # Any: of whatever dtype
    """The arrays as bytes: a header in JSON that gives dtype, offset and length of each, then their data."""
    table: dict[str, tuple[str, int, int]] = {}
    data = bytearray()
    for name, array in arrays.items():
        data.extend(bytes(-len(data) % _ALIGNED))
        table[name] = (array.dtype.str, len(data), len(array))
        data.extend(array.tobytes())
    header = json.dumps(table).encode()
    header += b" " * (-(len(header) + _HEADER.size) % _ALIGNED)
    return _HEADER.pack(_MAGIC, len(header)) + header + bytes(data)


def unpack(buffer: memoryview) -> dict[str, NDArray[Any]]:  # Any: as packed
    """What `pack` packed, as read-only views of `buffer`. Raises ValueError where it is something else or cut short."""
    magic, size = _HEADER.unpack_from(buffer)
    if magic != _MAGIC:
        raise ValueError("not a file of arrays")
    start = _HEADER.size + size
    table = json.loads(bytes(buffer[_HEADER.size : start]))
    return {name: np.frombuffer(buffer, dtype, length, start + offset) for name, (dtype, offset, length) in table.items()}


def pack_texts(name: str, texts: Sequence[bytes]) -> dict[str, NDArray[Any]]:  # Any: two dtypes
    """Byte strings as two arrays, `NAME.bytes` and `NAME.ends`."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.uint64, len(texts)), dtype=np.uint64)
    return {f"{name}.bytes": np.frombuffer(b"".join(texts), np.uint8), f"{name}.ends": ends}


def unpack_texts(name: str, arrays: Mapping[str, NDArray[Any]]) -> list[bytes]:  # Any: two dtypes
    """The byte strings that `pack_texts` packed."""
    data = arrays[f"{name}.bytes"].tobytes()
    ends = arrays[f"{name}.ends"].tolist()
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def encoded(text: str) -> bytes:
    """UTF-8, whose order is the order of code points; lone surrogates, as file names can hold, go through."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """What `encoded` encoded."""
    return data.decode("utf-8", "surrogatepass")
