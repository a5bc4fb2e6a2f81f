"""Mentions, links and entity ids: kept, minted once, counted, and named without regard to the order of arrival."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import NotFound
from archive.model import Entity, EntityType
from archive.store import ArticleLink, Store, open_store
from archive.text import slug

from .conftest import article, link, mention, put, put_links

BODY = "Ann Lee met Bo Ek in France. Lee left."


def linked(store: Store, id: str, *links: object, fingerprint: str = "linker") -> None:
    if store.state(id) is None:
        put(store, article(id, BODY))
    put_links(store, id, links, fingerprint)  # type: ignore[arg-type]


def ids_of(store: Store, id: str) -> list[str]:
    return [each.entity for each in store.links_of([id])[id]]


# ---------------------------------------------------------------- mentions


def test_mentions_come_back_with_their_surfaces(store: Store) -> None:
    put(store, article("a", BODY, title="Lee in Paris", dateline="PARIS"))
    given_mentions = [
        mention(0, 3, "Lee", "title"),
        mention(0, 5, "PARIS", "dateline"),
        mention(0, 7, "Ann Lee"),
        mention(21, 27, "France", value="FR"),
    ]
    assert store.put_mentions("a", given_mentions, "extractor 1")
    assert store.mentions("a") == given_mentions
    assert not store.put_mentions("a", given_mentions, "extractor 2")
    assert store.mentions("no-such") == []
    with pytest.raises(NotFound):
        store.put_mentions("no-such", [], "extractor 1")


def test_work_is_asked_for_by_fingerprint(store: Store) -> None:
    put(store, article("b"), article("a"), article("c"))
    store.remove("c")
    assert list(store.untagged("extractor 1")) == ["b", "a"]
    store.put_mentions("b", [], "extractor 1")
    put_links(store, "b", [], "linker 1")
    assert (list(store.untagged("extractor 1")), list(store.unlinked("linker 1"))) == (["a"], ["a"])
    assert (list(store.untagged("extractor 2")), list(store.unlinked("linker 2"))) == (["b", "a"], ["b", "a"])


def test_other_mentions_ask_for_other_links(store: Store) -> None:
    put(store, article("a", BODY))
    store.put_mentions("a", [mention(0, 7, "Ann Lee")], "extractor 1")
    put_links(store, "a", [link("Ann Lee", mentions=(0,))], "linker")
    before = store.sequence()
    assert not store.put_mentions("a", [mention(0, 7, "Ann Lee")], "extractor 2")
    assert (list(store.unlinked("linker")), store.sequence()) == ([], before)
    assert store.put_mentions("a", [], "extractor 3")
    assert (list(store.unlinked("linker")), ids_of(store, "a"), store.sequence()) == (["a"], [], before + 1)
    assert store.check() == []


# ---------------------------------------------------------------- links


def test_links_come_back_by_type_mentions_and_salience(store: Store) -> None:
    linked(
        store,
        "a",
        link("France", EntityType.COUNTRY, "FR", salient=False),
        link("Bo Ek", mentions=(1,)),
        link("Lee", mentions=(0, 3), resolved=False, reason="surname"),
        link("Peru", EntityType.COUNTRY, "PE"),
        link("Ann Day", mentions=(0,)),
        link("Paris", EntityType.PLACE, mentions=(2,)),
    )
    person, place, country = EntityType.PERSON, EntityType.PLACE, EntityType.COUNTRY
    assert store.links_of(["a", "no-such"]) == {
        "a": [
            ArticleLink(person, "lee", "Lee", "Lee", False, True, "surname", (0, 3)),
            ArticleLink(person, "ann-day", "Ann Day", "Ann Day", True, True, "full", (0,)),
            ArticleLink(person, "bo-ek", "Bo Ek", "Bo Ek", True, True, "full", (1,)),
            ArticleLink(place, "paris", "Paris", "Paris", True, True, "full", (2,)),
            ArticleLink(country, "PE", "Peru", "Peru", True, True, "full", ()),
            ArticleLink(country, "FR", "France", "France", True, False, "full", ()),
        ],
        "no-such": [],
    }


def test_equal_links_change_nothing_and_others_take_a_sequence_number(store: Store) -> None:
    linked(store, "a", link("Ann Lee"))
    before = store.sequence()
    assert not put_links(store, "a", [link("Ann Lee")], "linker 2")
    assert store.sequence() == before
    assert put_links(store, "a", [link("Bo Ek")], "linker 3")
    assert (store.sequence(), ids_of(store, "a")) == (before + 1, ["bo-ek"])
    assert store.check() == []


# ---------------------------------------------------------------- ids


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("John Kerry", "john-kerry"),
        ("Bashar al-Assad", "bashar-al-assad"),
        ("Pelé", "pele"),
        ("Łukasz Ørsted", "lukasz-orsted"),
        ("Sinn Féin's O’Brien", "sinn-fein-obrien"),
        ("U.S. Steel & Co.", "us-steel-co"),
        ("Straße", "strasse"),
        ("Владимир", ""),
        ("日本", ""),
        ("--", ""),
        ("a" * 30 + " " + "b" * 28 + " ccc", "a" * 30 + "-" + "b" * 28),
        ("a" * 30 + " " + "b" * 29 + " ccc", "a" * 30 + "-" + "b" * 29),
        ("a" * 70, "a" * 60),
    ],
)
def test_slugs(name: str, wanted: str) -> None:
    assert slug(name) == wanted


@given(st.text(max_size=100))
def test_a_slug_is_safe_in_an_address(name: str) -> None:
    made = slug(name)
    assert len(made) <= 60
    assert all(char in "abcdefghijklmnopqrstuvwxyz0123456789-" for char in made)
    assert made == made.strip("-")


def test_ids_are_minted_once_and_never_given_to_another(store: Store) -> None:
    linked(store, "a", link("John Smith", key="one"))
    linked(store, "b", link("John Smith", key="two"))
    assert (ids_of(store, "a"), ids_of(store, "b")) == (["john-smith"], ["john-smith-2"])
    store.remove("a")
    put_links(store, "a", [], "linker")
    linked(store, "c", link("John Smith", key="three"))
    assert ids_of(store, "c") == ["john-smith-3"]
    linked(store, "d", link("Johnny Smith", key="one"))
    assert ids_of(store, "d") == ["john-smith"]


def test_ids_are_unique_within_their_type_only(store: Store) -> None:
    linked(store, "a", link("Washington"), link("Washington", EntityType.PLACE))
    assert ids_of(store, "a") == ["washington", "washington"]


def test_names_that_give_no_slug_get_an_id_of_type_and_digits(store: Store) -> None:
    linked(store, "a", link("Владимир Путин"), link("None", key="none"), link("Russia", EntityType.COUNTRY, "RU"))
    assert sorted(ids_of(store, "a")) == ["RU", "person-140b", "person-273e"]


# ---------------------------------------------------------------- names of entities


def test_an_entity_is_called_what_most_live_articles_call_it(store: Store) -> None:
    for id, name in (("a", "Muammar Gaddafi"), ("b", "Moammar Kadhafi"), ("c", "Moammar Kadhafi")):
        linked(store, id, link(name, key="gaddafi"))
    gaddafi = EntityType.PERSON, "muammar-gaddafi"
    assert store.entity(*gaddafi) == Entity("muammar-gaddafi", EntityType.PERSON, "Moammar Kadhafi")
    assert store.forms(*gaddafi) == [("Moammar Kadhafi", 2), ("Muammar Gaddafi", 1)]
    store.remove("c")
    assert store.labels(EntityType.PERSON, ["no-such", "muammar-gaddafi"]) == {
        "muammar-gaddafi": Entity("muammar-gaddafi", EntityType.PERSON, "Moammar Kadhafi")  # a tie: as long, and first by alphabet
    }
    store.remove("b")
    assert store.forms(*gaddafi) == [("Muammar Gaddafi", 1)]
    store.remove("a")
    assert store.entity(*gaddafi) is not None
    assert store.forms(*gaddafi) == []


def test_an_entity_is_resolved_when_an_article_resolves_it(store: Store) -> None:
    linked(store, "a", link("Lee", resolved=False))
    assert store.entity(EntityType.PERSON, "lee") == Entity("lee", EntityType.PERSON, "Lee", resolved=False)
    linked(store, "b", link("Lee"))
    assert store.entity(EntityType.PERSON, "lee") == Entity("lee", EntityType.PERSON, "Lee")


NAMES = st.sampled_from(["Ann Lee", "Anna Lee", "A. Lee", "Lee"])
STEPS = st.lists(st.tuples(st.sampled_from(["link", "remove", "prune", "change"]), st.integers(0, 4), NAMES), max_size=12)


@given(STEPS, st.integers())
def test_display_names_do_not_depend_on_order_and_counts_hold(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str]], seed: int
) -> None:
    folder = tmp_path_factory.mktemp("order")
    with open_store(folder / "one.sqlite", create=True) as one, open_store(folder / "two.sqlite", create=True) as two:
        for what, which, name in steps:
            _step(one, what, f"a{which}", name)
        assert one.check() == []
        final = [(id, each.name) for id, links in one.links_of(list(one.ids())).items() for each in links]
        random.Random(seed).shuffle(final)
        for id, name in final:
            linked(two, id, link(name, key="lee"))
        names = [[label for _, label in store.names("person", "lee")] for store in (one, two)]
        assert names[0] == names[1]


def _step(store: Store, what: str, id: str, name: str) -> None:
    if what == "link" or store.get(id) is None:
        if store.get(id, removed=True) is None or store.get(id):
            linked(store, id, link(name, key="lee"))
    elif what == "change":
        put(store, article(id, name))
    else:
        store.remove(id) if what == "remove" else store.prune([id])
