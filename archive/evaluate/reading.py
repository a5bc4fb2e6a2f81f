"""How articles are read in order to be measured: an extractor, and a linking of all their mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archive.entities import Extractor, Linker, make_extractor, make_linker
from archive.entities.authority import Authority, shipped
from archive.entities.resolve import Group, resolve
from archive.model import Article, EntityType, Link, Mention

Linking = Callable[[Sequence[Article], Sequence[Sequence[Mention]], str | None], list[list[Link]]]
"""From articles, the mentions of each and their outlet's country to the links of each; equal (type, key) are one entity throughout.

It is given all articles of a set together, so that it may look from one to the other.
"""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in one article."""

    mentions: list[Mention]
    links: list[Link]

    def of(self, type: EntityType) -> list[Link]:
        """The links of one type, in the linker's order."""
        return [link for link in self.links if link.type is type]


@dataclass(frozen=True, slots=True)
class Reader:
    """What is measured. Another extractor or linking is measured by the same numbers."""

    extractor: Extractor
    link: Linking

    def read(self, articles: Sequence[Article], outlet: str | None = None) -> list[Read]:
        """The mentions and links of all articles, which are linked as one archive."""
        mentions = self.extractor.mentions(articles)
        return [Read(found, links) for found, links in zip(mentions, self.link(articles, mentions, outlet), strict=True)]


def make_reader(facet_confidence: float, ner: str = "crf") -> Reader:
    """The extractor that `entities.ner` chooses and the linker that the archive uses, with the shipped authority alone."""
    return Reader(make_extractor(ner), across(make_linker(facet_confidence), shipped()))


def across(linker: Linker, authority: Authority) -> Linking:
    """Link within each article, then resolve over all of them, as an archive of just these articles would."""

    def link(articles: Sequence[Article], mentions: Sequence[Sequence[Mention]], outlet: str | None) -> list[list[Link]]:
        groups = [
            Group(str(number), article.date.first.toordinal() if article.date else None, each)
            for number, (article, found) in enumerate(zip(articles, mentions, strict=True))
            for each in linker.link(found, outlet)
        ]
        links: list[list[Link]] = [[] for _ in articles]
        for group, found in zip(groups, resolve(groups, authority), strict=True):
            if found.key:
                name = found.name or group.link.name
                links[int(group.article)].append(replace(group.link, type=found.type, key=found.key, name=name, resolved=found.resolved))
        return [_one_each(each) for each in links]

    return link


def _one_each(links: Sequence[Link]) -> list[Link]:
    """The links with those of one entity put together, in the place of the first."""
    found: dict[tuple[EntityType, str], Link] = {}
    for link in links:
        old = found.setdefault((link.type, link.key), link)
        if old is not link:
            mentions = tuple(sorted({*old.mentions, *link.mentions}))
            found[link.type, link.key] = replace(old, mentions=mentions, salient=old.salient or link.salient)
    return list(found.values())
