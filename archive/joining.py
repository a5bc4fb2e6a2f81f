"""What an article alone tells of its names: where they stand, which belong together, and whose those are that no other article decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from archive.entities import Extractor, Linker
from archive.entities.authority import Authority
from archive.entities.decided import CountryDecisions
from archive.entities.resolve import VERSION, Group, Resolution, block, resolve
from archive.model import Article, EntityType, Link, Mention, ReadError
from archive.store import Joined, Outcome, joined, pack, unpack


class Unread(NamedTuple):
    """An article, and its mentions as the store packs them; None where they are to be found."""

    article: Article
    mentions: str | None = None


class Names(NamedTuple):
    """What an article tells.

    `mentions` are None where they were given, `decided` where decisions on countries change nothing of them; both are packed.
    """

    mentions: str | None
    decided: str | None
    chains: list[Joined]


Read = Names | ReadError


class Joiner:
    """Finds and joins the names of articles. Pure; sent to another process it makes its own parts there, when first needed."""

    def __init__(self, make_extractor: Callable[[], Extractor], make_linker: Callable[[], Linker]) -> None:
        self._make = make_extractor, make_linker

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), self._make

    @cached_property
    def extractor(self) -> Extractor:
        """What finds the names."""
        return self._make[0]()

    @cached_property
    def linker(self) -> Linker:
        """What joins them within the article."""
        return self._make[1]()

    @property
    def fingerprint(self) -> str:
        """Of the links: that of the linker, and of what names their blocks and tells whose they are."""
        return f"{self.linker.fingerprint}-{VERSION}"

    def read(self, authority: Authority, batch: Sequence[Unread]) -> list[Read]:
        """What each article tells under the decisions of `authority`. One that this fails on has a ReadError, at no cost to the others."""
        try:
            return list(self._read(authority, batch))
        except Exception as error:  # the edge of extractor and linker: what they never met before must not keep the others from their names
            if len(batch) == 1:
                article = batch[0].article
                reason = f"no names are found in {article.id}: {type(error).__name__}: {error}"
                return [ReadError(article.origin, article.place or None, reason)]
            return [read for each in batch for read in self.read(authority, [each])]

    def _read(self, authority: Authority, batch: Sequence[Unread]) -> Iterable[Read]:
        unread = [article for article, packed in batch if packed is None]
        found = iter(self.extractor.mentions(unread) if unread else ())
        for article, packed in batch:
            texts = {"title": article.title, "dateline": article.dateline or "", "body": article.body}
            mentions = next(found) if packed is None else unpack(packed, texts)
            decided = _countries(authority).laid_over(mentions, texts)
            yield Names(
                mentions=pack(mentions) if packed is None else None,
                decided=None if decided is None else pack(decided),
                chains=self._chains(article, mentions if decided is None else decided, authority),
            )

    def _chains(self, article: Article, mentions: Sequence[Mention], authority: Authority) -> list[Joined]:
        links = one_each(self.linker.link(mentions, article.outlet_country))
        day = article.date.first.toordinal() if article.date else None
        alone = [link for link in links if link.type is not EntityType.PERSON]
        found = iter(resolve([Group(article.id, day, link) for link in alone], authority))
        outcomes = [None if link.type is EntityType.PERSON else outcome(link, next(found)) for link in links]
        return joined(links, [mention.surface for mention in mentions], block, outcomes)


@lru_cache(maxsize=4)
def _countries(authority: Authority) -> CountryDecisions:
    return CountryDecisions(authority.countries)


def outcome(link: Link, found: Resolution) -> Outcome:
    """Whose a link is. The article's own form of the name stays one of the entity's names, unless it is a bare surname."""
    name = link.name if link.resolved or found.name is None else found.name
    return Outcome(found.type, found.key, name, found.resolved, found.reason, found.detail)


def one_each(links: Iterable[Link]) -> list[Link]:
    """One link for each (type, key): links of the same entity are put together under the longest name."""
    found: dict[tuple[EntityType, str], Link] = {}
    for link in links:
        old = found.get((link.type, link.key))
        found[link.type, link.key] = link if old is None else _together(old, link)
    return list(found.values())


def _together(first: Link, second: Link) -> Link:
    return replace(
        first,
        name=max(first.name, second.name, key=lambda name: (len(name), name)),
        mentions=tuple(sorted({*first.mentions, *second.mentions})),
        resolved=first.resolved or second.resolved,
        salient=first.salient or second.salient,
    )
