"""People's decisions on names: each edits the authority file and applies it, for the command line and the pages alike.

What is written says by names what it means, so that the file holds in an archive whose ids were minted otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.applying import combined
from archive.authorityfile import AuthorityFile
from archive.core import Archive, Relinked
from archive.entities.authority import Authority, read_authority
from archive.entities.countries import ALL_CODES, country_name
from archive.entities.decided import codes, written
from archive.entities.resolve import ID, Group, name_of, resolve
from archive.errors import NotFound, RequestError
from archive.labels import Labels
from archive.model import Entity, EntityType, Link
from archive.text import fold_text, slug

DECIDABLE = (EntityType.PERSON, EntityType.ORGANISATION, EntityType.PLACE)
"""The types on which people decide; a country is what its code says."""


def entity_of(archive: Archive, id: str, type: EntityType | None = None) -> Entity:
    """The entity that an id, or the name of exactly one, stands for today. Raises NotFound; RequestError where several fit."""
    store = archive.store
    found = [store.survivor(each, id) for each in store.types_of(id) if type in (None, each)]
    if not found:
        found = [(each, name.value) for each in DECIDABLE if type in (None, each) for name in Labels(store).find(each, id)]
    distinct = list(dict.fromkeys(found))
    if len(distinct) > 1:  # of an id that was given another type only one is left in articles
        distinct = [(each, value) for each, value in distinct if each in store.live_types(value)] or distinct
    if len(distinct) > 1:
        some = ", ".join(f"{each} {value}" for each, value in distinct[:5])
        raise RequestError(f"{id!r} could be any of {len(distinct)}: {some}", "Give its id, and its type: --type TYPE")
    entity = store.entity(*distinct[0]) if distinct else None
    if entity is None:
        near = [name for each in DECIDABLE if type in (None, each) and (name := Labels(store).near(each, id))]
        raise NotFound(f"there is no {type or 'entity'} {id!r}", f"Did you mean {' or '.join(near)}?" if near else None)
    if entity.type not in DECIDABLE:
        raise RequestError(f"{entity.name} is a {entity.type}; only people, organisations and places can be decided on")
    return entity


def code_of(archive: Archive, country: str) -> str:
    """The code of the country that a code, a name or an alias means. Raises NotFound; RequestError where several fit."""
    found = Labels(archive.store).find(EntityType.COUNTRY, country)
    if len(found) > 1:
        raise RequestError(f"{country!r} could be any of {len(found)}: {', '.join(f'{each.label} ({each.value})' for each in found)}")
    if not found:
        near = Labels(archive.store).near(EntityType.COUNTRY, country)
        raise NotFound(f"there is no country {country!r}", f"Did you mean {near}?" if near else None)
    return found[0].value


# ---------------------------------------------------------------- decisions


def merge(archive: Archive, gone: Entity, kept: Entity) -> Relinked:
    """Make one entity a part of another: the names of `gone` become names of `kept`, its id leads there. Raises RequestError."""
    _resolved(kept)
    if gone.type is not kept.type:
        raise RequestError(
            f"{gone.id} has the type {gone.type}, {kept.id} the type {kept.type}", f"First: archive entities retype {gone.id} {kept.type}"
        )
    if gone.id == kept.id:
        raise RequestError(f"both are {kept.id} already")

    def edit(file: AuthorityFile) -> None:
        _declare(file, kept)
        entry: Mapping[str, object] = file.drop_entity(gone.id) or {}
        _name(file, kept, [*_own_names(entry), *_forms(archive, gone), *_forms(archive, kept)])
        if "surname_default" in entry:
            file.add_years(kept.id, entry["surname_default"])
        file.set("merged", gone.id, kept.id)

    return archive.decide("archive entities merge", edit)


def keep_apart(archive: Archive, one: Entity, other: Entity) -> Relinked:
    """Say that two entities are not the same: they are never made one by a rule, and not suggested as duplicates any more."""
    if (one.type, one.id) == (other.type, other.id):
        raise RequestError(f"both are {one.id}", "Give two that are to stay apart.")

    def edit(file: AuthorityFile) -> None:
        for each in (one, other):
            _spell_out(archive, file, each)
        file.keep_apart([one.id, other.id])

    return archive.decide("archive entities keep-apart", edit)


def rename(archive: Archive, entity: Entity, name: str) -> Relinked:
    """Have an entity called `name`; it keeps its id, and its old name as an alias. Raises RequestError where that is no name."""
    _resolved(entity)
    name = _name_given(name)
    if name == entity.name:
        raise RequestError(f"{entity.id} is called {name} already")

    def edit(file: AuthorityFile) -> None:
        _declare(file, entity)
        file.drop_alias(entity.id, name)
        file.put_entity(entity.id, entity.type.value, name)
        file.add_aliases(entity.id, [entity.name])
        _name(file, entity, _forms(archive, entity))

    return archive.decide("archive entities rename", edit)


def retype(archive: Archive, entity: Entity, type: EntityType) -> Relinked:
    """Say that an entity is a person, an organisation or a place; it keeps its id."""
    _resolved(entity)
    if type is entity.type:
        raise RequestError(f"{entity.id} has the type {type} already")
    if type not in DECIDABLE:
        raise RequestError("a country is what its code says: nothing can be made one")

    def edit(file: AuthorityFile) -> None:
        names = dict.fromkeys((entity.name, *_forms(archive, entity)))
        _declare(file, entity)
        file.put_entity(entity.id, type.value, entity.name)
        for name in names:
            file.set("retype", name, type.value)
        _name(file, Entity(entity.id, type, entity.name), list(names))

    return archive.decide("archive entities retype", edit)


def hide(archive: Archive, entity: Entity) -> Relinked:
    """Show an entity nowhere any more."""

    def edit(file: AuthorityFile) -> None:
        _spell_out(archive, file, entity)
        file.hide(entity.id)

    return archive.decide("archive entities hide", edit)


def split(archive: Archive, entity: Entity, articles: Sequence[str], name: str) -> tuple[str, Relinked]:
    """Say that in these articles it is somebody else, called `name`; the new id, and what changed.

    Raises NotFound where an article does not have the entity; RequestError where none is given, or that is no name.
    """
    _resolved(entity)
    name = _name_given(name)
    if not articles:
        raise RequestError("no article is chosen", "Choose the articles in which it is somebody else.")
    surfaces = [(id, name_of(link)) for id in articles for link in archive.store.chained(id, entity.type, entity.id)]
    new = archive.store.free_id(entity.type, name)

    def edit(file: AuthorityFile) -> None:
        _declare(file, entity)
        file.put_entity(new, entity.type.value, name)
        for article, surface in surfaces:
            file.assign(article, surface, new)
        _name(file, entity, _forms(archive, entity))

    return new, archive.decide("archive entities split", edit)


def assign(archive: Archive, article: str, surface: str, entity: Entity) -> Relinked:
    """Say who is meant by `surface` in one article. Raises NotFound where nothing in it is called so."""
    _resolved(entity)
    _check_named(archive, article, surface, entity.type)

    def edit(file: AuthorityFile) -> None:
        _declare(file, entity)
        _name(file, entity, _forms(archive, entity))
        file.assign(article, surface, entity.id)

    return archive.decide("archive entities assign", edit)


def introduce(archive: Archive, article: str, surface: str, type: EntityType, name: str) -> tuple[str, Relinked]:
    """Say that `surface` in one article is somebody or something new, called `name`; the new id, and what changed.

    Raises RequestError where something of this type is called so already; NotFound where nothing in the article is called `surface`.
    """
    name = _name_given(name)
    if archive.store.names(type.value, name) and fold_text(name) in {fold_text(each) for _, each in archive.store.names(type.value, name)}:
        raise RequestError(f"another {type} is called {name!r} already", "Choose that one, or write a name that tells the two apart.")
    _check_named(archive, article, surface, type)
    new = archive.store.free_id(type, name)

    def edit(file: AuthorityFile) -> None:
        file.put_entity(new, type.value, name)
        file.assign(article, surface, new)

    return new, archive.decide("archive entities assign", edit)


def mean_country(archive: Archive, name: str, code: str | None) -> Relinked:
    """Say that a name means the country of a code, or with None no country, in all articles.

    Raises RequestError where that is no name, the code is none, or the file says so already.
    """
    name = _name_given(name)
    if code is not None and code not in ALL_CODES:
        raise RequestError(f"{code!r} is not the code of a country", "Write two capital letters (ISO 3166-1), such as GB.")

    def edit(file: AuthorityFile) -> None:
        said = {each: to or None for each, to in codes(read_authority(file.text, str(file.path)).countries).items()}
        before = [each for each in said if written(each) == written(name)]
        if before and all(said[each] == code for each in before):
            raise RequestError(f"{file.path} says already that {name!r} means {country_name(code) if code else 'no country'}")
        file.mean_country(name, code, before)

    return archive.decide("archive entities country", edit)


# ---------------------------------------------------------------- what they have in common


LONGEST_NAME = 200


def _name_given(name: str) -> str:
    """A name as a person typed it, spaces made single. Raises RequestError where it is none."""
    name = " ".join(name.split())
    if not any(char.isalnum() for char in name) or not name.isprintable():
        raise RequestError(f"{name!r} is no name", "Write one with letters or digits.")
    if len(name) > LONGEST_NAME:
        raise RequestError(f"the name has {len(name)} characters", f"At most {LONGEST_NAME} are read.")
    return name


def _spell_out(archive: Archive, file: AuthorityFile, entity: Entity) -> None:
    """Have the file say whom an id means, where the id alone says nothing since no name makes it."""
    if entity.id not in {slug(name) for name in (entity.name, *_forms(archive, entity))}:
        _declare(file, entity)
        _name(file, entity, _forms(archive, entity))


def _check_named(archive: Archive, article: str, surface: str, type: EntityType) -> None:
    """Raise NotFound where nothing in the article is called so."""
    named = {name_of(each.link) for each in archive.store.reasons(article) if each.link.type is type}
    if surface not in named and surface not in {mention.surface for mention in archive.store.mentions(article)}:
        raise NotFound(f"nothing in article {article} is called {surface!r}", f"It names {', '.join(sorted(named)) or 'nobody'}.")


def _resolved(entity: Entity) -> None:
    """Refuse what is no more than a surname: it is nobody's name."""
    if not entity.resolved:
        raise RequestError(f"{entity.name} may be several people", "Merge it into one of them, or assign it article by article.")


def _forms(archive: Archive, entity: Entity) -> list[str]:
    """The names under which articles have an entity, the most frequent first; none where it is no more than a surname."""
    return [name for name, _ in archive.store.forms(entity.type, entity.id)] if entity.resolved else []


def _own_names(entry: Mapping[str, object]) -> list[str]:
    """The names in an entry of the file."""
    aliases = entry.get("aliases") or []
    assert isinstance(aliases, list)
    return [str(name) for name in (entry.get("name"), *aliases) if name]


def _declare(file: AuthorityFile, entity: Entity) -> None:
    """Have the file name the entity. Raises RequestError where its id is that of something of another type there."""
    entry = file.entity(entity.id)
    if entry is None:
        file.put_entity(entity.id, entity.type.value, entity.name)
    elif entry["type"] != entity.type:
        raise RequestError(f"{file.path} has {entity.id} already, with the type {entry['type']}", "Give that one another id there first.")


def _name(file: AuthorityFile, entity: Entity, names: Sequence[str]) -> None:
    """Give the entity those of the names by which the file, as it is now, does not lead to it already."""
    authority = combined(file.edited(), f"{file.path}, edited")
    for name in dict.fromkeys(names):
        if not _leads(authority, name, entity):
            file.add_aliases(entity.id, [name])
            authority = combined(file.edited(), f"{file.path}, edited")


def _leads(authority: Authority, name: str, entity: Entity) -> bool:
    """Whether an article that calls somebody so is linked with the entity."""
    link = Link(entity.type, slug(name), name, (), True, True, "")
    (found,) = resolve([Group("", None, link)], authority)
    return (found.type, found.key) == (entity.type, ID + entity.id)
