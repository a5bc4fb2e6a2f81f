"""One parameter of a query string: what was given, read or refused with what is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from archive.dates import read_date
from archive.errors import ParameterError, RequestError
from archive.model import PartialDate
from archive.schema import BY_ALIAS, FACETS, NONE
from archive.search import Sort

LONGEST_TEXT = 4_000
"""Codepoints of a query or a value: longer than anyone types, short enough to be answered at once."""


class Given(Protocol):
    """What came in a query string (werkzeug's MultiDict): names, each with its values."""

    def getlist(self, key: str, /) -> list[str]: ...
    def __iter__(self) -> Iterator[str]: ...


def filled(given: Given, name: str) -> list[str]:
    """The values of a parameter; an empty one is a form's field that was left empty."""
    return [value for value in given.getlist(name) if value.strip()]


def single(given: Given, name: str) -> str:
    """The one value of a parameter, "" where none is given. Raises RequestError for two."""
    values = sorted(set(filled(given, name)))
    if len(values) > 1:
        raise RequestError(f"{name} is given twice: {shown(values[0])} and {shown(values[1])}", f"{name} takes one value.")
    return values[0] if values else ""


def read_text(name: str, text: str) -> str:
    """A query or a value as it is. Raises RequestError where it is too long."""
    if len(text) > LONGEST_TEXT:
        raise RequestError(f"{name} has {len(text):,} characters", f"At most {LONGEST_TEXT:,} are read.")
    return text


def read_value(field: str, text: str) -> str:
    """A value of a facet. Raises ParameterError for a year that is none."""
    if field == "year" and text != NONE and not re.fullmatch(r"[0-9]{4}", text):
        raise unreadable("year", text, f"a year of four digits such as 2013, or {NONE}")
    return read_text(field, text)


def read_exclusion(text: str) -> tuple[str, str]:
    """Field and value of what is left out, written FIELD:VALUE. Raises ParameterError."""
    name, colon, value = text.partition(":")
    field = BY_ALIAS.get(name.strip().lower())
    if not colon or not value.strip() or field is None or not field.facet:
        raise unreadable("without", text, f"FIELD:VALUE, where FIELD is {', '.join(each.name for each in FACETS)}")
    return field.name, read_value(field.name, value)


def read_day(name: str, text: str) -> PartialDate | None:
    """A date, None for "". Raises ParameterError."""
    try:
        return read_date(text) if text else None
    except ValueError:
        raise unreadable(name, text, "a date such as 2013, 2013-05, 2013-05-07, May 2013 or 7 May 2013") from None


def read_sort(text: str) -> Sort | None:
    """An order, None for "". Raises ParameterError."""
    try:
        return Sort(text) if text else None
    except ValueError:
        raise unreadable("sort", text, ", ".join(Sort)) from None


def read_number(name: str, text: str, usual: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`, `usual` for "". Raises ParameterError."""
    if not text:
        return usual
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise unreadable(name, text, f"a whole number from {least} to {most}")
    return int(text)


def read_flag(name: str, text: str) -> bool:
    """Whether it is 1; "" is 0. Raises ParameterError."""
    if text not in ("", "0", "1"):
        raise unreadable(name, text, "1 or 0")
    return text == "1"


def unreadable(name: str, value: str, accepted: str) -> ParameterError:
    """The fault of a value that is none of what is accepted."""
    return ParameterError(f"{name}={shown(value)} cannot be read", f"{name} takes {accepted}.", name, value, accepted)


def shown(value: str) -> str:
    """A value as a message has it: the beginning of a long one."""
    return value if len(value) <= 60 else value[:60] + "…"
