"""People's decisions: written to the authority file, applied without reading anything again, and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import decisions, lookups, undoing
from archive.core import Archive, open_archive
from archive.duplicates import suggestions
from archive.errors import AuthorityError, Busy, NotFound, RequestError
from archive.explaining import explain
from archive.listing import details, listed
from archive.model import Entity, EntityType
from archive.search import Filter, SearchRequest
from tests.hall.conftest import TODAY, House

PERSON = EntityType.PERSON


@pytest.fixture
def libya(house: House) -> House:
    """An archive in which one woman has two names, and two have one."""
    house.write("2001-05-01-a.txt", "Libya", "Peggy Hale spoke in Tripoli. Mrs Hale left.")
    house.write("2003-05-01-b.txt", "Libya again", "Margaret Hale met Tony Blair. Mr Blair smiled.")
    house.write("2003-06-01-c.txt", "A visit", "Tony Blair went to Rotterdam University.")
    house.write("2004-06-01-d.txt", "A bank", "Tony Blair of Leeds opened a shop in Leeds, England. Officials of Halden Bank spoke.")
    house.index()
    return house


def entity(house: House, id: str) -> Entity:
    return decisions.entity_of(house.archive, id)


def people(house: House, query: str) -> list[str]:
    return [value.value for hit in house.search(query).hits for value in hit.person]


def suggested(house: House) -> set[tuple[str, str]]:
    return {(each.other, each.keep) for each in suggestions(house.archive, PERSON, 10)}


def filtered(house: House, id: str) -> int:
    return house.search(SearchRequest(filters=(Filter("person", (id,)),))).total


# ---------------------------------------------------------------- each decision


def test_a_merge_says_what_changed_and_leaves_a_way(libya: House) -> None:
    (two,) = {each for each in people(libya, '"libya again"') if each != "tony-blair"}
    (one,) = people(libya, "tripoli")
    assert one != two
    changed = decisions.merge(libya.archive, entity(libya, one), entity(libya, two)).changed
    (id,) = (hit.id for hit in libya.search("tripoli").hits)
    assert changed == (id,)
    assert people(libya, "tripoli") == [two]
    assert filtered(libya, one) == filtered(libya, two) == 2
    assert lookups.survivor(libya.archive, PERSON, one) == (PERSON, two)
    assert lookups.entity(libya.archive, PERSON, two, SearchRequest(), TODAY).result.total == 2
    assert libya.archive.check() == []
    with pytest.raises(RequestError, match="already"):
        decisions.merge(libya.archive, entity(libya, one), entity(libya, two))


def test_decisions_outlive_everything_but_the_file(libya: House) -> None:
    decisions.merge(libya.archive, entity(libya, "peggy-hale"), entity(libya, "margaret-hale"))
    libya.write("2005-01-01-e.txt", "Once more", "Peggy Hale came to Paris.")
    libya.index()
    assert filtered(libya, "margaret-hale") == 3
    libya.archive.reindex()
    assert filtered(libya, "margaret-hale") == 3
    libya.authority.unlink()
    assert libya.archive.authority.pending()
    assert len(libya.archive.link().changed) == 2
    assert (filtered(libya, "margaret-hale"), filtered(libya, "peggy-hale")) == (1, 2)


def test_a_new_name_changes_no_article(libya: House) -> None:
    changed = decisions.rename(libya.archive, entity(libya, "margaret-hale"), "Maggie Hale").changed
    assert changed == ()
    assert entity(libya, "margaret-hale").name == "Maggie Hale"
    assert "aliases: [Margaret Hale]" in libya.authority.read_text()
    facet = libya.archive.facet("person", SearchRequest(), TODAY, match="MARGARET")
    assert [value.label for value in facet.values] == ["Maggie Hale"]


def test_another_type_keeps_the_id(libya: House) -> None:
    changed = decisions.retype(libya.archive, entity(libya, "halden-bank"), EntityType.PLACE).changed
    assert len(changed) == 1
    assert lookups.survivor(libya.archive, EntityType.ORGANISATION, "halden-bank") == (EntityType.PLACE, "halden-bank")
    assert entity(libya, "halden-bank").type is EntityType.PLACE


def test_what_is_hidden_is_shown_nowhere(libya: House) -> None:
    assert len(decisions.hide(libya.archive, entity(libya, "halden-bank")).changed) == 1
    assert not any(value.value == "halden-bank" for value in libya.archive.facet("organisation", SearchRequest(), TODAY).values)


def test_two_that_are_kept_apart_are_not_suggested_and_cannot_be_merged(libya: House) -> None:
    libya.write("2005-01-01-e.txt", "A slip", "Margareth Hale came to Paris.")
    libya.index()
    assert suggested(libya) == {("margareth-hale", "margaret-hale"), ("peggy-hale", "margaret-hale")}
    one, other = entity(libya, "margareth-hale"), entity(libya, "margaret-hale")
    decisions.keep_apart(libya.archive, one, other)
    assert "never_merge:\n  - [margareth-hale, margaret-hale]\n" in libya.authority.read_text()
    assert suggested(libya) == {("peggy-hale", "margaret-hale")}
    text = libya.authority.read_text()
    decisions.keep_apart(libya.archive, other, one)
    assert libya.authority.read_text() == text
    with pytest.raises(AuthorityError, match="stay apart"):
        decisions.merge(libya.archive, one, other)
    with pytest.raises(RequestError, match="both are"):
        decisions.keep_apart(libya.archive, one, one)


def test_a_new_one_is_introduced_in_one_article(libya: House) -> None:
    (id,) = (hit.id for hit in libya.search("leeds").hits)
    new, relinked = decisions.introduce(libya.archive, id, "Tony Blair", PERSON, "Tony Blair of Leeds")
    assert (new, relinked.changed, filtered(libya, new)) == ("tony-blair-of-leeds", (id,), 1)
    with pytest.raises(RequestError, match="already"):
        decisions.introduce(libya.archive, id, "Tony Blair", PERSON, "peggy HALE")
    with pytest.raises(NotFound, match="is called"):
        decisions.introduce(libya.archive, id, "Mr Brown", PERSON, "Gordon Brown")


@pytest.mark.parametrize("name", ["", "  ", "–", "a\x00b", "x" * 201])
def test_what_is_no_name_is_refused(libya: House, name: str) -> None:
    with pytest.raises(RequestError):
        decisions.rename(libya.archive, entity(libya, "tony-blair"), name)
    assert not libya.authority.exists()


def test_a_decision_is_remembered_and_taken_back_byte_for_byte(libya: House) -> None:
    libya.authority.write_text("# ours\nversion:   1\n")
    key = undoing.remember(libya.archive, "Hidden.", decisions.hide(libya.archive, entity(libya, "tony-blair")))
    made = undoing.remembered(libya.archive, key)
    assert (made.words, made.lines, len(made.articles)) == ("Hidden.", ("-version:   1", "+version: 1", "+hide:", "+  - tony-blair"), 3)
    assert undoing.stands_last(libya.archive, made)
    assert len(undoing.take_back(libya.archive, made).changed) == 3
    assert libya.authority.read_text() == "# ours\nversion:   1\n"
    assert filtered(libya, "tony-blair") == 3
    with pytest.raises(RequestError, match="changed after"):
        undoing.take_back(libya.archive, made)
    for unknown in ("0" * 16, "../archive"):
        with pytest.raises(NotFound):
            undoing.remembered(libya.archive, unknown)


def test_only_the_last_decisions_are_remembered(libya: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "KEPT", 2)
    relinked = decisions.hide(libya.archive, entity(libya, "tony-blair"))
    keys = [undoing.remember(libya.archive, words, relinked) for words in ("first", "second", "third")]
    assert undoing.remembered(libya.archive, keys[2]).words == "third"
    with pytest.raises(NotFound):
        undoing.remembered(libya.archive, keys[0])


def test_a_split_mints_and_can_be_taken_back_article_by_article(libya: House) -> None:
    (id,) = (hit.id for hit in libya.search("leeds").hits)
    blair = entity(libya, "tony-blair")
    new, relinked = decisions.split(libya.archive, blair, [id], "Tony Blair (the grocer)")
    assert (new, relinked.changed) == ("tony-blair-the-grocer", (id,))
    assert (filtered(libya, new), filtered(libya, "tony-blair")) == (1, 2)
    assert decisions.assign(libya.archive, id, "Tony Blair", blair).changed == (id,)
    assert filtered(libya, "tony-blair") == 3
    with pytest.raises(NotFound, match="does not have"):
        decisions.split(libya.archive, entity(libya, "peggy-hale"), [id], "Nobody")
    with pytest.raises(NotFound, match="is called"):
        decisions.assign(libya.archive, id, "Mr Brown", blair)


def test_a_surname_is_listed_only_where_it_is_asked_for(house: House) -> None:
    house.write("a.txt", "A meeting", "Mr Obama spoke.")
    house.write("b.txt", "Another", "Angela Merkel spoke in Berlin.")
    house.index()
    assert [each.id for each, _ in listed(house.archive, EntityType.PERSON, None, 9)] == ["angela-merkel"]
    assert [each.id for each, _ in listed(house.archive, EntityType.PERSON, "obama", 9)] == ["obama-surname-only"]


def test_a_surname_is_not_decided_on_like_a_person(house: House) -> None:
    house.write("a.txt", "A meeting", "Mr Obama spoke.")
    house.write("b.txt", "Another", "Angela Merkel spoke in Berlin.")
    house.index()
    surname = entity(house, "obama-surname-only")
    with pytest.raises(RequestError, match="several people"):
        decisions.rename(house.archive, surname, "Barack Obama")
    assert len(decisions.merge(house.archive, surname, entity(house, "angela-merkel")).changed) == 1
    assert filtered(house, "angela-merkel") == 2
    assert "surname only" not in house.authority.read_text()


def test_an_entity_is_asked_for_by_id_or_by_its_only_name(libya: House) -> None:
    assert entity(libya, "Tony Blair").id == entity(libya, "tony-blair").id == "tony-blair"
    with pytest.raises(NotFound, match="no entity"):
        entity(libya, "no-such-entity")
    with pytest.raises(NotFound) as caught:
        entity(libya, "Tony Blaire")
    assert "Tony Blair" in str(caught.value.hint)
    with pytest.raises(RequestError, match="can be decided on"):
        entity(libya, "LY")


# ---------------------------------------------------------------- the file


def test_a_decision_that_does_not_hold_is_not_written(libya: House) -> None:
    text = "version: 1\nnever_merge:\n  - [peggy-hale, margaret-hale]\n"
    libya.authority.write_text(text)
    with pytest.raises(AuthorityError, match="stay apart"):
        decisions.merge(libya.archive, entity(libya, "peggy-hale"), entity(libya, "margaret-hale"))
    assert libya.authority.read_text() == text


def test_a_file_that_does_not_hold_stops_every_change_and_no_search(libya: House) -> None:
    libya.authority.write_text("version: 1\nhide: x\n")
    for change in (libya.index, libya.archive.link, libya.archive.reindex):
        with pytest.raises(AuthorityError, match=r"authority\.yaml:2"):
            change()
    assert libya.archive.authority.pending()
    assert libya.archive.status().authority_pending
    assert libya.search("libya").total == 2
    (id,) = (hit.id for hit in libya.search("leeds").hits)
    libya.archive.remove(id)
    libya.archive.restore(id)
    assert filtered(libya, "tony-blair") == 3


def test_a_running_archive_tells_of_a_file_edited_beside_it(libya: House) -> None:
    assert not libya.archive.authority.pending()
    libya.authority.write_text("version: 1\nhide: [tony-blair]\n")
    assert libya.archive.authority.pending()
    with open_archive(libya.config) as other:
        assert len(other.link().changed) == 3
    assert not libya.archive.authority.pending()
    assert filtered(libya, "tony-blair") == 0


def test_whether_changes_wait_costs_no_reading(libya: House, monkeypatch: pytest.MonkeyPatch) -> None:
    libya.authority.write_text("version: 1\nhide: [tony-blair]\n")
    assert libya.archive.authority.pending()

    def read(path: Path) -> str:
        raise AssertionError("it was read again")

    monkeypatch.setattr("archive.applying.authority_text", read)
    assert libya.archive.authority.pending()
    monkeypatch.undo()
    libya.authority.write_text("version: 1\nhide: x\n")
    assert libya.archive.authority.pending() and libya.archive.authority.fault() is not None
    libya.authority.unlink()
    assert not libya.archive.authority.pending() and libya.archive.authority.fault() is None


def test_decisions_take_the_writing_lock(libya: House) -> None:
    with libya.archive.store.writing("a test"), pytest.raises(Busy):
        decisions.hide(libya.archive, entity(libya, "tony-blair"))
    assert not libya.authority.exists()


def test_an_editor_that_saves_in_between_loses_nothing(libya: House) -> None:
    def slow(file: object) -> None:
        libya.authority.write_text("version: 1\n# saved by an editor\n")

    with pytest.raises(Busy, match="was changed while"):
        libya.archive.decide("a test", slow)
    assert "an editor" in libya.authority.read_text()


# ---------------------------------------------------------------- waiting and reconciling


def test_a_restored_article_is_there_at_once_and_others_wait_for_it(house: House) -> None:
    house.write("2001-05-01-a.txt", "A meeting", "Barack Obama spoke in Chicago.")
    house.write("2001-05-02-b.txt", "A speech", "Mr Obama spoke of peace.")
    house.index()
    assert filtered(house, "barack-obama") == 2
    (id,) = (hit.id for hit in house.search("chicago").hits)
    house.archive.remove(id)
    assert house.archive.status().unlinked == 1
    house.archive.link()
    assert (filtered(house, "barack-obama"), house.archive.status().unlinked) == (0, 0)
    house.archive.restore(id)
    assert filtered(house, "barack-obama") == 1
    assert house.archive.status().unlinked == 2
    assert len(house.archive.link().changed) == 1
    assert filtered(house, "barack-obama") == 2
    assert house.archive.check() == []


def test_the_end_of_a_run_reconciles_older_articles(house: House) -> None:
    house.write("2001-05-02-b.txt", "A speech", "Mr Obama spoke of peace.")
    house.index()
    assert people(house, "peace") == ["obama-surname-only"]
    house.write("2001-05-01-a.txt", "A meeting", "Barack Obama spoke in Chicago.")
    assert house.index().relinked == 2
    assert people(house, "peace") == ["barack-obama"]


# ---------------------------------------------------------------- countries


def countries(house: House, query: str) -> list[str]:
    return [value.value for hit in house.search(query).hits for value in hit.country]


def stored(house: House) -> list[object]:
    """All that an archive says of its articles, but for the sequence numbers."""
    ids = list(house.archive.store.ids())
    return [(id, house.archive.store.mentions(id), house.archive.store.links_of([id])) for id in ids]


def test_an_alias_of_a_country_reaches_old_articles_and_can_be_taken_back(libya: House) -> None:
    libya.write("2006-01-01-f.txt", "Broadway shuts", "Officials at Broadway House said that Broadway was shut.")
    libya.write("2006-01-02-g.txt", "A paper", "The Lisbon Weekly came out again.")
    libya.index()
    before = stored(libya)
    libya.authority.write_text("version: 1\ncountries:\n  aliases:\n    Broadway: IE\n    Quay: FR\n  ignore: [Lisbon Weekly]\n")
    assert libya.archive.authority.pending()
    changed = libya.archive.link().changed
    broadway, weekly = (next(hit.id for hit in libya.search(word).hits) for word in ("broadway", "weekly"))
    assert set(changed) == {broadway, weekly}
    assert (countries(libya, "broadway"), countries(libya, "weekly"), countries(libya, "country:IE broadway")) == (["IE"], [], ["IE"])
    assert libya.archive.link().changed == ()
    (found,) = explain(libya.archive, "Broadway", broadway)
    assert {mention.reason for mention in found.mentions} == {"authority"}
    assert [(Path(place).name, text) for place, text in found.lines] == [("authority.yaml:4", "Broadway: IE")]
    with pytest.raises(NotFound) as refused:
        explain(libya.archive, "Lisbon", weekly)
    assert "authority.yaml:6" in (refused.value.hint or "")
    libya.write("2006-01-03-h.txt", "More", "Nothing moved on Broadway.")
    libya.index()
    assert countries(libya, "moved") == ["IE"]
    (libya.folder / "2006-01-03-h.txt").unlink()
    libya.index(prune=True)
    libya.authority.unlink()
    assert set(libya.archive.link().changed) == {broadway, weekly}
    assert stored(libya) == before
    assert libya.archive.check() == []


# ---------------------------------------------------------------- explained and listed


def test_the_chain_of_reasons(libya: House) -> None:
    decisions.merge(libya.archive, entity(libya, "peggy-hale"), entity(libya, "margaret-hale"))
    (id,) = (hit.id for hit in libya.search("tripoli").hits)
    (found,) = explain(libya.archive, "mrs hale", id)
    assert [mention.surface for mention in found.mentions] == ["Peggy Hale", "Hale"]
    assert (found.local.reason, found.entity, found.why) == ("surname-joined", "margaret-hale", "authority-name")
    assert [Path(place).name for place, _ in found.lines] == ["authority.yaml:4", "authority.yaml:6"]
    assert "Peggy Hale" in found.lines[0][1]
    with pytest.raises(NotFound, match="is called"):
        explain(libya.archive, "Mr Brown", id)
    with pytest.raises(NotFound, match="no article"):
        explain(libya.archive, "Mr Brown", "no-such")


def test_lists_and_details(libya: House) -> None:
    archive: Archive = libya.archive
    assert [(each.id, articles) for each, articles in listed(archive, PERSON, None, 1)] == [("tony-blair", 3)]
    assert [each.id for each, _ in listed(archive, PERSON, "PEGG", 10)] == ["peggy-hale"]
    shown = details(archive, entity(libya, "tony-blair"), TODAY)
    assert (shown.articles, shown.aliases) == (3, (("Tony Blair", 3), ("Blair", 1)))
    assert shown.first is not None and shown.last is not None
    assert (shown.first[1], shown.last[1]) == ("2003-05-01", "2004-06-01")
    assert all(each.keep != each.other for each in suggestions(archive, PERSON, 10))
