"""On a narrow phone nothing is wider than the screen, however long a section, a name or a headline is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from archive.cli.indexing import configured
from archive.config import Collection, Config
from archive.core import open_archive
from archive.web import create_app
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtsgesellschaft" * 8
ROW = f"x,Harbour {LONG} {'strike ' * 80},The harbour {LONG} of Rotterdam. John Kerry came.,2013-05-07,{LONG},{LONG},{LONG}\n"


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where an archive of one article is served, of which everything is too long."""
    folder = tmp_path_factory.mktemp("endless")
    (folder / "a.csv").write_text(f"id,title,body,date,author,source,section\n{ROW}y,{ROW.partition(',')[2]}")
    config = Config(index=folder / "index", collections=(Collection("odd", (folder / "a.csv",)),))
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
        with serving(create_app(archive)) as address:
            yield address


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone(browser: Browser, endless: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = {}
    for path in ("/", "/search?q=harbour", f"/search?section={LONG}&q={LONG}", "/article/odd-x?q=harbour",
                 "/names/odd-x", "/names/odd-x?entity=person:john-kerry",
                 "/duplicates/person", "/person/john-kerry",
                 "/facet/section", "/advanced?source=" + LONG, f"/search?since={LONG}", "/nothing/" + LONG, "/help"):  # fmt: skip
        page.goto(endless + path)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond:
            wide[path[:40]] = beyond
    headline = page.goto(f"{endless}/search?q=harbour") and page.locator("article h3").first.bounding_box()
    page.close()
    assert wide == {}
    assert headline is not None and headline["height"] < 150
