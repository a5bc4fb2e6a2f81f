"""`config.yaml` as checked, frozen data: everything is checked, and every fault reported, before anything opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Collection:
    """A named set of sources. `fields` maps an article's field to the name it has in JSON and CSV records (dots go down).

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
    """What the pages call themselves."""

    name: str = "News archive"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Entities:
    """Which entity facets are made. `facet_confidence`: a name counts as a facet value from this confidence on."""

    facet_confidence: float = 0.7


@dataclass(frozen=True, slots=True)
class Search:
    """Defaults of searching: hits a page, values a facet shows."""

    size: int = 10
    facet_values: int = 10


@dataclass(frozen=True, slots=True)
class Serve:
    """Where `archive serve` listens, and with how many threads."""

    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 4


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. `file` is where it was read, None for the defaults."""

    site: Site = Site()
    index: Path = Path("index")
    collections: tuple[Collection, ...] = ()
    entities: Entities = Entities()
    search: Search = Search()
    serve: Serve = Serve()
    file: Path | None = None
