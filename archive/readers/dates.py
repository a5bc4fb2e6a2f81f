"""Dates of publication, never invented: what the source does not say stays unknown.

A date with an offset keeps the source's own day. `03/04/2015` may be March or April, so only its year is taken; `13/04/2015` has one
reading. Years in two digits, epoch numbers, and words such as `yesterday` are no dates here, nor are years outside 1400 to 2200.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.model import DateSource, PartialDate, Precision

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

EARLIEST, LATEST = 1400, 2200

_ISO_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/])")
_ISO_SHORT = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{4,6}.*)?")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_LABEL = re.compile(r"^(?:first )?(?:published|posted|date|on)\b[:\s]*(?:on\b)?[:\s]*", re.IGNORECASE)
_LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl", "ru", "pl", "sv"]
_LONGEST = 100


def read_date(text: str) -> PartialDate | None:
    """The date that `text` states, to the precision that it states it; None where it states none."""
    text = " ".join(text[: _LONGEST + 1].split())
    day = _ISO_DAY.match(text)
    if day:
        return _valid(day.group(1), day.group(3), day.group(4))
    whole = _ISO_SHORT.fullmatch(text) or _COMPACT.fullmatch(text)
    if whole:
        return _valid(*whole.groups())
    return _worded(text) if len(text) <= _LONGEST and _YEAR.search(text) else None


def _valid(year: str | int, month: str | int | None = None, day: str | int | None = None) -> PartialDate | None:
    """The date of these parts, None where the calendar has no such date."""
    try:
        date = PartialDate(int(year), None if month is None else int(month), None if day is None else int(day))
    except ValueError:
        return None
    return date if EARLIEST <= date.year <= LATEST else None


@lru_cache(maxsize=10_000)
def _worded(text: str) -> PartialDate | None:
    """Numbers in the order of a country, or a form with words such as `7 May 2013`."""
    numbers = _NUMBERS.search(text)
    if numbers:
        first, second, year = int(numbers.group(1)), int(numbers.group(3)), numbers.group(4)
        if first != second and max(first, second) <= 12:
            return _valid(year)
        return _valid(year, min(first, second), max(first, second)) if max(first, second) > 12 else _valid(year, first, second)
    if not any(char.isalpha() for char in text):
        return None
    try:
        found = _parser().get_date_data(_LABEL.sub("", text))
    except (ValueError, OverflowError):  # dateparser lets these out for some impossible dates
        return None
    if found.date_obj is None or f"{found.date_obj.year}" not in _YEAR.findall(text):
        return None
    return _as_stated(found.date_obj, found.period, text)


def _as_stated(read: dt.datetime, period: str, text: str) -> PartialDate | None:
    """`read` without the parts that dateparser filled in: a day that is no number of `text` was not stated."""
    numbers = {int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)}
    if period == "year":
        return _valid(read.year)
    return _valid(read.year, read.month, read.day if period != "month" and read.day in numbers else None)


@cache
def _parser() -> DateDataParser:
    """dateparser, strict: absolute dates with a year only, and no part taken from today."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["month", "year"],
        "RELATIVE_BASE": dt.datetime(2000, 1, 1),
        "PREFER_DAY_OF_MONTH": "first",
        "RETURN_TIME_AS_PERIOD": False,
    }
    return DateDataParser(languages=_LANGUAGES, settings=settings)


# ---------------------------------------------------------------- dates in paths

_FOLDER_YEAR = re.compile(r"(?:1[4-9]|20|21)\d\d")
_FOLDER_NUMBER = re.compile(r"\d{1,2}")
_NAME_DATE = re.compile(r"(\d{4})(?:([-_.])(\d{2})(?:\2(\d{2}))?)(?![\d])|(\d{4})(\d{2})(\d{2})(?!\d)")


def path_date(path: PurePath) -> PartialDate | None:
    """The date in `2013/05/07/slug.txt`, `2013-05-07-slug.txt`, `20130507_slug.txt` or `2013-05/slug.txt`; the finest there is."""
    found = [date for part in path.parts if (date := _name_date(part))]
    folders = _folder_date(path.parts[:-1])
    return max([*found, *([folders] if folders else [])], key=_fineness, default=None)


def url_date(url: str) -> PartialDate | None:
    """The date in an address such as `/2013/05/07/slug`, to the month at least."""
    date = _folder_date(urlsplit(url).path.strip("/").split("/"))
    return date if date and date.month else None


def _name_date(name: str) -> PartialDate | None:
    match = _NAME_DATE.match(name)
    if not match:
        return None
    year, _, month, day, *compact = match.groups()
    return _valid(*compact) if compact[0] else _valid(year, month, day)


def _folder_date(folders: tuple[str, ...] | list[str]) -> PartialDate | None:
    """The date in consecutive folders year/month/day, year/month or year."""
    for place, folder in enumerate(folders):
        if _FOLDER_YEAR.fullmatch(folder):
            parts = [folder]
            for below in folders[place + 1 : place + 3]:
                if not _FOLDER_NUMBER.fullmatch(below):
                    break
                parts.append(below)
            return _valid(*parts) or _valid(folder)
    return None


# ---------------------------------------------------------------- which one holds


def settle(
    candidates: Iterable[tuple[PartialDate | None, DateSource]], month_and_day: tuple[int, int] | None
) -> tuple[PartialDate | None, DateSource | None]:
    """The first of `candidates` that is known, made finer by a later one that lies inside it, and by a dateline's `month_and_day`.

    A dateline has no year of its own: it counts only inside a date that is known from elsewhere.
    """
    date, source = None, None
    for other, other_source in candidates:
        if other and (date is None or _refines(other, date)):
            date, source = other, other_source
    if date and month_and_day and date.precision is not Precision.DAY:
        finer = _valid(date.year, *month_and_day)
        if finer and date.first <= finer.first <= date.last:
            return finer, DateSource.DATELINE
    return date, source


def _refines(other: PartialDate, date: PartialDate) -> bool:
    """Whether `other` says the same as `date`, and more."""
    return _fineness(other) > _fineness(date) and date.first <= other.first <= date.last


def _fineness(date: PartialDate) -> int:
    return (date.month is not None) + (date.day is not None)
