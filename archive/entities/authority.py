"""The authority file, `authority.yaml`: read with every fault at once, shipped with the program, and combined with the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from archive import checks
from archive.checks import Faults, Place
from archive.entities.countries import ALL_CODES, find_countries
from archive.entities.decisions import EMPTY, OPEN_END, Assignment, Authority, CountryNames, Known, Span, form_of
from archive.errors import AuthorityError
from archive.model import EntityType
from archive.text import slug
from archive.yamlfile import YamlError, parse_document

__all__ = ["EMPTY", "Assignment", "Authority", "CountryNames", "Known", "Span", "combine", "read_authority", "shipped"]

VERSION = 1
TYPES = (EntityType.PERSON, EntityType.ORGANISATION, EntityType.PLACE)
"""The types that a file can decide on; countries have codes."""

HINT = "docs/authority.md explains every key."
_ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
_EARLIEST, _LATEST = 1000, 2999


def read_authority(text: str, origin: str) -> Authority:
    """The decisions in the YAML `text`; an empty one has none. Raise AuthorityError with every fault, each with `origin` and its line."""
    try:
        document = parse_document(text)
    except YamlError as error:
        where = "" if error.line is None else f":{error.line}:{error.column}"
        raise AuthorityError([f"{origin}{where}: {error.message}"], HINT) from error
    if document.value is None:
        return EMPTY
    faults = Faults(origin, document)
    for repeat in document.repeats:
        faults.add(repeat.line, f"the key {repeat.key} is there twice, first in line {repeat.first}")
    place = Place(faults)
    authority = _document(document.value, place)
    if authority is not None:
        _check_entities(authority, place)
        _check_merges(authority, place)
        _check_assignments(authority, place)
    if faults or authority is None:
        raise AuthorityError(faults.lines(), HINT)
    return authority


# ---------------------------------------------------------------- the table of keys


def _known(id: str, type: str, name: str, aliases: tuple[str, ...] = (), surname_default: Span | None = None) -> Known:
    return Known(id, EntityType(type), name, aliases, surname_default)


def _document(value: object, place: Place) -> Authority | None:
    """The whole file by its table of keys; parts with faults are None inside."""
    name = checks.shape(_ID, "an id of small letters, digits and single hyphens, such as john-kerry", slug)
    year = checks.whole(_EARLIEST, _LATEST)
    entity = checks.record(
        _known,
        {
            "id": name,
            "type": _type,
            "name": checks.filled,
            "aliases": checks.listing(checks.filled),
            "surname_default": checks.record(_span, {"from": year, "to": year}, required=("from",)),
        },
        required=("id", "type", "name"),
    )
    row = checks.record(Assignment, {"article": checks.filled, "surface": checks.filled, "to": name}, required=("article", "surface", "to"))
    return checks.record(
        _authority,
        {
            "version": _version,
            "entities": checks.listing(entity),
            "never_merge": checks.listing(_two_or_more),
            "assign": checks.listing(row),
            "hide": checks.listing(checks.filled),
            "merged": _pairs(name, name),
            "stop": checks.mapping(TYPES, checks.listing(checks.filled)),
            "retype": _pairs(checks.filled, _type),
            "countries": checks.record(CountryNames, {"aliases": _pairs(checks.filled, _code), "ignore": checks.listing(checks.filled)}),
        },
        required=("version",),
    )(value, place)


def _authority(version: int, **given: object) -> Authority:
    """The authority of what the table let through; `stop` and `retype` get their types here."""
    stop, retype = given.pop("stop", {}), given.pop("retype", {})
    assert isinstance(stop, dict) and isinstance(retype, dict)
    types = {"stop": {EntityType(type): names for type, names in stop.items()}, "retype": {n: EntityType(t) for n, t in retype.items()}}
    return Authority(**given, **types)  # type: ignore[arg-type]


def _span(**years: int) -> Span:
    return Span(years["from"], years.get("to", OPEN_END))


_type = checks.choice(TYPES, "a type")


def _version(value: object, place: Place) -> int | None:
    if value == VERSION and not isinstance(value, bool):
        return VERSION
    place.fault(f"{checks.shown(value)} is not a version of this file that is known; write `version: {VERSION}`")
    return None


def _two_or_more(value: object, place: Place) -> tuple[object, ...] | None:
    items = checks.listing(checks.filled)(value, place)
    if isinstance(items, tuple) and len(items) < 2:
        place.fault("two names or ids are needed that must stay apart")
    return items if isinstance(items, tuple) else None


def _code(value: object, place: Place) -> str | None:
    """A country's code; a name or an abbreviation that means one country is the near miss."""
    if value in ALL_CODES:
        return str(value)
    found = find_countries(value) if isinstance(value, str) else []
    hint = f"; did you mean {found[0][0]}?" if found else "; write two capital letters (ISO 3166-1), such as GB"
    place.fault(f"{checks.shown(value)} is not the code of a country{hint}")
    return None


def _pairs(key_check: checks.Check, value_check: checks.Check) -> Callable[[object, Place], dict[str, object] | None]:
    """Any keys that `key_check` takes, each with what `value_check` takes."""

    def check(value: object, place: Place) -> dict[str, object] | None:
        if not isinstance(value, dict):
            place.fault(f"{checks.shown(value)} is not a mapping; write `key: value`")
            return None
        checked = {key_check(key, place.at(key)): value_check(each, place.at(key)) for key, each in value.items()}
        return {str(key): each for key, each in checked.items() if key is not None and each is not None}

    return check


# ---------------------------------------------------------------- what the parts say of one another


def _check_entities(authority: Authority, place: Place) -> None:
    """Years in their order, no id twice, and no name that two entities of one type have."""
    ids: dict[str, int] = {}
    claimed: dict[tuple[EntityType, str], int] = {}
    for number, entity in enumerate(authority.entities):
        if entity is None:
            continue
        here = place.at("entities").at(number)
        if ids.setdefault(entity.id, number) != number:
            here.at("id").fault(f"{entity.id} is the id of entities[{ids[entity.id]}] already")
        years = entity.surname_default
        if years is not None and years.last < years.first:
            here.at("surname_default").fault(f"it ends in {years.last}, before it begins in {years.first}")
        if years is not None and entity.type is not EntityType.PERSON:
            here.at("surname_default").fault(f"only a person has a surname, not a {entity.type}")
        for where, name in _placed_names(entity, here):
            first = claimed.setdefault((entity.type, form_of(entity.type, name)), number)
            if first != number:
                where.fault(f"{name} is a name of entities[{first}] ({authority.entities[first].id}) already")


def _placed_names(entity: Known, here: Place) -> Iterator[tuple[Place, str]]:
    yield here.at("name"), entity.name
    for position, alias in enumerate(entity.aliases):
        if alias is not None:
            yield here.at("aliases").at(position), alias


def _check_merges(authority: Authority, place: Place) -> None:
    """No circle of merges, and nothing merged that must stay apart."""
    for id in authority.merged:
        steps = [id]
        while (following := authority.merged.get(steps[-1])) is not None and following not in steps:
            steps.append(following)
        if following == id:
            place.at("merged").at(id).fault(f"the merges go in a circle: {' -> '.join([*steps, id])}")
    ids = {form_of(known.type, name): known.id for known in authority.entities if known for name in known.names if name}
    for number, group in enumerate(authority.never_merge):
        survivors: dict[str, str] = {}
        for item in group or ():
            if item is None:
                continue
            survivor = authority.survivor(ids.get(form_of(EntityType.PERSON, item), slug(item)))
            if survivors.setdefault(survivor, item) != item:
                place.at("never_merge").at(number).fault(f"{survivors[survivor]} and {item} must stay apart, yet both are {survivor}")


def _check_assignments(authority: Authority, place: Place) -> None:
    """No name of an article assigned to two entities."""
    first: dict[tuple[str, str], int] = {}
    for number, row in enumerate(authority.assign):
        if row is None:
            continue
        other = first.setdefault((row.article, form_of(EntityType.PERSON, row.surface)), number)
        if authority.assign[other].to != row.to:
            place.at("assign").at(number).fault(
                f"{row.surface} in {row.article} is {authority.assign[other].to} by assign[{other}] already"
            )


# ---------------------------------------------------------------- the shipped file, and both together


@cache
def shipped() -> Authority:
    """The file that comes with the program: well-known people and organisations, and only what is certain. Read once."""
    file = files("archive.entities") / "data" / "authority.yaml"
    authority = read_authority(file.read_text(encoding="utf-8"), "the shipped authority.yaml")
    return replace(authority, entities=tuple(replace(known, shipped=True) for known in authority.entities))


def combine(user: Authority, shipped: Authority) -> Authority:
    """Both files as one, in which the user's wins.

    An entity in both keeps the shipped aliases beside the user's. A name that the user gives to another entity is no longer a name of
    the shipped one. A pair that the user merges need not stay apart.
    """
    ids = {known.id for known in user.entities}
    claimed = {(known.type, form_of(known.type, name)) for known in user.entities for name in known.names}
    theirs = {known.id: known for known in shipped.entities}
    entities = [_joined(known, theirs.get(known.id), claimed) for known in user.entities]
    entities += [kept for known in shipped.entities if known.id not in ids and (kept := _without(known, claimed))]
    merged = {**shipped.merged, **user.merged}
    both = Authority(merged=merged)
    return Authority(
        entities=tuple(entities),
        never_merge=(*user.never_merge, *(group for group in shipped.never_merge if _still_apart(group, both))),
        assign=(*user.assign, *shipped.assign),
        hide=tuple(dict.fromkeys((*user.hide, *shipped.hide))),
        merged=merged,
        stop={type: tuple(dict.fromkeys((*user.stop.get(type, ()), *shipped.stop.get(type, ())))) for type in {*user.stop, *shipped.stop}},
        retype={**shipped.retype, **user.retype},
        countries=CountryNames(
            {**shipped.countries.aliases, **user.countries.aliases},
            tuple(dict.fromkeys((*user.countries.ignore, *shipped.countries.ignore))),
        ),
    )


def _joined(ours: Known, theirs: Known | None, claimed: set[tuple[EntityType, str]]) -> Known:
    """The user's entity with what the shipped one of the same id and type adds to it."""
    if theirs is None or theirs.type is not ours.type:
        return ours
    own = {form_of(ours.type, name) for name in ours.names}
    more = [name for name in theirs.names if form_of(ours.type, name) not in own and (ours.type, form_of(ours.type, name)) not in claimed]
    return replace(ours, aliases=(*ours.aliases, *more), surname_default=ours.surname_default or theirs.surname_default)


def _without(known: Known, claimed: set[tuple[EntityType, str]]) -> Known | None:
    """A shipped entity without the names that the user gives to others; None where no name is left."""
    names = [name for name in known.names if (known.type, form_of(known.type, name)) not in claimed]
    return replace(known, name=names[0], aliases=tuple(names[1:])) if names else None


def _still_apart(group: tuple[str, ...], both: Authority) -> bool:
    return len({both.survivor(slug(item)) for item in group}) == len(group)
