"""What a search promises beyond its engine: names, labels, cursors, passages, and no silence about doubts."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from archive.core import open_archive
from archive.errors import AmbiguousName, CursorError, NotFound, QueryError, RequestError
from archive.lookups import entity, surname_only
from archive.model import EntityType, PartialDate
from archive.publishing import documents
from archive.search import Filter, Passage, SearchRequest, Sort
from tests.hall.conftest import TODAY, House


def test_a_hit_tells_why_it_is_one(syria: House) -> None:
    hit = syria.search("conferences montreux").hits[0]
    assert hit.title.text == "Conference opens in Montreux"
    assert [hit.title.text[start:end] for start, end in hit.title.highlights] == ["Conference", "Montreux"]
    assert hit.matched == ("title", "body")
    assert {hit.snippet.text[start:end] for start, end in hit.snippet.highlights} == {"conference", "Montreux"}


def marked(passage: Passage) -> list[str]:
    return [passage.text[start:end] for start, end in passage.highlights]


@pytest.mark.parametrize(
    ("request_", "title", "snippet"),
    [
        (SearchRequest(filters=(Filter("person", ("john-kerry",)),)), [], ["John Kerry"]),
        (SearchRequest(filters=(Filter("person", ("Sergei Lavrov",)),)), [], ["Sergei Lavrov", "Lavrov"]),
        (SearchRequest("person:lavrov"), [], ["Sergei Lavrov", "Lavrov"]),
        (SearchRequest('person:"Mr Lavrov"'), [], ["Sergei Lavrov", "Lavrov"]),
        (SearchRequest('person:"Foreign Minister Sergey Lavrov"'), [], ["Sergei Lavrov", "Lavrov"]),
        (SearchRequest("person:lawrow"), [], ["Sergei Lavrov", "Lavrov"]),
        (SearchRequest(filters=(Filter("person", ("Sergey Lavrow",)),)), [], ["Sergei Lavrov", "Lavrov"]),
        (SearchRequest("-person:merkel person:lavrov person:kerry"), [], ["John Kerry", "Sergei Lavrov", "Lavrov"]),
        (SearchRequest(filters=(Filter("country", ("switzerland",)),)), ["Montreux"], ["Swiss", "Montreux"]),
        (SearchRequest("opens", filters=(Filter("person", ("john-kerry",)),)), ["opens"], ["opened"]),
    ],
)
def test_where_a_query_has_no_words_the_entities_asked_for_are_shown_and_marked(
    syria: House, request_: SearchRequest, title: list[str], snippet: list[str]
) -> None:
    hit = next(hit for hit in syria.search(request_).hits if "Montreux" in hit.title.text)
    assert (marked(hit.title), marked(hit.snippet)) == (title, snippet)


def test_an_article_is_marked_as_the_search_that_found_it(syria: House) -> None:
    article = syria.archive.get(syria.search("kremlin").hits[0].id).article
    by_name = SearchRequest(filters=(Filter("person", ("kerry",)),))
    assert [marked(each) for each in syria.archive.marked(article, by_name, TODAY)] == [[], ["John Kerry", "Kerry"]]
    assert [marked(each) for each in syria.archive.marked(article, replace(by_name, text="syria"), TODAY)] == [
        ["Syria"],
        ["Syria", "Syria"],
    ]
    nobody = SearchRequest(filters=(Filter("person", ("nobody at all",)), Filter("year", ("2013",))))
    assert [marked(each) for each in syria.archive.marked(article, nobody, TODAY)] == [[], []]


def test_people_and_countries_are_found_under_one_name(syria: House) -> None:
    facets = {facet.field: {value.label: value.count for value in facet.values} for facet in syria.search().facets}
    assert facets["person"]["John Kerry"] == 2
    assert facets["person"]["Sergei Lavrov"] == 2
    assert not any("Hutchins" in name for name in facets["person"]), "a bare surname is in no ranking"
    assert {"Russia": 1, "Syria": 1, "Switzerland": 1, "Germany": 1}.items() <= facets["country"].items()
    assert facets["year"] == {"2013": 1, "2014": 2}


def test_a_bare_surname_is_shown_in_its_article_and_can_be_filtered_by(syria: House) -> None:
    (hit,) = syria.search("kremlin").hits
    (bare,) = (value for value in hit.person if not value.resolved)
    assert "Hutchins" in bare.label
    result = syria.search(SearchRequest(filters=(Filter("person", (bare.value,)),)))
    assert [found.id for found in result.hits] == [hit.id]


def test_a_person_knows_of_the_articles_that_give_only_the_surname(house: House) -> None:
    house.write("a.txt", "Obama visits Berlin", "President Barack Obama came to Berlin.")
    house.write("b.txt", "A visit", "Mr Obama will come to Berlin, it was said on Monday.")
    house.write("c.txt", "Another visit", "Mr Obama spoke in Paris.")
    house.index()
    person = Filter("person", ("barack-obama",))
    found = surname_only(house.archive, SearchRequest(filters=(person,)), TODAY)
    assert found is not None and (found.total, found.value.resolved) == (2, False)
    within = surname_only(house.archive, SearchRequest("paris", (person,)), TODAY)
    assert within is not None and within.total == 1
    assert house.titles(within.request.text) == ["Another visit"]
    assert [hit.title.text for hit in house.search(within.request).hits] == ["Another visit"]
    assert surname_only(house.archive, SearchRequest("zeppelin", (person,)), TODAY) is None
    assert surname_only(house.archive, SearchRequest(filters=(found.request.filters[0],)), TODAY) is None
    assert surname_only(house.archive, SearchRequest(filters=(Filter("person", ("barack-obama", "x")),)), TODAY) is None


def test_a_filter_takes_a_name_an_alias_or_an_id(syria: House) -> None:
    by_id = syria.search(SearchRequest(filters=(Filter("person", ("john-kerry",)),)))
    by_name = syria.search(SearchRequest(filters=(Filter("person", ("kerry",)),)))
    assert by_id == by_name
    assert by_id.total == 2
    assert syria.search(SearchRequest(filters=(Filter("country", ("russia",)),))).request.filters == (Filter("country", ("RU",)),)


def test_filters_of_one_field_are_one(syria: House) -> None:
    both = (Filter("person", ("kerry",)), Filter("country", ("RU",)), Filter("person", ("john-kerry",), ("lavrov",)))
    one = (Filter("person", ("john-kerry",), ("sergei-lavrov",)), Filter("country", ("RU",)))
    assert syria.search(SearchRequest(filters=both)).request.filters == one


def test_a_filter_of_an_unknown_name_finds_nothing_and_says_so(syria: House) -> None:
    result = syria.search(SearchRequest(filters=(Filter("person", ("Jon Kery",)),)))
    assert result.total == 0
    assert [note.code for note in result.diagnostics] == ["unknown-value"]


def test_a_filter_that_fits_several_asks_which(house: House) -> None:
    house.write("a.txt", "Two of one name", "John Kerry met Teresa Kerry in Boston. John Kerry spoke. Teresa Kerry listened.")
    house.index()
    with pytest.raises(AmbiguousName, match=r"john-kerry.*teresa-kerry") as raised:
        house.search(SearchRequest(filters=(Filter("person", ("kerry",)),)))
    assert raised.value.candidates == (("john-kerry", "John Kerry"), ("teresa-kerry", "Teresa Kerry"))


def test_a_filter_that_is_a_whole_label_is_exact_though_others_contain_it(house: House) -> None:
    (house.folder / "a.csv").write_text(
        "title,body,date,source\nOne,Text.,2013-05-01,The Times\nTwo,Text.,2013-05-02,The Times - News\nThree,Text.,2013-05-03,The Times\n"
    )
    house.index()
    result = house.search(SearchRequest(filters=(Filter("source", ("the times",)),)))
    assert result.request.filters == (Filter("source", ("The Times",)),)
    assert result.total == 2


def test_dates_in_the_wrong_order_find_nothing_and_say_so(syria: House) -> None:
    result = syria.search(SearchRequest(since=PartialDate(2014), until=PartialDate(2013, 12)))
    assert (result.total, [note.code for note in result.diagnostics]) == (0, ["dates-reversed"])
    same = syria.search(SearchRequest(since=PartialDate(2013, 12), until=PartialDate(2013)))
    assert same.diagnostics == ()


def test_without_a_ranking_word_the_newest_comes_first(syria: House) -> None:
    result = syria.search()
    assert result.sort is Sort.NEWEST
    assert [str(hit.date) if hit.date else None for hit in result.hits] == ["2014-03-02", "2014-01-22", "2013-05-07", None]
    assert all(hit.score is None for hit in result.hits)


def test_a_query_that_cannot_be_read_is_refused_with_its_place(syria: House) -> None:
    with pytest.raises(QueryError) as caught:
        syria.search("conference date:199x")
    assert caught.value.diagnostics[0].span == (16, 20)


def test_a_query_beyond_the_limit_is_refused(syria: House) -> None:
    with pytest.raises(RequestError, match="longest"):
        syria.search("a OR " * 5_000)


def test_nothing_found_says_which_part_is_to_blame(syria: House) -> None:
    result = syria.search("conference zeppelin")
    assert result.total == 0
    assert [(clause.text, clause.count) for clause in result.read_as.clauses] == [("conference", 2), ("zeppelin", 0)]


def test_a_word_that_no_article_has_is_said_with_the_nearest_that_some_have(syria: House) -> None:
    asked = ' "the Confrence"^2 zepelin'
    said = [(each.code, asked[slice(*each.span)], each.suggestion) for each in syria.search(asked).diagnostics]
    assert said == [("unknown-word", "Confrence", "conference"), ("unknown-word", "zepelin", None)]


def test_a_suggestion_in_its_place_searches_the_nearest_word(syria: House) -> None:
    asked = "lavrov w/50 confrence"
    (said,) = syria.search(asked).diagnostics
    assert said.message == "no article has “confrence”; 2 articles have “conference”"
    start, end = said.span
    assert syria.search(f"{asked[:start]}{said.suggestion}{asked[end:]}").total > 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("conference OR confrence", ["confrence"]),  # an alternative that finds nothing
        ("conference lavrof", ["lavrof"]),
        ("conference -confrence confer*", []),  # neither what is excluded nor shapes
        ("zz", ["zz"]),  # too short to be a slip of anything
        ("conference person:nobody", []),
        ("*", []),
    ],
)
def test_only_words_that_are_looked_for_are_said_to_be_unknown(syria: House, asked: str, expected: list[str]) -> None:
    said = (each for each in syria.search(asked).diagnostics if each.code == "unknown-word")
    assert [asked[slice(*each.span)] for each in said] == expected


def test_each_side_of_an_or_is_counted(syria: House) -> None:
    asked = SearchRequest(text="conference OR zeppelin", explain=True)
    assert [(clause.text, clause.count) for clause in syria.search(asked).read_as.clauses] == [("conference", 2), ("zeppelin", 0)]


def test_counts_of_clauses_are_given_when_asked_for(syria: House) -> None:
    assert [clause.count for clause in syria.search("conference lavrov").read_as.clauses] == [None, None]
    asked = SearchRequest(text="conference lavrov", explain=True)
    assert [clause.count for clause in syria.search(asked).read_as.clauses] == [2, 2]


def test_a_cursor_walks_through_the_whole_result_and_back(syria: House) -> None:
    whole = [hit.id for hit in syria.search().hits]
    request = SearchRequest(size=1)
    seen, pages = [], []
    while True:
        result = syria.search(request)
        seen += [hit.id for hit in result.hits]
        pages.append(result)
        if result.next is None:
            break
        request = replace(request, cursor=result.next)
    assert seen == whole
    assert [page.offset for page in pages] == [0, 1, 2, 3]
    assert pages[-1].previous is not None
    back = syria.search(replace(request, cursor=pages[-1].previous))
    assert [hit.id for hit in back.hits] == [whole[-2]]


def test_a_cursor_goes_on_behind_its_place_when_the_archive_has_changed(syria: House) -> None:
    first = syria.search(SearchRequest(size=2))
    syria.write("2015-01-01-new.txt", "The newest of all", "It comes before the first page.")
    syria.index()
    second = syria.search(SearchRequest(size=2, cursor=first.next))
    assert [str(hit.date) if hit.date else None for hit in second.hits] == ["2013-05-07", None]
    assert [note.code for note in second.diagnostics] == ["archive-changed"]
    assert second.offset == 3


def test_a_cursor_of_another_search_is_refused(syria: House) -> None:
    cursor = syria.search(SearchRequest(size=1)).next
    with pytest.raises(CursorError):
        syria.search(SearchRequest(text="conference", size=1, cursor=cursor))


def test_every_page_of_one_walk_is_of_one_commit(syria: House) -> None:
    pages = syria.archive.search_all(SearchRequest(size=1), TODAY)
    first = next(pages)
    syria.write("2000-01-01-old.txt", "An old one", "It would come later in the order.")
    syria.index()
    rest = [hit.id for page in pages for hit in page.hits]
    assert len(rest) == first.total - 1 == 3


def test_dates_narrow_to_what_lies_wholly_inside(syria: House) -> None:
    result = syria.search(SearchRequest(since=PartialDate(2014), until=PartialDate(2014, 2)))
    assert [hit.title.text for hit in result.hits] == ["Conference opens in Montreux"]


def test_a_facet_value_is_found_by_a_part_of_its_name_without_case_or_accents(syria: House) -> None:
    found = syria.archive.facet("person", SearchRequest(), TODAY, match="LÁVROV")
    assert [(value.value, value.count) for value in found.values] == [("sergei-lavrov", 2)]
    begun = syria.archive.facet("person", SearchRequest(), TODAY, match="lav")
    assert begun == found
    with pytest.raises(NotFound):
        syria.archive.facet("mentions", SearchRequest(), TODAY)


def test_an_entity_shows_its_forms_and_its_articles(syria: House) -> None:
    view = entity(syria.archive, EntityType.PERSON, "john-kerry", SearchRequest(), TODAY)
    assert view.value.label == "John Kerry"
    assert view.result.total == 2
    assert view.first is not None and str(view.first.date) == "2013-05-07"
    assert [(form.surface, form.articles) for form in view.forms] == [("John Kerry", 2), ("Kerry", 1)]
    with pytest.raises(NotFound):
        entity(syria.archive, EntityType.PERSON, "nobody", SearchRequest(), TODAY)


def test_another_process_sees_what_this_one_committed(syria: House) -> None:
    from archive.core import open_archive

    with open_archive(syria.config) as reader:
        assert reader.search(SearchRequest(text="zeppelin"), TODAY).total == 0
        syria.write("2015-02-02-z.txt", "A zeppelin", "It flew.")
        syria.index()
        assert reader.search(SearchRequest(text="zeppelin"), TODAY).total == 1


def test_check_finds_what_differs(syria: House) -> None:
    assert syria.archive.check() == []
    (id,) = (hit.id for hit in syria.search("strike").hits)
    with syria.archive.engine.writer(syria.archive.store.sequence()) as writer:
        writer.delete(id)
    assert [fault.message for fault in syria.archive.check()] == [f"{id} is not in the index"]
    assert syria.archive.repair() == []
    assert syria.search("strike").total == 1


def test_check_finds_a_changed_byte_and_repair_mends_it(syria: House) -> None:
    (path,) = syria.config.index.rglob("*.arrays")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert [fault.message for fault in syria.archive.check()] == [f"the index: {path} is damaged: its checksum does not fit"]
    assert syria.archive.repair() == syria.archive.check() == []


def test_a_deep_check_finds_words_that_an_article_does_not_have_and_repair_mends_them(syria: House) -> None:
    assert syria.archive.check(deep=True) == []
    (id,) = (hit.id for hit in syria.search("strike").hits)
    (right,) = documents(syria.archive.store, [id])
    with syria.archive.engine.writer(syria.archive.store.sequence()) as writer:
        writer.put(replace(right, body=right.body.replace("strike", "feast")))
    assert syria.archive.check() == []
    (fault,) = syria.archive.check(deep=True)
    assert fault.message.startswith(f"{id} has other words or values") and fault.remedy == "archive reindex"
    assert syria.archive.repair(deep=True) == []


def test_check_names_an_index_that_cannot_be_read(syria: House) -> None:
    (path,) = syria.config.index.rglob("*.json")
    path.write_bytes(path.read_bytes()[:40])
    (fault,) = syria.archive.check()
    assert fault.message.startswith("the index: commit-0.json in ") and fault.remedy == "archive reindex"
    assert syria.archive.repair() == []


def test_an_index_that_is_removed_while_it_is_searched_is_told_so(syria: House) -> None:
    found = syria.search("strike").total
    shutil.rmtree(syria.config.index / "whoosh")
    assert syria.search("strike").total == found and syria.archive.older() == "the index has been removed"
    assert syria.archive.repair() == [] and syria.archive.older() is None


# ---------------------------------------------------------------- kept answers


def asked(house: House) -> list[SearchRequest]:
    """Requests of many kinds, with the pages that follow them."""
    filters = (Filter("country", ("RU",)), Filter("person", (), ("john-kerry",)))
    plain = [
        SearchRequest(text=text, size=1, sort=sort)
        for text in ("", "conference", "kerry -moscow", "conf*", "last 3 years")
        for sort in Sort
    ]
    narrowed = [SearchRequest(filters=(each,), since=PartialDate(2013), explain=True) for each in filters]
    pages = [replace(request, cursor=found) for request in plain if (found := house.search(request).next)]
    return [*plain, *narrowed, *pages]


def test_kept_answers_are_those_that_would_be_given_anew(syria: House) -> None:
    requests = asked(syria)
    kept = [syria.search(request) for _ in range(2) for request in requests][-len(requests) :]
    with open_archive(syria.config) as fresh:
        assert kept == [fresh.search(request, TODAY) for request in requests]
    assert all(syria.search(request) is answer for request, answer in zip(requests, kept, strict=True))


def test_no_answer_outlives_its_commit_or_its_day(syria: House) -> None:
    assert syria.search("zeppelin").total == 0
    syria.write("zeppelin.txt", "A zeppelin lands", "It was seen on 1 May 2015.")
    syria.index()
    assert syria.search("zeppelin").total == 1
    relative = SearchRequest(text='date:"last 2 years"')
    assert syria.archive.search(relative, TODAY) != syria.archive.search(relative, TODAY.replace(year=2030))


def test_no_answer_outlives_a_commit_that_is_lost_and_written_again(syria: House) -> None:
    for name in ("one", "other"):
        syria.write(f"{name}.txt", "A zeppelin lands", f"The {name} was seen on 1 May 2015.")
        syria.index()
        found = syria.search("zeppelin").total
        newest = syria.archive.snapshot().state.commit
        (syria.config.index / "whoosh" / f"commit-{newest}.json").unlink()
    assert found == 2


def test_nothing_is_kept_while_the_store_is_ahead_of_the_index(syria: House) -> None:
    with syria.archive.store.transaction():
        syria.archive.store.remove(syria.search("montreux").hits[0].id)
    first = syria.search("conference")
    assert syria.search("conference") is not first


def test_a_cut_answer_is_not_kept(syria: House, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = type(syria.archive.snapshot())
    whole = snapshot.search
    monkeypatch.setattr(snapshot, "search", lambda *asked: replace(whole(*asked), complete=False))
    first = syria.search("conference")
    assert syria.search("conference") == first
    assert syria.search("conference") is not first
