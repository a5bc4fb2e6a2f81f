"""Cursors: an opaque string that goes on where a page ended, from the request, the commit and the last sort key."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from archive.errors import CursorError
from archive.model import PartialDate
from archive.search import Filter, SearchRequest, Sort, SortKey

Kind = TypeVar("Kind")
_BROKEN = "the cursor is damaged"
_HINT = "Leave the cursor out to begin again at the first hit."


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the result of `request` (itself without cursor), as commit `commit` of build `build` had it.

    `backward` asks for the page that ends just before `key`, otherwise the page begins just after it.
    """

    request: SearchRequest
    build: str
    commit: int
    backward: bool
    key: SortKey


def write(cursor: Cursor) -> str:
    """The cursor as URL-safe text; `read` gives it back."""
    data = {
        "r": _request_out(cursor.request),
        "c": [cursor.build, cursor.commit],
        "b": int(cursor.backward),
        "k": [cursor.key.score.hex(), cursor.key.day, cursor.key.id],
    }
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def read(text: str) -> Cursor:
    """Open a cursor. Raises CursorError where it is damaged."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        data = json.loads(raw.decode("utf-8", "surrogatepass"))
        build, commit = data["c"]
        score, day, id = data["k"]
        key = SortKey(float.fromhex(score), _typed(day, int), str(id))
        return Cursor(_request_in(data["r"]), str(build), int(commit), bool(data["b"]), key)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error) as error:
        raise CursorError(_BROKEN, _HINT) from error


def resume(request: SearchRequest, usual_size: int) -> tuple[SearchRequest, Cursor | None]:
    """The request to answer and the cursor it goes on from.

    A cursor that comes alone brings its request with it, and its size unless another than the usual one is asked for. Raises
    CursorError where it belongs to another request.
    """
    if request.cursor is None:
        return request, None
    cursor = read(request.cursor)
    asked = replace(request, cursor=None)
    if asked == SearchRequest(size=request.size, explain=request.explain):
        size = cursor.request.size if request.size == usual_size else request.size
        return replace(cursor.request, size=size, explain=request.explain), cursor
    if replace(asked, size=cursor.request.size, explain=cursor.request.explain) != cursor.request:
        raise CursorError("the cursor belongs to another search", _HINT)
    return asked, cursor


def _request_out(request: SearchRequest) -> dict[str, Any]:  # Any: JSON
    return {
        "q": request.text,
        "f": [[each.field, list(each.chosen), list(each.excluded)] for each in request.filters],
        "s": str(request.since) if request.since else None,
        "u": str(request.until) if request.until else None,
        "o": request.sort.value if request.sort else None,
        "n": request.size,
    }


def _request_in(data: dict[str, Any]) -> SearchRequest:  # Any: JSON
    return SearchRequest(
        text=str(data["q"]),
        filters=tuple(Filter(str(field), _texts(chosen), _texts(excluded)) for field, chosen, excluded in data["f"]),
        since=_typed(data["s"], PartialDate.parse),
        until=_typed(data["u"], PartialDate.parse),
        sort=_typed(data["o"], Sort),
        size=int(data["n"]),
    )


def _texts(values: list[Any]) -> tuple[str, ...]:  # Any: JSON
    return tuple(str(value) for value in values)


def _typed(value: Any, read: Callable[[Any], Kind]) -> Kind | None:  # Any: JSON
    return None if value is None else read(value)
