"""Looking names up: exact, by words, by beginnings, and by near misses, over live articles only."""

from __future__ import annotations

import pytest

from archive.errors import NotFound
from archive.model import EntityType
from archive.store import Store

from .conftest import article, link, put, put_links

PEOPLE = {
    "a": ["Muammar Gaddafi", "George W. Bush", "Pelé"],
    "b": ["Moammar Khadafi", "George H. W. Bush"],
    "c": ["George H. W. Bush", "Bush"],
    "d": ["Bush", "Bush Hager", "Muammar Gaddafi"],
}
KEYS = {"Moammar Khadafi": "muammar gaddafi"}


@pytest.fixture
def named(store: Store) -> Store:
    for id, names in PEOPLE.items():
        authors = ("Ann Lee", "Zoë Ek") if id < "c" else ("Ann Lee",)
        put(store, article(id, authors=authors, source="The Herald", section="World", language="en", url=f"https://www.bbc.co.uk/{id}"))
        links = [link(name, key=KEYS.get(name, name.lower()), resolved=name != "Bush") for name in names]
        put_links(store, id, [*links, link("Russia", EntityType.COUNTRY, "RU")], "linker")
    return store


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("khadafi", ["muammar-gaddafi"]),
        ("MOAMMAR  khadafí", ["muammar-gaddafi"]),
        ("muammar-gaddafi", ["muammar-gaddafi"]),
        ("pele", ["pele"]),
        ("george bush", ["george-h-w-bush", "george-w-bush"]),
        ("bush george", ["george-h-w-bush", "george-w-bush"]),
        ("George W. Bush", ["george-w-bush"]),
        ("bush", ["bush", "george-h-w-bush", "bush-hager", "george-w-bush"]),
        ("moammar gaddafi", []),
        ("nobody", []),
        ("", []),
        ("?!", []),
        ("%", []),
    ],
)
def test_people_are_found_by_exact_name_or_else_by_words(named: Store, text: str, values: list[str]) -> None:
    assert [value for value, _ in named.names("person", text)] == values


def test_a_value_comes_with_its_display_name(named: Store) -> None:
    assert named.names("person", "gaddafi") == [("muammar-gaddafi", "Muammar Gaddafi")]
    assert named.names("country", "ru") == named.names("country", "russia") == [("RU", "Russia")]
    assert named.names("organisation", "russia") == []


def test_beginnings(named: Store) -> None:
    assert [value for value, _ in named.names("person", "george h", prefix=True)] == ["george-h-w-bush"]
    assert [value for value, _ in named.names("person", "bu", prefix=True, limit=2)] == ["bush", "george-h-w-bush"]
    assert named.names("author", "zo", prefix=True) == [("Zoë Ek", "Zoë Ek")]


def test_what_no_live_article_has_is_not_found(named: Store) -> None:
    named.remove("d")
    assert named.names("person", "hager") == []
    named.prune(["a", "b"])
    assert named.names("person", "muammar-gaddafi") == []
    assert named.names("author", "zoe ek") == []
    assert named.name_near("person", "gadafi") is None


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        ("author", "zoe ek", ["Zoë Ek"]),
        ("author", "lee", ["Ann Lee"]),
        ("author", "ee", []),
        ("source", "the herald", ["The Herald"]),
        ("source", "herald", ["The Herald"]),
        ("section", "WORLD", ["World"]),
        ("language", "en", ["en"]),
        ("collection", "sample", ["sample"]),
        ("site", "bbc.co.uk", ["bbc.co.uk"]),
        ("site", "bbc", ["bbc.co.uk"]),
        ("id", "a", ["a"]),
        ("id", "A", []),
        ("url", "https://www.bbc.co.uk/b", ["https://www.bbc.co.uk/b"]),
        ("url", "https://www.bbc.co.uk/", []),
        ("source", "", []),
        ("source", "%", []),
    ],
)
def test_keyword_values_are_found_the_same_way(named: Store, field: str, text: str, values: list[str]) -> None:
    assert named.names(field, text) == [(value, value) for value in values]


def test_a_value_is_had_as_it_is_or_not(named: Store) -> None:
    assert named.has_value("author", "Zoë Ek")
    assert not named.has_value("author", "zoe ek")
    assert named.has_value("id", "a")
    named.prune(["a", "b"])
    assert not named.has_value("author", "Zoë Ek")
    assert not named.has_value("id", "a")


def test_a_value_without_words_is_found_as_it_is(store: Store) -> None:
    put(store, article("a", source="***"))
    assert store.names("source", "***") == [("***", "***")]


@pytest.mark.parametrize(
    ("field", "text", "near"),
    [
        ("person", "gadafi", "Muammar Gaddafi"),
        ("person", "muamar gadafi", "Muammar Gaddafi"),
        ("person", "xyz", None),
        ("person", "", None),
        ("author", "Anne Lee", "Ann Lee"),
        ("source", "The Herold", "The Herald"),
        ("country", "Rusia", "Russia"),
        ("id", "aa", None),
    ],
)
def test_near_misses(named: Store, field: str, text: str, near: str | None) -> None:
    assert named.name_near(field, text) == near


def test_a_field_without_names_is_refused(named: Store) -> None:
    for ask in (named.names, named.name_near, named.has_value):
        with pytest.raises(NotFound, match="no names for the field words"):
            ask("words", "one")
