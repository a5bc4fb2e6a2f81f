"""CSV: a header, then one article a row, read row by row however large the file is."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from archive.readers.decode import LARGEST_ARTICLE, LONGEST_LINE, Input, Refused
from archive.readers.draft import Draft, Fault
from archive.readers.records import Mapper

_DELIMITERS = ",;\t|"


def read_csv(source: Input, mapper: Mapper) -> Iterator[Draft | Fault]:
    """The articles of the rows; `place` is the number of the row, the header not counted.

    The delimiter is the one of `,` `;` tab `|` that parts the header into the most columns. A bad row is a Fault.
    """
    lines = _lines(source)
    header_line = next((line for line in lines if line.strip()), "")
    if not header_line:
        raise Refused("the file is empty")
    csv.field_size_limit(LARGEST_ARTICLE)
    delimiter, header = _header(header_line)
    if not mapper.has_text(dict.fromkeys(header, "x")):
        named = ", ".join(header)[:200]
        raise Refused(f"no column is a headline or a body: the header has {named}; name the columns under `fields`", 1)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    place = 0
    while True:
        place += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(place, f"not CSV: {error}{_hint(error)}")
            continue
        if any(row):
            yield _draft(header, row, place, mapper)
        else:
            place -= 1


def _lines(source: Input) -> Iterator[str]:
    for line in source.lines():
        if line is None:
            raise Refused(f"a line longer than {LONGEST_LINE:,} bytes, the most that is read as one record")
        yield line.replace("\0", "")


def _header(line: str) -> tuple[str, list[str]]:
    """The delimiter and the names of the columns."""
    try:
        splits = {each: next(csv.reader([line], delimiter=each)) for each in _DELIMITERS}
    except csv.Error as error:
        raise Refused(f"the header is not CSV: {error}", 1) from error
    delimiter = max(splits, key=lambda each: len(splits[each]))
    return delimiter, [name.strip() for name in splits[delimiter]]


def _hint(error: csv.Error) -> str:
    return " (a quote was opened and never closed)" if "unexpected end" in str(error) or "field limit" in str(error) else ""


def _draft(header: list[str], row: list[str], place: int, mapper: Mapper) -> Draft | Fault:
    if any(row[len(header) :]):
        return Fault(place, f"the row has {len(row)} fields, the header {len(header)}")
    return mapper.draft(dict(zip(header, row, strict=False)), place)
