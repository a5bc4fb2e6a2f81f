"""Articles in the store: what a second reading changes, what a change does, and what is remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import NotFound, StoreError
from archive.model import Article, DateSource, PartialDate
from archive.store import State, Store, content_hash, open_store

from .conftest import article, link, mention, put, put_links

WHOLE = Article(
    id="sample-1",
    collection="sample",
    title="Talks in Genève",
    body="First paragraph,\nwrapped.\n\nSecond \0 paragraph. 🎈",
    date=PartialDate(2013, 5),
    date_source=DateSource.DATELINE,
    authors=("Ann Lee", "Bo Ek"),
    source="The Herald",
    section="World",
    language="en",
    url="https://example.org/1",
    dateline="GENEVA, May 7",
    outlet_country="GB",
    origin="/news/1.txt",
    place=3,
    trimmed=2,
)


def test_an_article_comes_back_as_it_was_put(store: Store) -> None:
    bare = Article(id="sample-2", collection="sample")
    assert put(store, WHOLE, bare) == ["added", "added"]
    assert store.get("sample-1") == WHOLE
    assert store.get_many(["sample-2", "sample-9", "sample-1"]) == {"sample-2": bare, "sample-1": WHOLE}
    assert store.get("sample-9") is None


def test_reading_the_same_again_changes_nothing(store: Store) -> None:
    put(store, WHOLE, article("sample-2"))
    before = store.sequence()
    assert put(store, WHOLE, article("sample-2")) == ["unchanged", "unchanged"]
    assert store.sequence() == before


def test_unchanged_content_takes_the_new_place_and_origin(store: Store) -> None:
    put(store, WHOLE)
    moved = replace(WHOLE, origin="/elsewhere/1.txt", place=9, trimmed=0)
    assert put(store, moved) == ["unchanged"]
    assert store.get("sample-1") == moved


def test_changed_content_takes_the_next_sequence_number_and_loses_its_mentions_and_links(store: Store) -> None:
    put(store, WHOLE, article("sample-2"))
    store.put_mentions("sample-1", [mention(0, 5, "First")], "extractor")
    put_links(store, "sample-1", [link("First", mentions=(0,))], "linker")
    before = store.sequence()
    assert put(store, replace(WHOLE, title="Talks end")) == ["changed"]
    assert list(store.changes(before)) == [(before + 1, "sample-1", True)]
    assert store.mentions("sample-1") == []
    assert store.links_of(["sample-1"]) == {"sample-1": []}
    assert "sample-1" in list(store.untagged("extractor"))
    assert store.check() == []


def test_an_id_seen_in_this_run_is_a_duplicate_and_the_first_stays(store: Store) -> None:
    assert put(store, article("sample-1"), article("sample-1", "Other text.")) == ["added", "duplicate"]
    found = store.get("sample-1")
    assert found and found.body == "Rain fell on the harbour."


@given(st.sampled_from(["id", "origin", "place", "trimmed"]))
def test_where_it_was_read_is_no_part_of_the_content(field: str) -> None:
    other = replace(WHOLE, **{field: 77 if field in ("place", "trimmed") else "other"})
    assert content_hash(other) == content_hash(WHOLE)


@pytest.mark.parametrize(
    "change",
    [
        {"collection": "b"},
        {"title": "b"},
        {"body": "b"},
        {"date": PartialDate(2013, 5, 1)},
        {"date_source": DateSource.META},
        {"authors": ("Ann Lee Bo Ek",)},
        {"source": None},
        {"section": ""},
        {"language": None},
        {"url": None},
        {"dateline": None},
        {"outlet_country": None},
    ],
)
def test_everything_else_is(change: dict[str, object]) -> None:
    assert content_hash(replace(WHOLE, **change)) != content_hash(WHOLE)


def test_counts_are_of_live_articles_by_collection(store: Store) -> None:
    put(store, article("a-1", collection="a"), article("a-2", collection="a"), article("b-1", collection="b"))
    store.remove("a-2")
    assert (store.count(), store.collections(), list(store.ids())) == (2, [("a", 1), ("b", 1)], ["a-1", "b-1"])


def test_undated_are_counted(store: Store) -> None:
    put(store, WHOLE, article("sample-2"), article("sample-3"))
    store.remove("sample-3")
    assert store.undated() == 1


# ---------------------------------------------------------------- removed and gone


def test_a_removed_article_stays_out_until_it_is_restored(store: Store) -> None:
    put(store, article("sample-1"))
    store.remove("sample-1")
    assert put(store, article("sample-1", "New text.")) == ["removed"]
    assert store.get("sample-1") is None
    assert store.get("sample-1", removed=True) == article("sample-1")
    assert store.knows("sample-1")
    assert not store.knows("sample-2")
    assert (store.removed_ids(), store.state("sample-1")) == (["sample-1"], State.REMOVED)
    store.restore("sample-1")
    assert store.get("sample-1") == article("sample-1")
    assert store.removed_ids() == []


def test_removing_what_is_not_there_names_near_ids(store: Store) -> None:
    put(store, article("times-1991-0042"), article("times-1991-0043"), article("post-7"))
    with pytest.raises(NotFound) as caught:
        store.remove("times-1991-042")
    assert caught.value.hint == "Did you mean times-1991-0042 or times-1991-0043?"
    store.remove("post-7")
    with pytest.raises(NotFound, match="post-7 is removed"):
        store.remove("post-7")
    with pytest.raises(NotFound, match="not removed"):
        store.restore("times-1991-0042")


def test_a_pruned_article_comes_back_when_it_is_read_again(store: Store) -> None:
    put(store, article("sample-1"), article("sample-2"))
    put_links(store, "sample-1", [link("Ann Lee")], "linker")
    store.prune(["sample-1", "sample-2"])
    assert (store.count(), store.state("sample-1"), store.names("person", "Ann Lee")) == (0, State.GONE, [])
    assert put(store, article("sample-1"), article("sample-2", "New text.")) == ["added", "added"]
    assert store.names("person", "Ann Lee") == [("ann-lee", "Ann Lee")]
    assert store.check() == []


def test_pruning_is_all_or_nothing(store: Store) -> None:
    put(store, article("sample-1"))
    with pytest.raises(NotFound):
        store.prune(["sample-1", "sample-9"])
    assert store.count() == 1


# ---------------------------------------------------------------- changes


def test_changes_give_the_latest_change_of_each_article_in_order(store: Store) -> None:
    put(store, article("a"), article("b"), article("c"))
    store.remove("b")
    put(store, article("a", "New text."))
    assert list(store.changes(0)) == [(3, "c", True), (4, "b", False), (5, "a", True)]
    assert list(store.changes(3, limit=1)) == [(4, "b", False)]
    assert list(store.changes(5)) == []


def test_writing_while_going_through_changes_does_not_lengthen_them(store: Store) -> None:
    put(store, article("a"), article("b"))
    seen = []
    for _, id, _ in store.changes(0):
        seen.append(id)
        put_links(store, id, [link("Ann Lee")], "linker")
    assert seen == ["a", "b"]
    assert [id for _, id, _ in store.changes(2)] == ["a", "b"]


# ---------------------------------------------------------------- moved files


def test_same_content_is_found_in_the_same_collection_under_any_state(store: Store) -> None:
    put(store, article("a-1", title="T"), article("a-2", title="T"), article("a-3", title="U"), article("b-1", title="T", collection="b"))
    store.remove("a-1")
    wanted = content_hash(article("new", title="T", origin="/new/place.txt"))
    assert store.same_content("sample", wanted) == [("a-2", "/news/a-2.txt"), ("a-1", "/news/a-1.txt")]


# ---------------------------------------------------------------- transactions


def test_a_transaction_that_fails_leaves_nothing_and_no_id_half_made(store: Store) -> None:
    put(store, article("sample-0"))
    with pytest.raises(RuntimeError), store.transaction():
        put(store, article("sample-1"))
        put_links(store, "sample-1", [link("Ann Lee")], "linker")
        raise RuntimeError
    assert list(store.ids()) == ["sample-0"]
    put_links(store, "sample-0", [link("Ann Lee")], "linker")
    assert [each.entity for each in store.links_of(["sample-0"])["sample-0"]] == ["ann-lee"]
    assert store.check() == []


@pytest.mark.parametrize("field", ["id", "title", "body", "origin", "url"])
def test_text_that_is_no_unicode_is_refused_by_name(store: Store, field: str) -> None:
    with pytest.raises(StoreError, match=r"article 'sample-.* of '/news/"):
        put(store, replace(WHOLE, **{field: f"{getattr(WHOLE, field)}\ud800"}))
    assert store.count() == 0
    assert put(store, WHOLE) == ["added"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(title=TEXT, body=TEXT, authors=st.lists(TEXT, max_size=3), source=st.none() | TEXT)
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, body: str, authors: list[str], source: str | None
) -> None:
    with open_store(tmp_path_factory.mktemp("any") / "archive.sqlite", create=True) as store:
        given_article = replace(WHOLE, title=title, body=body, authors=tuple(authors), source=source)
        put(store, given_article)
        assert store.get("sample-1") == given_article
        assert store.check() == []
