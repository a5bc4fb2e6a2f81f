"""How many live articles have each keyword value and each name, kept up to date with every change."""

from __future__ import annotations

from functools import lru_cache

from archive.store.content import keywords
from archive.store.database import Database
from archive.text import fold_text

folded = lru_cache(maxsize=50_000)(fold_text)
"""`text.fold_text`, remembered: the same sources and names come again and again."""


def count_articles(database: Database, number: int, step: int) -> None:
    """Add `step` (1, 0 or -1 articles) to every value and name that article `number` has now."""
    if step:
        _count_values(database, number, step)
        count_links(database, number, step)


def count_links(database: Database, number: int, step: int) -> None:
    """Add `step` to every name under which article `number` has an entity now."""
    database.run(
        "UPDATE form SET articles = articles + ?1, resolved = form.resolved + ?1 * link.resolved "
        "FROM link WHERE link.article = ?2 AND form.number = link.form",
        (step, number),
    )


def _count_values(database: Database, number: int, step: int) -> None:
    row = database.row("SELECT authors, source, section, language, collection, site FROM article WHERE number = ?", (number,))
    assert row is not None
    database.run_many(
        "INSERT INTO value (field, value, folded, articles) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        [(field, value, folded(value), step) for field, value in keywords(row)],
    )
