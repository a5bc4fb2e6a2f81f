"""What of an article is its content, the hash of that, and how an article becomes a row and comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache

from archive.model import Article, DateSource, PartialDate
from archive.store.database import Row

COLUMNS = "collection, title, date, date_source, authors, source, section, language, url, site, dateline, outlet_country, place, trimmed"
"""The columns of `article` that `to_row` fills, in its order."""

KEYWORDS = ("author", "source", "section", "language", "collection", "site")
"""The fields whose values are counted, so that a name can be looked up."""


def content_hash(article: Article) -> bytes:
    """The SHA-256 of all that makes the content: every field but id, origin, place, trimmed and unread_date.

    The id is left out so that a file that was moved can be known by its content, before it has an id.
    """
    content = [
        article.collection,
        article.title,
        article.body,
        str(article.date) if article.date else None,
        article.date_source,
        article.authors,
        article.source,
        article.section,
        article.language,
        article.url,
        article.dateline,
        article.outlet_country,
    ]
    return hashlib.sha256(json.dumps(content).encode("ascii")).digest()


def to_row(article: Article) -> Row:
    """The values of COLUMNS."""
    return (
        article.collection,
        article.title,
        str(article.date) if article.date else None,
        article.date_source.value if article.date_source else None,
        json.dumps(article.authors, ensure_ascii=False),
        article.source,
        article.section,
        article.language,
        article.url,
        article.site,
        article.dateline,
        article.outlet_country,
        article.place,
        article.trimmed,
    )


def from_row(row: Row) -> Article:
    """The article of a row that holds id, body and origin, and then COLUMNS."""
    id, body, origin, collection, title, *rest = row
    date, date_source, authors, source, section, language, url, _, dateline, outlet_country, place, trimmed = rest
    return Article(
        id=id,
        collection=collection,
        title=title,
        body=body,
        date=_date(date) if date else None,
        date_source=DateSource(date_source) if date_source else None,
        authors=_authors(authors),
        source=source,
        section=section,
        language=language,
        url=url,
        dateline=dateline,
        outlet_country=outlet_country,
        origin=origin,
        place=place,
        trimmed=trimmed,
    )


@lru_cache(maxsize=20_000)
def _date(kept: str) -> PartialDate:
    """A date as the table has it; ten articles of a page have few, and reading them takes as long as unpacking the texts."""
    return PartialDate.parse(kept)


@lru_cache(maxsize=20_000)
def _authors(kept: str) -> tuple[str, ...]:
    """The same of authors."""
    return tuple(json.loads(kept))


def keywords(row: Row) -> Iterator[tuple[str, str]]:
    """Each (field, value) of KEYWORDS that an article has, once; `row` holds authors, source, section, language, collection, site."""
    for author in dict.fromkeys(json.loads(row[0])):
        yield "author", author
    yield from ((field, value) for field, value in zip(KEYWORDS[1:], row[1:], strict=True) if value)
