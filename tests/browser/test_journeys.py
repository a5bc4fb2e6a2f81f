"""Journeys of a reader through a real browser, with JavaScript and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of its own, that reports what the browser complains of."""
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda asked: complaints.append(asked.url) if urlsplit(asked.url).hostname != "127.0.0.1" else None)
    yield page
    context.close()
    assert complaints == []


def total(page: Page) -> int:
    return int((page.locator("h1").text_content() or "").split()[0])


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_from_a_query_to_an_article_and_back(reader: Page, address: str) -> None:
    reader.goto(address)
    expect(reader.get_by_role("searchbox", name="Search the archive")).to_be_focused()
    reader.keyboard.type("agreement")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/search?q=agreement")
    everything = total(reader)

    filters = reader.get_by_role("navigation", name="Narrow down")
    filters.get_by_role("link", name=re.compile("^European Union")).click()
    chosen = total(reader)
    assert 0 < chosen < everything
    assert parameters(reader)["q"] == ["agreement"]

    filters.get_by_role("link", name="Exclude country Ukraine").click()
    excluded = total(reader)
    assert 0 < excluded < chosen
    assert parameters(reader)["without"] == ["country:UA"]
    expect(reader.get_by_role("link", name="Remove not Country Ukraine")).to_be_visible()

    headline = reader.locator("article h3 a").first
    words = headline.text_content()
    headline.click()
    expect(reader.locator("h1")).to_have_text(words or "")
    assert reader.locator("article mark").count() > 0

    reader.get_by_role("link", name="Back to the results").click()
    assert total(reader) == excluded
    reader.get_by_role("link", name="Remove all filters").click()
    assert total(reader) == everything


def test_page_on_open_an_article_and_come_back_to_that_page(reader: Page, address: str) -> None:
    reader.goto(f"{address}/search")
    reader.get_by_role("link", name="Next").click()
    expect(reader.locator(".pager")).to_contain_text("11–20 of 72")
    first = reader.locator("article h3").first.text_content()
    reader.locator("article h3 a").first.click()
    reader.get_by_role("link", name="Back to the results").click()
    expect(reader.locator("article h3").first).to_have_text(first or "")
    reader.get_by_role("link", name="Previous").click()
    expect(reader.locator(".pager")).to_contain_text("1–10 of 72")


def test_a_bar_of_the_timeline_sets_the_dates(reader: Page, address: str) -> None:
    reader.goto(f"{address}/search")
    reader.get_by_role("link", name=re.compile("^September 2013: 5 of 5 articles")).click()
    assert total(reader) == 5
    assert (parameters(reader)["since"], parameters(reader)["until"]) == (["2013-09"], ["2013-09"])


def test_a_person_is_met_and_searched_together_with_another(reader: Page, address: str) -> None:
    reader.goto(address)
    reader.get_by_role("link", name=re.compile("^John Kerry")).click()
    expect(reader.locator("h1")).to_have_text("John Kerry")
    together = reader.locator(".entity-facts").get_by_role("link", name=re.compile("^Sergei Lavrov"))
    count = int((together.locator(".count").text_content() or "").split()[0])
    together.click()
    assert total(reader) == count


def test_the_advanced_form_makes_a_search(reader: Page, address: str) -> None:
    reader.goto(f"{address}/advanced")
    reader.get_by_label("Query").fill("talks")
    reader.get_by_label("Country 1").fill("Iran")
    reader.get_by_label("From").fill("2013")
    reader.get_by_role("button", name="Search").click()
    assert total(reader) > 0
    expect(reader.get_by_role("link", name="Remove Country Iran")).to_be_visible()


def test_a_slip_is_mended_by_a_click(reader: Page, address: str) -> None:
    reader.goto(f"{address}/search?q=person:kirry")
    reader.get_by_role("link", name='person:"John Kerry"').click()
    assert total(reader) > 5


def test_a_new_query_keeps_the_filters(reader: Page, address: str) -> None:
    reader.goto(f"{address}/search?q=agreement&country=RU")
    box = reader.get_by_role("searchbox")
    box.fill("talks")
    box.press("Enter")
    reader.wait_for_url("**/search?q=talks*")
    assert parameters(reader)["country"] == ["RU"]
    assert parameters(reader)["q"] == ["talks"]


def test_on_a_phone_the_filters_unfold(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search?q=agreement")
    value = page.locator(".facets .take").first
    expect(value).not_to_be_visible()
    page.locator(".facets > summary").click()
    expect(value).to_be_visible()
    context.close()


def test_the_keyboard_alone_reaches_the_content_first(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=agreement")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_paper_is_white_in_a_dark_room_too(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{address}/search?q=agreement&country=RU")
    colours = "element => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]"
    assert page.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator("mark").first.evaluate(colours) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert page.locator(".chip").first.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.get_by_role("navigation", name="Narrow down")).not_to_be_visible()
    context.close()
