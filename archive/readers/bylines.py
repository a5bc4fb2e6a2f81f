"""Names of authors out of a byline."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.readers.clean import clean_line

_BY = re.compile(r"^(?:(?:written|reported|posted|words|story|text)\s+)?by\b[:\s]+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;|]\s*(?:(?:and|AND|&|und|et|y)\b\s*)?|\s+(?:and|AND|&|und|et|y)\s+|\n")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq|mba?|obe|mp|ms|ma|jd|rd|rdn|rn|cpa)\.?", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"(?:special|exclusive) (?:to|for)\b.*|for (?:the|cnn|reuters)\b.*"
    r"|(?:the )?(?:associated press|ap|reuters|afp|agence france-presse|bloomberg|upi|dpa|cnn|bbc news)"
    r"|.*\b(?:correspondent|reporter|editor|columnist|staff|writer|contributor|producer|bureau|columnists)s?(?: (?:in|at|for) .*)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+|https?://\S+|(?<!\w)@\w+")
_LONGEST = 1_000
_QUOTES = '"“”«»'


def read_authors(values: Iterable[str]) -> tuple[str, ...]:
    """The authors in bylines such as `By JANE DOE and John Roe Jr., Reuters`, each once, in order; case is kept.

    Agencies and roles behind a name are left out; one that stands alone is the author.
    """
    names: dict[str, None] = {}
    for value in values:
        names.update(dict.fromkeys(_names(value)))
    return tuple(names)


def _names(byline: str) -> list[str]:
    byline = byline[:_LONGEST]
    line = _ADDRESS.sub(" ", _BY.sub("", "\n".join(filter(None, map(clean_line, byline.splitlines())))))
    parts = [clean_line(part).strip(_QUOTES + " .-–—" if not _SUFFIX.fullmatch(part) else _QUOTES) for part in _BETWEEN.split(line)]
    parts = [part for part in parts if part]
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f" {part}" if part.rstrip(".").lower() in {"jr", "sr", "ii", "iii", "iv"} else ""
        elif not names or not _NOT_A_NAME.fullmatch(part):
            names.append(part)
    if len(names) == len(parts) == 2 and "," in line and not any(" " in name for name in names):
        return [f"{names[1]} {names[0]}"]  # `Doe, Jane`
    return [_restored(name, line) for name in names]


def _restored(name: str, line: str) -> str:
    """`name` with the full stop of its `Jr.` that stripping took."""
    return name + "." if re.search(r"\b(?:Jr|Sr)$", name) and f"{name}." in line else name


def is_byline(line: str) -> bool:
    """Whether a line of plain text is a byline, and not a sentence that begins with `By`."""
    match = _BY.match(line)
    if not match or len(line) > 150:
        return False
    names = _names(line)
    named = bool(names) and all(name[0].isupper() and len(name.split()) <= 5 for name in names)
    return named and not line.rstrip().endswith(("?", "!", ":"))
