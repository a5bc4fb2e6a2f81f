"""From a date or number as typed to a range: `1994-05`, `2001..2004`, `[a TO b]`, `>500`, `last 30 days`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from archive.model import PartialDate
from archive.query.notes import Notes, shortened
from archive.query.scan import LOWER_BOUNDS, UPPER_BOUNDS
from archive.query.tree import DateRange, DayOfYear, Everything, Missing, Node, Not, NumberRange, Relative, Span
from archive.schema import NONE

_BRACKETS = re.compile(r"\[\s*(\S+)\s+TO\s+(\S+)\s*\]", re.IGNORECASE)
_COMPARED = re.compile(r"([<>])(=?)\s*(.+)", re.DOTALL)
_RELATIVE = re.compile(r"(?:last|past)\s+(?:(\d{1,5})\s+)?(day|week|month|year)s?", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,15}")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})")
_YEARS = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
_LEAP_YEAR = 2000
_DATE_FORMS = 'write 1994, 1994-05, 1994-05-01, 05-01, 2001..2004 or "last 30 days"'


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two ends of a range as typed, "" where open; a step of 1 or -1 moves past an end that is excluded."""

    low: str
    high: str
    low_step: int = 0
    high_step: int = 0


def read_date(text: str, field: str, span: Span, notes: Notes) -> Node:
    """The value of `date:`, `after:` or `before:`. What cannot be read blocks, and gives `Everything` in its place."""
    text = text.strip()
    if field == "date":
        if special := _special(text, field, span):
            return special
        if relative := _relative(text, span):
            return relative
        if day := _day_of_year(text, span):
            return day
    elif ".." not in text:
        text = f"{text}.." if field in LOWER_BOUNDS else f"..{text}"
    try:
        ends = _ends(text)
        since, until = _date(ends.low, ends.low_step), _date(ends.high, ends.high_step)
        if (field in LOWER_BOUNDS and until) or (field in UPPER_BOUNDS and since) or since is until is None:
            raise ValueError(text)
    except (ValueError, OverflowError):
        _say_unreadable_date(text.strip("."), span, notes)
        return Everything(span)
    if since and until and since.first > until.last:
        return _backwards(f"{until}..{since}", span, notes)
    return DateRange(since, until, span)


def read_number(text: str, field: str, span: Span, notes: Notes) -> Node:
    """The value of a number field. What cannot be read blocks, and gives `Everything` in its place."""
    text = text.strip()
    if special := _special(text, field, span):
        return special
    try:
        ends = _ends(text)
        low, high = _number(ends.low, ends.low_step), _number(ends.high, ends.high_step)
        if low is high is None:
            raise ValueError(text)
    except ValueError:
        message = f"“{shortened(text)}” is not a number or a range of numbers: write {field}:500, {field}:>500 or {field}:200..400"
        notes.say("unreadable-number", span, message, blocks=True)
        return Everything(span)
    if low is not None and high is not None and low > high:
        return _backwards(f"{high}..{low}", span, notes)
    return NumberRange(field, low, high, span)


def _special(text: str, field: str, span: Span) -> Node | None:
    """`none`: no value; `*`: any."""
    if text.lower() == NONE:
        return Missing(field, span)
    return Not(Missing(field, span), span) if text == "*" else None


def _relative(text: str, span: Span) -> Relative | None:
    if text.lower() == "today":
        return Relative(1, "day", span)
    match = _RELATIVE.fullmatch(" ".join(text.split()))
    count = int(match[1] or 1) if match else 0
    return Relative(count, match[2].lower(), span) if match and count else None


def _day_of_year(text: str, span: Span) -> DayOfYear | None:
    """`05-08`: a day that some year has."""
    match = _DAY_OF_YEAR.fullmatch(text)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    return DayOfYear(month, day, span) if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1] else None


def _ends(text: str) -> _Ends:
    """Split a range; a single value is both ends."""
    if brackets := _BRACKETS.fullmatch(text):
        return _Ends(_open(brackets[1]), _open(brackets[2]))
    if ".." in text:
        low, _, high = text.partition("..")
        return _Ends(_open(low), _open(high))
    if compared := _COMPARED.fullmatch(text):
        step = 0 if compared[2] else 1
        above = compared[1] == ">"
        return _Ends(compared[3], "", low_step=step) if above else _Ends("", compared[3], high_step=-step)
    if not text:
        raise ValueError(text)
    return _Ends(text, text)


def _open(end: str) -> str:
    end = end.strip()
    return "" if end == "*" else end


def _number(text: str, step: int) -> int | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text) + step


def _date(text: str, step: int) -> PartialDate | None:
    """Read one end; a step moves it by one day, month or year, as it is exact to."""
    if not text:
        return None
    date = PartialDate.parse(text)
    if not step:
        return date
    edge = (date.last if step > 0 else date.first) + dt.timedelta(days=step)
    return PartialDate(edge.year, date.month and edge.month, date.day and edge.day)


def _say_unreadable_date(text: str, span: Span, notes: Notes) -> None:
    message = f"“{shortened(text)}” is not a date: {_DATE_FORMS}"
    notes.say("unreadable-date", span, message, _better_date(text), blocks=True)


def _better_date(text: str) -> str | None:
    """What was meant by a date in one of the other usual forms."""
    if years := _YEARS.fullmatch(text):
        return f"{years[1]}..{years[2]}"
    slashed = _SLASHED.fullmatch(text)
    try:
        return str(PartialDate.parse("-".join(part for part in slashed.groups() if part))) if slashed else None
    except ValueError:
        return None


def _backwards(turned: str, span: Span, notes: Notes) -> Node:
    notes.say("backwards-range", span, "the range ends before it begins", turned, blocks=True)
    return Everything(span)
