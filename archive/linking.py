"""Linking: names joined within each article, then resolved over all articles, in blocks, by rules and by people's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain, islice

from archive.entities.authority import Authority
from archive.entities.resolve import Group, resolve
from archive.joining import Joiner, Names, Read, Unread, outcome
from archive.model import ReadError
from archive.publishing import Progress, batches, silent
from archive.sharing import Sharing
from archive.store import Chain, Store, pack

JOIN_AT_ONCE = 64
"""Articles that one process works on at a time."""

COMMIT_EVERY = 16
"""Such batches in a transaction: each waits for the disk, and a killed run loses at most the last."""

RELINK_AT_ONCE = 500
RESOLVE_AT_ONCE = 20_000
"""Chains in memory at a time, unless one block alone has more."""


class Linking:
    """The linking step over one store and one authority. The caller holds the store's writing lock."""

    def __init__(
        self, store: Store, joiner: Joiner, authority: Authority, sharing: Sharing | None = None, progress: Progress = silent
    ) -> None:
        self.store = store
        self.joiner = joiner
        self.authority = authority
        self.sharing = sharing or Sharing()
        self.progress = progress

    def join(self, find: bool = False) -> list[ReadError]:
        """Join the names within every article whose chains another linker made, or nobody; the articles of which it fails.

        `find` looks for the names first, where another extractor found them, or nobody. Blocks in which other articles count wait.
        """
        extractor = self.joiner.extractor.fingerprint if find else None
        linker = self.joiner.fingerprint
        waiting = list(self.store.unlinked(linker) if extractor is None else self.store.unread(extractor, linker))
        given = (self._given(ids, extractor) for ids in batches(waiting, JOIN_AT_ONCE))
        done, faults = 0, []
        with closing(self.sharing.done(partial(self.joiner.read, self.authority), given, len(waiting))) as answers:
            for first in answers:
                with self.store.transaction():
                    for batch, read in chain([first], islice(answers, COMMIT_EVERY - 1)):
                        self._put(batch, read, extractor)
                        faults += [each for each in read if isinstance(each, ReadError)]
                        done += len(batch)
                        self.progress("names", done, len(waiting))
        return faults

    def _given(self, ids: Sequence[str], extractor: str | None) -> list[Unread]:
        """The articles as they are to be read: with mentions, where they need not be found."""
        packed = self.store.packed(ids, extractor)
        missing = pack(()) if extractor is None else None
        return [Unread(article, packed.get(id, missing)) for id, article in self.store.get_many(ids).items()]

    def _put(self, batch: Sequence[Unread], read: Sequence[Read], extractor: str | None) -> None:
        names = {each.article.id: found for each, found in zip(batch, read, strict=True) if isinstance(found, Names)}
        if extractor is not None:
            self.store.put_packed({id: each.mentions for id, each in names.items() if each.mentions is not None}, extractor)
        self.store.put_decided({id: each.decided for id, each in names.items()})
        self.store.put_chains({id: each.chains for id, each in names.items()}, self.joiner.fingerprint)

    def link_alone(self, ids: Sequence[str]) -> None:
        """Give articles the links that they have by themselves, without looking at others: those wait for `reconcile`."""
        with self.store.transaction():
            self.store.have_wait(ids)
            self._resolve(self.store.chains_of(ids))
            self.store.relink(ids)

    def reconcile(self) -> list[str]:
        """Resolve every block that waits, and give the articles their links; the ids of those whose links differ, which is few.

        Killed in between, it goes on with the next call.
        """
        waiting = list(self.store.waiting_blocks())
        done, total = 0, sum(chains for _, chains in waiting)
        for names, chains in _together(waiting):
            with self.store.transaction():
                self._resolve(self.store.chains_of_blocks(names), names)
            done += chains
            self.progress("names across articles", done, total)
        changed = []
        stale = self.store.stale()
        for number, batch in enumerate(batches(stale, RELINK_AT_ONCE)):
            changed += self.store.relink(batch)
            self.progress("links", number * RELINK_AT_ONCE + len(batch), len(stale))
        return changed

    def _resolve(self, chains: Iterable[Chain], blocks: Sequence[str] = ()) -> None:
        given = list(chains)
        found = resolve([Group(chain.article, chain.day, chain.link) for chain in given], self.authority)
        self.store.settle(((chain, outcome(chain.link, each)) for chain, each in zip(given, found, strict=True)), blocks)


def _together(blocks: Iterable[tuple[str, int]]) -> Iterator[tuple[list[str], int]]:
    """Blocks in groups of about RESOLVE_AT_ONCE chains."""
    names: list[str] = []
    chains = 0
    for name, count in blocks:
        if names and chains + count > RESOLVE_AT_ONCE:
            yield names, chains
            names, chains = [], 0
        names.append(name)
        chains += count
    if names:
        yield names, chains
