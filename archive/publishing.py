"""From the store to the index: what an engine is given for an article, and applying the changes it has not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from archive.engines import Document, Engine, IndexState
from archive.errors import EngineError, NoIndex
from archive.model import Article, EntityType
from archive.schema import NONE
from archive.store import ArticleLink, Store

Item = TypeVar("Item")

COMMIT_EVERY = 20_000
"""Articles a commit: a killed run loses at most so much indexing, and no articles."""

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how much of it is done and how much there is (None: not known)."""


def silent(stage: str, done: int, total: int | None) -> None:
    """The progress of one who does not look."""


def document(article: Article, links: Sequence[ArticleLink]) -> Document:
    """What an engine indexes of an article and its entities."""
    values = {name: found for name, found in _values(article, links).items() if found}
    content = repr((article.id, article.title, article.body, article.language, str(article.date), sorted(values.items())))
    return Document(
        id=article.id,
        title=article.title,
        body=article.body,
        language=article.language,
        first=article.date.first.toordinal() if article.date else None,
        last=article.date.last.toordinal() if article.date else None,
        values=values,
        content=hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()[:16],
    )


def _values(article: Article, links: Sequence[ArticleLink]) -> dict[str, tuple[str, ...]]:
    def entities(type: EntityType, resolved: bool = True) -> tuple[str, ...]:
        return tuple(link.entity for link in links if link.type is type and link.resolved is resolved and link.salient)

    countries = [link for link in links if link.type is EntityType.COUNTRY]
    return {
        "id": (article.id,),
        "collection": (article.collection,),
        "author": _unique(article.authors),
        "source": _unique([article.source]),
        "section": _unique([article.section]),
        "language": _unique([article.language]),
        "year": _unique([f"{article.date.year:04}" if article.date else None]),
        "site": _unique([article.site]),
        "url": _unique([article.url]),
        "person": entities(EntityType.PERSON),
        "surname": entities(EntityType.PERSON, resolved=False),
        "organisation": entities(EntityType.ORGANISATION),
        "place": entities(EntityType.PLACE),
        "country": entities(EntityType.COUNTRY),
        "mentions": tuple(link.entity for link in countries),
    }


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values there are; one that is written like the word for "has no value" counts as none, so that filters mean one thing."""
    return tuple(dict.fromkeys(value for value in values if value and value != NONE))


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: articles put into and taken out of the index, and whether it was made anew."""

    put: int = 0
    deleted: int = 0
    rebuilt: bool = False


def publish(store: Store, engine: Engine, progress: Progress = silent) -> Published:
    """Bring the index up to the store's last change; only the holder of the store's writing lock calls it.

    Rebuilds from the store where there is no index, or one whose fields or analysis this program no longer writes.
    """
    state = engine.state()
    if state is None or state.schema != engine.fingerprint():
        return rebuild(store, engine, progress)
    if state.sequence > store.sequence():  # the store went back, to a restored backup say: the index knows too much
        return rebuild(store, engine, progress)
    changes = list(store.changes(state.sequence))
    put = deleted = 0
    for batch in batches(changes, COMMIT_EVERY):
        with engine.writer(batch[-1][0]) as writer:
            alive = [id for _, id, is_alive in batch if is_alive]
            for made in documents(store, alive):
                writer.put(made)
                put += 1
                progress("index", put + deleted, len(changes))
            for _, id, is_alive in batch:
                if not is_alive:
                    writer.delete(id)
                    deleted += 1
            progress("commit", put + deleted, None)
    return Published(put, deleted)


def rebuild(store: Store, engine: Engine, progress: Progress = silent) -> Published:
    """Write the whole index anew beside the current one, which it replaces in one commit."""
    total = store.count()
    put = 0
    with engine.rebuild(store.sequence()) as writer:
        for made in documents(store, store.ids()):
            writer.put(made)
            put += 1
            progress("index", put, total)
        progress("commit", put, None)
    return Published(put, 0, rebuilt=True)


def standing(engine: Engine) -> tuple[IndexState | None, str | None]:
    """The commit that is searched, None where none can be, and what keeps the newest one from it; cheap, and never raises EngineError."""
    try:
        searched = engine.snapshot().state
    except NoIndex:
        return None, None
    except EngineError as error:
        return None, error.message
    try:
        newest = engine.state()
    except EngineError as error:
        return searched, error.message
    if newest is None:
        return searched, "the index has been removed"
    if newest == searched or newest == engine.snapshot().state:  # the second: made a moment ago
        return newest, None
    return searched, f"commit {newest.commit} of {newest.build} cannot be read"


def documents(store: Store, ids: Iterable[str]) -> Iterator[Document]:
    """The documents of these articles, in order, read in batches."""
    for batch in batches(ids, 200):
        articles = store.get_many(batch)
        links = store.links_of(batch)
        for id in batch:
            if id in articles:
                yield document(articles[id], links.get(id, []))


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """`items` in lists of `size`, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
