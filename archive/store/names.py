"""Looking names up: from what a person wrote to the entities or keyword values that they may mean."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from archive.errors import NotFound
from archive.model import EntityType
from archive.store.content import KEYWORDS
from archive.store.database import Row
from archive.store.entities import LABEL, Entities
from archive.text import fold_text, words

_ADDRESSES = ("id", "url")
"""Fields that name an article: found as they are, or not at all."""
_MOST_WORDS = 20
_CANDIDATES = 2000
_ALIASED = "SELECT entity.number FROM alias JOIN entity ON entity.type = alias.type AND entity.id = alias.id WHERE alias.type = ?1"
"""The entities that the authority gives a name: a condition on that name is to follow."""
_NEAR = 0.75  # difflib's ratio; "kadafi" and "kadhafi" have .92, "bush" and "rush" .75
_BEYOND = "\U0010ffff"


class Names(Entities):
    """Names over a store's live articles: of persons, organisations, places and countries, and of keyword values."""

    def names(self, field: str, text: str, *, prefix: bool = False, limit: int = 50) -> list[tuple[str, str]]:
        """(value, label) of what `text` may mean in `field`, by number of articles, most first, then by value.

        Whatever is called exactly so, without regard to case and accents; else whatever has all the words in one of its names, the last
        of them as a beginning with `prefix`. An entity that is nowhere more than a surname is not an exact answer: it stands among
        those that have the word. An entity's own id gives that entity alone, one that was merged its survivor; the names that the
        authority gives an entity count as its own. Raises NotFound for a field without names.
        """
        if field in KEYWORDS:
            return [(value, value) for value in self._values(field, text, prefix, limit)]
        if field in _ADDRESSES:
            return [(text, text)] if self.has_value(field, text) else []
        if field not in list(EntityType):
            raise _no_names(field)
        id = self.survivor(EntityType(field), _as_id(field, text))[1]
        own = self._ranked("SELECT number FROM entity WHERE type = ?1 AND id = ?2", (field, id), 1, resolved=True)
        if own and not prefix:
            return own
        wanted = list(dict.fromkeys(words(text)))[:_MOST_WORDS]
        if not wanted:
            return []
        found = [] if prefix else self.called(EntityType(field), text, limit)
        return found or self._ranked(*_containing(field, wanted, prefix), limit)

    def called(self, type: EntityType, text: str, limit: int = 50) -> list[tuple[str, str]]:
        """Id and label of the entities that are called exactly so by articles or by the authority, in the order of `names`."""
        exact = f"SELECT entity FROM form WHERE folded = ?2 AND articles > 0 UNION {_ALIASED} AND folded = ?2"
        return self._ranked(exact, (type, fold_text(text)), limit, resolved=True)

    def keyed(self, type: EntityType, key: str, limit: int = 50) -> list[tuple[str, str]]:
        """Id and label of the entities that live articles name under this key of the linker, in the order of `names`."""
        among = "SELECT form.entity FROM caption JOIN chain ON caption = caption.number JOIN form ON form.number = form"
        return self._ranked(f"{among} WHERE caption.type = ?1 AND caption.key = ?2", (type, key), limit)

    def of_block(self, type: EntityType, block: str, limit: int = 50) -> list[tuple[str, str]]:
        """Id and label of the entities that live articles name in a block of chains, in the order of `names`."""
        among = (
            "SELECT form.entity FROM block JOIN caption ON block = block.number JOIN chain ON caption = caption.number "
            "JOIN form ON form.number = form"
        )
        return self._ranked(f"{among} WHERE block.name = ?2 AND caption.type = ?1", (type, block), limit)

    def name_near(self, field: str, text: str) -> str | None:
        """The label that is spelt most like `text` and begins with the same letter; None where none comes near.

        Looks at the 2000 most frequent names of about that length, so it takes some milliseconds. Raises NotFound as `names` does.
        """
        if field not in (*KEYWORDS, *_ADDRESSES, *EntityType):
            raise _no_names(field)
        wanted = fold_text(text)
        if not wanted or field in _ADDRESSES:
            return None
        candidates = self._candidates(field, wanted)
        for near in difflib.get_close_matches(wanted, candidates, 1, _NEAR):
            for _, label in self.names(field, near, limit=1):
                return label
        return None

    def has_value(self, field: str, value: str) -> bool:
        """Whether a live article has this very value in a keyword field. Raises NotFound for another field."""
        if field in _ADDRESSES:
            return self.database.row(f"SELECT 1 FROM article WHERE {field} = ? AND state = 0", (value,)) is not None
        if field not in KEYWORDS:
            raise _no_names(field)
        return self.database.row("SELECT 1 FROM value WHERE field = ? AND value = ? AND articles > 0", (field, value)) is not None

    # ------------------------------------------------------------ entities

    def _ranked(self, among: str, parameters: Sequence[object], limit: int, resolved: bool = False) -> list[tuple[str, str]]:
        """Id and label of the entities of a type (?1) whose numbers `among` selects, if live articles have them."""
        having = "sum(articles) > 0 AND sum(resolved) > 0" if resolved else "sum(articles) > 0"
        return self.database.rows(
            f"SELECT id, {LABEL} FROM entity JOIN (SELECT entity, sum(articles) AS total FROM form WHERE entity IN ({among}) "
            f"GROUP BY entity HAVING {having}) AS live ON live.entity = entity.number WHERE type = ?1 "
            f"ORDER BY total DESC, id LIMIT {limit}",
            parameters,
        )

    # ------------------------------------------------------------ keyword values

    def _values(self, field: str, text: str, prefix: bool, limit: int) -> list[str]:
        start = "SELECT value FROM value WHERE field = ? AND articles > 0 AND"
        end = f"ORDER BY articles DESC, value LIMIT {limit}"
        wanted = list(dict.fromkeys(words(text)))[:_MOST_WORDS]
        if not prefix:
            exact = "(folded = ? OR value = ?)" if wanted else "? = '' AND value = ?"
            rows = self.database.rows(f"{start} {exact} {end}", (field, fold_text(text), text))
            if rows:
                return [value for (value,) in rows]
        if not wanted:
            return []
        closing = [" "] * (len(wanted) - 1) + ["" if prefix else " "]
        words_there = " AND ".join(["instr(' ' || folded || ' ', ?) > 0"] * len(wanted))
        parts = [f" {word}{after}" for word, after in zip(wanted, closing, strict=True)]
        return [value for (value,) in self.database.rows(f"{start} {words_there} {end}", (field, *parts))]

    # ------------------------------------------------------------ near misses

    def _candidates(self, field: str, wanted: str) -> list[str]:
        """Folded names of about the same length that begin with the same letter; for a single word the words of names, too."""
        bounds = (field, wanted[0], wanted[0] + _BEYOND, len(wanted) - 3, len(wanted) + 3)
        if field in KEYWORDS:
            return _texts(
                self.database.rows(
                    "SELECT folded FROM value WHERE field = ? AND folded >= ? AND folded < ? AND length(folded) BETWEEN ? AND ? "
                    f"AND articles > 0 ORDER BY articles DESC, folded LIMIT {_CANDIDATES}",
                    bounds,
                )
            )
        of_type = "JOIN entity ON entity.number = form.entity WHERE type = ?1 AND articles > 0"
        within = f"?3 AND length({{0}}) BETWEEN ?4 AND ?5 GROUP BY {{0}} ORDER BY sum(articles) DESC, {{0}} LIMIT {_CANDIDATES}"
        found = self.database.rows(f"SELECT folded FROM form {of_type} AND folded >= ?2 AND folded < {within.format('folded')}", bounds)
        if " " not in wanted:
            found += self.database.rows(
                f"SELECT word FROM word JOIN form ON form.number = form {of_type} AND word >= ?2 AND word < {within.format('word')}",
                bounds,
            )
        return _texts(found)


def _no_names(field: str) -> NotFound:
    return NotFound(f"the store keeps no names for the field {field}")


def _as_id(field: str, text: str) -> str:
    return text.strip().upper() if field == EntityType.COUNTRY else text.strip().lower()


def _containing(field: str, wanted: list[str], prefix: bool) -> tuple[str, tuple[object, ...]]:
    """The entities with a name of live articles that has all the words; the selection, and its parameters from ?1 on."""
    selections = [f"SELECT form FROM word WHERE word = ?{place}" for place in range(2, len(wanted) + 2)]
    if prefix:
        last = len(wanted) + 1
        selections[-1] = f"SELECT form FROM word WHERE word >= ?{last} AND word < ?{last} || char(1114111)"
    forms = " INTERSECT ".join(selections)
    there = [f"instr(' ' || folded || ' ', ' ' || ?{place} || ' ') > 0" for place in range(2, len(wanted) + 2)]
    if prefix:
        there[-1] = there[-1].replace(" || ' ') >", ") >")
    aliases = f"{_ALIASED} AND {' AND '.join(there)}"
    return f"SELECT entity FROM form WHERE articles > 0 AND number IN ({forms}) UNION {aliases}", (field, *wanted)


def _texts(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(text for (text,) in rows))
