"""Numbers and dates as English words; no locale is asked."""

from __future__ import annotations

from archive.errors import ArchiveError, ParameterError
from archive.model import DateSource, PartialDate, Precision
from archive.schema import BY_NAME

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_SOURCES = {
    DateSource.FIELD: "a date field of the record",
    DateSource.META: "the page's own metadata",
    DateSource.DATELINE: "the dateline in the text",
    DateSource.PATH: "the name of the file",
}
_PRECISIONS = {Precision.DAY: "known to the day", Precision.MONTH: "known to the month only", Precision.YEAR: "known to the year only"}


_PARAMETERS = {
    "q": "Query", "since": "From", "until": "To", "sort": "Order", "size": "Number a page", "without": "Leave out", "cursor": "Page",
    "match": "Part of a name", "order": "Order", "offset": "Page", "explain": "Count each part",
}  # fmt: skip


def explained(error: ArchiveError) -> tuple[str, str | None]:
    """What was wrong and what to do about it, as whole sentences; a parameter is called what the pages call it."""
    if not isinstance(error, ParameterError):
        return sentence(error.message), error.hint
    field = BY_NAME.get(error.parameter)
    label = field.label if field else _PARAMETERS.get(error.parameter, error.parameter)
    value = error.value if len(error.value) <= 60 else error.value[:60] + "…"
    return f"{label}: “{value}” cannot be read.", f"Write {error.accepted}." if error.accepted else error.hint


def sentence(text: str) -> str:
    """`text` with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", "…")) else ".")


def date_words(date: PartialDate) -> str:
    """`7 May 2013`, `May 2013` or `2013`."""
    parts = [str(date.day)] if date.day else []
    if date.month:
        parts.append(MONTHS[date.month - 1])
    return " ".join([*parts, str(date.year)])


def date_story(date: PartialDate, source: DateSource | None) -> str:
    """How exactly the date is known, and where it was read."""
    return _PRECISIONS[date.precision] + (f", from {_SOURCES[source]}" if source else "")


def short_number(number: int) -> str:
    """A number in at most four characters: `999`, `1.2k`, `27k`, `3.1M`."""
    if number < 1_000:
        return str(number)
    value, unit = (number / 1_000, "k") if number < 999_500 else (number / 1_000_000, "M")
    return f"{value:.1f}{unit}" if value < 9.95 else f"{value:.0f}{unit}"
