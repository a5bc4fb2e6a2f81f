"""The authority file: what it says, what is wrong with it, and whose word counts."""

from __future__ import annotations

import dataclasses

import pytest

from archive.entities.authority import EMPTY, Assignment, Authority, CountryNames, Known, Span, combine, read_authority, shipped
from archive.entities.decisions import form_of
from archive.errors import AuthorityError
from archive.model import EntityType

PERSON, ORGANISATION = EntityType.PERSON, EntityType.ORGANISATION

WHOLE = """\
version: 1
entities:
  - {id: anna-weber, type: person, name: Anna Weber, aliases: [Anna Maria Weber], surname_default: {from: 1969, to: 2011}}
  - {id: north-sea-league, type: organisation, name: North Sea League, aliases: [NSL]}
never_merge:
  - [john-hale, jon-hale]
assign:
  - {article: times-1991-0042, surface: Mr Hale, to: john-hale}
hide: [some-junk-value]
merged: {hanna-weber: anna-weber}
stop: {person: [Democrats], organisation: [LLC]}
retype: {Politico: organisation}
countries: {aliases: {Whitehall: GB}, ignore: [South China Morning Post]}
"""


def test_every_key_of_the_file_is_read() -> None:
    assert read_authority(WHOLE, "authority.yaml") == Authority(
        entities=(
            Known("anna-weber", PERSON, "Anna Weber", ("Anna Maria Weber",), Span(1969, 2011)),
            Known("north-sea-league", ORGANISATION, "North Sea League", ("NSL",)),
        ),
        never_merge=(("john-hale", "jon-hale"),),
        assign=(Assignment("times-1991-0042", "Mr Hale", "john-hale"),),
        hide=("some-junk-value",),
        merged={"hanna-weber": "anna-weber"},
        stop={PERSON: ("Democrats",), ORGANISATION: ("LLC",)},
        retype={"Politico": ORGANISATION},
        countries=CountryNames({"Whitehall": "GB"}, ("South China Morning Post",)),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "version: 1\n"])
def test_an_empty_file_decides_nothing(text: str) -> None:
    assert read_authority(text, "authority.yaml") == EMPTY


def faults(text: str) -> list[str]:
    """The faults of a file, without the name of the file."""
    with pytest.raises(AuthorityError) as caught:
        read_authority(text, "a.yaml")
    assert caught.value.exit_code == 2
    return [fault.removeprefix("a.yaml:") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("entities: []", ["version is missing"]),
        ("version: 2", ["1: version: 2 is not a version of this file that is known; write `version: 1`"]),
        ("version: 1\nentites: []", ["2: entites: there is no such key; did you mean entities?"]),
        (
            "version: 1\nentities:\n  - {id: A b, type: persn, name: X}",
            [
                "3: entities[0].id: 'A b' is not an id of small letters, digits and single hyphens, such as john-kerry; did you mean a-b?",
                "3: entities[0].type: 'persn' is not a type; did you mean person?",
            ],
        ),
        ("version: 1\nentities:\n  - {id: a, type: person}", ["3: entities[0]: name is missing"]),
        ("version: 1\nmerged: {a: b, b: a}\n", [f"2: merged.{x}: the merges go in a circle: {x} -> {y} -> {x}" for x, y in ("ab", "ba")]),
        ("version: 1\nmerged: {e: f}\nnever_merge: [[e, f]]", ["3: never_merge[0]: e and f must stay apart, yet both are f"]),
        ("version: 1\nnever_merge: [[e]]", ["2: never_merge[0]: two names or ids are needed that must stay apart"]),
        (
            "version: 1\ncountries: {aliases: {Whitehall: UK}}",
            ["2: countries.aliases.Whitehall: 'UK' is not the code of a country; did you mean GB?"],
        ),
        (
            "version: 1\nentities:\n  - {id: a, type: person, name: B}\n  - {id: a, type: person, name: C, aliases: [b]}",
            ["4: entities[1].id: a is the id of entities[0] already", "4: entities[1].aliases[0]: b is a name of entities[0] (a) already"],
        ),
        (
            "version: 1\nentities:\n  - {id: a, type: person, name: B, surname_default: {from: 2003, to: 2001}}",
            ["3: entities[0].surname_default: it ends in 2001, before it begins in 2003"],
        ),
        (
            "version: 1\nentities:\n  - {id: a, type: place, name: B, surname_default: {from: 2003}}",
            ["3: entities[0].surname_default: only a person has a surname, not a place"],
        ),
        (
            "version: 1\nassign:\n  - {article: x-1, surface: Bush, to: a}\n  - {article: x-1, surface: Mr Bush, to: b}",
            ["4: assign[1]: Mr Bush in x-1 is a by assign[0] already"],
        ),
        ("version: 1\nhide: a", ["2: hide: 'a' is not a list; write each after a dash, or [in, brackets]"]),
        ("version: 1\nversion: 1", ["2: the key version is there twice, first in line 1"]),
        ("version: 1\nstop: {people: [A]}", ["2: stop.people: there is no such key; known: person, organisation, place"]),
        ("version: [", ["1:11: while parsing a flow node, expected the node content, but found '<stream end>'"]),
    ],
)
def test_every_fault_has_its_line_its_path_and_what_was_meant(text: str, expected: list[str]) -> None:
    found = faults(text)
    assert found == [each if each[0].isdigit() else f" {each}" for each in expected] or found == [f"a.yaml: {each}" for each in expected]


def test_all_faults_come_at_once() -> None:
    assert len(faults("version: 3\nhide: 1\nnever_merge: [[a]]\nwhat: 1\nstop: {thing: []}")) == 5


def test_the_fingerprint_changes_with_every_decision() -> None:
    whole = read_authority(WHOLE, "a")
    changed = [dataclasses.replace(whole, **{field.name: getattr(EMPTY, field.name)}) for field in dataclasses.fields(whole) if field.init]
    assert len({whole.fingerprint, *(each.fingerprint for each in changed)}) == 9
    assert read_authority(WHOLE, "b").fingerprint == whole.fingerprint


# ---------------------------------------------------------------- both files together


def one(**given: object) -> Authority:
    return Authority(entities=(Known(**{"id": "anna-weber", "type": PERSON, "name": "Anna Weber", **given}),))  # type: ignore[arg-type]


def test_the_users_entity_keeps_the_shipped_names_as_aliases() -> None:
    both = combine(one(name="Anna Veber", aliases=("A. Veber",)), one(aliases=("Anna Maria Weber",), surname_default=Span(1990)))
    assert both.entities == (Known("anna-weber", PERSON, "Anna Veber", ("A. Veber", "Anna Weber", "Anna Maria Weber"), Span(1990)),)


def test_a_name_that_the_user_gives_to_another_is_no_longer_shipped() -> None:
    both = combine(one(id="the-painter"), one(aliases=("Anna Maria Weber",)))
    assert [(known.id, known.names) for known in both.entities] == [
        ("the-painter", ("Anna Weber",)),
        ("anna-weber", ("Anna Maria Weber",)),
    ]
    assert [known.id for known in combine(one(id="the-painter"), one()).entities] == ["the-painter"]


def test_what_the_user_merges_need_not_stay_apart() -> None:
    pairs = Authority(never_merge=(("a", "b"), ("c", "d")))
    assert combine(Authority(merged={"a": "b"}), pairs).never_merge == (("c", "d"),)


def test_the_users_word_counts_for_types_and_countries() -> None:
    ours = Authority(retype={"Politico": ORGANISATION}, countries=CountryNames({"Congo": "CD"}), stop={PERSON: ("A",)})
    theirs = Authority(retype={"Politico": PERSON}, countries=CountryNames({"Congo": "CG"}, ("X",)), stop={PERSON: ("B", "A")})
    both = combine(ours, theirs)
    assert both.retype == {"Politico": ORGANISATION}
    assert both.countries == CountryNames({"Congo": "CD"}, ("X",))
    assert both.stop == {PERSON: ("A", "B")}


# ---------------------------------------------------------------- the shipped file


def test_the_shipped_file_is_sound_and_marked() -> None:
    authority = shipped()
    assert len(authority.entities) > 300
    assert all(known.shipped for known in authority.entities)
    assert not authority.assign and not authority.hide and not authority.merged


def test_the_shipped_file_gives_no_bare_surname_that_two_people_share() -> None:
    shared = {"bush", "kennedy", "roosevelt", "gandhi", "kim", "castro", "brown", "johnson", "major", "may", "smith"}
    with_years = {known.name.split()[-1].lower() for known in shipped().entities if known.surname_default}
    assert with_years & shared == {"castro"}  # Fidel until his brother followed him
    bare = {form_of(PERSON, name) for known in shipped().entities if known.type is PERSON for name in known.names}
    assert not bare & shared
