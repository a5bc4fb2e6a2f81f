"""Dates as people type them: the lenient reading that pages, the API and the command line share."""

from __future__ import annotations

import re

from archive.model import PartialDate

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = {name: number for number, month in enumerate(_MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_WRITTEN = (
    re.compile(rf"(?:{_DAY}\s+)?{_MONTH},?\s+{_YEAR}"),  # 7 May 2013, May 2013
    re.compile(rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}"),  # May 7, 2013
)


def read_date(text: str) -> PartialDate:
    """Read what `PartialDate.parse` reads, and `May 2013`, `7 May 2013` and `May 7, 2013`; raise ValueError on anything else.

    A month is an English name or its usual abbreviation. `7/5/2013` is two days to different readers, and so is not read.
    """
    for pattern in _WRITTEN:
        match = pattern.fullmatch(text.strip().lower())
        month = _NUMBERS.get(match["month"]) if match else None
        if match and month:
            return PartialDate(int(match["year"]), month, int(match["day"]) if match.groupdict()["day"] else None)
    return PartialDate.parse(text)
