"""What an article alone tells of its names: the same however it is asked, and one link for each entity."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import partial

from archive.applying import combined
from archive.entities import Linker, make_extractor, make_linker
from archive.joining import Joiner, Names, Unread, one_each
from archive.model import Article, EntityType, Link, Mention, ReadError

AUTHORITY = combined("version: 1\ncountries: {aliases: {Kremlin: MC}}\nhide: [world-bank]\n", "test")
JOINER = Joiner(partial(make_extractor, "rules"), partial(make_linker, 0.7))
ARTICLES = [
    Article(id="kremlin", title="Talks", body="President Vladimir Putin met John Kerry in the Kremlin. Mr Kerry left for Geneva."),
    Article(id="bank", title="The World Bank", body="The World Bank and the United Nations (UN) met in Paris."),
]


def named(joiner: Joiner, *batch: Unread) -> list[Names]:
    return [each for each in joiner.read(AUTHORITY, batch) if isinstance(each, Names)]


def test_names_that_were_found_before_are_joined_like_those_found_now() -> None:
    found = named(JOINER, *map(Unread, ARTICLES))
    given = named(JOINER, *(Unread(article, each.mentions) for article, each in zip(ARTICLES, found, strict=True)))
    assert given == [each._replace(mentions=None) for each in found]
    kremlin, bank = found
    assert kremlin.decided is not None and bank.decided is None
    assert [(each.name, each.outcome is None) for each in kremlin.chains if each.type == "person"] == [
        ("Vladimir Putin", True),
        ("John Kerry", True),
    ]
    assert [each.outcome.reason for each in bank.chains if each.outcome and each.slug.endswith("world-bank")] == ["hidden"]


def test_a_joiner_that_is_sent_to_another_process_makes_its_parts_there() -> None:
    assert JOINER.extractor
    sent = pickle.loads(pickle.dumps(JOINER))
    assert len(pickle.dumps(JOINER)) < 1_000
    assert named(sent, *map(Unread, ARTICLES)) == named(JOINER, *map(Unread, ARTICLES))


class FragileLinker:
    """A linker that cannot bear a name."""

    fingerprint = "fragile"

    def link(self, mentions: Sequence[Mention], outlet_country: str | None) -> list[Link]:
        if any(each.surface == "John Kerry" for each in mentions):
            raise ValueError("not him again")
        return []


def fragile() -> Linker:
    return FragileLinker()


def test_an_article_that_the_linker_fails_on_costs_the_others_nothing() -> None:
    fault, names = Joiner(partial(make_extractor, "rules"), fragile).read(AUTHORITY, [Unread(article) for article in ARTICLES])
    assert isinstance(fault, ReadError) and fault.reason == "no names are found in kremlin: ValueError: not him again"
    assert isinstance(names, Names) and names.mentions


def test_links_of_one_entity_in_an_article_are_put_together() -> None:
    short = Link(EntityType.PERSON, "k", "A. Lee", (2,), False, True, "short")
    full = Link(EntityType.PERSON, "k", "Ann Lee", (0,), True, False, "full")
    assert one_each([short, full]) == [Link(EntityType.PERSON, "k", "Ann Lee", (0, 2), True, True, "short")]
