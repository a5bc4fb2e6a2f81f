"""YAML: plain words as YAML 1.2 has them, places for faults, and nothing but YamlError for what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.yamlfile import Repeat, YamlError, parse_document, parse_yaml, write_yaml

PLAIN_WORDS = [
    ("NO", "NO"),
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("true", True),
    ("False", False),
    ("2013-05-08", "2013-05-08"),
    ("2013", 2013),
    ("-3", -3),
    ("010", "010"),
    ("0", 0),
    ("12:30", "12:30"),
    ("1_000", "1_000"),
    ("0x1f", "0x1f"),
    ("0.7", 0.7),
    ("1.10.2", "1.10.2"),
    ("1e3", "1e3"),
    ("~", None),
    ("null", None),
    ("", None),
    ("'12'", "12"),
]


@pytest.mark.parametrize(("word", "value"), PLAIN_WORDS)
def test_plain_words_are_read_as_yaml_1_2_reads_them(word: str, value: object) -> None:
    read = parse_yaml(f"key: {word}")
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)


def test_a_part_knows_its_line_and_a_missing_one_that_of_the_part_above() -> None:
    document = parse_document("a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n")
    paths: list[tuple[str | int, ...]] = [("a",), ("b",), ("b", 0, "d"), ("b", 1), ("b", 0, "x"), ("b", 7), ("x",), ("a", "x"), ()]
    assert [document.line(path) for path in paths] == [1, 2, 4, 5, 3, 2, None, 1, None]


def test_repeated_keys_are_told_with_both_lines_and_the_last_value_counts() -> None:
    document = parse_document("a: 1\nb: [{c: 1}, {c: 1, c: 2}]\na: 3\n")
    assert document.value == {"a": 3, "b": [{"c": 1}, {"c": 2}]}
    assert document.repeats == (Repeat("c", 2, 2), Repeat("a", 1, 3))
    with pytest.raises(YamlError, match=r"the key 'c' is there twice, first in line 2 \(line 2, column 1\)"):
        parse_yaml("a: 1\nb: [{c: 1, c: 2}]")


UNREADABLE = [
    "a: [1,",
    "a:\tb",
    "a: !!int x",
    "a: !!bool x",
    "a: !!timestamp 2013-05-08",
    "a: !!python/object/apply:os.system [x]",
    "a: &x 1\nb: *x",
    "&a [*a]",
    "? [1]\n: 2",
    "a: \x07",
    "a: \x00",
    "--- 1\n--- 2",
    "%FOO",
    pytest.param("[" * 100_000, id="nested deeply"),
    pytest.param("a: " + "9" * 6_000, id="a number of 6,000 digits"),
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_plain_yaml_is_a_yaml_error(text: str) -> None:
    with pytest.raises(YamlError):
        parse_yaml(text)


@given(st.text(st.sampled_from("ab01:-,[]{}&*!|>'\"%@?#~<= \n\t") | st.characters(), max_size=40))
def test_any_text_is_plain_data_or_a_yaml_error(text: str) -> None:
    try:
        value = parse_yaml(text)
    except YamlError:
        return
    assert parse_yaml(write_yaml(value)) == value


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8"))


@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=10))
def test_what_is_written_reads_back_as_the_same_data(value: object) -> None:
    assert parse_yaml(write_yaml(value)) == value
