"""What one format reads of one article, and the steps that all formats share to make an Article of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from archive.config import Collection
from archive.model import Article, DateSource, ReadError
from archive.readers.bylines import read_authors
from archive.readers.clean import clean_body, clean_characters, clean_line
from archive.readers.dateline import find_dateline, read_dateline
from archive.readers.dates import path_date, read_date, settle, url_date
from archive.readers.decode import LARGEST_ARTICLE
from archive.readers.language import detect_language, read_language

_COUNTRY = re.compile(r"[A-Za-z]{2}")
LONGEST_SHOWN = 100
"""Characters of a date that cannot be read which are kept to be shown."""

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as its format has it: texts as they stand there, "" for what is missing. `place` is its record, 0 where the
    file is one article.

    `date_source` says where `date` stands. `bylines` may hold several names each.
    """

    id: str = ""
    title: str = ""
    body: str = ""
    date: str = ""
    date_source: DateSource = DateSource.FIELD
    bylines: tuple[str, ...] = ()
    source: str = ""
    section: str = ""
    language: str = ""
    url: str = ""
    dateline: str = ""
    outlet_country: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that could not be read; `place` is None or 0 where the fault is of the whole file."""

    place: int | None
    reason: str


def finish(draft: Draft, collection: Collection, origin: str, path: PurePath | None) -> Article | ReadError:
    """The Article of `draft`, or why there is none. The collection's words stand where the article is silent.

    `path` is the file's own below its root, where it may tell the date: None for a file of many articles, whose name tells other things.
    """
    if max(len(draft.title), len(draft.body)) > LARGEST_ARTICLE:
        size = max(len(draft.title), len(draft.body))
        return ReadError(
            origin, draft.place or None, f"article of {size:,} characters is larger than {LARGEST_ARTICLE:,}, the most that is read"
        )
    title = clean_line(draft.title)
    body, trimmed = clean_body(draft.body, title)
    url = _address(draft.url)
    listed = bool(draft.date.strip() and (draft.id.strip() or url))  # an archive holds what its source lists, text or none
    if not title and not body and not listed:
        return ReadError(origin, draft.place or None, "neither a headline nor a body")
    source = clean_line(draft.source)
    authors = read_authors(draft.bylines)
    dateline = read_dateline(clean_line(draft.dateline)) or find_dateline(body)
    given = clean_line(draft.date)
    date, date_source = settle(
        [
            (read_date(given), draft.date_source),
            (dateline.date if dateline else None, DateSource.DATELINE),
            (path_date(path) if path else None, DateSource.PATH),
            (url_date(url) if url else None, DateSource.PATH),
        ],
        dateline.month_and_day if dateline else None,
    )
    return Article(
        id=clean_line(draft.id),
        collection=collection.name,
        title=title,
        body=body,
        date=date,
        date_source=date_source,
        authors=tuple(name for name in authors if name != source) or authors,
        source=source or None,
        section=clean_line(draft.section) or collection.section,
        language=read_language(draft.language) or collection.language or detect_language(f"{title}\n{body}"),
        url=url,
        dateline=dateline.text if dateline else None,
        outlet_country=_country(draft.outlet_country) or collection.country,
        origin=origin,
        place=draft.place,
        trimmed=trimmed,
        unread_date="" if date else given[:LONGEST_SHOWN],
    )


def _address(text: str) -> str | None:
    """A web address, http or https; anything else is no address that a page may link to."""
    text = clean_characters(text).strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # an unfinished IPv6 address, say
        return None
    return text if parts.scheme in {"http", "https"} and host and not _SPACE.search(text) else None


def _country(text: str) -> str | None:
    """An ISO 3166-1 alpha-2 code; the name of a country is not read here."""
    text = text.strip()
    return text.upper() if _COUNTRY.fullmatch(text) else None
