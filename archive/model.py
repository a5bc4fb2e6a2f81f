"""The things an archive is about: articles, dates, mentions, links and entities, as frozen data."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date known to the day, the month or the year. No time, no time zone."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        dt.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `1994`, `1994-05` or `1994-05-01`; raise ValueError on anything else."""
        match = _PARTIAL.fullmatch(text.strip())
        if not match:
            raise ValueError(f"not a date: {text!r} (write 1994, 1994-05 or 1994-05-01)")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        return cls(year, month, day)

    @property
    def precision(self) -> Precision:
        """How exactly the date is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def first(self) -> dt.date:
        """The first day it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day it may mean (inclusive)."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


class DateSource(StrEnum):
    """Where an article's date was read."""

    FIELD = "field"
    META = "meta"
    DATELINE = "dateline"
    PATH = "path"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article.

    `id` is the public id; a reader leaves the source's own id there (or ""), and the hall turns it into the public one.
    `title`, `body` and `dateline` are NFC; paragraphs of the body are split by a blank line, single newlines are wraps.
    `language` is a lower-case ISO 639-1 code. `outlet_country` is the ISO 3166-1 alpha-2 code of the source's own country.
    `origin` is the file it was read from, `place` the record inside that file, from 1 (0 for a file of one article).
    `trimmed` counts the boilerplate paragraphs that were cut, and `unread_date` is what the source gives as the date of an article that
    stays undated, since it cannot be read; like origin and place they are not part of the content. The store keeps no `unread_date`.
    """

    id: str = ""
    collection: str = ""
    title: str = ""
    body: str = ""
    date: PartialDate | None = None
    date_source: DateSource | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    dateline: str | None = None
    outlet_country: str | None = None
    origin: str = ""
    place: int = 0
    trimmed: int = 0
    unread_date: str = ""

    @property
    def site(self) -> str | None:
        """The host of the address, without `www.`; None where there is no address, or none that can be read."""
        try:
            host = urlsplit(self.url or "").hostname
        except ValueError:
            return None
        return host.removeprefix("www.") if host else None


@dataclass(frozen=True, slots=True)
class ReadError:
    """A file, or one record of it, that could not be read: where and why. Data, not an exception: the run goes on."""

    origin: str
    place: int | None
    reason: str

    def __str__(self) -> str:
        where = self.origin if self.place is None else f"{self.origin}:{self.place}"
        return f"{where}: {self.reason}"


class EntityType(StrEnum):
    """The kinds of entity, which are also field names of the schema."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in an article: `surface == text_of(field)[start:end]`, in codepoints.

    `field` is `title`, `body` or `dateline`. `value` is the ISO code where the mention is of a country, the folded title
    before the name where it is of a person who has one there, else None.
    `confidence` is in 0..1; `reason` is a short code that `docs/entities.md` explains.
    """

    field: str
    start: int
    end: int
    type: EntityType
    surface: str
    value: str | None
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """Some mentions of one article that belong to one entity.

    `key` names the entity within its type: two links with equal (type, key) are of one entity. For a country it is the ISO code.
    `name` is the fullest form in this article. `mentions` are positions in the article's list of mentions, ascending.
    `resolved` is False for a bare surname that no full name explains. `salient` is False for a country that is mentioned
    only. `reason` is a short code.
    """

    type: EntityType
    key: str
    name: str
    mentions: tuple[int, ...]
    resolved: bool
    salient: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something that articles mention. `id` looks like a slug and is stable for ever (countries: ISO code)."""

    id: str
    type: EntityType
    name: str
    resolved: bool = True
