"""Names in articles: extract mentions from an article, then link them to entities; here the Protocols and the choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from archive.entities.guesses import NameTagger
from archive.model import Article, Link, Mention


class Extractor(Protocol):
    """Finds the mentions in articles. Depends on each article alone, so that its output can be stored and re-linked."""

    fingerprint: str
    """Changes whenever the same article could give other mentions; stored beside them."""

    def mentions(self, articles: Sequence[Article]) -> list[list[Mention]]:
        """For each article its mentions, by field (title, dateline, body) and start. Never raises on any text; linear in its length."""


class Linker(Protocol):
    """Decides which entity each mention is of. Pure: the same mentions give the same links."""

    fingerprint: str

    def link(self, mentions: Sequence[Mention], outlet_country: str | None) -> list[Link]:
        """The links of one article. Equal (type, key) in two articles mean one entity. A mention belongs to at most one link."""


def make_extractor(ner: str = "crf") -> Extractor:
    """The extractor; it takes 0.1 s to make, and with the first text 0.2 s for the tables of its model, so make one and keep it.

    `ner` is `entities.ner` of the configuration: `crf` for rules and the archive's own model, `rules` for rules alone,
    `spacy:MODEL` for rules and a spaCy pipeline, `none` for what the lists name (countries, places, organisations) and nobody else.
    Raise ModelError where the model is not there.
    """
    from archive.entities.extract import ArticleExtractor

    return ArticleExtractor(_tagger(ner), lists_only=ner == "none")


def _tagger(ner: str) -> NameTagger | None:
    if ner.startswith("spacy:"):
        from archive.entities.spacy_names import SpacyTagger

        return SpacyTagger(ner.removeprefix("spacy:"))
    if ner != "crf":
        return None
    from archive.entities import crf

    return crf.load()


def make_linker(facet_confidence: float) -> Linker:
    """The linker within an article; a name becomes an entity where one of its full forms has at least this confidence."""
    from archive.entities.link import RuleLinker

    return RuleLinker(facet_confidence)
