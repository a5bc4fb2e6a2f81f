"""View models of articles in a list, of passages, and of links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.languages import language_name
from archive.model import EntityType
from archive.search import Facet, Hit, Passage, SearchRequest, Value
from archive.web import refine
from archive.web.urls import Addresses
from archive.web.wording import date_words

PAGE_LANGUAGE = "en"
_CHIPS = {EntityType.PERSON: 3, EntityType.COUNTRY: 3, EntityType.ORGANISATION: 2}
"""Entities shown under a hit: enough to tell what it is about, few enough to read past."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `count` is the number of articles behind it, `current` says that the reader is there."""

    text: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a passage, marked or not."""

    text: str
    marked: bool
    number: int = 0
    """Of a mark that others are to be reached from: 1 for the first of the article, 0 where marks have no numbers."""


@dataclass(frozen=True, slots=True)
class HitView:
    """One article of a list. `lang` is set where its language is not the page's, `language` where it is not the archive's usual one."""

    href: str
    title: tuple[Segment, ...]
    headless: bool
    """Whether the title is only the first words of an article without one."""
    snippet: tuple[Segment, ...]
    cut: tuple[bool, bool]
    """Whether the snippet begins and ends inside a sentence."""
    date: str
    iso: str | None
    about: tuple[str, ...]
    lang: str | None
    language: str | None
    chips: tuple[Link, ...]


def segments(passage: Passage) -> tuple[Segment, ...]:
    """The passage cut at its highlights."""
    found: list[Segment] = []
    place = 0
    for start, end in passage.highlights:
        found += [Segment(passage.text[place:start], False), Segment(passage.text[start:end], True)]
        place = end
    found.append(Segment(passage.text[place:], False))
    return tuple(segment for segment in found if segment.text)


def hit_view(
    addresses: Addresses, hit: Hit, origin: SearchRequest | None, usual: str | None, within: SearchRequest | None = None
) -> HitView:
    """One article of a list; its link keeps the search it was found by, so that the article marks the words and leads back.

    The names under it narrow `within`, the search that the list shows; those that are chosen there go without saying.
    """
    title = hit.title if hit.title.text else headless(hit.snippet)
    other = hit.language is not None and hit.language != usual
    return HitView(
        href=addresses.article(hit.id, origin),
        title=segments(title),
        headless=not hit.title.text,
        snippet=segments(hit.snippet),
        cut=_cut(hit.snippet.text),
        date=date_words(hit.date) if hit.date else "undated",
        iso=str(hit.date) if hit.date else None,
        about=tuple(part for part in (hit.source, hit.section, _authors(hit.authors)) if part),
        lang=foreign(hit.language),
        language=language_name(hit.language) if hit.language and other else None,
        chips=tuple(link for type, most in _CHIPS.items() for link in _chips(addresses, hit, type, most, within)),
    )


HEADLESS_WORDS = 12
"""Words that stand for a headline."""


def headless(text: Passage) -> Passage:
    """The first words of a text, in place of a headline that is missing."""
    words = text.text.split()
    first = " ".join(words[:HEADLESS_WORDS])
    return Passage(first + " …" if len(words) > HEADLESS_WORDS else first or "(no text)")


def _chips(addresses: Addresses, hit: Hit, type: EntityType, most: int, within: SearchRequest | None) -> tuple[Link, ...]:
    values: tuple[Value, ...] = getattr(hit, type.value)
    if within is None:
        return ()
    chosen = within.filter(type.value).chosen
    others = [value for value in values if value.value not in chosen][:most]
    return tuple(Link(value.label, addresses.search(refine.choose(within, type.value, value.value))) for value in others)


def _cut(text: str) -> tuple[bool, bool]:
    return text[:1].islower() or text[:1] in ",;:)", bool(text) and text[-1] not in '.!?…"”’)。'


def _authors(authors: Sequence[str]) -> str:
    if not authors:
        return ""
    shown = ", ".join(authors[:3])
    return f"by {shown}" + (f" and {len(authors) - 3} more" if len(authors) > 3 else "")


def entity_links(addresses: Addresses, type: EntityType, values: Sequence[Value]) -> tuple[Link, ...]:
    """Entities as links to their pages."""
    return tuple(Link(value.label, addresses.entity(type, value.value)) for value in values)


def usual_language(facets: Iterable[Facet]) -> str | None:
    """The language of most articles around, which need not be said of each."""
    values = [value for facet in facets if facet.field == "language" for value in facet.values]
    return max(values, key=lambda value: value.count).value if values else None


def foreign(language: str | None) -> str | None:
    """The `lang` attribute of text in `language` on an English page."""
    return language if language and language != PAGE_LANGUAGE else None
