"""Chains and what is decided on them: resolved in blocks, counted by their surfaces, and led to other ids by people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import NotFound
from archive.model import Entity, EntityType, Link, PartialDate
from archive.store import Outcome, Store, joined, open_store
from archive.store.migrations import FIRST

from .conftest import article, link, put, put_links

PERSON, PLACE = EntityType.PERSON, EntityType.PLACE


def chained(store: Store, id: str, *links: Link, surfaces: Sequence[str] = ("Ann Lee", "Lee", "Mr Lee")) -> bool:
    if store.state(id) is None:
        put(store, article(id, date=PartialDate(2001, 5)))
    return store.put_chains({id: joined(links, surfaces, lambda link: f"{link.type}:{link.key.split()[-1]}")}, "linker") == [id]


def settled(store: Store, key: str = "", blocks: Iterable[str] = ()) -> list[str]:
    """Every chain is of the entity `key`, or of its own; the articles whose links differ by that."""
    chains = store.chains_of(list(store.ids()))
    store.settle([(each, Outcome(each.link.type, key or each.link.key, each.link.name, True, "why", "")) for each in chains], tuple(blocks))
    return store.relink(store.stale())


def blocks(store: Store) -> list[tuple[str, int]]:
    return list(store.waiting_blocks())


def decide(
    store: Store, names: dict[str, list[str]] | None = None, merged: dict[str, str] | None = None, watched: Iterable[str] = ()
) -> None:
    store.decide("print", "text", {(PERSON, id): forms for id, forms in (names or {}).items()}, merged or {}, watched, [])


def test_a_surface_that_a_line_breaks_is_counted_as_the_same(store: Store) -> None:
    assert chained(store, "a", link("Ann Lee", mentions=(0,)), surfaces=["Ann Lee"])
    assert chained(store, "b", link("Ann Lee", mentions=(0,)), surfaces=["Ann\nLee"])
    settled(store, blocks=["person:lee"])
    assert store.surfaces(PERSON, "ann-lee") == [("Ann Lee", 2)]


# ---------------------------------------------------------------- blocks


def test_new_chains_wait_with_all_of_their_block(store: Store) -> None:
    assert chained(store, "a", link("Ann Lee"), link("Bo Ek"), link("Paris", PLACE))
    assert blocks(store) == [("person:ek", 1), ("person:lee", 1)]
    assert settled(store, blocks=["person:ek", "person:lee"]) == ["a"]
    assert (blocks(store), store.waiting_articles()) == ([], 0)
    chained(store, "b", link("Cy Lee"))
    assert (blocks(store), store.waiting_articles()) == ([("person:lee", 2)], 2)
    assert [(each.article, each.link.name) for each in store.chains_of_blocks(["person:lee"])] == [("a", "Ann Lee"), ("b", "Cy Lee")]
    assert store.chains_of(["a"])[0].day == PartialDate(2001, 5).first.toordinal()


def test_equal_chains_touch_nothing(store: Store) -> None:
    chained(store, "a", link("Ann Lee", mentions=(0, 1)))
    settled(store, blocks=["person:lee"])
    before = store.sequence()
    assert not chained(store, "a", link("Ann Lee", mentions=(0, 1)))
    assert (blocks(store), store.stale(), settled(store), store.sequence()) == ([], [], [], before)


@pytest.mark.parametrize("what", ["remove", "prune", "change", "mentions"])
def test_chains_that_go_touch_their_block(store: Store, what: str) -> None:
    chained(store, "a", link("Ann Lee"), link("Paris", PLACE))
    chained(store, "b", link("Cy Lee"))
    settled(store, blocks=["person:lee"])
    if what == "remove":
        store.remove("a")
    elif what == "prune":
        store.prune(["a"])
    elif what == "change":
        put(store, article("a", "Other words."))
    else:
        store.put_mentions("a", [], "extractor")
    assert [name for name, _ in blocks(store)] == ["person:lee"]
    assert [each.article for each in store.chains_of_blocks(["person:lee"])] == ["b"]
    assert store.check() == []


def test_a_name_that_is_watched_has_its_block_wait(store: Store) -> None:
    chained(store, "a", link("Bank", EntityType.ORGANISATION))
    assert blocks(store) == []
    decide(store, watched=["bank"])
    chained(store, "b", link("The Bank", EntityType.ORGANISATION, key="bank"))
    assert blocks(store) == [("organisation:bank", 2)]
    assert store.blocks_called(["bank", "nothing"]) == ["organisation:bank"]
    assert store.blocks_of(["b"]) == ["organisation:bank"]


# ---------------------------------------------------------------- outcomes


def test_chains_of_one_entity_make_one_link(store: Store) -> None:
    chained(store, "a", link("Lee", mentions=(1,)), link("Ann Lee", mentions=(0, 2)), link("Paris", PLACE))
    settled(store, "lee")
    (person, place) = store.links_of(["a"])["a"]
    assert (person.entity, person.name, person.mentions, place.entity) == ("lee", "Ann Lee", (0, 1, 2), "paris")
    assert store.surfaces(PERSON, "lee") == [("Ann Lee", 1), ("Lee", 1), ("Mr Lee", 1)]
    assert [(each.entity, each.why) for each in store.reasons("a")] == [("lee", "why"), ("lee", "why"), ("paris", "why")]
    assert store.check() == []


def test_a_chain_that_is_nobodys_gives_no_link(store: Store) -> None:
    chained(store, "a", link("Junk"))
    store.settle([(chain, Outcome(PERSON, "", "", False, "hidden", "by a person")) for chain in store.chains_of(["a"])])
    store.relink(store.stale())
    assert store.links_of(["a"]) == {"a": []}
    assert [(each.entity, each.why) for each in store.reasons("a")] == [("", "hidden")]
    with pytest.raises(NotFound):
        store.chained("a", PERSON, "junk")


def test_surfaces_are_counted_over_live_articles(store: Store) -> None:
    for id in ("a", "b", "c"):
        chained(store, id, link("Ann Lee", mentions=(0, 1) if id == "a" else (0,)))
    settled(store)
    assert store.surfaces(PERSON, "ann-lee") == [("Ann Lee", 3), ("Lee", 1)]
    assert store.articles_with(PERSON, "ann-lee") == ["a", "b", "c"]
    store.remove("a")
    assert store.surfaces(PERSON, "ann-lee") == [("Ann Lee", 2)]
    assert store.articles_with(PERSON, "ann-lee") == ["b", "c"]
    assert store.listed(PERSON, 10) == [(Entity("ann-lee", PERSON, "Ann Lee"), 2)]
    assert store.every_form(PERSON) == [("ann-lee", "Ann Lee", 2)]


# ---------------------------------------------------------------- decisions


def test_an_id_that_the_authority_names_is_minted_as_named(store: Store) -> None:
    decide(store, {"ann": ["Ann Lee", "Anne Lee"]})
    chained(store, "a", link("Ann Lee"))
    settled(store, "id:ann")
    chained(store, "b", link("Ann", key="ann of rouen"))
    store.settle([(chain, Outcome(PERSON, "ann of rouen", "Ann", True, "own-name", "")) for chain in store.chains_of(["b"])])
    store.relink(["b"])
    assert [each.entity for id in "ab" for each in store.links_of([id])[id]] == ["ann", "ann-2"]
    assert store.labels(PERSON, ["ann"])["ann"].name == "Ann Lee"
    assert store.free_id(PERSON, "Ann") == "ann-3"


def test_who_had_an_id_that_the_authority_names_gets_it_back(store: Store) -> None:
    chained(store, "a", link("Ann Lee"))
    settled(store)
    decide(store, {"ann-lee": ["Someone Else"]})
    settled(store)
    assert [each.entity for each in store.links_of(["a"])["a"]] == ["ann-lee-2"]
    decide(store)
    chained(store, "b", link("Ann Lee", key="other ann lee"))
    settled(store)
    assert store.survivor(PERSON, "ann-lee") == (PERSON, "ann-lee")
    assert store.types_of("ann-lee") == [PERSON]


def test_an_id_comes_back_where_its_name_was_not_met_meanwhile(store: Store) -> None:
    chained(store, "a", link("Ann Lee"))
    settled(store)
    decide(store, {"ann-lee": ["Ann Lee"]})
    settled(store, "id:ann-lee")
    decide(store)
    settled(store)
    assert [each.entity for each in store.links_of(["a"])["a"]] == ["ann-lee"]


def test_a_merge_leaves_a_redirect_until_it_is_taken_back(store: Store) -> None:
    for id, name in (("a", "Ann Lee"), ("b", "Anne Lee"), ("c", "Annie Lee")):
        chained(store, id, link(name))
    settled(store, blocks=["person:lee"])
    decide(store, merged={"ann-lee": "anne-lee", "anne-lee": "annie-lee"})
    assert [name for name, _ in blocks(store)] == ["person:lee"]
    assert settled(store) == ["a", "b"]
    assert {each.entity for id in "abc" for each in store.links_of([id])[id]} == {"annie-lee"}
    assert store.survivor(PERSON, "ann-lee") == (PERSON, "annie-lee")
    assert store.merged_into(PERSON, "annie-lee") == ["ann-lee", "anne-lee"]
    assert store.names("person", "ann-lee") == [("annie-lee", "Annie Lee")]
    decide(store)
    settled(store)
    assert sorted(each.entity for id in "abc" for each in store.links_of([id])[id]) == ["ann-lee", "anne-lee", "annie-lee"]
    assert store.check() == []


def test_a_name_that_only_the_authority_knows_is_found(store: Store) -> None:
    decide(store, {"muammar-gaddafi": ["Muammar Gaddafi", "Moammar Kadhafi"]})
    chained(store, "a", link("Muammar Gaddafi"))
    settled(store, "id:muammar-gaddafi")
    gaddafi = [("muammar-gaddafi", "Muammar Gaddafi")]
    for text in ("kadhafi", "MOAMMAR KADHAFI", "Kádhafi"):
        assert store.names("person", text) == gaddafi
    assert store.names("person", "kadh", prefix=True) == gaddafi
    assert store.names("person", "kadh") == store.names("organisation", "kadhafi") == []


def test_what_was_applied_is_known(store: Store) -> None:
    assert store.applied() is None
    decide(store)
    assert store.applied() == ("print", "text")


# ---------------------------------------------------------------- an older store


def test_a_store_of_the_first_version_is_taken_along(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with open_store(path, create=True) as store:
        put(store, article("a"), article("b"))
        put_links(store, "a", [link("Ann Lee")])
    kept = ("run", "file", "article", "body", "form", "word", "link")
    with closing(sqlite3.connect(path)) as connection:
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in kept}
        entities = connection.execute("SELECT number, type, id, key FROM entity").fetchall()
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(FIRST)
        for name, found in {**rows, "entity": entities}.items():
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(found[0]))})", found)
        connection.execute(f"PRAGMA application_id = {0x4E657773}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    with open_store(path, create=False) as store:
        assert [each.entity for each in store.links_of(["a"])["a"]] == ["ann-lee"]
        assert sorted(store.unlinked("a new linker")) == ["a", "b"]
        put_links(store, "a", [link("Ann Lee")], "a new linker")
        assert [each.entity for each in store.links_of(["a"])["a"]] == ["ann-lee"]
        put_links(store, "a", [], "another")
        assert store.links_of(["a"]) == {"a": []}
