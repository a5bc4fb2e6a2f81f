"""The authority last applied, as far as the store must know it: which ids it names, and which it sends to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive.model import EntityType
from archive.store.entities import NAMED, Entities
from archive.store.tallies import folded

Named = tuple[EntityType, str]
"""An entity by its type and id."""


class Decisions(Entities):
    """People's decisions in a store. They are kept in a file; the store keeps what was last applied of it."""

    def applied(self) -> tuple[str, str] | None:
        """Fingerprint and text of the authority last applied; None before the first."""
        found = self.database.row("SELECT fingerprint, text FROM applied")
        return (found[0], found[1]) if found else None

    def applied_fingerprint(self) -> str:
        """The fingerprint of the authority last applied, "" before the first: without its text, since every page asks."""
        found = self.database.row("SELECT fingerprint FROM applied")
        return str(found[0]) if found else ""

    def decide(
        self,
        fingerprint: str,
        text: str,
        names: Mapping[Named, Sequence[str]],
        merged: Mapping[str, str],
        watched: Iterable[str],
        touched: Iterable[str] | None,
    ) -> None:
        """Take over an authority: `names` of its entities, the one to be shown first, and ids `merged` into others.

        `watched` are the slugs of names that decide over all of their block, whichever of its articles has them.
        An id that the authority names is its own from now on, whoever had it; one that it no longer names goes back. `touched` blocks wait
        to be resolved anew, as do those of entities whose redirect differs; None stands for all.
        """
        with self.database.transaction():
            self.database.known.clear()
            self.database.run("DELETE FROM alias")
            self.database.run_many(
                "INSERT INTO alias VALUES (?, ?, ?, ?, ?)",
                [
                    (type.value, id, name, folded(name), place == 0)
                    for (type, id), forms in names.items()
                    for place, name in enumerate(dict.fromkeys(forms))
                ],
            )
            self.database.run("DELETE FROM watched")
            self.database.run_many("INSERT OR IGNORE INTO watched VALUES (?)", [(slug,) for slug in watched])
            self._claim(names)
            self._redirect(names, merged)
            if touched is None:
                self.database.run("UPDATE block SET waiting = 1")
            else:
                self.database.run_many("UPDATE block SET waiting = 1 WHERE name = ?", [(block,) for block in touched])
            self.database.run("DELETE FROM applied")
            self.database.run("INSERT INTO applied VALUES (?, ?)", (fingerprint, text))

    def _claim(self, names: Mapping[Named, Sequence[str]]) -> None:
        """Give the entities of named ids the authority's key; what had the id keeps its old key for the day the authority lets go."""
        claimed = {(EntityType(type), id) for type, id in self.database.rows(f"SELECT type, id FROM entity WHERE key = '{NAMED}' || id")}
        self.database.run_many(
            "UPDATE entity SET key = former, former = NULL WHERE type = ?1 AND id = ?2 AND former IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM entity AS other WHERE other.type = ?1 AND other.key = entity.former)",
            [(type.value, id) for type, id in claimed - names.keys()],
        )
        for each in {*claimed} ^ {*names}:
            self.touch(*each)
        self.database.run_many(
            f"UPDATE entity SET former = key, key = '{NAMED}' || id WHERE type = ? AND id = ? AND key <> '{NAMED}' || id",
            [(type.value, id) for type, id in names],
        )

    def _redirect(self, names: Mapping[Named, Sequence[str]], merged: Mapping[str, str]) -> None:
        """Take over the redirects, each to where its chain ends; chains of the entities that they begin or began to lead away wait."""
        redirects: dict[Named, Named] = {}
        for gone in merged:
            target = _end(gone, merged)
            for type in self._types(target, names)[:1]:
                types = self._types(gone, names) or [type]
                for each in [type] if type in types else types:
                    redirects[each, gone] = (type, target)
        old = {
            (EntityType(type), id): (EntityType(to_type), to_id)
            for type, id, to_type, to_id in self.database.rows("SELECT * FROM redirect")
        }
        self.database.run("DELETE FROM redirect")
        self.database.run_many(
            "INSERT INTO redirect VALUES (?, ?, ?, ?)",
            [(type.value, id, to_type.value, to_id) for (type, id), (to_type, to_id) in redirects.items()],
        )
        changed = {each for each in {*old, *redirects} if old.get(each) != redirects.get(each)}
        for entity in changed | {old[each] for each in changed if each in old}:
            self.touch(*entity)

    def _types(self, id: str, names: Mapping[Named, Sequence[str]]) -> list[EntityType]:
        """The types of an id: that of the authority, else those in which it was minted."""
        return [type for type, named in names if named == id] or self.types_of(id)

    def touch(self, type: EntityType, id: str) -> None:
        """Have the blocks of an entity's chains resolved again."""
        self.database.run(
            "UPDATE block SET waiting = 1 WHERE number IN (SELECT block FROM entity JOIN form ON form.entity = entity.number "
            "JOIN chain ON chain.form = form.number JOIN caption ON caption.number = chain.caption WHERE entity.type = ? AND id = ?)",
            (type.value, id),
        )


def _end(id: str, merged: Mapping[str, str]) -> str:
    """Where the chain of merges that begins at `id` ends; in a circle, where it would come round."""
    seen = {id}
    while (following := merged.get(id)) is not None and following not in seen:
        seen.add(id := following)
    return id
