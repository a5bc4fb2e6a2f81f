"""Which countries an article is about, and what happens where it does not say."""

from __future__ import annotations

from archive.entities.salience import FEATURES, WEIGHTS, weigh
from archive.model import EntityType, Link
from tests.entities.conftest import Read


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
