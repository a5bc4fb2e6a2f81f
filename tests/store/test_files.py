"""Files and runs: what is not read again, and what a run misses."""

from __future__ import annotations

from archive.store import Store

from .conftest import article, put, record


def test_a_file_is_unchanged_by_bytes_and_reader(store: Store) -> None:
    record(store, store.begin_run("test"), "/news/a.txt")
    assert store.file_unchanged("/news/a.txt", b"s", "reader")
    assert not store.file_unchanged("/news/a.txt", b"t", "reader")
    assert not store.file_unchanged("/news/a.txt", b"s", "better reader")
    assert not store.file_unchanged("/news/b.txt", b"s", "reader")


def test_a_file_with_faults_is_read_again(store: Store) -> None:
    record(store, store.begin_run("test"), "/news/a.txt", faults=1)
    assert not store.file_unchanged("/news/a.txt", b"s", "reader")


def test_a_reading_that_broke_off_leaves_no_record(store: Store) -> None:
    record(store, store.begin_run("test"), "/news/a.txt")
    put(store, article("a", origin="/news/a.txt"))
    assert not store.file_unchanged("/news/a.txt", b"s", "reader")


def test_runs_count_up(store: Store) -> None:
    assert [store.begin_run("index") for _ in range(3)] == [1, 2, 3]


def indexed(store: Store) -> int:
    """Two files of /news, with two articles and one, and one of /other; the number of the next run."""
    run = store.begin_run("first")
    for id, path in (("a1", "/news/a"), ("a2", "/news/a"), ("b1", "/news/b"), ("c1", "/other/c")):
        put(store, article(id, origin=path), run=run)
    for path, root in (("/news/a", "/news"), ("/news/b", "/news"), ("/other/c", "/other")):
        record(store, run, path, root)
    return store.begin_run("second")


def test_missing_are_the_unseen_articles_of_the_very_roots_given(store: Store) -> None:
    run = indexed(store)
    assert store.touch_file("/news/a", "/news", run) == 2
    assert store.missing(["/news"], run) == [("b1", "/news/b")]
    assert store.missing(["/news", "/other"], run) == [("b1", "/news/b"), ("c1", "/other/c")]
    assert store.missing(["/"], run) == []
    assert store.missing([], run) == []


def test_a_record_that_left_its_file_is_missing(store: Store) -> None:
    run = indexed(store)
    put(store, article("a1", origin="/news/a"), run=run)
    record(store, run, "/news/a", sha256=b"new")
    store.touch_file("/news/b", "/news", run)
    assert store.missing(["/news"], run) == [("a2", "/news/a")]
    third = store.begin_run("third")
    store.touch_file("/news/a", "/news", third)
    store.touch_file("/news/b", "/news", third)
    assert store.missing(["/news"], third) == [("a2", "/news/a")]


def test_nothing_is_missing_on_account_of_a_file_with_faults(store: Store) -> None:
    run = indexed(store)
    put(store, article("a1", origin="/news/a"), run=run)
    record(store, run, "/news/a", faults=1)
    store.touch_file("/news/b", "/news", run)
    assert store.missing(["/news"], run) == []


def test_a_removed_article_is_not_missing(store: Store) -> None:
    run = indexed(store)
    store.remove("b1")
    assert [id for id, _ in store.missing(["/news"], run)] == ["a1", "a2"]


def test_a_file_that_was_put_back_after_pruning_is_read_again(store: Store) -> None:
    run = indexed(store)
    store.prune([id for id, _ in store.missing(["/news"], run)])
    assert not store.file_unchanged("/news/a", b"s", "reader")
    assert store.file_unchanged("/other/c", b"s", "reader")


def test_a_file_keeps_its_record_while_it_holds_other_articles(store: Store) -> None:
    indexed(store)
    store.prune(["a1"])
    assert store.file_unchanged("/news/a", b"s", "reader")


def test_a_restored_articles_file_is_read_again(store: Store) -> None:
    indexed(store)
    store.remove("b1")
    store.restore("b1")
    assert not store.file_unchanged("/news/b", b"s", "reader")


def test_an_id_of_a_file_found_unchanged_in_this_run_is_a_duplicate_elsewhere(store: Store) -> None:
    run = indexed(store)
    store.touch_file("/news/a", "/news", run)
    assert put(store, article("a1", "Other text.", origin="/news/copy"), run=run) == ["duplicate"]
    assert put(store, article("b1", "Other text.", origin="/news/copy"), run=run) == ["changed"]


def test_a_file_found_under_another_root_belongs_to_that(store: Store) -> None:
    run = indexed(store)
    store.touch_file("/news/b", "/news/deep", run)
    third = store.begin_run("third")
    assert store.missing(["/news/deep"], third) == [("b1", "/news/b")]


def test_articles_of_a_file_that_was_never_wholly_read_have_its_root(store: Store) -> None:
    store.put(article("a", origin="/news/a"), store.begin_run("killed"), b"", "/news")
    assert store.missing(["/news"], store.begin_run("next")) == [("a", "/news/a")]


def test_a_file_that_is_not_known_has_no_articles(store: Store) -> None:
    assert store.touch_file("/news/new", "/news", store.begin_run("test")) == 0
