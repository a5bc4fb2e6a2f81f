"""The weights of a name model as a file of arrays: no code is read from it, and its hash names it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from archive.errors import ModelError

FORMAT = 1
"""Raise it whenever the arrays, or the features that they are weights of, change their meaning."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear chain: `features[i]` has the weights `states[i]`, one for each label; `transitions` is (from, to).

    `hash` is of the file, twelve hexadecimal digits.
    """

    labels: tuple[str, ...]
    features: tuple[str, ...]
    states: NDArray[np.float32]
    transitions: NDArray[np.float32]
    hash: str = ""


def write(weights: Weights, path: Path) -> None:
    """Write `weights` to `path`: the same bytes for the same weights."""
    rows, columns = np.nonzero(weights.states)
    arrays = {
        "format": np.array([FORMAT]),
        "labels": _packed(weights.labels),
        "features": _packed(weights.features),
        "rows": np.diff(rows, prepend=0).astype(np.uint8 if len(rows) and np.diff(rows, prepend=0).max() < 256 else np.uint32),
        "columns": columns.astype(np.uint8),
        "values": weights.states[rows, columns],
        "transitions": weights.transitions,
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    path.write_bytes(buffer.getvalue())


def read(raw: bytes, name: str) -> Weights:
    """The weights in the bytes of a model file; `name` is for the fault. Raise ModelError where it is no such file."""
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            if int(arrays["format"][0]) != FORMAT:
                raise ModelError(f"{name}: the name model has format {int(arrays['format'][0])}, and this program reads {FORMAT}")
            labels, features = _unpacked(arrays["labels"]), _unpacked(arrays["features"])
            states = np.zeros((len(features), len(labels)), np.float32)
            states[np.cumsum(arrays["rows"], dtype=np.intp), arrays["columns"]] = arrays["values"]
            return Weights(labels, features, states, arrays["transitions"], hashlib.sha256(raw).hexdigest()[:12])
    except (OSError, ValueError, KeyError, IndexError, EOFError, BadZipFile) as error:
        raise ModelError(f"{name}: this is no name model ({error})") from error


def _packed(names: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def _unpacked(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split("\n"))
