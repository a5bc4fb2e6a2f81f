"""`config.yaml` as checked, frozen data: everything is checked, and every fault reported, before anything opens."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from archive import checks
from archive.errors import ConfigError
from archive.model import Article
from archive.search import DEFAULT_SIZE, FACET_SIZE, MAXIMUM_SIZE
from archive.yamlfile import Document, YamlError, parse_document

FORMATS: tuple[str, ...] = ("auto", "text", "markdown", "html", "json", "jsonl", "csv")
"""What a collection's files may be; `auto` goes by each file's name and first bytes."""

MAPPED: tuple[str, ...] = tuple(
    each.name
    for each in dataclasses.fields(Article)
    if each.name not in {"collection", "date_source", "origin", "place", "trimmed", "unread_date"}
)
"""The fields of an article that a record can have: the keys of a collection's `fields`."""

NAME = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""The pattern of a collection's name, with which the ids of its articles begin."""

ADDRESS = "(?:https?://[^\\s/?#]+(?:/[^\\s/?#]+)*)?"
"""The pattern of `site.address`: with its scheme, without a closing slash; or nothing."""

NER = r"crf|rules|none|spacy:[A-Za-z0-9][\w.-]*"
"""The pattern of `entities.ner`."""

MAXIMUM_FACET_VALUES = 100
LEAST_MEMORY = 320
"""MB that writing an index takes with one process, measured: the program, what is collected, and its writing and merging."""

HINT = "docs/configuration.md explains every key."


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of sources.

    `fields` maps an article's field to the name it has in JSON and CSV records: dots go down, "" means that it is not read.
    `language`, `country` (of the outlet) and `section` stand for articles that do not say.
    """

    name: str
    paths: tuple[Path, ...] = ()
    format: str = "auto"
    fields: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    country: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages call themselves. `address` is where the public finds them, without a closing slash; "" where it does not."""

    name: str = "News archive"
    description: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entities:
    """Which entity facets are made, by what, and whose decisions on names count.

    `facet_confidence`: a name counts as a facet value from this confidence on. `authority`: the file of people's decisions; it need not
    be there. `ner` is what finds names: `crf`, `rules`, `none` or `spacy:` and the name of a pipeline.
    """

    facet_confidence: float = 0.7
    authority: Path = Path("authority.yaml")
    ner: str = "crf"


@dataclass(frozen=True, slots=True)
class Search:
    """Defaults of searching: hits a page, values a facet shows."""

    size: int = DEFAULT_SIZE
    facet_values: int = FACET_SIZE


@dataclass(frozen=True, slots=True)
class Indexing:
    """How much memory, in MB, writing the index may take in all, however large the archive is; and how many processes share the
    work of a large run (None: one for each core)."""

    memory: int = 512
    processes: int | None = None


@dataclass(frozen=True, slots=True)
class Serve:
    """Where `archive serve` listens, and who answers: so many processes (None: by the cores) of so many threads each."""

    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 4
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. `file` is where it was read, None for the defaults. Its paths are whole, not relative."""

    site: Site = Site()
    index: Path = Path("index")
    collections: tuple[Collection, ...] = ()
    entities: Entities = Entities()
    search: Search = Search()
    indexing: Indexing = Indexing()
    serve: Serve = Serve()
    file: Path | None = None


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ---------------------------------------------------------------- read


def load_config(explicit: Path | None, environment: Mapping[str, str], folder: Path, platform: str = sys.platform) -> Config:
    """The configuration that holds here: the first file of `candidates`, checked whole; else the defaults.

    `explicit` is the door's `--config`, `environment` its variables and `folder` its working folder, an absolute path.
    Raise ConfigError, with every fault that the file has.
    """
    for file, asked_by in candidates(explicit, environment, folder, platform):
        if asked_by or file.is_file():
            return read_config(file, _home(environment), asked_by)
    return Config(index=folder / Config().index, entities=_entities(folder)())


def candidates(
    explicit: Path | None, environment: Mapping[str, str], folder: Path, platform: str = sys.platform
) -> Iterator[tuple[Path, str | None]]:
    """Where a configuration may be, first choice first, with who asked for that very file (else it need not be there)."""
    if explicit is not None:
        yield folder / explicit, "--config"
    if environment.get("ARCHIVE_CONFIG"):
        yield folder / environment["ARCHIVE_CONFIG"], "ARCHIVE_CONFIG"
    yield folder / "config.yaml", None
    users = _user_folder(environment, platform)
    if users is not None:
        yield users / "news-archive" / "config.yaml", None


def _user_folder(environment: Mapping[str, str], platform: str) -> Path | None:
    """Where the user keeps settings: the XDG Base Directory rules, else the platform's own folder."""
    given = Path(environment.get("XDG_CONFIG_HOME", ""))
    if given.is_absolute():  # the rules say to ignore a relative one
        return given
    if platform == "win32":
        return Path(environment["APPDATA"]) if environment.get("APPDATA") else None
    home = _home(environment)
    if home is None:
        return None
    return home / "Library" / "Application Support" if platform == "darwin" else home / ".config"


def _home(environment: Mapping[str, str]) -> Path | None:
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return Path(home) if home else None


def read_config(file: Path, home: Path | None = None, asked_by: str | None = None) -> Config:
    """The configuration in `file`; its paths are taken from its folder. Raise ConfigError, with every fault there is."""
    document = _parse(file, asked_by)
    faults = checks.Faults(str(file), document)
    for repeat in document.repeats:
        faults.add(repeat.line, f"the key {repeat.key} is there twice, first in line {repeat.first}")
    place = checks.Place(faults)
    config = _check(file.parent, home)({} if document.value is None else document.value, place)
    if config is not None:
        _check_names(config, place.at("collections"))
    if faults or config is None:
        raise ConfigError(faults.lines(), HINT)
    return dataclasses.replace(config, file=file)


def _parse(file: Path, asked_by: str | None) -> Document:
    """The YAML of `file`. Raise ConfigError where it cannot be read, or is no YAML."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        asked = f" ({asked_by} asks for it)" if asked_by else ""
        raise ConfigError([f"{file}: {error.strerror or error}{asked}"]) from error
    try:
        return parse_document(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{file}:{line}: the byte 0x{raw[error.start]:02X} is not UTF-8"], "Save the file as UTF-8.") from error
    except YamlError as error:
        where = "" if error.line is None else f":{error.line}:{error.column}"
        raise ConfigError([f"{file}{where}: {error.message}"], HINT) from error


def _check(folder: Path, home: Path | None) -> Callable[[object, checks.Place], Config | None]:
    """The check of a whole file: a row for every key there is."""
    path = checks.path(folder, home)
    collection = checks.record(
        Collection,
        {
            "name": checks.shape(NAME, "a name of small letters, digits and single hyphens, such as my-news", checks.slug),
            "paths": checks.listing(path),
            "format": checks.choice(FORMATS, "a format"),
            "fields": checks.mapping(MAPPED, checks.text),
            "language": checks.shape("[a-z]{2}", "a language of two small letters (ISO 639-1), such as en", str.lower),
            "country": checks.shape("[A-Z]{2}", "a country of two capital letters (ISO 3166-1), such as GB", str.upper),
            "section": checks.filled,
        },
        required=("name",),
    )
    return checks.record(
        partial(Config, index=folder / Config().index, entities=_entities(folder)()),
        {
            "site": checks.record(
                Site,
                {
                    "name": checks.filled,
                    "description": checks.text,
                    "address": checks.shape(ADDRESS, "an address such as https://archive.example.org", bare),
                },
            ),
            "index": path,
            "collections": checks.listing(collection),
            "entities": checks.record(
                _entities(folder),
                {
                    "facet_confidence": checks.share,
                    "authority": path,
                    "ner": checks.shape(NER, "crf, rules, none or spacy:MODEL", _ner),
                },
            ),
            "search": checks.record(Search, {"size": checks.whole(1, MAXIMUM_SIZE), "facet_values": checks.whole(1, MAXIMUM_FACET_VALUES)}),
            "indexing": checks.record(
                Indexing,
                {
                    "memory": checks.whole(LEAST_MEMORY, 1_000_000, "; writing takes one process as much: leave the key out for 512"),
                    "processes": checks.whole(1, 64),
                },
            ),
            "serve": checks.record(
                Serve,
                {
                    "host": checks.shape(r"[^\s/]+", "a host name or an address, such as 127.0.0.1"),
                    "port": checks.whole(1, 65535),
                    "threads": checks.whole(1, 64),
                    "workers": checks.whole(1, 64),
                },
            ),
        },
    )


def bare(address: str) -> str:
    """An address with a scheme and without closing slashes."""
    return (address if "://" in address else f"https://{address}").rstrip("/")


def _entities(folder: Path) -> Callable[..., Entities]:
    """What makes the entities' part of a configuration in `folder`."""
    return partial(Entities, authority=folder / Entities().authority)


def _ner(word: str) -> str:
    """A likely value of `entities.ner` for a text that is none."""
    word = "".join(word.split()).replace("spacy/", "spacy:")
    return f"spacy:{word}" if word.startswith("en_core_web_") else word.lower()


def _check_names(config: Config, place: checks.Place) -> None:
    """File a fault for every collection whose name another one has: an article's id begins with it."""
    first: dict[str, int] = {}
    for number, collection in enumerate(config.collections):
        if collection is not None and first.setdefault(collection.name, number) != number:
            place.at(number).at("name").fault(f"{collection.name} is the name of collections[{first[collection.name]}] already")


# ---------------------------------------------------------------- shown


def describe(config: Config) -> dict[str, object]:
    """The values that hold, as plain data with the keys of `config.yaml`; written as YAML it reads back as an equal Config."""
    return {each.name: _plain(getattr(config, each.name)) for each in dataclasses.fields(config) if each.name != "file"}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if dataclasses.is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return str(value) if isinstance(value, Path) else value
