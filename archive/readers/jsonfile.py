"""JSON: one object, a list of objects, or an object around such a list."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from archive.readers.decode import Input, Refused
from archive.readers.draft import Draft, Fault
from archive.readers.jsonlines import read_json_lines
from archive.readers.records import Mapper

LARGEST_JSON = 256 * 1024 * 1024
"""Bytes of a JSON file, which is in memory whole. JSON lines may be as large as they like."""


def read_json(source: Input, mapper: Mapper) -> Iterator[Draft | Fault]:
    """The articles of a JSON file; `place` is the place in its list. JSON lines under the name of JSON are read as lines."""
    text = source.text(LARGEST_JSON)
    if not text.strip():
        raise Refused("the file is empty")
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" or error.lineno < 2:
            raise Refused(f"not JSON: {error.msg} (column {error.colno})", error.lineno) from error
        yield from read_json_lines(Input(io.BytesIO(text.encode("utf-8", "surrogatepass"))), mapper)
        return
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets nested thousands deep
        raise Refused(f"not JSON that can be read: {error}") from error
    if _is_article(value, mapper):
        yield mapper.draft(value)
        return
    for place, record in enumerate(_records(value), 1):
        yield mapper.draft(record, place)


def _is_article(value: object, mapper: Mapper) -> bool:
    """Whether `value` is one record itself, and no list of them or object around one."""
    return not isinstance(value, list) and (not isinstance(value, dict) or mapper.has_text(value) or len(_lists(value)) != 1)


def _records(value: object) -> list[object]:
    """The items of `value`, or those of the one list of objects in it."""
    return value if isinstance(value, list) else _lists(value)[0]


def _lists(value: object) -> list[list[object]]:
    """The lists of objects in an object."""
    items = value.values() if isinstance(value, dict) else ()
    return [item for item in items if isinstance(item, list) and item and isinstance(item[0], dict)]
