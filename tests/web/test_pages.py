"""The pages: what each shows, and that nothing of a text or a query becomes markup."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.cli.indexing import configured
from archive.config import Collection, Config, Site
from archive.core import Archive, open_archive
from archive.lookups import entity
from archive.model import EntityType
from archive.search import SearchRequest
from archive.web import create_app, security
from tests.web.correcting import TODAY
from tests.web.seeing import see, words

HOSTILE = '<script>alert("1")</script><b onclick="x">'


def first_id(archive: Archive, query: str) -> str:
    return archive.search(SearchRequest(query), TODAY).hits[0].id


# ---------------------------------------------------------------- front


def test_the_front_page_says_what_the_archive_holds(client: FlaskClient) -> None:
    page = see(client, "/")
    assert page.text("//p[@class='holds']") == "72 articles, 2011 to 2015, in the collection sample"
    headings = list(dict.fromkeys(page.texts("//h2")))
    assert headings == ["For example", "The archive over time", "People", "Countries", "Organisations", "Places", "Sources"]
    assert page.tree.xpath("//input[@name='q' and @autofocus]")


def test_the_examples_of_the_front_page_find_what_they_say(client: FlaskClient) -> None:
    examples = see(client, "/").tree.xpath("//*[@class='examples']//a")
    assert len(examples) == 5
    for link in examples:
        assert see(client, link.get("href")).total == int(words(link.find_class("count")[0]).split()[0]) > 0


# ---------------------------------------------------------------- search


def test_a_search_keeps_the_query_and_says_how_it_was_read(client: FlaskClient) -> None:
    page = see(client, "/search?q=syria+conference&person=john-kerry")
    assert page.tree.xpath("//input[@name='q']/@value") == ["syria conference"]
    assert page.tree.xpath("//form//input[@name='person']/@value") == ["john-kerry"]
    assert page.text("//*[@id='reading']/p").startswith("Read as: articles with syria and conference")
    assert page.texts("//mark")[:2] == ["Syria", "conference"]


def test_chips_tell_what_narrows_and_take_it_away(client: FlaskClient) -> None:
    page = see(client, "/search?q=agreement&country=RU&without=person:john-kerry&since=2013&until=2015-06-30")
    chips = page.of_class("chip")
    assert [words(chip) for chip in chips] == [
        "Remove not Person John Kerry×",
        "Remove Country Russia×",
        "Remove From 2013×",
        "Remove To 30 June 2015×",
    ]
    assert chips[1].get("href") == "/search?q=agreement&without=person:john-kerry&since=2013&until=2015-06-30"
    assert page.of_class("clear")[0].get("href") == "/search?q=agreement"


def test_the_dates_of_one_bar_are_one_chip(client: FlaskClient) -> None:
    chips = see(client, "/search?q=agreement&since=2013-09&until=2013-09").of_class("chip")
    assert [(words(chip), chip.get("href")) for chip in chips] == [("Remove Date September 2013×", "/search?q=agreement")]


def test_the_names_under_an_article_narrow_the_search(client: FlaskClient) -> None:
    page = see(client, "/search?q=agreement&country=UA")
    names = page.tree.xpath("(//article[.//ul[@class='names']])[1]//ul[@class='names']//a")
    assert names and "Only with Ukraine" not in [words(name) for name in names]
    for name in names:
        assert name.get("href").startswith("/search?q=agreement&") and "country=UA" in name.get("href")
        assert 0 < see(client, name.get("href")).total <= page.total


def test_the_articles_come_before_the_filters_and_can_be_skipped_to(client: FlaskClient) -> None:
    page = see(client, "/search?q=agreement&language=en")
    order = page.tree.xpath("//*[@id='articles' or @aria-label='Narrow down']")
    assert [element.tag for element in order] == ["section", "nav"]
    assert page.tree.xpath("//a[@class='skip']/@href") == ["#content", "#articles"]
    facets = page.of_class("facet")
    shown = [words(each.xpath(".//h3")[0]) for each in facets if each.get("open") is not None]
    assert shown == [*[words(each.xpath(".//h3")[0]) for each in facets[:4]], "Languages"]


def test_the_number_of_articles_a_page_is_chosen_by_a_link(client: FlaskClient) -> None:
    sizes = see(client, "/search?q=syria+OR+agreement&size=50").tree.xpath("//nav[@class='sizes']/a")
    assert [(words(link), link.get("href"), link.get("aria-current")) for link in sizes] == [
        ("10", "/search?q=syria+OR+agreement", None),
        ("25", "/search?q=syria+OR+agreement&size=25", None),
        ("50", "/search?q=syria+OR+agreement&size=50", "true"),
    ]


def test_the_advanced_form_of_the_head_keeps_the_search(client: FlaskClient) -> None:
    page = see(client, "/search?q=syria&country=RU")
    assert page.tree.xpath("//header//a[text()='Advanced']/@href") == ["/advanced?q=syria&country=RU"]


def test_orders_are_links_and_relevance_needs_words(client: FlaskClient) -> None:
    assert [words(link) for link in see(client, "/search").of_class("sorts")[0]] == ["Newest", "Oldest"]
    sorts = see(client, "/search?q=agreement").of_class("sorts")[0]
    assert [(words(link), link.get("aria-current")) for link in sorts] == [("Relevance", "true"), ("Newest", None), ("Oldest", None)]
    oldest = see(client, sorts[2].get("href"))
    dates = oldest.tree.xpath("//article//time/@datetime")
    assert dates == sorted(dates)


def test_pages_lead_on_and_back(client: FlaskClient) -> None:
    first = see(client, "/search?size=30")
    assert first.text("//nav[@class='pager']") == "1–30 of 72 Next →"
    second = see(client, first.tree.xpath("//a[@rel='next']/@href")[0])
    third = see(client, second.tree.xpath("//a[@rel='next']/@href")[0])
    assert third.text("//nav[@class='pager']") == "← Previous 61–72 of 72"
    assert not third.tree.xpath("//a[@rel='next']")
    back = see(client, second.tree.xpath("//a[@rel='prev']/@href")[0])
    assert back.texts("//article//h3") == first.texts("//article//h3")


def test_a_facet_that_can_change_nothing_is_not_shown(client: FlaskClient) -> None:
    names = see(client, "/search").texts("//details[@class='facet']//h3")
    assert "Languages" not in names  # all articles are in English
    assert names[:2] == ["People", "Organisations"]


def test_a_slip_is_underlined_and_mended_with_one_click(client: FlaskClient) -> None:
    page = see(client, "/search?q=(syria+person:kirry")
    assert page.texts("//*[@class='fault']") == ["(", "person:kirry"]
    suggestion = page.tree.xpath("//*[contains(@class, 'remark')]//a")[-1]
    assert words(suggestion) == '(syria person:"John Kerry"'
    assert see(client, suggestion.get("href")).total > 0


def test_a_query_that_blocks_is_said_under_the_box(client: FlaskClient) -> None:
    page = see(client, "/search?q=peace+date:199x&country=RU")
    assert page.status == 400
    assert page.tree.xpath("//input[@name='q']/@value") == ["peace date:199x"]
    assert page.texts("//*[@class='fault']") == ["199x"]
    assert [words(chip) for chip in page.of_class("chip")] == ["Remove Country RU×"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("size=abc", "Number a page: “abc” cannot be read. Write a whole number from 1 to 100."),
        ("since=199x", "From: “199x” cannot be read. Write a date such as 2013, 2013-05, 2013-05-07, May 2013 or 7 May 2013."),
        ("sort=foo", "Order: “foo” cannot be read. Write relevance, newest, oldest."),
        ("year=x", "Year: “x” cannot be read. Write a year of four digits such as 2013, or none."),
        ("without=foo", "Leave out: “foo” cannot be read. Write FIELD:VALUE"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named_as_the_pages_name_it(client: FlaskClient, query: str, said: str) -> None:
    page = see(client, f"/search?q=peace&{query}")
    assert page.status == 400
    assert said in page.text("//section[@class='failed']")


def test_nothing_found_names_the_part_to_blame_and_the_ways_on(client: FlaskClient) -> None:
    page = see(client, "/search?q=syria+zeppelin&person=john-kerry&since=2013")
    assert page.text("//section[@class='nothing']/p") == "Nothing in the archive has zeppelin."
    assert page.texts("//table//tr") == ["syria5 articles", "zeppelin0 articles"]
    ways = page.tree.xpath("//ul[@class='counted']//a")
    assert [words(way) for way in ways] == ["Without zeppelin 4 articles", "syria alone 5 articles", "The whole archive 72 articles"]
    assert [see(client, way.get("href")).total for way in ways] == [4, 5, 72]


def test_an_unknown_value_is_said_and_can_be_taken_away(client: FlaskClient) -> None:
    page = see(client, "/search?q=syria&country=Atlantis")
    assert page.total == 0
    assert "Atlantis" in page.text("//*[@class='remarks']")
    assert "Without the country Atlantis 5 articles" in page.texts("//ul[@class='counted']//a")


def test_a_name_that_many_have_leads_to_all_of_them(client: FlaskClient) -> None:
    page = see(client, "/search?q=agreement&organisation=european")
    assert page.status == 400
    assert page.text("//*[@class='choices']/p") == "Organisation: “european” fits several. Which one is meant?"
    links = page.tree.xpath("//*[@class='choices']//ul//a")
    names = [words(link.find_class("name")[0]) for link in links]
    assert {"European Union", "European Commission"} <= set(names)
    counts = [int(words(link.find_class("count")[0]).split()[0]) for link in links]
    assert counts == sorted(counts, reverse=True)
    assert [see(client, link.get("href")).total for link in links] == counts
    assert all(link.get("href").startswith("/search?q=agreement&organisation=european-") for link in links)


def test_the_advanced_form_asks_at_the_field_which_of_several_names_is_meant(client: FlaskClient) -> None:
    page = see(client, "/advanced?q=agreement&organisation=european&organisation=&without=organisation:european&since=May+2012&go=1")
    assert page.status == 400
    field = page.tree.xpath("//div[@role='group'][.//*[@id='slip-organisation']]")[0]
    assert field.xpath(".//input[@aria-invalid]/@value") == ["european"]
    hrefs = field.xpath(".//ul[@class='counted']//a/@href")
    assert hrefs[0].startswith("/advanced?q=agreement&organisation=european-union&without=organisation:european-union&since=May+2012&go=1")
    assert client.get(hrefs[0]).status_code == 303


def test_a_form_that_can_be_read_leads_to_a_plain_address(client: FlaskClient) -> None:
    response = client.get("/advanced?q=syria&person=&person=&country=Russia&since=7+May+2013&until=&sort=&size=10&without=&go=1")
    assert (response.status_code, response.headers["Location"]) == (303, "/search?q=syria&country=Russia&since=2013-05-07")


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("since=199x", "since", "From: “199x” cannot be read."),
        ("until=7/5/2013", "until", "To: “7/5/2013” cannot be read."),
        ("since=2014&until=May+2013", "since", "From is after To: no day lies between them."),
        ("size=1000", "size", "Number a page: “1000” cannot be read."),
        ("without=country", "without", "Leave out: “country” cannot be read."),
        ("year=later", "year", "Year: “later” cannot be read."),
    ],
)
def test_the_advanced_form_says_at_the_field_what_is_wrong(client: FlaskClient, query: str, field: str, said: str) -> None:
    page = see(client, f"/advanced?q=peace&country=Russia&{query}&go=1")
    assert page.status == 400
    assert page.text(f"//*[@id='slip-{field}']").startswith(said)
    assert page.tree.forms[0].fields["q"] == "peace"
    assert page.tree.xpath("//input[@name='country']/@value") == ["Russia", ""]
    typed = query.partition("=")[2].partition("&")[0]
    assert typed in page.tree.xpath(f"//input[@name='{field}']/@value")


def test_dates_in_the_wrong_order_are_said(client: FlaskClient) -> None:
    page = see(client, "/search?q=syria&since=2014&until=May+2013")
    assert page.total == 0
    assert "From is after To" in page.text("//*[@class='remarks']")


def test_years_stand_in_their_order(client: FlaskClient) -> None:
    years = [value for value in see(client, "/search").texts("//span[@class='name']") if value.isdigit()]
    assert years == ["2015", "2014", "2013", "2012", "2011"]


def test_unknown_parameters_change_nothing_on_a_page(client: FlaskClient) -> None:
    assert client.get("/search?q=syria&utm_source=x").data == client.get("/search?q=syria").data


# ---------------------------------------------------------------- article, entities, facets


def test_an_article_is_read_with_its_words_marked_and_leads_back(client: FlaskClient, sample_archive: Archive) -> None:
    search = see(client, "/search?q=geneva+conference&person=john-kerry")
    link = search.tree.xpath("//article//h3/a")[0]
    page = see(client, link.get("href"))
    assert page.text("//h1") == words(link)
    assert "Geneva" in page.texts("//*[@class='text']//mark")
    assert page.tree.xpath("//*[@class='back']/a[1]/@href") == ["/search?q=geneva+conference&person=john-kerry"]
    id = sample_archive.search(SearchRequest("geneva conference"), TODAY).hits[0].id
    assert f"News archive, id {id}" in page.text("//*[@class='citation']")
    assert "localhost" not in page.text("//*[@class='citation']")
    assert not page.tree.xpath("//link[@rel='canonical']")


def test_a_public_address_stands_in_the_citation(sample_archive: Archive) -> None:
    archive = Archive(
        replace(sample_archive.config, site=Site("Archive of X", address="https://x.example.org/news")),
        sample_archive.store,
        sample_archive.engine,
    )
    id = first_id(archive, "syria")
    page = see(create_app(archive, lambda: TODAY).test_client(), f"/article/{id}")
    assert page.text("//*[@class='citation']").endswith(f"https://x.example.org/news/article/{id}")
    assert page.tree.xpath("//link[@rel='canonical']/@href") == [f"https://x.example.org/news/article/{id}"]


def test_an_article_says_where_it_comes_from_and_how_long_it_is(client: FlaskClient, sample_archive: Archive) -> None:
    id = first_id(sample_archive, "syria")
    article = sample_archive.get(id).article
    facts = see(client, f"/article/{id}").texts("//dl[@class='facts']/div")
    assert facts[-3].startswith("Collection") and facts[-3].endswith("sample")
    assert facts[-2].startswith("Read from") and "/" not in facts[-2]
    assert facts[-1] == f"Length{len(article.body.split())} words"


def test_marks_lead_from_one_to_the_next(client: FlaskClient, sample_archive: Archive) -> None:
    page = see(client, f"/article/{first_id(sample_archive, 'syria conference')}?q=syria+conference")
    marks = page.tree.xpath("//*[@class='text']//mark/@id")
    assert len(marks) > 2 and marks == [f"mark-{number}" for number in range(1, len(marks) + 1)]
    following = page.tree.xpath("//*[@class='text']//a[@class='next-mark']/@href")
    assert following == [*(f"#{mark}" for mark in marks[1:]), "#mark-1"]
    assert page.tree.xpath("//a[text()='First mark']/@href") == ["#mark-1"]


def test_an_article_opened_from_a_person_marks_the_person(client: FlaskClient) -> None:
    link = see(client, "/person/john-kerry").tree.xpath("//article//h3/a/@href")[0]
    assert "person=john-kerry" in link
    assert all("Kerry" in mark for mark in see(client, link).texts("//*[@class='text']//mark"))


def test_an_article_says_how_well_its_date_is_known(client: FlaskClient, sample_archive: Archive) -> None:
    page = see(client, "/article/" + first_id(sample_archive, 'title:"month in review"'))
    assert page.text("//p[@class='about']") == "May 2014known to the month only, from a date field of the record"


def test_the_names_of_an_article_lead_to_their_pages(client: FlaskClient, sample_archive: Archive) -> None:
    page = see(client, "/article/" + first_id(sample_archive, 'title:"Syria peace conference"'))
    assert page.tree.xpath("//a[text()='Sergei Lavrov']/@href") == ["/person/sergei-lavrov"]
    assert page.tree.xpath("//a[text()='Russia']/@href") == ["/country/RU"]
    assert page.texts("//section[@class='in-article']//h3")[-1] == "Countries only mentioned"
    mentioned = page.tree.xpath("//ul[contains(@class, 'faint')]//a/@href")
    assert mentioned and all(see(client, href).total for href in mentioned)


def test_an_entity_page_tells_of_all_its_articles(client: FlaskClient, sample_archive: Archive) -> None:
    page = see(client, "/person/john-kerry")
    view = entity(sample_archive, EntityType.PERSON, "john-kerry", SearchRequest(), TODAY)
    assert page.text("//h1") == "John Kerry"
    assert page.text("//*[@class='entity-head']/p[2]") == f"{view.result.total} articles"
    assert page.texts("//section[@class='entity-facts']//dt") == ["First article", "Last article"]
    second = see(client, page.tree.xpath("//a[@rel='next']/@href")[0])
    assert second.texts("//dd") == page.texts("//dd")
    assert len(page.of_class("hit")) + len(second.of_class("hit")) == view.result.total


def test_a_country_code_in_small_letters_is_sent_to_its_page(client: FlaskClient) -> None:
    response = client.get("/country/ru")
    assert (response.status_code, response.headers["Location"]) == (301, "/country/RU")


def test_an_id_in_another_case_is_sent_to_its_page(client: FlaskClient) -> None:
    response = client.get("/person/John-Kerry")
    assert (response.status_code, response.headers["Location"]) == (301, "/person/john-kerry")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/country/iran", "/country/IR"),
        ("/country/Iran", "/country/IR"),
        ("/country/great-britain", "/country/GB"),
        ("/country/Gro%C3%9Fbritannien", None),
        ("/country/iran-iraq", None),
        ("/person/John%20Kerry", "/person/john-kerry"),
        ("/person/JOHN%20KERRY", "/person/john-kerry"),
        ("/organisation/EU", "/organisation/european-union"),
        ("/organisation/european", None),
    ],
)
def test_the_name_or_alias_of_exactly_one_leads_to_its_page(client: FlaskClient, address: str, page: str | None) -> None:
    response = client.get(address)
    assert (response.status_code, response.headers.get("Location")) == ((302, page) if page else (404, None))


@pytest.mark.parametrize("address", ["/person/kerry", "/person/john-kery"])
def test_a_person_who_is_not_there_is_said_with_near_names(client: FlaskClient, address: str) -> None:
    page = see(client, address)
    assert page.status == 404
    assert "/person/john-kerry" in page.links
    total = see(client, "/search?person=john-kerry").total
    assert f"John Kerry {total} articles" in page.texts("//section[@class='failed']//li")


@pytest.mark.parametrize("address", ["/person/nobody", "/country/XX", "/article/nothing", "/facet/title", "/facet/nothing", "/nothing"])
def test_what_is_not_there_is_said_with_a_way_on(client: FlaskClient, address: str) -> None:
    page = see(client, address)
    assert page.status == 404
    assert {"/", "/search", "/help"} <= set(page.links)


def test_a_facet_page_finds_values_by_a_part_of_their_name(client: FlaskClient) -> None:
    page = see(client, "/facet/person?q=syria&match=lavr")
    assert [words(name) for name in page.of_class("name")] == ["Sergei Lavrov"]
    assert page.tree.xpath("//form//input[@type='hidden']/@value") == ["syria"]


def test_years_stand_one_after_the_other_with_no_name_to_look_for(client: FlaskClient) -> None:
    page = see(client, "/facet/year")
    names = [words(name) for name in page.of_class("name")]
    assert names == ["2011", "2012", "2013", "2014", "2015"]
    assert not page.tree.xpath("//input[@name='match']")
    assert page.texts("//nav[@class='sorts']/a[@aria-current]") == ["By year"]
    by_count = see(client, page.tree.xpath("//nav[@class='sorts']/a[not(@aria-current)]/@href")[0])
    counts = [int(words(each).split()[0]) for each in by_count.of_class("count")][:5]
    assert counts == sorted(counts, reverse=True)


def test_the_values_of_a_facet_lead_to_their_own_pages_too(client: FlaskClient) -> None:
    page = see(client, "/facet/organisation?match=european+commission")
    assert next(words(name) for name in page.of_class("name")) == "European Commission"
    assert page.tree.xpath("//a[@title='About European Commission']/@href") == ["/organisation/european-commission"]


def test_one_article_is_said_in_the_singular(client: FlaskClient) -> None:
    counts = [words(each) for each in see(client, "/facet/person?size=500").of_class("count")]
    assert {"1 article", "2 articles"} <= set(counts)


def test_countries_stand_by_their_names_and_not_their_codes(client: FlaskClient) -> None:
    names = [words(name) for name in see(client, "/facet/country?order=value").of_class("name")]
    assert len(names) > 20 and names == sorted(names)


def test_the_advanced_form_holds_the_search_and_makes_one(client: FlaskClient) -> None:
    page = see(client, "/advanced?q=syria&country=RU&without=year:2013&since=2012")
    form = page.tree.forms[0]
    assert form.action == "/advanced"
    assert form.fields["q"] == "syria"
    assert page.tree.xpath("//input[@name='country']/@value") == ["Russia", ""]
    assert page.tree.xpath("//input[@name='without']/@value") == ["year:2013", ""]
    query = "&".join(f"{name}={value}" for name, value in form.form_values())
    assert see(client, f"/search?{query}").total == see(client, "/search?q=syria&country=RU&without=year:2013&since=2012").total > 0


def test_the_examples_of_the_help_are_read_without_remark(client: FlaskClient) -> None:
    examples = see(client, "/help").tree.xpath("//table//a/@href")
    assert len(examples) > 10
    for href in examples:
        page = see(client, href)
        assert (href, page.status, page.of_class("remark")) == (href, 200, [])


# ---------------------------------------------------------------- safety


@pytest.mark.parametrize("address", ["/search?q={}", "/search?person={}", "/search?without=source:{}", "/facet/person?match={}", "/{}",
                                     "/article/{}?q={}", "/search?since={}", "/advanced?q={}&country={}&without=place:{}"])  # fmt: skip
def test_nothing_asked_becomes_markup(client: FlaskClient, address: str) -> None:
    response = client.get(address.replace("{}", HOSTILE.replace("<", "%3C").replace(">", "%3E").replace('"', "%22")))
    assert response.status_code < 500
    page = response.get_data(as_text=True)
    assert "<script" not in page and "<b " not in page


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, FlaskClient]]:
    """An archive of articles that mean harm."""
    folder = tmp_path_factory.mktemp("hostile")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "a.csv").write_text(
        "id,title,body,date,author,source,section,url,language\n"
        + "".join(
            f'{id},"{quoted} {id}","Harbour news. {quoted}",2013-05-0{number},"{quoted}","{quoted}","{quoted}","{url}",de\n'
            for number, (id, url) in enumerate(
                [("js", "javascript:alert(1)"), ("data", "data:text/html,x"), ("http", "http://example.org/a?b=1&c=2")], 1
            )
            for quoted in [HOSTILE.replace('"', '""')]
        )
    )
    config = Config(
        site=Site(name=HOSTILE, description=HOSTILE), index=folder / "index", collections=(Collection("odd", (articles,), format="csv"),)
    )
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
        yield archive, create_app(archive, lambda: dt.date(2016, 1, 1)).test_client()


def test_nothing_stored_becomes_markup(hostile: tuple[Archive, FlaskClient]) -> None:
    archive, client = hostile
    found = archive.search(SearchRequest("harbour"), TODAY)
    assert found.total == 3
    articles = [f"/article/{hit.id}" for hit in found.hits]
    for address in ("/", "/search?q=harbour", "/facet/author", "/facet/source", "/advanced", "/help", *articles):
        page = client.get(address).get_data(as_text=True)
        assert "&lt;script" in page
        assert "<script" not in page and "<b " not in page


def test_only_web_addresses_are_linked_to(hostile: tuple[Archive, FlaskClient]) -> None:
    archive, client = hostile
    links = {
        hit.id: see(client, f"/article/{hit.id}").tree.xpath("//a[@rel='noopener noreferrer']/@href")
        for hit in archive.search(SearchRequest("harbour"), TODAY).hits
    }
    assert links == {"odd-js": [], "odd-data": [], "odd-http": ["http://example.org/a?b=1&c=2"]}


def test_an_article_without_a_headline_is_called_by_its_first_words(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title,body,author,source\nx,,Dockers in Rotterdam ended their strike.,Ann B,The Post\n")
    config = Config(index=tmp_path / "index", collections=(Collection("odd", (tmp_path / "a.csv",)),))
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
        client = create_app(archive, lambda: TODAY).test_client()
        assert see(client, "/search").texts("//article//h3") == ["No headline: Dockers in Rotterdam ended their strike."]
        page = see(client, "/article/odd-x")
        assert page.text("//h1") == "No headline: Dockers in Rotterdam ended their strike."
        assert page.text("//*[@class='citation']") == "Ann B, [no headline], The Post, undated, News archive, id odd-x"
        undated = see(client, "/facet/year").tree.xpath("//ul[@class='counted']//a")[0]
        assert (words(undated), see(client, undated.get("href")).total) == ("Without a date 1 article", 1)


def test_text_in_another_language_says_so(hostile: tuple[Archive, FlaskClient]) -> None:
    _, client = hostile
    page = see(client, "/search?q=harbour")
    assert page.tree.xpath("//article//h3/@lang") == ["de"] * 3
    assert page.tree.xpath("//p[@class='snippet']/@lang") == ["de"] * 3


@pytest.mark.parametrize("address", ["/", "/search", "/nothing", "/api/search", "/static/archive.css", "/search?size=x"])
def test_every_answer_carries_the_headers_of_safety(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    for name, value in security.HEADERS.items():
        assert response.headers[name] == value


def test_no_page_needs_what_the_policy_forbids(client: FlaskClient, sample_archive: Archive) -> None:
    article = first_id(sample_archive, "syria")
    for address in ("/", "/search?q=syria", "/advanced", "/help", "/person/john-kerry", "/facet/person", f"/article/{article}?q=syria"):
        tree = see(client, address).tree
        assert not tree.xpath("//script | //style | //iframe | //@style | //@*[starts-with(name(), 'on')]")
        loaded = tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
        assert all(each.startswith("/static/") for each in loaded)
