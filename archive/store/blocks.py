"""Blocks of chains that wait to be resolved: whatever changes a chain, or takes it away, says so here.

What other articles say decides over people alone, and over what is called by a name that the authority watches; all other chains are
resolved with their own article.
"""

from __future__ import annotations

from archive.model import EntityType
from archive.store.database import Database

_TOUCH = (
    "UPDATE block SET waiting = 1 WHERE waiting = 0 AND number IN (SELECT caption.block FROM chain "
    "JOIN caption ON caption.number = chain.caption "
    f"WHERE chain.article = ? AND (caption.type = '{EntityType.PERSON.value}' OR EXISTS (SELECT 1 FROM caption AS other "
    "JOIN watched ON watched.slug = other.slug WHERE other.block = caption.block)))"
)


def touch_blocks(database: Database, article: int) -> None:
    """Have the blocks of an article's chains resolved again, where other articles count in them."""
    database.run(_TOUCH, (article,))


def drop_chains(database: Database, article: int) -> None:
    """Take away an article's chains; those that they may have decided over are resolved again."""
    touch_blocks(database, article)
    database.run("DELETE FROM chain WHERE article = ?", (article,))
