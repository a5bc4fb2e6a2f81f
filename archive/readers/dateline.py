"""The dateline at the start of a news text: `MOSCOW, May 7 (Reuters) -`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.model import PartialDate
from archive.readers.dates import read_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = rf"(?:(?P<month>{_MONTH}) (?P<day>\d{{1,2}})|(?P<day_first>\d{{1,2}}) (?P<month_last>{_MONTH}))(?:,? (?P<year>\d{{4}}))?"
_UPPER = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’]++"
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*"
_PLACE = rf"{_UPPER}(?:[ /-]{{1,2}}{_UPPER})*"
_REGION = rf"(?:, {_NAME}(?: {_NAME}){{0,2}}){{0,2}}?"
_DASH = r"\s*(?:--|[-–—])(?=\s|[“\"A-Z])"
_LINE = re.compile(rf"(?P<line>(?P<place>{_PLACE}{_REGION})(?:,? (?:{_DAY}))?(?P<agency> ?\((?:[A-Z][\w /.-]{{1,30}})\))?){_DASH}")
_WITH_AGENCY = re.compile(
    rf"(?P<line>(?P<place>{_NAME}(?: {_NAME}){{0,3}}{_REGION})(?:,? (?:{_DAY}))?"
    rf"(?P<agency> \((?:AP|Reuters|AFP|CNN|UPI|dpa|Xinhua|Bloomberg|EFE|ANSA)\))){_DASH}"
)
_NO_PLACE = frozenset(
    """
    UPDATE UPDATED BREAKING EXCLUSIVE OPINION ANALYSIS WATCH VIDEO AUDIO PHOTOS CORRECTED CORRECTION
    NOTE EDITOR'S ADVERTISEMENT FACTBOX TIMELINE REVIEW PREVIEW COMMENT EDITORIAL LIVE ALERT URGENT
    WRAPUP FEATURE INTERVIEW POLL SPECIAL REPORT QUESTION ANSWER FILE Q A I
    US U.S. UK NASA NATO FBI CIA
    """.split()  # noqa: SIM905 - a table of words reads better than their quotes
)
_TABLE = re.compile(rf"\s*(?:{_MONTH} \d|WEEK\b)", re.IGNORECASE)  # `TOKYO RUBBER - APRIL 07` heads a table
_LOOKED_AT = 160
_LEAD_IN = 40


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline as it was written, without its dash, and what it says of the date: to be completed by a year, or whole."""

    text: str
    month_and_day: tuple[int, int] | None = None
    date: PartialDate | None = None


def find_dateline(body: str) -> Dateline | None:
    """The dateline that `body` begins with, behind a short line such as the name of an agency too. The body keeps it."""
    first, _, second = body[: 2 * _LOOKED_AT].partition("\n\n")
    for paragraph in (first, second if len(first) <= _LEAD_IN else ""):
        head = paragraph[:_LOOKED_AT].replace("\n", " ")
        match = _LINE.match(head) or _WITH_AGENCY.match(head)
        if match and _is_place(match, head):
            return Dateline(match.group("line").strip(), *_when(match))
    return None


def read_dateline(text: str) -> Dateline | None:
    """A dateline that the record itself has; None for an empty one, and for what is too long to be one."""
    text = re.sub(r"\s*(?:--|[-–—])$", "", text.strip())
    if not text or len(text) > 2 * _LOOKED_AT:
        return None
    match = re.search(_DAY, text, re.IGNORECASE)
    return Dateline(text, *_when(match)) if match else Dateline(text)


def _when(match: re.Match[str]) -> tuple[tuple[int, int] | None, PartialDate | None]:
    month = match.group("month") or match.group("month_last")
    if not month:
        return None, None
    day = int(match.group("day") or match.group("day_first"))
    if match.group("year"):
        return None, read_date(f"{day} {month} {match.group('year')}")
    return (_MONTHS.index(month[:3].lower()) + 1, day), None


def _is_place(match: re.Match[str], head: str) -> bool:
    """Whether the capitals before the dash are a place. Without a date or an agency to say so they must be few, and the dash alone."""
    words = re.findall(r"[\w.'’]+", match.group("place"))
    rest = head[match.end() :]
    if _NO_PLACE.intersection(word.upper() for word in words) or _TABLE.match(rest):
        return False
    if match.group("month") or match.group("month_last") or match.group("agency"):
        return len(words) <= 5
    sentence = re.split(r"[.!?]\s", rest, maxsplit=1)[0]
    return (
        len(words) <= 4
        and len(words[0]) >= 3
        and any(char.islower() for char in rest[:40])
        and not re.search(r"\s(?:--|[–—-])\s|\w—\w", sentence)
    )
