"""Corrections in a real browser: a merge and an assignment by the keyboard alone, and every form accessible and narrow enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from archive.web import LOOPBACK, create_app
from tests.browser.conftest import serving
from tests.browser.test_accessibility import SEEN, faults
from tests.web.correcting import SECRET, TODAY, Desk, build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("correct"))


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    """An archive that can be corrected, and where it is served."""
    made = Desk(built, tmp_path / "desk")
    with serving(create_app(made.archive, lambda: TODAY, LOOPBACK, SECRET)) as address:
        yield made, address
    made.archive.close()


@pytest.fixture(
    params=[pytest.param(True, id="with JavaScript"), pytest.param(False, id="without JavaScript", marks=pytest.mark.slow)],
)
def reader(browser: Browser, request: pytest.FixtureRequest, desk: tuple[Desk, str]) -> Iterator[Page]:
    """A page of its own, that reports what the browser complains of; that a writer is busy is told with 503.

    Without JavaScript it does what tests/web/test_correct.py does without a browser, so that the quick tests do it once.
    It asks for the desk so that the page is closed before its server, which may still be sending the page's icon.
    """
    context = browser.new_context(java_script_enabled=request.param)
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda each: complaints.append(each.text) if each.type in ("error", "warning") and "503" not in each.text else None)
    yield page
    context.close()
    assert complaints == []


def reach(page: Page, name: str) -> None:
    """Press Tab until the link, button or field of this name has the focus; Enter is then pressed on it or text typed."""
    for _ in range(120):
        page.keyboard.press("Tab")
        held = page.locator(":focus")
        if held.count() and name in (
            held.get_attribute("aria-label") or "",
            *(held.text_content() or "").split("\n"),
            held.get_attribute("id"),
        ):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def follow(page: Page, name: str) -> None:
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_two_names_are_made_one_by_the_keyboard_and_two_again(reader: Page, desk: tuple[Desk, str]) -> None:
    made, address = desk
    reader.goto(f"{address}/person/peggy-hale")
    reach(reader, "Correct this name")
    reader.keyboard.press("Enter")
    reach(reader, "match")
    reader.keyboard.type("margaret")
    with reader.expect_navigation():
        reader.keyboard.press("Enter")
    reader.locator(".choosing a").focus()
    with reader.expect_navigation():
        reader.keyboard.press("Enter")
    expect(reader.locator("h1")).to_have_text("Make them one?")
    follow(reader, "Make them one")
    expect(reader.locator("h1")).to_have_text("“Peggy Hale” is a part of “Margaret Hale” now.")
    expect(reader.get_by_role("status")).to_contain_text("1 article changed")
    assert "peggy-hale: margaret-hale" in made.authority.read_text()
    follow(reader, "Take it back")
    expect(reader.locator("h1")).to_contain_text("Taken back")
    assert "peggy-hale" not in made.authority.read_text()


def test_a_surname_is_assigned_by_the_keyboard_from_its_article(reader: Page, desk: tuple[Desk, str]) -> None:
    made, address = desk
    reader.goto(f"{address}/article/{made.article('asked')}")
    reader.get_by_text("In this article").first.click() if not reader.get_by_text("Why these names").is_visible() else None
    follow(reader, "Why these names, and correct them")
    follow(reader, "Blair")
    expect(reader.locator("#why")).to_contain_text("A surname alone that several people have near in time.")
    follow(reader, "It is another one")
    expect(reader.locator("h1")).to_have_text("Who is “Blair” in this article?")
    reach(reader, "near-1")
    while reader.locator(":focus").get_attribute("value") != "cherie-blair":
        reader.keyboard.press("ArrowDown")
    follow(reader, "That is meant")
    expect(reader.locator("h1")).to_have_text("“Blair” is “Cherie Blair” in this article now.")
    follow(reader, "← The names of the article")
    expect(reader.get_by_role("region", name="All names")).to_contain_text("Cherie Blair")


def test_a_name_of_a_country_means_none_by_the_keyboard_and_the_country_again(reader: Page, desk: tuple[Desk, str]) -> None:
    made, address = desk
    reader.goto(f"{address}/country/GB")
    reach(reader, "Correct its names")
    reader.keyboard.press("Enter")
    reach(reader, "surface")
    reader.keyboard.type("London")
    follow(reader, "Go on …")
    expect(reader.locator("h1")).to_have_text("What does “London” mean?")
    expect(reader.locator("main")).to_contain_text("It is read as United Kingdom in 1 article now.")
    reach(reader, "to")
    reader.keyboard.type("no")  # the first that begins so
    follow(reader, "That is what it means")
    expect(reader.locator("h1")).to_have_text("“London” means no country now.")
    expect(reader.get_by_role("status")).to_contain_text("1 article changed")
    assert "- London" in made.authority.read_text()
    follow(reader, "Another Blair")
    expect(reader.get_by_role("region", name="All names")).not_to_contain_text("United Kingdom")
    reader.go_back()
    follow(reader, "Take it back")
    expect(reader.locator("h1")).to_contain_text("Taken back")
    assert "London" not in made.authority.read_text()


def test_a_name_in_an_article_means_another_country(reader: Page, desk: tuple[Desk, str]) -> None:
    made, address = desk
    reader.goto(f"{address}/names/{made.article('danced london')}?entity=country:GB")
    reader.get_by_role("link", name="London: Not United Kingdom?").click()
    reader.get_by_label("In all articles it means").select_option("Canada")
    reader.get_by_role("button", name="That is what it means").click()
    expect(reader.locator("h1")).to_have_text("“London” means Canada now.")
    reader.get_by_role("link", name="The names of the article").click()
    expect(reader.get_by_role("region", name="All names")).to_contain_text("Canada")


def test_an_entity_is_split_and_each_part_has_its_articles(reader: Page, desk: tuple[Desk, str]) -> None:
    _, address = desk
    reader.goto(f"{address}/person/tony-blair")
    reader.get_by_text("Correct this name").click()
    reader.get_by_role("link", name="Choose the articles").click()
    reader.get_by_label("What the other one is called").fill("Tony Blair (the grocer)")
    reader.get_by_label("A bank").check()
    reader.get_by_role("button", name="In the ticked articles").click()
    reader.get_by_role("link", name="Tony Blair (the grocer) 1 article").click()
    expect(reader.locator("h1")).to_have_text("Tony Blair (the grocer)")
    expect(reader.locator("article h3")).to_have_text(["A bank"])
    reader.go_back()
    reader.get_by_role("link", name="Tony Blair 2 articles").click()
    expect(reader.locator("article h3")).to_have_text(["A visit", "Libya again"])


def test_a_name_is_assigned_to_somebody_new(reader: Page, desk: tuple[Desk, str]) -> None:
    made, address = desk
    reader.goto(f"{address}/names/{made.article('asked')}?entity=person:blair-surname-only")
    reader.get_by_role("link", name="It is another one").click()
    reader.get_by_label("Name of the new one").fill("Euan Blair")
    reader.get_by_label("Somebody the archive does not have yet").check()
    reader.get_by_role("button", name="That is meant").click()
    reader.get_by_role("link", name="Euan Blair 1 article").click()
    expect(reader.locator("article h3")).to_have_text(["A surname"])


def test_a_fault_comes_back_on_the_form_with_what_was_typed(reader: Page, desk: tuple[Desk, str]) -> None:
    made, address = desk
    reader.goto(f"{address}/correct/person/tony-blair")
    with made.archive.store.writing("archive index"):
        reader.get_by_label("Name to show").fill("Anthony Blair")
        reader.get_by_label("Name to show").press("Enter")
        expect(reader.get_by_role("alert")).to_contain_text("archive index")
        expect(reader.get_by_label("Name to show")).to_have_value("Anthony Blair")
    reader.get_by_label("Name to show").press("Enter")
    expect(reader.locator("h1")).to_have_text("“Tony Blair” is called “Anthony Blair” now.")


def test_a_notice_moves_nothing_of_a_wide_article_out_of_its_place(browser: Browser, desk: tuple[Desk, str]) -> None:
    made, address = desk
    made.authority.write_text("version: 1\nhide: [nothing-yet]\n")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/article/{made.article('asked')}?q=asked")
    expect(page.get_by_role("note")).to_contain_text("not applied yet")
    back, beside, reader = (page.locator(each).bounding_box() for each in (".back", ".in-article", "article.reader"))
    page.close()
    assert back is not None and beside is not None and reader is not None
    assert back["y"] + back["height"] <= reader["y"] <= beside["y"] < reader["y"] + 30
    assert beside["x"] > reader["x"] + reader["width"]


@pytest.mark.parametrize(("scheme", "width", "part"), [*SEEN, pytest.param("light", 320, slice(None), marks=pytest.mark.slow)])
def test_every_form_is_accessible(
    browser: Browser, desk: tuple[Desk, str], scheme: Literal["light", "dark"], width: int, part: slice
) -> None:
    made, address = desk
    article = made.article("asked")
    mention = next(each for each in made.archive.store.mentions(article) if each.surface == "Blair")
    at = f"mention={mention.field}.{mention.start}.{mention.end}"
    done = made.send("/correct/person/peggy-hale/merge?into=margaret-hale").headers["Location"]
    made.authority.write_text(made.authority.read_text() + "hide: [nothing-yet]\n")  # so that a change waits
    pages = {
        "names": f"/names/{article}?{at}",
        "entity": "/person/tony-blair",
        "surname": "/person/blair-surname-only",
        "country": "/country/LY",
        "names of a country": f"/names/{made.article('danced london')}?entity=country:GB",
        "what a name means": "/correct/country?name=London&from=GB",
        "which name": "/correct/country?to=GB",
        "duplicates": "/duplicates/person",
        "correct": "/correct/person/tony-blair",
        "choose": "/correct/person/tony-blair/merge?match=blair",
        "confirm": "/correct/person/margaret-hale/merge?into=tony-blair",
        "fault": "/correct/person/tony-blair/merge?into=nobody",
        "hide": "/correct/person/tony-blair/hide",
        "split": "/correct/person/tony-blair/split",
        "assign": f"/assign/{article}?{at}&match=hale",
        "done": done,
    }
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for name, path in list(pages.items())[part]:
        page.goto(address + path)
        expect(page.get_by_role("note").first).to_contain_text("not applied yet")
        if wrong := faults(page):
            found[name] = wrong
    context.close()
    assert found == {}
