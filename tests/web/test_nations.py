"""Which country a name means, decided on the page: by its country, by an article, and by name."""

from __future__ import annotations

import pytest

from archive.cli.indexing import configured
from archive.search import SearchRequest
from tests.web.correcting import ORIGIN, TODAY, Desk
from tests.web.seeing import seen

POST = "//form[@method='post'][contains(@action, '/correct/country')]"


def about(desk: Desk, query: str) -> list[str]:
    (hit,) = desk.archive.search(SearchRequest(text=query), TODAY).hits
    return [value.value for value in hit.country]


def test_a_name_on_the_page_of_its_country_means_none(desk: Desk) -> None:
    assert about(desk, "danced london") == ["GB"]
    page = desk.see("/country/GB")
    assert page.texts("//select[@id='surface']/option")[0] == "England (1 article)"
    asked = desk.see("/correct/country?name=London&from=GB")
    assert asked.text("//h1") == "What does “London” mean?"
    assert "It is read as United Kingdom in 1 article now. 1 article has these words" in asked.text()
    assert asked.tree.xpath("//option/@value")[:3] == ["", "none", "AF"]
    assert not desk.authority.exists()
    done = desk.done(desk.send("/correct/country?name=London&from=GB", POST, to="none"))
    assert done.text("//h1") == "“London” means no country now."
    assert "1 article changed." in done.text() and "+ - London" in done.text("//pre")
    assert done.texts("//section[@class='shows']//a") == ["United Kingdom 1 article"]
    assert about(desk, "danced london") == []
    assert "- London" in desk.see("/correct/country?name=London").text("//ul[@class='decided']")
    back = desk.done(desk.send(done.tree.xpath("//form/@action")[0].replace("undo", "done")))
    assert back.text("//h1").startswith("Taken back: “London”")
    assert about(desk, "danced london") == ["GB"]


def test_another_name_means_the_country(desk: Desk) -> None:
    page = desk.see("/country/GB")
    (form,) = page.tree.xpath("//form[.//input[@id='alias']]")
    assert {each.get("name"): each.get("value") for each in form.xpath(".//input")} == {"from": "GB", "to": "GB", "name": None}
    asked = desk.see("/correct/country?from=GB&to=GB&name=Rotterdam+University")
    assert asked.texts("//option[@selected]") == ["United Kingdom"]
    done = desk.done(desk.send("/correct/country?from=GB&to=GB&name=Rotterdam+University", POST, to="GB"))
    assert done.text("//h1") == "“Rotterdam University” means United Kingdom now."
    assert about(desk, "rotterdam") == ["GB"]
    assert "authority.yaml:5 Rotterdam University: GB" in desk.see("/country/GB").text("//ul[@class='decided']")


def test_a_country_says_how_many_more_articles_only_mention_it(desk: Desk) -> None:
    assert desk.see("/country/GB").text("//header/p[@class='about']") == "2 articles about it"
    (desk.folder / "news" / "long.txt").write_text("Paris\n\n" + "The French went to Paris in France. " * 9 + "One came from London.\n")
    desk.archive.index(configured(desk.archive.config))
    page = desk.see("/country/GB")
    assert page.text("//header/p[@class='about']") == "2 articles about it1 more article only mentions it"
    assert "/search?q=mentions:GB+-country:GB" in page.links


def test_a_country_of_an_article_is_corrected_from_its_names(desk: Desk) -> None:
    id = desk.article("danced london")
    page = desk.see(f"/names/{id}?entity=country:GB")
    link = next(link for link in page.links if link and "/correct/country" in link)
    assert "London: Not United Kingdom?" in page.text("//ul[@class='spellings']")
    done = desk.done(desk.send(link, POST, to="CA"))
    assert done.text("//h1") == "“London” means Canada now."
    assert f"/names/{id}" in done.links
    assert about(desk, "danced london") == ["CA"]
    assert desk.see("/country/CA").text("//h1") == "Canada"


def test_a_name_that_is_not_seen_as_a_country_is_typed(desk: Desk) -> None:
    id = desk.article("danced london")
    (form,) = desk.see(f"/names/{id}").tree.xpath("//form[contains(@action, '/correct/country')]")
    assert [each.get("name") for each in form.xpath(".//input")] == ["article", "name"]
    assert desk.see(f"/correct/country?article={id}").text("//h1") == "Which name means a country?"
    desk.done(desk.send(f"/correct/country?article={id}&name=Blair", POST, to="FR"))
    assert about(desk, "danced london") == ["GB"], "a person's name is no country"


@pytest.mark.parametrize(
    ("name", "to", "status", "told"),
    [
        ("London", "", 400, "no country is chosen"),
        ("London", "XX", 404, "there is no country"),
        ("***", "FR", 400, "is no name"),
        ("x" * 300, "FR", 400, "at most 200"),
        ("Quay", "FR", 400, "says already"),
    ],
)
def test_what_cannot_be_decided_comes_back(desk: Desk, name: str, to: str, status: int, told: str) -> None:
    desk.authority.write_text("version: 1\ncountries: {aliases: {Quay: FR}}\n")
    desk.archive.link()
    response = desk.send(f"/correct/country?name={name}", POST, to=to)
    shown = seen(response)
    assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-store")
    assert told in shown.text("//*[@role='alert']").lower()
    assert shown.tree.xpath("//input[@name='name']/@value") == [name]
    assert desk.authority.read_text() == "version: 1\ncountries: {aliases: {Quay: FR}}\n"


def test_a_form_of_another_site_or_without_its_token_is_refused(desk: Desk) -> None:
    action, given = desk.form("/correct/country?name=London", POST)
    assert desk.post(action, {**given, "to": "none"}, "http://evil.example").status_code == 403
    assert desk.post(action, {**given, "to": "none", "token": "0" * 64}, ORIGIN).status_code == 403
    assert not desk.authority.exists()


def test_a_server_that_only_reads_has_no_such_form(reading: Desk) -> None:
    assert reading.client.get("/correct/country?name=London").status_code == 404
    for page in ("/country/GB", f"/names/{reading.article('danced london')}?entity=country:GB"):
        shown = reading.see(page)
        assert not [link for link in shown.links if link and "/correct" in link]
        assert "archive entities country London none" in shown.texts("//code[@class='command']") or page == "/country/GB"
