"""THE table of fields: one row gives a field's names everywhere, its kind, its facet and its weight."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NONE = "none"
"""The value that means "has no value" in filters, URLs and queries."""


class Kind(StrEnum):
    """What a field holds, and so how a query reads it."""

    TEXT = "text"  # words; searched by the language
    KEYWORD = "keyword"  # whole values, found without regard to case and accents
    ENTITY = "entity"  # entity ids, found by label, alias or part of a name
    COUNTRY = "country"  # ISO 3166-1 alpha-2 codes, found by name too
    DATE = "date"
    NUMBER = "number"


class Combine(StrEnum):
    """How several chosen values of one facet combine (see `docs/search.md`, the three laws)."""

    ALL = "all"  # each chosen value narrows
    ANY = "any"  # chosen values widen; counted with the field's own filters off


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is the query name, URL parameter and JSON key; the option is `--name`."""

    name: str
    kind: Kind
    label: str
    plural: str
    aliases: tuple[str, ...] = ()
    combine: Combine | None = None
    boost: float = 1.0
    also: str | None = None
    """Another indexed field whose values this one's filter accepts, but no count includes (unresolved surnames)."""

    one_sentence: bool = False
    """Whether its text is a sentence, whatever stops are in it; else it has sentences and paragraphs (`text.py`)."""

    @property
    def facet(self) -> bool:
        """Whether its values are counted and chosen from."""
        return self.combine is not None

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return f"--{self.name}"


FIELDS: tuple[Field, ...] = (
    Field("title", Kind.TEXT, "Headline", "Headlines", ("headline", "hd", "intitle"), boost=2.0, one_sentence=True),
    Field("body", Kind.TEXT, "Text", "Texts"),
    Field("person", Kind.ENTITY, "Person", "People", combine=Combine.ALL, also="surname"),
    Field("organisation", Kind.ENTITY, "Organisation", "Organisations", ("org", "organization"), combine=Combine.ALL),
    Field("place", Kind.ENTITY, "Place", "Places", combine=Combine.ALL),
    Field("country", Kind.COUNTRY, "Country", "Countries", combine=Combine.ALL),
    Field("author", Kind.KEYWORD, "Author", "Authors", ("byline", "by"), combine=Combine.ALL),
    Field("source", Kind.KEYWORD, "Source", "Sources", combine=Combine.ANY),
    Field("section", Kind.KEYWORD, "Section", "Sections", ("topic",), combine=Combine.ANY),
    Field("language", Kind.KEYWORD, "Language", "Languages", ("lang", "la"), combine=Combine.ANY),
    Field("year", Kind.NUMBER, "Year", "Years", combine=Combine.ANY),
    Field("mentions", Kind.COUNTRY, "Country mentioned", "Countries mentioned"),
    Field("collection", Kind.KEYWORD, "Collection", "Collections"),
    Field("site", Kind.KEYWORD, "Site", "Sites"),
    Field("date", Kind.DATE, "Date", "Dates"),
    Field("words", Kind.NUMBER, "Words", "Words"),
    Field("id", Kind.KEYWORD, "Id", "Ids"),
    Field("url", Kind.KEYWORD, "Address", "Addresses"),
)

BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}
BY_ALIAS: dict[str, Field] = {alias: field for field in FIELDS for alias in (field.name, *field.aliases)}
TEXT_FIELDS: tuple[Field, ...] = tuple(field for field in FIELDS if field.kind is Kind.TEXT)
FACETS: tuple[Field, ...] = tuple(field for field in FIELDS if field.facet)
VALUE_FIELDS: tuple[str, ...] = tuple(
    name
    for field in FIELDS
    if field.kind in (Kind.KEYWORD, Kind.ENTITY, Kind.COUNTRY) or field.facet
    for name in ((field.name, field.also) if field.also else (field.name,))
)
"""Every field that an engine indexes as whole values, hidden ones (`Field.also`) included."""
