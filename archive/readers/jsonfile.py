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
    for place, record in enumerate(_records(value, mapper), 1):
        yield mapper.draft(record, place)


def _records(value: object, mapper: Mapper) -> list[object]:
    """The records of `value`: itself, its items, or those of the one list of objects in an object that is no article itself."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not mapper.has_text(value):
        lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
        if len(lists) == 1:
            return lists[0]
    return [value]
