"""Linking: names joined within each article, then resolved over all articles, in blocks, by rules and by people's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.entities import Linker
from archive.entities.authority import Authority
from archive.entities.decided import CountryDecisions
from archive.entities.resolve import VERSION, Group, Resolution, block, resolve
from archive.model import Article, Mention
from archive.publishing import Progress, batches, silent
from archive.store import Chain, Outcome, Store

JOIN_AT_ONCE = 200
RELINK_AT_ONCE = 500
RESOLVE_AT_ONCE = 20_000
"""Chains in memory at a time, unless one block alone has more."""


class Linking:
    """The linking step over one store and one authority. The caller holds the store's writing lock."""

    def __init__(self, store: Store, linker: Linker, authority: Authority, progress: Progress = silent) -> None:
        self.store = store
        self.linker = linker
        self.authority = authority
        self.countries = CountryDecisions(authority.countries)
        self.progress = progress

    def join(self) -> None:
        """Join the names within every article whose chains another linker made, or nobody. Blocks in which other articles count wait."""
        fingerprint = self.fingerprint
        waiting = list(self.store.unlinked(fingerprint))
        done = 0
        for batch in batches(waiting, JOIN_AT_ONCE):
            articles = self.store.get_many(batch)
            with self.store.transaction():
                mentions = self._decided(articles)
                joined = {id: self.linker.link(mentions[id], article.outlet_country) for id, article in articles.items()}
                surfaces = {id: [mention.surface for mention in found] for id, found in mentions.items()}
                self.store.put_chains(joined, surfaces, block, fingerprint)
                self.store.have_wait(articles)  # chains that are as they were may be resolved otherwise by now
                self._resolve(chain for chain in self.store.chains_of(batch) if not chain.waits)
            done += len(batch)
            self.progress("names in articles", done, len(waiting))

    def _decided(self, articles: Mapping[str, Article]) -> dict[str, list[Mention]]:
        """The mentions of articles under the decisions on countries, which the store then has too."""
        extracted = self.store.extracted(list(articles))
        decided = {}
        for id, article in articles.items():
            texts = {"title": article.title, "dateline": article.dateline or "", "body": article.body}
            decided[id] = self.countries.laid_over(extracted[id], texts)
        self.store.put_decided(decided)
        return {id: extracted[id] if found is None else found for id, found in decided.items()}

    @property
    def fingerprint(self) -> str:
        """Of the chains: that of the linker, and of what names their blocks."""
        return f"{self.linker.fingerprint}-{VERSION}"

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
        self.store.settle(((chain, _outcome(chain, each)) for chain, each in zip(given, found, strict=True)), blocks)


def _outcome(chain: Chain, found: Resolution) -> Outcome:
    """Whose a chain is. The article's own form of the name stays one of the entity's names, unless it is a bare surname."""
    name = chain.link.name if chain.link.resolved or found.name is None else found.name
    return Outcome(found.type, found.key, name, found.resolved, found.reason, found.detail)


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
