"""Linking over a real store: the same articles and decisions give the same entities, however they came there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.applying import applied_authority, apply, combined
from archive.entities import make_extractor, make_linker
from archive.joining import Joiner
from archive.linking import Linking
from archive.model import Article, EntityType, Mention, PartialDate
from archive.store import State, Store, open_store

TEXTS = (
    "George Bush spoke in Texas. Mr Bush left.",
    "Mr Bush spoke to reporters of the European Union (EU).",
    "George W. Bush met Barbara Bush in Washington.",
    "George H.W. Bush is the father of George W. Bush. Mr Bush smiled.",
    "Muammar Gaddafi met Tony Blair in Libya.",
    "Moammar Kadhafi spoke. Mr Kadhafi met officials of the EU.",
    "President Gaddafi met Prime Minister Blair.",
    "Barack Obama met Michelle Obama in Chicago, the White House said.",
    "Mr Obama spoke. President Obama left for Russia with John Smith.",
    "John Smith met John R. Smith. Mr Smith left Rotterdam Bank for the United Nations.",
    "Cherie Blair met Mr Blair and Mr Smith at the World Bank in London.",
    "Officials of the European Union and of the United Nations met Barack Obama.",
)
AUTHORITIES = (
    "",
    "version: 1\nmerged: {moammar-kadhafi: muammar-gaddafi, john-r-smith: john-smith}\n",
    "version: 1\nnever_merge:\n  - [George W. Bush, George Bush]\nhide: [barbara-bush, world-bank]\n",
    "version: 1\nentities:\n"
    "  - {id: the-bush, type: person, name: George W. Bush, aliases: [George Bush], surname_default: {from: 2000, to: 2010}}\n"
    "  - {id: barack-obama, type: person, name: President Obama}\n"
    "  - {id: john-smith, type: person, name: Jack Smithson}\n",
    "version: 1\nassign:\n  - {article: n-8, surface: John Smith, to: john-smith-the-other}\n"
    "entities:\n  - {id: john-smith-the-other, type: person, name: John Smith (the other)}\n"
    "stop: {organisation: [World Bank]}\nretype: {Rotterdam Bank: place}\n",
    "version: 1\ncountries: {aliases: {Rotterdam Bank: NL, Texas: MX, European: CH}, ignore: [White House, Chicago]}\n",
    "version: 1\ncountries: {aliases: {Texas: FR, the White House: GB}, ignore: [London]}\nhide: [barbara-bush]\n",
    "version: 1\nhide: [european-union]\nmerged: {united-nations: world-bank, mr-smith: john-smith}\n",
)
RUN = 1


@cache
def joiner() -> Joiner:
    return Joiner(make_extractor, partial(make_linker, 0.7))


@cache
def mentions_of(text: str) -> list[Mention]:
    return joiner().extractor.mentions([Article(body=text)])[0]


def put(store: Store, number: int, text: str) -> None:
    date = PartialDate(1990 + 3 * number) if number % 5 else None
    article = Article(id=f"n-{number}", collection="n", title="", body=text, date=date, origin=f"/n/{number}")
    store.put(article, store.begin_run("test"), b"")
    if store.state(article.id) is State.LIVE:
        store.put_mentions(article.id, mentions_of(text), "extractor")


def linking(store: Store, authority: str | None = None) -> Linking:
    if authority is not None or store.applied() is None:
        apply(store, combined(authority or "", "test"), authority or "")
    return Linking(store, joiner(), applied_authority(store))


def linked(store: Store, authority: str | None = None) -> None:
    step = linking(store, authority)
    step.join()
    step.reconcile()


def applied(store: Store) -> str:
    found = store.applied()
    assert found
    return found[1]


def entities(store: Store) -> set[tuple[object, ...]]:
    """The entities of live articles, without their ids: which mentions of which articles they have, and what is said of each."""
    found: dict[tuple[EntityType, str], set[tuple[object, ...]]] = defaultdict(set)
    labels = {}
    for id, links in store.links_of(list(store.ids())).items():
        for link in links:
            found[link.type, link.entity].add((id, link.name, link.resolved, link.salient, link.reason, link.mentions))
            labels[link.type, link.entity] = link.label
    return {(key[0], labels[key], frozenset(value)) for key, value in found.items()}


def made_at_once(folder: Path, articles: Iterable[tuple[int, str]], authority: str) -> set[tuple[object, ...]]:
    with open_store(folder / "whole" / "archive.sqlite", create=True) as store:
        with store.transaction():
            for number, text in articles:
                put(store, number, text)
            linked(store, authority)
        assert (store.check(), store.waiting_articles(), list(store.waiting_blocks())) == ([], 0, [])
        return entities(store)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "remove", "restore", "prune", "join", "reconcile", "alone", "decide"]),
        st.integers(0, len(TEXTS) - 1),
        st.integers(0, len(TEXTS) - 1),
    ),
    min_size=1,
    max_size=12,
)
BEGINNING = st.permutations(range(len(TEXTS)))


@example(list(range(len(TEXTS))), 0, "", [("alone", 10, 0)])
@example(list(range(len(TEXTS))), 0, "", [("prune", 11, 0), ("decide", 0, 5), ("put", 11, 1)])
@example(list(range(len(TEXTS))), 0, "", [("remove", 11, 0), ("decide", 0, 5), ("restore", 11, 1)])
@example(list(range(len(TEXTS))), 0, "", [("remove", 10, 0), ("restore", 10, 0), ("reconcile", 0, 0)])
@given(BEGINNING, st.integers(0, len(TEXTS)), st.sampled_from(AUTHORITIES), STEPS)
def test_the_same_articles_give_the_same_entities_however_they_came(
    tmp_path_factory: pytest.TempPathFactory, order: Sequence[int], first: int, authority: str, steps: Sequence[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("linking")
    with open_store(folder / "steps" / "archive.sqlite", create=True) as store:
        with store.transaction():
            for begin, end in ((0, first), (first, None)):
                for number in order[begin:end]:
                    put(store, number, TEXTS[number])
                linked(store, authority)
            for what, number, other in steps:
                take(store, what, number, other)
            linked(store)
        authority = applied(store)
        live = [(int(id.removeprefix("n-")), article.body) for id, article in store.get_many(list(store.ids())).items()]
        assert store.check() == []
        assert entities(store) == made_at_once(folder, live, authority)
        linking(store).reconcile()
        assert store.stale() == []


def take(store: Store, what: str, number: int, other: int) -> None:
    """One step of an archive's life."""
    id = f"n-{number}"
    state = store.state(id)
    if what == "put":
        put(store, number, TEXTS[number] if other % 3 else TEXTS[other])
    elif what == "remove" and state is State.LIVE:
        store.remove(id)
    elif what == "restore" and state is State.REMOVED:
        store.restore(id)
        linking(store).link_alone([id])
    elif what == "prune" and state is State.LIVE:
        store.prune([id])
    elif what == "join":
        linking(store).join()
    elif what == "reconcile":
        linking(store).reconcile()
    elif what == "alone" and state is State.LIVE:
        linking(store).join()
        linking(store).link_alone([id])
    elif what == "decide":
        linking(store, AUTHORITIES[other % len(AUTHORITIES)]).reconcile()


def test_the_texts_have_people_to_tell_apart(tmp_path: Path) -> None:
    labels = {label for type, label, _ in made_at_once(tmp_path, enumerate(TEXTS), "") if type is EntityType.PERSON}
    assert {"George W. Bush", "Barbara Bush", "Barack Obama", "Muammar Gaddafi"} <= labels
