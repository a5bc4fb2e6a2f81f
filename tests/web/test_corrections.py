"""Why names belong, shown on the pages: reasons in words, commands that a shell takes, and countries."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.cli import main_group
from archive.cli.indexing import configured
from archive.config import Collection, Config
from archive.core import open_archive
from archive.model import Entity, EntityType
from archive.web import create_app
from archive.web.commands import country_commands, entity_commands, mention_commands
from archive.web.grounds import ACROSS, LOCAL, MENTION
from tests.web.correcting import TODAY, Desk
from tests.web.seeing import see

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def desk(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all these tests, on a server that only reads."""
    made = Desk(built, tmp_path_factory.mktemp("desks") / "desk", secret=None)
    yield made
    made.archive.close()


def test_every_reason_has_words() -> None:
    tables = (DOCS / "entities.md").read_text(encoding="utf-8").split("## Reasons")
    mention, local, across = (re.findall(r"^\| `([a-z-]+)`", part, re.MULTILINE) for part in tables[1:4])
    assert (list(MENTION), list(LOCAL), list(ACROSS)) == (mention, local, across)


def test_an_article_leads_to_the_reasons_of_its_names(desk: Desk) -> None:
    id = desk.article('"libya again"')
    assert f"/names/{id}" in desk.see(f"/article/{id}").links
    page = desk.see(f"/names/{id}")
    assert "Tony Blair" in page.texts("//section[@aria-label='All names']//a")
    assert page.tree.xpath("//div[@class='text']//a[@class='named' and text()='Tony Blair']")


def test_a_mention_has_an_address_of_its_own(desk: Desk) -> None:
    id = desk.article('"libya again"')
    where = next(each for each in desk.archive.store.mentions(id) if each.surface == "Blair")
    page = desk.see(f"/names/{id}?mention=body.{where.start}.{where.end}")
    assert page.text("//mark[@id='here']") == "Blair"
    asked = page.text("//section[@id='why']")
    assert "Tony Blair" in asked and "Blair 2 times" in asked
    assert "Named in full, and shorter forms joined to the full name." in asked
    assert len(page.tree.xpath("//div[@class='text']//a[contains(@class, 'chosen')]")) == 2
    assert f"archive entities assign {id} 'Tony Blair' ID" in page.texts("//code[@class='command']")


def test_an_entity_has_an_address_of_its_own_in_an_article(desk: Desk) -> None:
    id = desk.article("asked")
    page = desk.see(f"/names/{id}?entity=person:blair-surname-only")
    assert "A surname alone that several people have near in time." in page.text("//section[@id='why']")
    assert desk.see(f"/names/{id}?entity=person:nobody").status == 404
    for wrong in ("body.1.2", "body.x.2", "body", "%00"):
        assert desk.see(f"/names/{id}?mention={wrong}").status == 404
    assert desk.see(f"/names/{id}?unread=1").status == 400
    assert desk.see("/names/nothing").status == 404


def test_the_page_of_an_entity_counts_its_reasons(desk: Desk) -> None:
    page = desk.see("/person/tony-blair")
    rows = page.texts("//table[@class='grounds']//tr")
    assert rows[0].startswith("2 articles, 2 mentionsNamed in full each time. The authority file has this name.")
    assert rows[1].startswith("1 article, 3 mentionsNamed in full, and shorter forms joined")
    assert page.texts("//code[@class='command']")[0] == "archive entities merge tony-blair KEPT"


def test_what_the_authority_decides_is_shown_with_its_line(desk: Desk, tmp_path: Path) -> None:
    made = Desk(desk.folder, tmp_path / "other", secret=None)
    made.authority.write_text("version: 1\nentities:\n  - {id: tony-blair, type: person, name: Anthony Blair, aliases: [Tony Blair]}\n")
    made.archive.link()
    page = made.see("/person/tony-blair")
    assert "authority.yaml:3 - {id: tony-blair" in page.text("//ul[@class='decided']")
    assert "The authority file has this name." in page.text("//table[@class='grounds']")
    made.archive.close()


def test_a_country_tells_the_commands_on_its_names(desk: Desk) -> None:
    page = desk.see("/country/GB")
    assert "A country is what its code says" in page.text("//details[@id='why']")
    assert "The article is about this country." in page.text("//table[@class='grounds']")
    assert "archive entities country 'United Kingdom' none" in page.texts("//code[@class='command']")
    id = desk.article("danced london")
    asked = desk.see(f"/names/{id}?entity=country:GB")
    assert "archive entities country London CODE" in asked.texts("//code[@class='command']")


def test_duplicates_are_listed_with_their_commands(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for number, name in enumerate(("Katherine Johnson", "Katherine Jonson", "Katherine Johnson")):
        (folder / f"2001-01-0{number + 1}.txt").write_text(f"A visit\n\n{name} spoke in Geneva.\n")
    config = Config(index=tmp_path / "index", collections=(Collection("news", (folder,)),))
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
        client = create_app(archive, lambda: TODAY).test_client()
        page = see(client, "/duplicates/person")
        assert page.texts("//li/h2") == ["Katherine Jonson 1 article, 2001 and Katherine Johnson 2 articles, 2001"]
        assert page.text("//ul[@class='pairs']//p").startswith("They differ by one letter; no article names both")
        assert "archive entities keep-apart katherine-jonson katherine-johnson" in page.texts("//code[@class='command']")
        assert "None are left" in see(client, "/duplicates/place").text()
        assert see(client, "/duplicates/person?offset=30").texts("//li/h2") == []
        for wrong, status in (("/duplicates/country", 404), ("/duplicates/person?offset=-1", 400), ("/duplicates/person?x=1", 400)):
            assert see(client, wrong).status == status


@pytest.mark.parametrize("surface", ["Mr Kerry", "O'Brien; rm -rf", "-x", '"$(id)"', "a\\b", "Ünal"])
def test_commands_are_words_that_the_command_line_takes(surface: str) -> None:
    entity = Entity("some-one", EntityType.PERSON, surface)
    group = main_group.commands["entities"]
    for each in (*entity_commands(entity, True), *mention_commands("news-1", surface, entity), *country_commands("GB", surface)):
        program, name, command, *rest = shlex.split(each.line)
        assert (program, name) == ("archive", "entities")
        context = group.commands[command].make_context(command, rest)  # type: ignore[attr-defined]
        assert context.params
    assert surface in shlex.split(mention_commands("news-1", surface, entity)[0].line)


def test_an_article_of_many_mentions_stays_light(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    body = "\n\n".join(f"John Kerry met Sergei Lavrov in Geneva. Mr Kerry spoke to Mr Lavrov of Syria, day {day}." for day in range(60))
    (folder / "long.txt").write_text(f"Talks\n\n{body}\n")
    config = Config(index=tmp_path / "index", collections=(Collection("news", (folder,)),))
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
        client = create_app(archive, lambda: TODAY).test_client()
        (id,) = archive.store.ids()
        assert len(archive.store.mentions(id)) >= 300
        plain, page = client.get(f"/article/{id}").data, client.get(f"/names/{id}?entity=person:john-kerry")
        assert len(plain) < 20_000
        assert len(page.data) < 90_000
        asked = see(client, f"/names/{id}?entity=person:john-kerry").text("//section[@id='why']")
        assert "Kerry 60 times" in asked and "and 20 more in the text" in asked
