"""Likely duplicates of a whole archive: what speaks for a pair, and never one that people have parted."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import decisions
from archive.duplicates import Suggestion, suggestions
from archive.errors import ArchiveError
from archive.model import Entity, EntityType
from tests.hall.conftest import House

PERSON = EntityType.PERSON


def entity(house: House, id: str) -> Entity:
    return decisions.entity_of(house.archive, id)


def pairs(house: House) -> set[frozenset[str]]:
    return {frozenset((each.keep, each.other)) for each in suggestions(house.archive, PERSON, 100)}


def written(house: House, name: str, body: str) -> str:
    """The id of a new article."""
    house.write(name, "News", body)
    before = set(house.archive.store.ids())
    house.index()
    (id,) = set(house.archive.store.ids()) - before
    return id


@pytest.fixture
def kerry(house: House) -> House:
    """An archive about John Kerry in which one article means another man."""
    for year in (2011, 2012, 2013):
        house.write(f"{year}-05-01-k.txt", f"Talks {year}", "John Kerry met Sergei Lavrov in Moscow. Mr Kerry left.")
    house.index()
    return house


def test_who_was_assigned_is_never_suggested_as_the_one_he_was_parted_from(kerry: House) -> None:
    id = written(kerry, "1987-02-01-p.txt", "John Kerry bought a newspaper in Sydney.")
    new, _ = decisions.introduce(kerry.archive, id, "John Kerry", PERSON, "Kerry Packer")
    written(kerry, "1988-02-01-p.txt", "Jerry Packer sold a newspaper in Sydney.")
    (found,) = suggestions(kerry.archive, PERSON, 10)
    assert {found.keep, found.other} == {new, "jerry-packer"}
    assert "Kerry Packer (1 article, 1987)" in found.evidence and "John Kerry" not in found.evidence


def test_who_was_split_off_is_not_suggested_with_the_rest(kerry: House) -> None:
    id = written(kerry, "1987-02-01-p.txt", "John Kerry bought a newspaper in Sydney.")
    new, _ = decisions.split(kerry.archive, entity(kerry, "john-kerry"), [id], "Jon Kerry")
    assert frozenset((new, "john-kerry")) not in pairs(kerry)


def test_two_to_whom_one_name_was_assigned_are_parted(kerry: House) -> None:
    ids = [written(kerry, f"198{at}-02-01-p.txt", f"John Kerry bought newspaper {at} in Sydney.") for at in (7, 8)]
    one, _ = decisions.introduce(kerry.archive, ids[0], "John Kerry", PERSON, "Kerry Packer")
    other, _ = decisions.introduce(kerry.archive, ids[1], "John Kerry", PERSON, "Kerry Packher")
    assert pairs(kerry) == set()
    assert {one, other} <= {id for id, _, _ in kerry.archive.store.every_form(PERSON)}


def test_merged_ones_stay_apart_from_whom_one_of_them_was(kerry: House) -> None:
    written(kerry, "2014-01-01.txt", "Jon Kerry spoke in Boston.")
    written(kerry, "2014-02-01.txt", "Johnny Kerry spoke in Boston.")
    assert len(pairs(kerry)) == 3
    decisions.keep_apart(kerry.archive, entity(kerry, "jon-kerry"), entity(kerry, "john-kerry"))
    decisions.merge(kerry.archive, entity(kerry, "jon-kerry"), entity(kerry, "johnny-kerry"))
    assert pairs(kerry) == set()


def test_the_evidence_tells_years_company_and_country(kerry: House) -> None:
    written(kerry, "2014-01-01.txt", "Jon Kerry met Sergei Lavrov in Moscow.")
    assert suggestions(kerry.archive, PERSON, 10) == [
        Suggestion(
            "john-kerry",
            "jon-kerry",
            87.0,
            "Jon Kerry (1 article, 2014) and John Kerry (3 articles, 2011–2013) have one surname, and given names that may be forms of "
            "one; no article names both; often named with both: Sergei Lavrov; both mostly in articles about Russia",
            ("1 article, 2014", "3 articles, 2011–2013"),
            (
                "have one surname, and given names that may be forms of one",
                "no article names both",
                "often named with both: Sergei Lavrov",
                "both mostly in articles about Russia",
            ),
        )
    ]


def test_of_pairs_about_as_sure_the_one_with_more_to_gain_stands_first(house: House) -> None:
    for at in range(3):
        house.write(f"2011-0{at + 1}-01-a.txt", f"Talks {at}", "Katherine Johnson met Ivan Petrov in Moscow.")
        house.write(f"2012-0{at + 1}-01-b.txt", f"Talks {at}", "Katherine Jonson met Ann Weber in Moscow.")
    house.write("2011-05-01-c.txt", "A speech", "Chuck Hagel spoke in Paris.")
    house.write("2011-06-01-d.txt", "A speech", "Charles Hagel spoke in Paris.")
    house.index()
    first, second = suggestions(house.archive, PERSON, 10)
    assert {first.keep, first.other} == {"katherine-johnson", "katherine-jonson"}
    assert (first.score // 5, first.score < second.score) == (second.score // 5, True)


def test_a_slip_of_the_pen_within_an_article_is_as_sure_as_a_nickname(kerry: House) -> None:
    written(kerry, "2014-01-01.txt", "Sergei Kaminsky met Ivan Petrov in Moscow. Sergei Kaminskj left, said Mr Kaminsky.")
    (found,) = suggestions(kerry.archive, PERSON, 10)
    assert found.score > 80
    assert "differ by one letter; 1 article names both" in found.evidence and "against" not in found.evidence


def test_two_of_one_article_are_less_likely_one(kerry: House) -> None:
    written(kerry, "2014-01-01.txt", "Sergei Kaminsky met Ivan Petrov in Moscow.")
    written(kerry, "2014-02-01.txt", "Sergei Kamensky met Ivan Petrov in Moscow.")
    (before,) = suggestions(kerry.archive, PERSON, 10)
    written(kerry, "2014-03-01.txt", "Sergei Kaminsky met Sergei Kamensky in Moscow.")
    (after,) = suggestions(kerry.archive, PERSON, 10)
    assert after.score < before.score - 15
    assert "1 article names both, which speaks against it" in after.evidence


NAMED = ("John Kerry", "Jon Kerry", "Johnny Kerry", "John Kerrey", "Kerry Packer", "Kerry Packher")
CHOICES = st.tuples(
    st.sampled_from(["assign", "introduce", "split", "apart"]), st.integers(0, 8), st.integers(0, 9), st.sampled_from(NAMED)
)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(st.lists(CHOICES, min_size=2, max_size=6, unique_by=lambda choice: choice[1]))
def test_no_pair_that_people_parted_is_suggested(choices: list[tuple[str, int, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        for at, name in enumerate((*NAMED, *NAMED[:3])):
            house.write(f"20{at + 10}-01-01.txt", f"Talks {at}", f"{name} met Sergei Lavrov in Moscow. Mr Lavrov left.")
        house.index()
        articles = sorted(house.archive.store.ids())
        parted = [_decided(house, how, articles[at], second, name) for how, at, second, name in choices]
        suggested = pairs(house)
        for key, pair in filter(None, parted):
            assert not key or pair not in suggested or not all(key in _keys(house, id) for id in pair)
            assert key or pair not in suggested
        house.archive.close()


def _decided(house: House, how: str, article: str, second: int, name: str) -> tuple[str, frozenset[str]] | None:
    """Make a decision where it can be made; the two that it parts, and the name (as the linker's key) by which it does, if by one."""
    archive = house.archive
    chain = next(each for each in archive.store.reasons(article) if each.type is PERSON and "Lavrov" not in each.link.name)
    people = [id for id, _, _ in archive.store.every_form(PERSON) if id not in ("sergei-lavrov", chain.entity)]
    target = people[second % len(people)]
    try:
        if how == "assign":
            decisions.assign(archive, article, chain.link.name, entity(house, target))
        elif how == "introduce":
            target, _ = decisions.introduce(archive, article, chain.link.name, PERSON, f"{name} Senior")
        elif how == "split":
            target, _ = decisions.split(archive, entity(house, chain.entity), [article], f"{name} Minor")
        else:
            decisions.keep_apart(archive, entity(house, chain.entity), entity(house, target))
    except ArchiveError:
        return None
    return "" if how == "apart" else chain.link.key, frozenset((chain.entity, target))


def _keys(house: House, id: str) -> set[str]:
    """The keys under which articles have somebody."""
    articles = house.archive.store.articles_with(PERSON, id)
    return {each.link.key for article in articles for each in house.archive.store.reasons(article) if each.entity == id}
