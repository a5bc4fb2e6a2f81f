"""HTML pages: trafilatura finds the article in the page; the date is taken from where pages state it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from archive.model import DateSource
from archive.readers.clean import clean_line
from archive.readers.dates import read_date
from archive.readers.decode import Input, Refused
from archive.readers.draft import Draft, Fault
from archive.readers.language import detect_language
from archive.readers.records import Mapper

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement
    from trafilatura.settings import Document

LARGEST_PAGE = 5_000_000
"""Codepoints of a page. Extraction takes up to 8 seconds for a million of them, where all are paragraphs (measured 2026-11)."""

_META_DATES = (
    *("article:published_time", "datepublished", "og:published_time", "og:article:published_time", "dc.date.issued", "dcterms.issued"),
    *("dc.date", "dcterms.date", "dcterms.created", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date"),
    *("article:published", "parsely-pub-date", "sailthru.date", "citation_publication_date", "date", "displaydate"),
)
"""Names of `meta` tags that state the day of publication, the surest first; compared in lower case."""

_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')
_SITE_TAIL = re.compile(r"\s+(?:[|–—•·:-]|::|«|»)\s+")
_NO_AUTHOR = frozenset({"admin", "administrator", "webmaster", "staff"})


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says of itself, "" where it does not."""

    date: str = ""
    language: str = ""
    section: str = ""
    heading: str = ""


def read_html(source: Input, mapper: Mapper) -> Iterator[Draft | Fault]:
    """The one article of a page."""
    text = source.text()
    if len(text) > LARGEST_PAGE:
        raise Refused(f"page of {len(text):,} characters is larger than {LARGEST_PAGE:,}, the most that is read")
    stated = _stated(text)
    document = _extracted(text)
    lines = [line for line in map(_line, (document.text or "").split("\n")) if line] if document else []
    if document is None or not lines:
        yield Fault(0, "no article text found")
        return
    title = _headline(document, stated.heading)
    yield Draft(
        title=title,
        body="\n\n".join(lines[1:] if clean_line(lines[0]) == title else lines),  # some pages have the headline inside the text
        date=stated.date or _guarded_date(document.date or ""),
        date_source=DateSource.META,
        bylines=(";".join(name for name in (document.author or "").split(";") if name.strip().lower() not in _NO_AUTHOR),),
        source="" if "//" in (document.sitename or "") else document.sitename or "",
        section=stated.section,
        language=detect_language(document.text or "") or stated.language,  # pages often declare the language of their template
        url=document.url or "",
    )


# ---------------------------------------------------------------- foreign calls


def _stated(text: str) -> Stated:
    """What the page states outside its text; nothing where lxml finds no page."""
    from lxml import etree
    from lxml import html as lxml_html

    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return Stated()
    return Stated(_stated_date(tree), _language(tree), _section(tree), _heading(tree))


def _extracted(text: str) -> Document | None:
    """What trafilatura makes of the page: at its strictest (the best by `tests/readers/test_html_quality.py`), else as it likes."""
    extract = _extractor()
    try:
        document = extract(text, True)
        return document if document is not None and document.text else extract(text, False)
    except Exception as error:  # a page is whatever somebody wrote; what it may raise is not documented
        raise Refused(f"the page cannot be read: {type(error).__name__}: {error}") from error


@cache
def _extractor() -> Callable[[str, bool], Document | None]:
    """trafilatura, which takes half a second to import, without its own talk. It is told no wall clock."""
    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    from trafilatura import bare_extraction

    dates = {"extensive_search": False, "original_date": True, "min_date": "1900-01-01", "max_date": "2199-12-31"}

    def extract(text: str, strict: bool) -> Document | None:
        document = bare_extraction(text, favor_precision=strict, include_comments=False, with_metadata=True, date_extraction_params=dates)
        return None if isinstance(document, dict) else document  # a dict is what other options give

    return extract


# ---------------------------------------------------------------- what the page says of itself


def _stated_date(tree: HtmlElement) -> str:
    """The date as the page states it in JSON-LD, `meta`, `itemprop` or its only `time`; "" where it does not."""
    return next((value for value in _candidate_dates(tree) if read_date(value)), "")


def _candidate_dates(tree: HtmlElement) -> Iterator[str]:
    for script in tree.xpath('//script[@type="application/ld+json"]/text()'):
        yield from _JSON_DATE.findall(script)[:1]
    stated: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
        stated.setdefault(name, tag.get("content") or "")
    yield from (stated[name].strip() for name in _META_DATES if name in stated)
    for tag in tree.xpath('//*[@itemprop="datePublished" or @pubdate]'):
        yield clean_line(tag.get("datetime") or tag.get("content") or tag.text_content())
    times = {read_date(value.strip()): value.strip() for value in tree.xpath("//time/@datetime")}
    if len(times) == 1:
        yield from times.values()


def _guarded_date(found: str) -> str:
    """A date that htmldate found, without the parts that it may have filled in: it writes May 2013 as 2013-05-01."""
    return found.removesuffix("-01").removesuffix("-01") if found.endswith("-01") else found


def _language(tree: HtmlElement) -> str:
    return str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang") or "")


def _section(tree: HtmlElement) -> str:
    """What `article:section` (Open Graph) says."""
    return next((str(value) for value in tree.xpath('//meta[@property="article:section"]/@content')), "")


def _heading(tree: HtmlElement) -> str:
    """The text of the page's only h1."""
    headings = list(filter(None, (clean_line(tag.text_content()) for tag in tree.iter("h1"))))
    return headings[0] if len(headings) == 1 else ""


def _headline(document: Document, heading: str) -> str:
    """The title of the page without the name of the site: the only h1 where the title begins with it."""
    title = clean_line(document.title or "")
    if heading and title.casefold().startswith(heading.casefold()) and not title[len(heading) : len(heading) + 1].isalnum():
        return heading
    host = document.hostname or ""
    site = {_letters(document.sitename or ""), _letters(host), _letters(host.rpartition(".")[0])} - {""}
    parts = _SITE_TAIL.split(title)
    if len(parts) > 1 and (_letters(parts[-1]) in site or re.search(r" \| [^|]{1,40}$", title)):
        return title[: title.rindex(parts[-1])].rstrip(" |–—•·:-«»")
    return title or heading


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.removeprefix("www.")).casefold()


def _line(line: str) -> str:
    """A line of trafilatura's text as a paragraph: without the marks that it gives lists and tables."""
    line = line.strip()
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        return "" if all(set(cell) <= {"-"} for cell in cells) else "  ".join(cells)
    return line.removeprefix("- ")
