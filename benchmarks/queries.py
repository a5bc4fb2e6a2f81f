"""Queries made from an archive's own words and values, the same ones for the same archive and seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

from archive.core import Archive
from archive.model import PartialDate
from archive.schema import FACETS
from archive.search import SearchRequest, make_filters
from archive.text import words

SAMPLE = 1_500
"""Articles from which words and values are drawn."""


class QueryMaker:
    """Draws requests: words of all frequencies, OR, NOT, phrases, beginnings, each with or without filters and dates."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self.random = random.Random(seed)
        ids = sorted(archive.store.ids())
        sample = self.random.sample(ids, min(SAMPLE, len(ids)))
        articles = archive.store.get_many(sample)
        links = archive.store.links_of(sample)
        self.texts = [words(f"{article.title} {article.body}") for article in articles.values()]
        self.texts = [text for text in self.texts if len(text) > 20]
        frequency = Counter(word for text in self.texts for word in set(text) if word.isalpha() and len(word) > 2)
        ordered = [word for word, _ in frequency.most_common()]
        self.bands = [ordered[:100], ordered[100:1_000], ordered[1_000:]]
        self.years = sorted({article.date.year for article in articles.values() if article.date})
        self.values = [(link.type.value, link.entity) for id in sample for link in links.get(id, []) if link.resolved and link.salient]
        self.values += [(name, value) for article in articles.values() for name, value in (("source", article.source),) if value]
        self.kinds: Sequence[tuple[str, Callable[[], str]]] = (
            ("word", self._word),
            ("and", lambda: f"{self._word()} {self._word()}"),
            ("or", lambda: f"{self._word()} OR {self._word()}"),
            ("not", lambda: f"{self._word()} -{self._word()}"),
            ("phrase", lambda: f'"{self._phrase()}"'),
            ("prefix", lambda: f"{self._word()[:4]}*"),
            ("filters alone", lambda: ""),
        )

    def draw(self, number: int) -> list[tuple[str, SearchRequest]]:
        """`number` requests with the kind of each, kinds in turn."""
        return [self._request(place) for place in range(number)]

    def _request(self, place: int) -> tuple[str, SearchRequest]:
        kind, text = self.kinds[place % len(self.kinds)]
        chosen = [self.random.choice(self.values)] if self.values and (kind == "filters alone" or self.random.random() < 0.4) else []
        since = PartialDate(self.random.choice(self.years)) if self.years and self.random.random() < 0.2 else None
        return kind, SearchRequest(text=text(), filters=make_filters(chosen, ()), since=since)

    def _word(self) -> str:
        return self.random.choice(self.random.choice([band for band in self.bands if band]))

    def _phrase(self) -> str:
        text = self.random.choice(self.texts)
        start = self.random.randrange(len(text) - 3)
        return " ".join(text[start : start + self.random.choice((2, 3))])


FACET_COUNT = len(FACETS)
