"""JSON lines: one object a line, read line by line however large the file is."""

from __future__ import annotations

import json
from collections.abc import Iterator

from archive.readers.decode import LONGEST_LINE, Input
from archive.readers.draft import Draft, Fault
from archive.readers.records import Mapper


def read_json_lines(source: Input, mapper: Mapper) -> Iterator[Draft | Fault]:
    """The articles of the lines; `place` is the number of the line. A bad line is a Fault, and the next ones are read."""
    for number, line in enumerate(source.lines(), 1):
        if line is None:
            yield Fault(number, f"a line longer than {LONGEST_LINE:,} bytes, the most that is read as one record")
        elif line.strip():
            yield _draft(line, number, mapper)


def _draft(line: str, number: int, mapper: Mapper) -> Draft | Fault:
    try:
        return mapper.draft(json.loads(line.rstrip()), number)
    except json.JSONDecodeError as error:
        return Fault(number, f"not JSON: {error.msg} (column {error.colno})")
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets nested thousands deep
        return Fault(number, f"not JSON that can be read: {error}")
