"""What values are called: labels for ids, and ids for the names that people write."""

from __future__ import annotations

from collections.abc import Sequence

from archive.applying import applied_authority
from archive.entities.countries import ALL_CODES, country_name, find_countries
from archive.entities.groups import surname_block
from archive.entities.people import core, parts, person_key, untitled
from archive.languages import NAMES as LANGUAGE_NAMES
from archive.languages import language_name
from archive.model import EntityType
from archive.query import Name
from archive.schema import BY_NAME, NONE, Kind
from archive.search import Filter, Value
from archive.store import ArticleLink, Store
from archive.text import fold_text, words

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ENTITY_FIELDS = frozenset({"person", "organisation", "place"})


class Labels:
    """Names of the values of every field, over one store. Serves `query.bind` as its Names."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def of(self, field: str, values: Sequence[str]) -> dict[str, Value]:
        """The label of each value; a value without one is called by itself."""
        labels = {value: Value(value, self._plain(field, value)) for value in values}
        if field in _ENTITY_FIELDS:
            for entity in self.store.labels(EntityType(field), values).values():
                labels[entity.id] = Value(entity.id, entity.name, entity.resolved)
        return labels

    def _plain(self, field: str, value: str) -> str:
        if value == NONE:
            return f"No {BY_NAME[field].label.lower()}"
        if BY_NAME[field].kind is Kind.COUNTRY:
            return country_name(value)
        return language_name(value) if field == "language" else value

    def of_article(self, links: Sequence[ArticleLink]) -> dict[EntityType, tuple[Value, ...]]:
        """The entities of an article by type; countries that are only mentioned are left out."""
        return {type: tuple(self._of_link(link) for link in links if link.type is type and link.salient) for type in EntityType}

    def _of_link(self, link: ArticleLink) -> Value:
        label = country_name(link.entity) if link.type is EntityType.COUNTRY else link.label
        return Value(link.entity, label, link.resolved)

    def has(self, field: str, value: str) -> bool:
        """Whether `value` is an id of `field`, as it stands."""
        if field in _ENTITY_FIELDS:
            return self.store.entity(EntityType(field), value) is not None
        if BY_NAME[field].kind is Kind.COUNTRY:
            return country_name(value) != value
        if field == "year":
            return len(value) == 4 and value.isdecimal()
        return self.store.has_value(field, value)

    def survivor(self, field: str, value: str) -> str:
        """The id that stands today for what `value` stood for: another one where it was merged."""
        if field not in _ENTITY_FIELDS:
            return value
        type, id = self.store.survivor(EntityType(field), value)
        return id if type == field else value

    def find(self, field: str, text: str) -> Sequence[Name]:
        """What a person may mean by `text`: exact matches first alone, else every name that contains its words.

        A person's name that nobody goes by is read without its titles (Mr Kerry), then as another spelling (Sergey Lavrov). A country's
        may be one that the authority alone has.
        """
        if BY_NAME[field].kind is Kind.COUNTRY:
            return [Name(code, name) for code, name in find_countries(text) or self._decided(text)]
        if field == "year":
            return []
        if field == "language":
            wanted = fold_text(text)
            return [Name(code, name) for code, name in LANGUAGE_NAMES.items() if wanted in (code, fold_text(name))]
        found = self.store.names(field, text)
        return [Name(value, label) for value, label in found or (self._spelt(text) if field == EntityType.PERSON else ())]

    def _decided(self, text: str) -> list[tuple[str, str]]:
        """The countries of which the applied authority says that `text` means them."""
        aliases = applied_authority(self.store).countries.aliases
        codes = dict.fromkeys(code for name, code in aliases.items() if fold_text(name) == fold_text(text))
        return [(code, country_name(code)) for code in codes]

    def called(self, field: str, text: str) -> Sequence[Name]:
        """The entities or countries that are called exactly `text`, without regard to case, accents and hyphens."""
        if BY_NAME[field].kind is Kind.COUNTRY:
            return self.find(field, text)
        return [Name(value, label) for value, label in self.store.called(EntityType(field), text)]

    def _spelt(self, text: str) -> list[tuple[str, str]]:
        """The people whom a name with titles, or in another transliteration, may mean."""
        plain = untitled(text)
        if not plain or not words(text):
            return []
        without_titles = self.store.names("person", " ".join(plain)) if plain != parts(text) else []
        if without_titles or len(core(text)) > 1:
            return without_titles or self.store.keyed(EntityType.PERSON, person_key(text))
        return self.store.of_block(EntityType.PERSON, surname_block(core(text)[0]))

    def meant(self, field: str, text: str) -> Sequence[Name]:
        """What `find` finds; where labels among it are exactly `text`, without regard to case and accents, those alone."""
        names = self.find(field, text)
        return [name for name in names if fold_text(name.label) == fold_text(text)] or names

    def widest(self, filter: Filter) -> Filter:
        """`filter` with every chosen name replaced by the values that it may mean, and a value by itself."""
        chosen = (
            value
            for text in filter.chosen
            for value in ([text] if self.has(filter.field, text) else [name.value for name in self.meant(filter.field, text)])
        )
        return Filter(filter.field, tuple(dict.fromkeys(chosen)), filter.excluded)

    def bare_surname(self, person: str) -> Value | None:
        """The value of the last word of a person's name where articles give it alone; None where none does, or the name is one word."""
        names = words(self.of("person", [person])[person].label)
        while names and names[-1] in _SUFFIXES:
            names.pop()
        if len(names) < 2:
            return None
        alike = self.of("person", [name.value for name in self.find("person", f"{names[-1]} surname only")])
        return next((value for value in alike.values() if not value.resolved and words(value.label)[:1] == names[-1:]), None)

    def complete(self, field: str, text: str) -> Sequence[Name]:
        """The names that `text` may be the beginning or a part of."""
        if BY_NAME[field].kind is Kind.COUNTRY or field in ("language", "year"):
            wanted = fold_text(text)
            named = {name.value for name in self.find(field, text)}
            return [Name(value, label) for value, label in self._closed(field) if value in named or wanted in fold_text(label)]
        return [Name(value, label) for value, label in self.store.names(field, text, prefix=True)]

    def _closed(self, field: str) -> list[tuple[str, str]]:
        if field == "language":
            return list(LANGUAGE_NAMES.items())
        if field == "year":
            return [(f"{year:04}", f"{year:04}") for year in range(1400, 2201)]
        return [(code, country_name(code)) for code in ALL_CODES]

    def near(self, field: str, text: str) -> str | None:
        """The label that `text` is most likely a slip of, None where nothing is near."""
        if field == "year":
            return None
        return self.store.name_near(field, text)
