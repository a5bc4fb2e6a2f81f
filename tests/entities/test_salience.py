"""Which countries an article is about, and what happens where it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.entities import make_extractor
from archive.entities.salience import FEATURES, WEIGHTS, weigh
from archive.model import Article, EntityType, Link, Mention
from tests.entities.conftest import Read

LISTS = make_extractor("none")


def mentions_in(body: str, title: str) -> list[Mention]:
    return LISTS.mentions([Article(title=title, body=body)])[0]


def countries(links: list[Link]) -> list[tuple[str, bool, str]]:
    return [(link.key, link.salient, link.reason) for link in links if link.type is EntityType.COUNTRY]


def test_the_country_of_the_story_is_salient_and_a_passing_one_is_mentioned(read: Read) -> None:
    body = (
        "France voted on Sunday. The French president thanked France. "
        + "Nothing more was said of it. " * 20
        + "A Peruvian poet was there."
    )
    assert countries(read(body, "France votes")[1]) == [("FR", True, "salient"), ("PE", False, "mentioned")]


def test_the_outlet_stands_in_where_no_country_is_salient(read: Read) -> None:
    mentions, links = read("Nothing happened today.", outlet="IE")
    assert (mentions, countries(links)) == ([], [("IE", True, "outlet")])
    assert links[0].mentions == ()


def test_the_outlet_does_not_stand_in_where_a_country_is_salient(read: Read) -> None:
    assert countries(read("Nothing happened in France.", "France sleeps", outlet="IE")[1]) == [("FR", True, "salient")]


def test_a_dateline_speaks_loudly(read: Read) -> None:
    body = "LIMA, March 3 - Peru said nothing. Chile and Chilean papers said much of Chile."
    assert ("PE", True, "salient") in countries(read(body)[1])


def test_the_most_salient_country_comes_first_whatever_the_order_of_mentions(read: Read) -> None:
    mentions = read("A Peruvian was there. Norway, Norway, Norwegians and Oslo.", "Norway")[0]
    assert [each.code for each in weigh(mentions, None)] == ["NO", "PE"]


def test_every_weight_is_of_a_feature_and_every_feature_has_one() -> None:
    assert list(WEIGHTS) == ["base", *FEATURES]


@pytest.mark.parametrize("others", [(), ("Chile",), ("Chile", "Bolivia", "Ecuador"), ("Norway",) * 4])
def test_a_country_in_headline_and_lead_is_salient_unless_many_others_are_there(read: Read, others: tuple[str, ...]) -> None:
    body = "Peru signed on Monday. " + "Nothing was said. " * 15 + " ".join(f"A guest from {other} came." for other in others)
    assert ("PE", True, "salient") in countries(read(body, "Peru signs")[1])


@given(st.lists(st.sampled_from(["Norway", "Oslo", "France", "Paris", "French", "the FBI", "yen"]), max_size=8), st.booleans())
def test_one_mention_more_never_speaks_against_a_country(words: list[str], headline: bool) -> None:
    found = mentions_in(" ".join(["He", *words, "said."]), "Norway wins" if headline else "")
    more = mentions_in(" ".join(["He", *words, "Norway", "said."]), "Norway wins" if headline else "")
    before = {each.code: each.score for each in weigh(found, None) if each.named}
    after = {each.code: each.score for each in weigh(more, None) if each.named}
    assert "NO" not in before or before["NO"] <= after["NO"]


def test_hints_make_no_country_mentioned(read: Read) -> None:
    mentions, links = read("France spoke of yen and sterling, the French said, and left France.", "France")
    assert {each.value for each in mentions if each.reason == "money"} == {"GB", "JP"}
    assert countries(links) == [("FR", True, "salient")]
    assert links[0].mentions == tuple(at for at, each in enumerate(mentions) if each.value == "FR")


def test_institutions_stand_for_a_country_that_nothing_names(read: Read) -> None:
    links = read("The FBI and the CIA told Congress of it. House Republicans asked the FBI for more.")[1]
    assert ("US", True, "hinted") in countries(links)


def test_the_outlet_is_weighed_by_its_institutions_too(read: Read) -> None:
    body = "House Republicans asked the FBI and the CIA for more. Congress heard a French guest."
    assert ("US", True, "outlet") in countries(read(body, outlet="US")[1])


def test_the_likeliest_country_stands_in_where_the_outlet_is_not_known(read: Read) -> None:
    body = "Nothing moved. " * 30 + "A guest was from Norway."
    assert countries(read(body)[1]) == [("NO", True, "salient")]
    assert ("NO", False, "mentioned") in countries(read(body, outlet="IE")[1])
