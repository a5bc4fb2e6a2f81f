"""View models of one thing at a time: an article, and a person, organisation, place or country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import PurePath
from urllib.parse import urlsplit

from archive.counts import count_words
from archive.languages import language_name
from archive.model import Article, EntityType
from archive.schema import BY_NAME
from archive.search import ArticleView, EntityView, Facet, Form, Hit, Passage, SearchRequest, Value
from archive.web import refine
from archive.web.hits import HitView, Link, Segment, entity_links, foreign, headless, hit_view, segments, usual_language
from archive.web.present import Pager, position
from archive.web.timeline import TimelineView, timeline_view
from archive.web.urls import Addresses
from archive.web.wording import date_story, date_words

_TOGETHER = ("person", "organisation", "place", "country")
_BREAK = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class NamesView:
    """The entities of one kind in an article, or those often named together with another."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What the page of an article shows. `back` leads to the search it was opened from."""

    id: str
    headline: str
    headless: bool
    title: tuple[Segment, ...]
    paragraphs: tuple[tuple[Segment, ...], ...]
    date: str
    iso: str | None
    date_story: str | None
    facts: tuple[tuple[str, str, str | None], ...]
    """Label, value and, where there is one, the search for all articles of that value."""
    names: tuple[NamesView, ...]
    mentioned: tuple[Link, ...]
    why: str
    """Where every name of the text is a link to the reasons why it belongs."""
    original: str | None
    lang: str | None
    citation: str
    permanent: str | None
    back: str | None
    marked: int
    """Marks in the headline and the text."""
    last: int
    """The number of the last mark in the text; 0 where there is none."""


def article_page(
    addresses: Addresses, view: ArticleView, marked: tuple[Passage, Passage], origin: SearchRequest | None, archive: str
) -> ArticlePage:
    """The page of one article, with the words of the search it comes from marked. `archive` is what citations call the archive."""
    article = view.article
    title, body = marked
    permanent = addresses.permanent(article.id)
    return ArticlePage(
        id=article.id,
        headline=article.title or headless(body).text,
        headless=not article.title,
        title=segments(title if title.text else headless(body)),
        paragraphs=tuple(numbered(paragraphs(body))),
        date=date_words(article.date) if article.date else "Undated",
        iso=str(article.date) if article.date else None,
        date_story=date_story(article.date, article.date_source) if article.date else None,
        facts=tuple(_facts(addresses, article)),
        names=tuple(_names(addresses, view)),
        mentioned=tuple(_mention(addresses, value) for value in view.mentioned),
        why=addresses.names(article.id),
        original=safe_url(article.url),
        lang=foreign(article.language),
        citation=citation(article, archive, permanent),
        permanent=permanent,
        back=addresses.search(origin) if origin else None,
        marked=len(title.highlights) + len(body.highlights),
        last=len(body.highlights),
    )


def paragraphs(body: Passage) -> Iterator[tuple[Segment, ...]]:
    """The paragraphs of a text, each cut at the highlights inside it."""
    for start, end in bounds(body.text):
        spans = tuple((max(low, start) - start, min(high, end) - start) for low, high in body.highlights if low < end and high > start)
        yield segments(Passage(body.text[start:end], spans))


def bounds(body: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a text begin and end; those of blanks alone are left out."""
    start = 0
    for gap in [*_BREAK.finditer(body), None]:
        end = gap.start() if gap else len(body)
        if body[start:end].strip():
            yield start, end
        start = gap.end() if gap else end


def numbered(parts: Iterable[tuple[Segment, ...]]) -> Iterator[tuple[Segment, ...]]:
    """Paragraphs with their marks numbered from 1 through the whole text."""
    numbers = count(1)
    for part in parts:
        yield tuple(replace(segment, number=next(numbers)) if segment.marked else segment for segment in part)


def citation(article: Article, archive: str, permanent: str | None) -> str:
    """The article in one line, for a footnote: who, what, where and when; then where it was read."""
    date = date_words(article.date) if article.date else "undated"
    title = f"“{article.title}”" if article.title else "[no headline]"
    parts = [", ".join(article.authors), title, article.source, date, archive, f"id {article.id}", safe_url(article.url), permanent]
    return ", ".join(part for part in parts if part)


def _facts(addresses: Addresses, article: Article) -> Iterator[tuple[str, str, str | None]]:
    """The byline, source, section and language, each author alone; and where the article comes from."""
    values = [("author", author, author) for author in article.authors]
    values += [(name, value, value) for name in ("source", "section") if (value := getattr(article, name))]
    if article.language:
        values.append(("language", article.language, language_name(article.language)))
    for field, value, label in values:
        yield BY_NAME[field].label, label, addresses.search(refine.choose(SearchRequest(size=addresses.size), field, value))
    collection = SearchRequest(text=f'collection:"{article.collection}"', size=addresses.size)
    yield BY_NAME["collection"].label, article.collection, addresses.search(collection)
    if article.origin:
        name = PurePath(article.origin).name
        yield "Read from", f"{name}, record {article.place:,}" if article.place else name, None
    yield "Length", count_words(len(article.body.split()), "word"), None


def _names(addresses: Addresses, view: ArticleView) -> Iterator[NamesView]:
    for type in EntityType:
        values: tuple[Value, ...] = getattr(view, type.value)
        if values:
            yield NamesView(BY_NAME[type.value].plural, entity_links(addresses, type, values))


def _mention(addresses: Addresses, value: Value) -> Link:
    """A country that is only named has no facet value here: its link is the query for all that name it."""
    return Link(value.label, addresses.search(SearchRequest(text=f"mentions:{value.value}", size=addresses.size)))


def safe_url(url: str | None) -> str | None:
    """`url` if it is one that a page may link to: http or https, with a host."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


# ---------------------------------------------------------------- entities


@dataclass(frozen=True, slots=True)
class EntityPage:
    """What the page of a person, organisation, place or country shows."""

    kind: str
    name: str
    total: str
    forms: tuple[Link, ...]
    """The names it is written under, each with the search for these words; the number is that of articles that have it so."""
    beside: Link | None
    """To articles that the total does not count."""
    first: HitView | None
    last: HitView | None
    timeline: TimelineView | None
    together: tuple[NamesView, ...]
    hits: tuple[HitView, ...]
    pager: Pager
    search: str


def entity_page(addresses: Addresses, view: EntityView, last: Hit | None, beside: Link | None) -> EntityPage:
    """The page of one entity; its links lead into searches narrowed to it. `last` is its newest article."""
    result, request = view.result, replace(view.result.request, cursor=None)
    usual = usual_language(result.facets)
    return EntityPage(
        kind=BY_NAME[view.type.value].label,
        name=view.value.label,
        total=count_words(result.total, "article") + (" about it" if view.type is EntityType.COUNTRY else ""),
        forms=tuple(_form(addresses, form) for form in view.forms) if _varied(view) else (),
        beside=beside,
        first=hit_view(addresses, view.first, request, usual) if view.first and view.first.date else None,
        last=hit_view(addresses, last, request, usual) if last and last.date else None,
        timeline=timeline_view(addresses, request, result.timeline),
        together=tuple(_together(addresses, view, request)),
        hits=tuple(hit_view(addresses, hit, replace(request, cursor=result.request.cursor), usual, request) for hit in result.hits),
        pager=Pager(
            position(result),
            addresses.entity(view.type, view.value.value, result.previous) if result.previous else None,
            addresses.entity(view.type, view.value.value, result.next) if result.next else None,
        ),
        search=addresses.search(request),
    )


def _form(addresses: Addresses, form: Form) -> Link:
    text = '"' + form.surface.replace('"', " ") + '"'
    return Link(form.surface, addresses.search(SearchRequest(text=text, size=addresses.size)), count=form.articles)


def _varied(view: EntityView) -> bool:
    return any(form.surface != view.value.label for form in view.forms)


def _together(addresses: Addresses, view: EntityView, request: SearchRequest) -> Iterator[NamesView]:
    """Those most often in the same articles, each with the search for both."""
    facets = {facet.field: facet for facet in view.result.facets}
    for name in _TOGETHER:
        links = _with_counts(addresses, request, facets[name]) if name in facets else ()
        if links:
            yield NamesView(BY_NAME[name].plural, links)


def _with_counts(addresses: Addresses, request: SearchRequest, facet: Facet) -> tuple[Link, ...]:
    return tuple(
        Link(each.label, addresses.search(refine.choose(request, facet.field, each.value)), count=each.count)
        for each in facet.values
        if not each.selected and each.value != "none"
    )
