"""One extractor and one linker for all the tests: reading the tables takes a moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.entities import Extractor, Linker, make_extractor, make_linker
from archive.model import Article, EntityType, Link, Mention

Read = Callable[..., tuple[list[Mention], list[Link]]]


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return make_extractor()


@pytest.fixture(scope="session")
def linker() -> Linker:
    return make_linker(0.7)


@pytest.fixture(scope="session")
def read(extractor: Extractor, linker: Linker) -> Read:
    """Read a body (and a title, a dateline, an outlet's country) into mentions and links."""

    def read(body: str, title: str = "", dateline: str | None = None, outlet: str | None = None) -> tuple[list[Mention], list[Link]]:
        mentions = extractor.mentions([Article(title=title, body=body, dateline=dateline)])[0]
        return mentions, linker.link(mentions, outlet)

    return read


@pytest.fixture(scope="session")
def names(read: Read) -> Callable[..., list[str]]:
    """The names of the links of one type in a body, in the linker's order; a country only where it is salient, if asked;
    not what may be a name in noise."""

    def names(type: EntityType, body: str, title: str = "", salient: bool = False) -> list[str]:
        links = (link for link in read(body, title)[1] if link.type is type and link.reason != "noise")
        return [link.name for link in links if link.salient or not salient]

    return names
