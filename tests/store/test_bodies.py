"""Texts in the store: compressed once there are enough of them, whole again when read, and found out where they are damaged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock, patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import StoreError
from archive.model import Article
from archive.store import Store, open_store
from archive.store.bodies import SAMPLED, Bodies
from archive.store.migrations import STEPS

from .conftest import article, mention, put

WORDS = [f"{first}{middle}{last}" for first in "bdfgkl" for middle in ("ar", "est", "ing", "ort") for last in ("er", "ed", "o", "ly")]


def texts(number: int) -> list[Article]:
    chance = random.Random(7)
    return [article(f"a{each:05}", f"Ann Lee {each} " + " ".join(chance.choices(WORDS, k=60))) for each in range(number)]


def kinds(store: Store) -> dict[str, int]:
    return dict(store.database.rows("SELECT typeof(text), count(*) FROM body GROUP BY 1"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a dictionary; not to be changed."""
    with open_store(tmp_path_factory.mktemp("whole") / "archive.sqlite", create=True) as opened:
        put(opened, *texts(SAMPLED + 10))
        yield opened


def test_texts_are_kept_as_they_are_until_there_are_enough(store: Store) -> None:
    articles = texts(SAMPLED)
    put(store, *articles[:-1])
    assert kinds(store) == {"text": SAMPLED - 1}
    put(store, articles[-1])
    assert kinds(store) == {"blob": SAMPLED}
    assert store.get_many([each.id for each in articles]) == {each.id: each for each in articles}
    assert store.check() == []


def test_texts_come_back_by_every_way(whole: Store, store: Store) -> None:
    articles = texts(SAMPLED + 10)
    assert kinds(whole) == {"blob": len(articles)}
    assert [whole.get(each.id) for each in articles[-20:]] == articles[-20:]
    assert list(whole.texts()) == [(each.id, (each.title, "", each.body)) for each in articles]
    put(store, *articles)
    store.put_mentions("a00007", [mention(0, 7, "Ann Lee")], "extractor")
    assert [each.surface for each in store.mentions("a00007")] == ["Ann Lee"]
    assert sum(len(each.body) for each in articles) > 2 * whole.database.rows("SELECT sum(length(text)) FROM body")[0][0]


def test_a_changed_text_is_compressed_too_and_a_short_one_is_not(store: Store) -> None:
    put(store, *texts(SAMPLED), article("short", "Rain."))
    put(store, article("a00001", "Wind " * 100))
    assert [store.get(id).body for id in ("short", "a00001")] == ["Rain.", "Wind " * 100]  # type: ignore[union-attr]
    assert kinds(store) == {"blob": SAMPLED, "text": 1}


@pytest.mark.parametrize("body", ["", "x", "the same"])
def test_texts_that_make_no_dictionary_stay_as_they_are(store: Store, body: str) -> None:
    put(store, *(article(f"a{number}", body) for number in range(SAMPLED)))
    assert kinds(store) == {"text": SAMPLED}
    assert store.check() == []


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_comes_back_from_its_frame(whole: Store, text: str) -> None:
    assert whole.bodies.unpacked("a", whole.bodies.packed(text)) == text


def test_a_dictionary_that_was_rolled_back_is_made_anew(store: Store) -> None:
    articles = texts(SAMPLED)
    put(store, *articles[:-1])
    with pytest.raises(RuntimeError), store.transaction():
        put(store, articles[-1])
        raise RuntimeError
    assert kinds(store) == {"text": SAMPLED - 1}
    put(store, article("other", articles[-1].body))
    assert kinds(store) == {"blob": SAMPLED}
    assert store.check() == []


def test_who_opened_before_there_was_a_dictionary_reads_what_it_compressed(store: Store) -> None:
    with open_store(store.path, create=False) as reader:
        articles = texts(SAMPLED)
        put(store, articles[0])
        assert reader.get("a00000") == articles[0]
        put(store, *articles[1:])
        assert reader.get("a00000") == articles[0]


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("place", [0, 5, 12, -1])
def test_a_damaged_text_is_named_with_its_remedy_and_found_by_check(store: Store, place: int) -> None:
    put(store, *texts(SAMPLED))
    (frame,) = store.database.row("SELECT text FROM body WHERE article = 3") or (b"",)
    harmed = bytearray(frame)
    harmed[place] ^= 0x55
    store.database.connection.execute("UPDATE body SET text = ? WHERE article = 3", (bytes(harmed),))
    with pytest.raises(StoreError, match=r"the text of article a00002 in .*archive\.sqlite is damaged") as caught:
        store.get("a00002")
    assert "archive backup" in str(caught.value.hint)
    assert [line.partition(" in ")[0] for line in store.check()] == ["the text of article a00002"]


def test_a_lost_dictionary_is_found_by_check(store: Store) -> None:
    put(store, *texts(SAMPLED))
    store.database.connection.execute("DELETE FROM dictionary")
    with open_store(store.path, create=False) as other:
        assert len(other.check()) == SAMPLED
        assert "there is no dictionary" in other.check()[0]


# ---------------------------------------------------------------- older versions


def of_version_3(path: Path, articles: list[Article]) -> None:
    """A store as it was before texts were compressed."""
    with open_store(path, create=True) as store:
        with patch.object(Bodies, "learn", return_value=False):
            put(store, *articles)
        assert kinds(store) == {"text": len(articles)}
        for statement in ("DROP TABLE dictionary", "DROP INDEX article_content", "CREATE INDEX article_content ON article (content_hash)"):
            store.database.connection.execute(statement)
        store.database.connection.execute("PRAGMA user_version = 3")


def test_a_store_of_an_older_version_is_compressed_and_becomes_smaller(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    articles = texts(2 * SAMPLED)
    of_version_3(path, articles)
    before = path.stat().st_size
    with open_store(path, create=False) as store:
        assert kinds(store) == {"blob": len(articles)}
        assert store.get_many([each.id for each in articles]) == {each.id: each for each in articles}
        assert store.check() == []
        assert store.database.rows("PRAGMA user_version") == [(len(STEPS),)]
    assert path.stat().st_size < before - sum(len(each.body) for each in articles) // 2


def test_a_small_store_of_an_older_version_stays_as_it_is(tmp_path: Path) -> None:
    of_version_3(tmp_path / "archive.sqlite", texts(5))
    with open_store(tmp_path / "archive.sqlite", create=False) as store:
        assert kinds(store) == {"text": 5}
        assert store.get("a00003") == texts(5)[3]


def some_only(bodies: Bodies) -> None:
    with bodies._database.transaction():
        bodies._compress_some(0)
    raise KeyboardInterrupt


@pytest.mark.parametrize("killed", [("archive.store.bodies.Bodies.compress", some_only), ("archive.store.migrations.shrink", None)])
def test_who_was_killed_while_compressing_goes_on(tmp_path: Path, killed: tuple[str, Callable[[Bodies], None] | None]) -> None:
    path = tmp_path / "archive.sqlite"
    articles = texts(2 * SAMPLED)
    of_version_3(path, articles)
    place, instead = killed
    with pytest.raises(KeyboardInterrupt), patch(place, instead or Mock(side_effect=KeyboardInterrupt)):
        open_store(path, create=False)
    before = path.stat().st_size
    with open_store(path, create=False) as store:
        assert kinds(store) == {"blob": len(articles)}
        assert store.get_many([each.id for each in articles]) == {each.id: each for each in articles}
    assert path.stat().st_size < before


def test_where_the_disk_has_no_room_the_file_stays_as_large(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "archive.sqlite"
    of_version_3(path, texts(2 * SAMPLED))
    before = path.stat().st_size
    with patch("shutil.disk_usage", return_value=SimpleNamespace(free=1000)), open_store(path, create=False) as store:
        assert kinds(store) == {"blob": 2 * SAMPLED}
        assert store.check() == []
    assert path.stat().st_size >= before
    assert "no room for two copies" in caplog.text
