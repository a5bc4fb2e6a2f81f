"""Taking articles out: a person's removal, which stays; its undoing; and the pruning of what its files no longer hold."""

from __future__ import annotations

from collections.abc import Sequence

from archive.errors import NotFound
from archive.store.articles import Articles, State


class Removals(Articles):
    """What takes articles out of a store and brings them back. Nothing is deleted: an article that went keeps its row and its id."""

    def remove(self, id: str) -> None:
        """Take an article out until `restore`, whatever later runs read. Raises NotFound with near misses."""
        with self.database.transaction():
            self._set_state(self._number(id, State.LIVE), State.REMOVED)

    def restore(self, id: str) -> None:
        """Bring a removed article back as it was; its file will be read again, for it may have changed. Raises NotFound."""
        with self.database.transaction():
            number = self._number(id, State.REMOVED)
            self._set_state(number, State.LIVE)
            self.database.run("UPDATE file SET sha256 = NULL WHERE number = (SELECT file FROM article WHERE number = ?)", (number,))

    def prune(self, ids: Sequence[str]) -> None:
        """Take out live articles that their file no longer holds; reading them again brings them back. Raises NotFound."""
        with self.database.transaction():
            numbers = [self._number(id, State.LIVE) for id in ids]
            for number in numbers:
                self._set_state(number, State.GONE)
            self.database.run_many(  # else the same file, put back, would count as unchanged
                "UPDATE file SET sha256 = NULL WHERE number = (SELECT file FROM article WHERE number = ?) "
                "AND NOT EXISTS (SELECT 1 FROM article WHERE file = file.number AND state = 0)",
                [(number,) for number in numbers],
            )

    def removed_ids(self) -> list[str]:
        """The ids of removed articles, ascending."""
        return [id for (id,) in self.database.rows("SELECT id FROM article WHERE state = ? ORDER BY id", (State.REMOVED,))]

    def near_ids(self, id: str, limit: int = 3) -> list[str]:
        """Ids of live articles that begin most like `id`, the longest common beginning first."""
        for length in range(min(len(id), 100), 0, -1):
            found = self.database.rows(
                "SELECT id FROM article WHERE id >= ?1 AND id < ?1 || char(1114111) AND state = 0 ORDER BY id LIMIT ?2",
                (id[:length], limit),
            )
            if found:
                return [near for (near,) in found]
        return []

    def _number(self, id: str, state: State) -> int:
        """The number of the article that is in `state`; NotFound where there is none."""
        found = self.database.row("SELECT number, state FROM article WHERE id = ?", (id,))
        if found and found[1] == state:
            return int(found[0])
        if found:
            raise NotFound(f"article {id} is {'not removed' if state == State.REMOVED else State(found[1]).name.lower()}")
        near = self.near_ids(id)
        raise NotFound(f"there is no article {id}", f"Did you mean {' or '.join(near)}?" if near else None)
