"""What the Whoosh index looks like: its fields, the format of their postings, and the fingerprint of it all."""

from __future__ import annotations

import hashlib
from functools import cache

from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence, Positions

from archive.engines.whoosh.arrays import FORMAT
from archive.schema import TEXT_FIELDS, VALUE_FIELDS
from archive.text import ANALYSES, STEMMERS, sentences, stemmer, words

INDEX = "MAIN"
"""What Whoosh calls the index in its folder."""

EXTENSION = ".arrays"
"""Of a segment's one file (see `segment.py`)."""

TEXTS: tuple[str, ...] = tuple(field.name for field in TEXT_FIELDS)
PROSE: tuple[str, ...] = tuple(field.name for field in TEXT_FIELDS if not field.one_sentence)
"""The text fields that have sentences and paragraphs."""


def exact(text_field: str) -> str:
    """The Whoosh field of a text field's folded words."""
    return f"{text_field}_exact"


def stems(text_field: str) -> str:
    """The Whoosh field of a text field's stems, each behind the name of its analysis (`en:strike`, `:strike`)."""
    return f"{text_field}_stems"


def units(text_field: str) -> str:
    """The Whoosh field of the sentences and paragraphs of a text field: two terms, which are where they begin."""
    return f"{text_field}_units"


OF_TEXTS = (*map(exact, TEXTS), *map(stems, TEXTS), *map(units, PROSE))
"""The Whoosh fields of texts; all others are of values."""


def value_field(name: str) -> str:
    """The Whoosh field of a value field's values."""
    return f"{name}_values"


DOCUMENT = value_field("id")
"""The field of the article's id, one term an article."""


@cache
def whoosh_schema() -> Schema:
    """The fields as Whoosh knows them. Nothing is analysed or stored by Whoosh: `builder.py` writes postings."""
    schema = Schema()
    for field in OF_TEXTS:
        schema.add(field, FieldType(Positions(), None, scorable=True))
    for name in VALUE_FIELDS:
        schema.add(value_field(name), FieldType(Existence(), None, unique=value_field(name) == DOCUMENT))
    return schema


_PROBE = "The U.S.-led Strikes' O'Brien’s 1,000.5 naïve CAFÉS running generously 北京 ไทย ｆｕｌｌ ß. Mr. A! “It?” In the U.S. He\n\nNo. 1"


@cache
def fingerprint() -> str:
    """Changes whenever an article could be indexed otherwise: by fields, by files, or by how text is cut and stemmed."""
    analysed = [[stemmer(language)(word) for word in words(_PROBE)] for language in ANALYSES]
    whole = repr((FORMAT, TEXTS, VALUE_FIELDS, sorted(STEMMERS.items()), analysed, sentences(_PROBE)))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
