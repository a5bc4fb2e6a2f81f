"""How articles are read in order to be measured: an extractor, and a linking of all their mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.entities import Extractor, make_extractor, make_linker
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


def make_reader(facet_confidence: float) -> Reader:
    """The extractor and the linker that the archive uses."""
    linker = make_linker(facet_confidence)
    return Reader(make_extractor(), lambda articles, mentions, outlet: [linker.link(each, outlet) for each in mentions])
