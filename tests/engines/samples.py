"""What engines are tested on: documents and plans made up at random, small enough to collide often."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from archive.engines import Document
from archive.model import PartialDate
from archive.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    DayOfYear,
    Everything,
    Fuzzy,
    Gap,
    Missing,
    Near,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Prefix,
    Term,
    Together,
    Values,
    Wildcard,
    Word,
)
from archive.schema import FACETS, NONE
from archive.search import Filter, Plan, Sort
from archive.text import Unit

WORDS = ("strike", "strikes", "striking", "bank", "Banks", "US-led", "O'Brien's", "to", "be", "or", "naïve", "1,000", "北京", "the")
VALUES = {
    "person": ("john-kerry", "ban-ki-moon", "ann"),
    "surname": ("lavrov", "kerry"),
    "organisation": ("un", "nato"),
    "place": ("geneva", "Zürich"),
    "country": ("RU", "US", "SY"),
    "author": ("A. Author", "名無し", ""),
    "source": ("Post", "Times"),
    "section": ("world", "sport"),
    "mentions": ("RU", "US"),
    "collection": ("sample",),
}
DATES = [PartialDate.parse(text) for text in ("1994", "1994-05", "1994-05-01", "1994-05-02", "1994-06", "1995-01-31", "2020-02", "2020")]


def document(
    id: str = "a", title: str = "", body: str = "", date: str | None = None, language: str | None = "en", **values: tuple[str, ...]
) -> Document:
    """A document made by hand."""
    when = PartialDate.parse(date) if date else None
    return Document(
        id=id,
        title=title,
        body=body,
        language=language,
        first=when.first.toordinal() if when else None,
        last=when.last.toordinal() if when else None,
        values={**values, **({"year": (str(when.year),)} if when else {}), **({"language": (language,)} if language else {})},
        content=repr((title, body, date, language, sorted(values.items()))).encode()[:40],
    )


ids = st.sampled_from([f"sample-{number}" for number in range(12)])
ENDS = ("", "", "", ".", "!\n\n")
written = st.builds(lambda word, end: word.capitalize() + end, st.sampled_from(WORDS), st.sampled_from(ENDS))
texts = st.lists(written, max_size=8).map(" ".join)
held_values = st.fixed_dictionaries(
    {}, optional={field: st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple) for field, values in VALUES.items()}
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    date = draw(st.none() | st.sampled_from(DATES).map(str))
    language = draw(st.sampled_from(["en", "fr", None]))
    return document(draw(ids), draw(texts), draw(texts), date, language, **draw(held_values))


changes = st.lists(st.one_of(documents(), documents(), documents(), ids), max_size=8)
"""Documents to put and ids to delete."""

commits = st.lists(changes, min_size=1, max_size=4)

# ---------------------------------------------------------------- plans

text_fields = st.sampled_from([None, "title", "body"])
facet_fields = st.sampled_from([field.name for field in FACETS])
days = st.none() | st.sampled_from(DATES)
SHAPES = (
    *(Prefix(text) for text in ("s", "stri", "b", "o", "to", "x")),
    *(Wildcard(text) for text in ("str?ke", "*ik*", "ba*s", "??", "O'B*n", "*ve", "1?00", "b*n*k*", "*", "to*o", "*ï*", "*ies")),
    *(Fuzzy(text, distance) for text in ("strike", "bank", "tow", "O'Brein", "naive") for distance in (1, 2)),
)
shapes = st.builds(lambda shape, field: replace(shape, field=field), st.sampled_from(SHAPES), text_fields)
terms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Word, st.sampled_from(WORDS), text_fields),
    st.builds(Word, st.sampled_from(WORDS), text_fields),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join), text_fields),
    shapes,
)
parts = st.one_of(terms, terms, st.lists(terms, min_size=2, max_size=3).map(lambda children: Or(tuple(children))))
gaps = st.one_of(st.builds(Gap, st.sampled_from([1, 2, 4]), st.booleans()), st.builds(Together, st.sampled_from(Unit), st.booleans()))


@st.composite
def chains(draw: st.DrawFn) -> Near:
    """Words near each other, often two or three of them."""
    asked = draw(st.lists(parts, min_size=2, max_size=4))
    return Near(tuple(asked), tuple(draw(gaps) for _ in asked[1:]))


leaves: st.SearchStrategy[Node] = st.one_of(
    terms,
    terms,
    chains(),
    chains(),
    st.builds(AtLeast, st.integers(1, 4), st.one_of(parts, chains())),
    st.builds(DayOfYear, st.sampled_from([1, 5]), st.sampled_from([1, 2, 31])),
    st.sampled_from([Word("?!"), Phrase(""), Prefix(" "), Everything()]),
    st.sampled_from(sorted(VALUES)).flatmap(
        lambda field: st.builds(
            Values, st.just("person" if field == "surname" else field), st.lists(st.sampled_from(VALUES[field]), max_size=2).map(tuple)
        )
    ),
    st.builds(Missing, st.sampled_from(["person", "source", "date", "title", "body", "words", "year", "mentions"])),
    st.builds(DateRange, days, days),
    st.builds(NumberRange, st.sampled_from(["words", "year"]), st.sampled_from([None, 0, 3, 1994]), st.sampled_from([None, 5, 1995])),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda children: And(tuple(children))),
        st.lists(inner, min_size=1, max_size=3).map(lambda children: Or(tuple(children))),
        st.builds(Not, inner),
        st.builds(Boost, st.sampled_from([0.01, 0.5, 3.0]), inner),
    ),
    max_leaves=5,
)


def filters_of(field: str) -> st.SearchStrategy[Filter]:
    """Filters of one field, of values that are there, that are not, and of none."""
    also = VALUES["surname"] if field == "person" else ()
    value = st.sampled_from([*VALUES.get(field, ("1994", "2020", "en", "fr")), *also, NONE, "nobody"])
    some = st.lists(value, max_size=2, unique=True).map(tuple)
    return st.builds(Filter, st.just(field), some, some)


filters = st.lists(facet_fields, max_size=3, unique=True).flatmap(lambda names: st.tuples(*map(filters_of, names)))
FacetRequest = tuple[str, frozenset[str] | None, str, int, int]
"""What `Snapshot.facet` takes beside the plan: field, among, order, offset, limit."""


def facet_requests_of(field: str) -> st.SearchStrategy[FacetRequest]:
    among = st.none() | st.frozensets(st.sampled_from([*VALUES.get(field, ("1994", "en")), "nobody"]))
    return st.tuples(st.just(field), among, st.sampled_from(["count", "value"]), st.integers(0, 3), st.integers(0, 3))


facet_requests = facet_fields.flatmap(facet_requests_of)
plans = st.builds(
    Plan,
    tree=trees,
    filters=filters,
    since=st.none() | st.sampled_from(DATES).map(lambda date: date.first.toordinal()),
    until=st.none() | st.sampled_from(DATES).map(lambda date: date.last.toordinal()),
    sort=st.sampled_from(Sort),
    size=st.integers(0, 4),
    facets=st.dictionaries(facet_fields, st.integers(0, 4), max_size=4),
    timeline=st.just(True),
)
