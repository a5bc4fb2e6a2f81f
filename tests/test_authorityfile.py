"""Edits of the authority file: comments and order stay, and nothing is lost when two write at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.authorityfile import AuthorityFile
from archive.entities.authority import read_authority
from archive.errors import Busy, StoreError
from archive.yamlfile import parse_yaml

WRITTEN = """\
# Ours, since 2014.
version: 1

entities:   # whom we know
  # the colonel
  - {id: muammar-gaddafi, type: person, name: Muammar Gaddafi, aliases: [Moammar Kadhafi]}  # ask Ann
  - id: european-union
    type: organisation
    name: "European Union"  # not the EC
    aliases:
      - EU
countries: {aliases: {Oslo: NO}}  # Norway
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "authority.yaml"
    made.write_text(WRITTEN, encoding="utf-8")
    return made


def test_what_a_person_wrote_stays_as_it_was(path: Path) -> None:
    file = AuthorityFile(path)
    assert file.edited() == WRITTEN
    file.add_aliases("european-union", ["EC", "EU"])
    file.put_entity("john-kerry", "person", "John Kerry")
    file.hide("some-junk")
    file.set("merged", "moammar-kadhafi", "muammar-gaddafi")
    file.save()
    text = path.read_text(encoding="utf-8")
    assert text.startswith(WRITTEN.partition("    aliases:\n")[0])
    assert "      - EU\n      - EC\n" in text
    assert text.endswith(
        "  - {id: john-kerry, type: person, name: John Kerry}\n"
        "countries: {aliases: {Oslo: NO}}  # Norway\n"
        "hide:\n  - some-junk\nmerged:\n  moammar-kadhafi: muammar-gaddafi\n"
    )
    read_authority(text, "test")
    assert list(path.parent.iterdir()) == [path]


def test_a_file_begins_with_the_first_decision(tmp_path: Path) -> None:
    path = tmp_path / "authority.yaml"
    file = AuthorityFile(path)
    assert (file.text, path.exists()) == ("", False)
    file.assign("news-1", "Mr Bush", "george-w-bush")
    file.assign("news-2", "Mr Bush", "george-w-bush")
    file.assign("news-1", "Mr Bush", "george-h-w-bush")
    file.save()
    assert [(row.article, row.to) for row in read_authority(path.read_text(), "test").assign] == [
        ("news-1", "george-h-w-bush"),
        ("news-2", "george-w-bush"),
    ]
    assert "docs/authority.md" in path.read_text()


def test_lists_stand_where_the_file_has_them(path: Path) -> None:
    path.write_text("version: 1\nhide:\n- one\n", encoding="utf-8")
    file = AuthorityFile(path)
    file.hide("two")
    assert file.edited() == "version: 1\nhide:\n- one\n- two\n"


def test_an_entity_goes_with_its_names(path: Path) -> None:
    file = AuthorityFile(path)
    entry = file.drop_entity("muammar-gaddafi")
    assert entry is not None and entry["aliases"] == ["Moammar Kadhafi"]
    assert [known.id for known in read_authority(file.edited(), "test").entities] == ["european-union"]
    assert file.drop_entity("muammar-gaddafi") is None
    file.drop_alias("european-union", "EU")
    assert read_authority(file.edited(), "test").entities[0].aliases == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  # first\n  - {id: a-b, type: person, name: A B}  # Ann\n# hidden\n", "  # first\n# hidden\n"),
        (
            "  # first\n  - {id: c-d, type: person, name: C D}\n  # second\n  - {id: a-b, type: person, name: A B}  # Ann\n# hidden\n",
            "  # first\n  - {id: c-d, type: person, name: C D}\n  # second\n# hidden\n",
        ),
        (
            "  - id: a-b  # Ann\n    type: person\n    name: A B\n    # why\n    aliases:\n      - X Y\n"
            "  # second\n  - {id: c-d, type: person, name: C D}\n",
            "  # second\n  - {id: c-d, type: person, name: C D}\n",
        ),
        (
            "  - {id: a-b, type: person,\n     name: A B}\n\n  # second\n  - {id: c-d, type: person, name: C D}\n",
            "\n  # second\n  - {id: c-d, type: person, name: C D}\n",
        ),
    ],
    ids=["the only one", "the last", "a block", "two lines"],
)
def test_what_is_said_above_and_below_an_entity_stays_when_it_goes(path: Path, before: str, after: str) -> None:
    path.write_text(f"version: 1\nentities:\n{before}hide:\n  - x\n", encoding="utf-8")
    file = AuthorityFile(path)
    file.drop_entity("a-b")
    assert file.edited() == f"version: 1\nentities:\n{after}hide:\n  - x\n"


def test_comments_above_and_behind_an_item_stay(path: Path) -> None:
    text = "version: 1\nhide:\n  # first\n  - x\n"
    text += (
        "entities:\n  # first\n  - {id: c-d, type: person, name: C D}\n  # second\n  - {id: a-b, type: person, name: A B}  # Ann\n# none\n"
    )
    path.write_text(text + "merged: {q: a-b}\n", encoding="utf-8")
    file = AuthorityFile(path)
    assert file.edited() == text + "merged: {q: a-b}\n"
    file.set("merged", "r", "a-b")
    assert file.edited() == text + "merged: {q: a-b, r: a-b}\n"


def test_an_entity_goes_from_a_list_in_one_line(path: Path) -> None:
    path.write_text("version: 1\nentities: [{id: a-b, type: person, name: A B}, {id: c-d, type: person, name: C D}]\n", encoding="utf-8")
    file = AuthorityFile(path)
    file.drop_entity("a-b")
    assert file.edited() == "version: 1\nentities: [{id: c-d, type: person, name: C D}]\n"


def test_the_text_is_the_same_however_often_it_is_asked_for(path: Path) -> None:
    path.write_text("version: 1\nentities:\n  # first\n  - {id: a-b, type: person, name: A B}\n", encoding="utf-8")
    file = AuthorityFile(path)
    file.put_entity("c-d", "person", "C D")
    assert file.edited() == file.edited()
    file.set("merged", "e-f", "c-d")
    assert file.edited().startswith("version: 1\nentities:\n  # first\n  - {id: a-b, type: person, name: A B}\n")


def test_a_file_that_was_changed_meanwhile_is_left_alone(path: Path) -> None:
    file = AuthorityFile(path)
    file.hide("some-junk")
    path.write_text(f"{WRITTEN}# a note\n", encoding="utf-8")
    with pytest.raises(Busy, match="was changed while"):
        file.save()
    assert path.read_text(encoding="utf-8") == f"{WRITTEN}# a note\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_came_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "authority.yaml"
    file = AuthorityFile(path)
    file.hide("some-junk")
    path.write_text("version: 1\n", encoding="utf-8")
    with pytest.raises(Busy):
        file.save()
    assert path.read_text() == "version: 1\n"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = AuthorityFile(tmp_path / "none" / "authority.yaml")
    file.hide("some-junk")
    with pytest.raises(StoreError, match="cannot be written"):
        file.save()


def test_the_permissions_stay(path: Path) -> None:
    path.chmod(0o640)
    file = AuthorityFile(path)
    file.hide("some-junk")
    file.save()
    assert path.stat().st_mode & 0o777 == 0o640


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(lambda text: text.strip() == text)


@given(
    NAMES, NAMES, st.sampled_from(["no", "on", "1e3", "0x1", "012", "~", "null", "true", "1:30", "- a", "a: b", "#x", "'", '"', "&a", "*a"])
)
def test_any_name_is_written_so_that_it_reads_back(tmp_path_factory: pytest.TempPathFactory, name: str, alias: str, odd: str) -> None:
    file = AuthorityFile(tmp_path_factory.mktemp("names") / "authority.yaml")
    file.put_entity("x", "person", name)
    file.add_aliases("x", [alias, odd])
    data = parse_yaml(file.save())
    wanted = {"id": "x", "type": "person", "name": name}
    aliases = [each for each in dict.fromkeys((alias, odd)) if each != name]
    assert isinstance(data, dict) and data["entities"] == [{**wanted, "aliases": aliases} if aliases else wanted]


@given(NAMES, NAMES, st.sampled_from([None, "NO", "GB"]))
def test_any_name_of_a_country_is_written_so_that_it_reads_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, other: str, code: str | None
) -> None:
    path = tmp_path_factory.mktemp("countries") / "authority.yaml"
    path.write_text("version: 1\ncountries:  # ours\n  ignore: [Lisbon Weekly]  # a paper\n")
    file = AuthorityFile(path)
    file.mean_country(name, code, [name])
    file.mean_country(other, "FR", [other])
    data = parse_yaml(file.save())
    aliases = {each: to for each, to in ((name, code), (other, "FR")) if to} | {other: "FR"}
    ignored = [each for each in ("Lisbon Weekly", *(() if code else [name])) if each != other]
    assert isinstance(data, dict) and data["countries"] == {"aliases": aliases} | ({"ignore": ignored} if ignored else {})


def test_comments_beside_countries_stay(path: Path) -> None:
    file = AuthorityFile(path)
    file.mean_country("Whitehall", "GB", [])
    file.mean_country("Oslo Weekly", None, [])
    assert file.edited().endswith("countries: {aliases: {Oslo: NO, Whitehall: GB}, ignore: [Oslo Weekly]} # Norway\n")
