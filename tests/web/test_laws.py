"""The three laws of facet counts over HTTP: every number beside a link is the total of the page that the link leads to."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.seeing import Seen, see, words

SEARCHES = [
    "/search",
    "/search?q=agreement",
    "/search?person=john-kerry&without=country:RU",
    "/search?q=election&year=2013&year=2014",
    "/search?source=Sample+Wire&without=year:2013&since=2012-06&until=2015",
    "/search?section=none&person=barack-obama&person=sergei-lavrov",
]


def counted(page: Seen, state: str = "") -> list[tuple[str, int]]:
    """Address and number of every value of the facets in a state ("", chosen, excluded)."""
    rows = [row for row in page.of_class("value") if row.get("class") == f"value {state}".strip()]
    return [numbered(row.find_class("take")[0]) for row in rows]


def numbered(link: Any) -> tuple[str, int]:
    """The address and the number of a link."""
    return link.get("href"), int(words(link.find_class("count")[0]).split()[0].replace(",", ""))


@pytest.mark.parametrize("address", SEARCHES)
def test_the_count_beside_a_value_is_the_total_behind_its_link(client: FlaskClient, address: str) -> None:
    page = see(client, address)
    values = counted(page)
    assert len(values) > 3
    assert [(href, see(client, href).total) for href, _ in values] == values


@pytest.mark.parametrize("address", SEARCHES)
def test_a_bar_says_the_total_behind_its_link(client: FlaskClient, address: str) -> None:
    bars = see(client, address).tree.xpath("//a[@class='bar']")
    assert bars
    for bar in bars:
        said = words(bar.find_class("unseen")[0])
        assert see(client, bar.get("href")).total == int(said.partition(": ")[2].split()[0]), said


def test_a_chosen_or_excluded_value_shows_how_many_there_are_without_its_own_filter(client: FlaskClient) -> None:
    page = see(client, "/search?q=syria&person=john-kerry&without=country:RU")
    assert counted(page, "chosen")[0][1] == see(client, "/search?q=syria&person=john-kerry&without=country:RU").total
    excluded = counted(page, "excluded")[0][1]
    assert excluded == see(client, "/search?q=syria&person=john-kerry&country=RU").total


def test_a_second_year_widens(client: FlaskClient) -> None:
    page = see(client, "/search?year=2013")
    also = page.tree.xpath("//a[@title='Also 2014']")[0].get("href")
    assert see(client, also).total == page.total + see(client, "/search?year=2014").total


def test_excluding_takes_away_as_many_as_the_count_says(client: FlaskClient) -> None:
    page = see(client, "/search?q=agreement")
    for row in page.of_class("value"):
        for exclude in row.xpath("a[starts-with(@title, 'Exclude')]"):
            _, count = numbered(row.find_class("take")[0])
            assert see(client, exclude.get("href")).total == page.total - count


@pytest.mark.parametrize("address", ["/facet/country?q=agreement", "/facet/person?order=value", "/facet/year?year=2013&person=john-kerry"])
def test_the_numbers_of_a_facet_page_hold_too(client: FlaskClient, address: str) -> None:
    values = counted(see(client, address))
    assert values
    assert [(href, see(client, href).total) for href, _ in values] == values


def test_the_numbers_of_an_entity_page_hold_too(client: FlaskClient) -> None:
    values = [numbered(link) for link in see(client, "/person/john-kerry").tree.xpath("//ul[@class='counted']//a")]
    assert len(values) > 10
    assert [(href, see(client, href).total) for href, _ in values] == values
