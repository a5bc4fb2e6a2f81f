"""Every page against WCAG 2.2 AA, as far as a program (axe) can tell: both colour schemes, both widths; and nothing overflows."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from archive.core import Archive

pytestmark = pytest.mark.browser

AXE = Axe()
PAGES = {
    "front": "/",
    "search": "/search?q=agreement&size=3",
    "browse": "/search?size=3",
    "narrowed": "/search?q=agreement&country=RU&without=person:john-kerry&since=2013&until=2015-06&explain=1",
    "years": "/search?year=2013&year=2014&size=1",
    "nothing": "/search?q=syria+zeppelin&country=RU",
    "slips": "/search?q=(syria+foo:bar+person:kery",
    "unread": "/search?q=syria+date:199x",
    "article": "/article/{article}?q=conference",
    "person": "/person/john-kerry?size=3",
    "country": "/country/RU?size=1",
    "facet": "/facet/person?q=syria&size=6",
    "advanced": "/advanced?q=syria&country=RU",
    "help": "/help",
    "missing": "/article/nothing",
    "refused": "/search?size=abc",
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, and off unless asked for
    "resultTypes": ["violations"],
}


def faults(page: Page) -> tuple[list[tuple[str, str, str]], str] | None:
    """What axe finds wrong with a page, all of it unfolded, and by how much it is too wide; None where nothing is."""
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    report = AXE.run(page, options=RULES)
    found = [
        (violation["id"], node["html"][:120], node["failureSummary"])
        for violation in report.response["violations"]
        for node in violation["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return (found, f"{wide} px too wide") if found or wide > 0 else None


SEEN = [
    ("light", 1280, slice(0, None, 2)),
    ("dark", 390, slice(1, None, 2)),
    *(
        pytest.param(scheme, width, slice(None), marks=pytest.mark.slow, id=f"{scheme}-{width}")
        for scheme in ("light", "dark")
        for width in (1280, 390)
    ),
]
"""How pages are seen: each of them once, half of them in each way, by the quick tests; all in each way by the slow ones."""


@pytest.mark.parametrize(("scheme", "width", "part"), SEEN)
def test_every_page_is_accessible(
    browser: Browser, address: str, sample_archive: Archive, scheme: Literal["light", "dark"], width: int, part: slice
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    article = next(iter(sample_archive.store.ids()))
    found = {}
    for name, path in list(PAGES.items())[part]:
        page.goto(address + path.format(article=article))
        if wrong := faults(page):
            found[name] = wrong
    context.close()
    assert found == {}
