"""A record of JSON, CSV or front matter to a Draft: which of its names is which field of an article."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from archive.config import MAPPED
from archive.readers.draft import Draft, Fault
from archive.readers.markup import looks_like_html, plain_text

Record = Mapping[str, object]

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "guid", "uuid", "article_id", "identifier"),
    "title": ("title", "headline", "head"),
    "body": ("body", "text", "content", "article_body", "body_text", "maintext", "full_text", "article"),
    "date": ("date", "date_published", "published", "published_at", "date_publish", "pub_date", "publish_date", "publication_date"),
    "authors": ("authors", "author", "byline", "creator"),
    "source": ("source", "publisher", "publication", "outlet", "site_name"),
    "section": ("section", "article_section", "section_name", "category", "topic"),
    "language": ("language", "lang", "in_language"),
    "url": ("url", "link", "canonical_url", "web_url"),
    "dateline": ("dateline",),
    "outlet_country": ("outlet_country", "source_country", "country"),
}
"""Where a field is looked for when the collection's `fields` does not say: the first name that has a value. Case, `_` and `-` are
nothing, so `pubDate`, `pub_date` and `PubDate` are one name."""

_SEPARATORS = re.compile(r"[\s_-]+")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d?);")
_NAME_KEYS = ("name", "text", "#text", "title", "value")
_KINDS = {bool: "true or false", int: "a number", float: "a number", dict: "an object", list: "a list"}


class WrongType(Exception):
    """A value is of a kind that its field cannot have; the message says which."""


class Mapper:
    """Makes Drafts of records. `fields` maps an article's field to the record's name, with dots going down; "" reads it nowhere."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._given = {field: name for field, name in fields.items() if field in MAPPED}

    def draft(self, record: object, place: int = 0, body: str | None = None) -> Draft | Fault:
        """The Draft of `record`; `body` stands for the record's own where the body is not in the record."""
        if not isinstance(record, Mapping):
            return Fault(place, f"the record is {_kind(record)}, not an object")
        record = {str(key): value for key, value in record.items()}
        plain = {_plain_name(key): value for key, value in record.items()}
        try:
            values = {field: _text(field, self._value(field, record, plain)) for field in MAPPED if field not in {"authors", "body"}}
            return Draft(
                id=values["id"],
                title=_unescaped(values["title"]),
                body=_body(self._value("body", record, plain)) if body is None else body,
                date=values["date"],
                bylines=tuple(map(_unescaped, _names("authors", self._value("authors", record, plain)))),
                source=_unescaped(values["source"]),
                section=_unescaped(values["section"]),
                language=values["language"],
                url=values["url"],
                dateline=values["dateline"],
                outlet_country=values["outlet_country"],
                place=place,
            )
        except WrongType as wrong:
            return Fault(place, str(wrong))

    def has_text(self, record: Record) -> bool:
        """Whether `record` has a headline or a body: it is an article, not a wrapping around some."""
        plain = {_plain_name(key): value for key, value in record.items()}
        return any(self._value(field, record, plain) is not None for field in ("title", "body"))

    def _value(self, field: str, record: Record, plain: Record) -> object:
        if field in self._given:
            return _reach(record, self._given[field]) if self._given[field] else None
        return next((value for name in _PLAIN_NAMES[field] if (value := plain.get(name)) not in (None, "", [], {})), None)


def _plain_name(name: str) -> str:
    return _SEPARATORS.sub("", name).lower()


_PLAIN_NAMES = {field: tuple(dict.fromkeys(map(_plain_name, names))) for field, names in USUAL_NAMES.items()}


def _reach(value: object, path: str) -> object:
    """What `path` leads to: a name as it stands, else step by step; of a list, the numbered item, or that step of every item."""
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        step, _, rest = path.partition(".")
        return _reach(value[step], rest) if rest and step in value else None
    if isinstance(value, list):
        step, _, rest = path.partition(".")
        if step.isdecimal():
            item = value[int(step)] if int(step) < len(value) else None
            return _reach(item, rest) if rest else item
        return [found for item in value if (found := _reach(item, path)) is not None]
    return None


# ---------------------------------------------------------------- values


def _text(field: str, value: object) -> str:
    """One text: numbers are written out where that is harmless, of several the first stands, of an object its name."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and field in {"id", "date", "section"}:
        return str(value)
    if isinstance(value, list):
        return next(filter(None, (_text(field, item) for item in value)), "")
    if isinstance(value, Mapping):
        for key in _NAME_KEYS:
            if isinstance(value.get(key), str):
                return str(value[key])
    raise WrongType(f"{field} is {_kind(value)}, not text")


def _names(field: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(filter(None, (_text(field, item) for item in values)))


def _body(value: object) -> str:
    """The body; the items of a list are its paragraphs. Markup in it is taken away where it clearly is HTML."""
    parts = value if isinstance(value, list) else [value]
    texts = [_text("body", part) for part in parts]
    return _unescaped("\n\n".join(filter(None, texts)))


def _unescaped(text: str) -> str:
    """`text` without tags and character references, where it has some."""
    if looks_like_html(text):
        return plain_text(text)
    return html.unescape(text) if _ENTITY.search(text) else text


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "text")
