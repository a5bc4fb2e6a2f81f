"""What the tests of the store share: an open store, and short ways to make articles, mentions, links and records of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from archive.model import Article, EntityType, Link, Mention
from archive.store import Outcome, Store, joined, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "index" / "archive.sqlite", create=True) as opened:
        yield opened


def article(id: str, body: str = "Rain fell on the harbour.", origin: str = "", **fields: object) -> Article:
    usual = {"id": id, "collection": "sample", "title": f"Title of {id}", "body": body, "origin": origin or f"/news/{id}.txt"}
    return Article(**{**usual, **fields})


def put(store: Store, *articles: Article, run: int = 0) -> list[str]:
    """Put articles in one run (a new one unless given); what `put` said of each, in words."""
    number = run or store.begin_run("test")
    with store.transaction():
        return [store.put(each, number, b"input").value for each in articles]


def link(name: str, type: EntityType = EntityType.PERSON, key: str = "", **fields: object) -> Link:
    values = {"mentions": (), "resolved": True, "salient": True, "reason": "full", **fields}
    return Link(type=type, key=key or name.lower(), name=name, **values)


def mention(start: int, end: int, surface: str, field: str = "body", value: str | None = None) -> Mention:
    return Mention(field, start, end, EntityType.COUNTRY if value else EntityType.PERSON, surface, value, 0.875, "name")


def record(store: Store, run: int, path: str, root: str = "/news", faults: int = 0, sha256: bytes = b"s") -> None:
    store.record_file(path, root, "sample", sha256, "reader", 1, faults, run)


def put_links(store: Store, id: str, links: Sequence[Link], fingerprint: str = "linker") -> list[str]:
    """Link an article as the links say, with nothing decided over articles; the id where its links differ."""
    surfaces = [str(at) for at in range(100)]
    store.put_chains({id: joined(links, surfaces, lambda link: f"{link.type}:{link.key}")}, fingerprint)
    chains = [(chain, chain.link) for chain in store.chains_of([id])]
    store.settle((chain, Outcome(link.type, link.key, link.name, link.resolved, link.reason, "")) for chain, link in chains)
    return store.relink([id])
