"""The configuration: where it is looked for, what it takes, and how it tells every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import (
    FORMATS,
    LEAST_MEMORY,
    MAPPED,
    Collection,
    Config,
    Entities,
    Indexing,
    Search,
    Serve,
    Site,
    candidates,
    describe,
    load_config,
    read_config,
)
from archive.errors import ConfigError
from archive.yamlfile import write_yaml

EVERY_FAULT = """\
site:
  name: 1984
  descripton: a typing error
index: ""
colections: []
collections:
  - name: My News
    paths: seeds
    format: jsonlines
    fields:
      bodyy: text
      title: 1
    language: English
    country: gb
  - paths: [1]
    format: pdf
  - name: sample
  - name: sample
    country: NOR
  -
entities: {facet_confidence: 70, ner: en_core_web_sm}
search: {size: "10", facet_values: true}
serve:
  port: 99999
  port: 0
  host: a b
  threads: 1.5
  workers: 0
indexing: {memory: 200}
"""

FAULTS = """\
2: site.name: 1984 is not a text; write it in quotes
3: site.descripton: there is no such key; did you mean description?
4: index: it is empty; leave the key out for the default
5: colections: there is no such key; did you mean collections?
7: collections[0].name: 'My News' is not a name of small letters, digits and single hyphens, such as my-news; did you mean my-news?
8: collections[0].paths: 'seeds' is not a list; write each after a dash, or [in, brackets]
9: collections[0].format: 'jsonlines' is not a format; did you mean jsonl?
11: collections[0].fields.bodyy: there is no such key; did you mean body?
12: collections[0].fields.title: 1 is not a text; write it in quotes
13: collections[0].language: 'English' is not a language of two small letters (ISO 639-1), such as en
14: collections[0].country: 'gb' is not a country of two capital letters (ISO 3166-1), such as GB; did you mean GB?
15: collections[1]: name is missing
15: collections[1].paths[0]: 1 is not a text; write it in quotes
16: collections[1].format: 'pdf' is not a format; known: auto, text, markdown, html, json, jsonl, csv
18: collections[3].name: sample is the name of collections[2] already
19: collections[3].country: 'NOR' is not a country of two capital letters (ISO 3166-1), such as GB
20: collections[4]: nothing is not a mapping; write `key: value`, with keys among name, paths, format, fields, language, country, section
21: entities.facet_confidence: 70 is not a number from 0 to 1
21: entities.ner: 'en_core_web_sm' is not crf, rules, none or spacy:MODEL; did you mean spacy:en_core_web_sm?
22: search.size: '10' is not a whole number from 1 to 100
22: search.facet_values: true is not a whole number from 1 to 100
25: the key port is there twice, first in line 24
25: serve.port: 0 is not a whole number from 1 to 65535
26: serve.host: 'a b' is not a host name or an address, such as 127.0.0.1
27: serve.threads: 1.5 is not a whole number from 1 to 64
28: serve.workers: 0 is not a whole number from 1 to 64
29: indexing.memory: 200 is not a whole number from 320 to 1000000; writing takes one process as much: leave the key out for 512
"""


def written(folder: Path, text: str | bytes, name: str = "config.yaml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def faults_of(file: Path) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        read_config(file)
    assert raised.value.exit_code == 2
    return [fault.removeprefix(f"{file}:") for fault in raised.value.faults]


# ---------------------------------------------------------------- what is read


def test_every_key_can_be_given(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """\
site: {name: The Daily, description: All of it}
index: /var/daily
collections:
  - name: old-news
    paths: [scans, ../more.csv, ~/news]
    format: csv
    fields: {title: headline, body: content.text}
    language: no
    country: NO
    section: Archive
entities: {facet_confidence: 1, authority: /var/names.yaml, ner: "spacy:en_core_web_lg"}
search: {size: 20, facet_values: 5}
serve: {host: 0.0.0.0, port: 80, threads: 8, workers: 3}
""",
    )
    assert read_config(file, home=Path("/home/ada")) == Config(
        site=Site("The Daily", "All of it"),
        index=Path("/var/daily"),
        collections=(
            Collection(
                name="old-news",
                paths=(tmp_path / "scans", tmp_path.parent / "more.csv", Path("/home/ada/news")),
                format="csv",
                fields={"title": "headline", "body": "content.text"},
                language="no",
                country="NO",
                section="Archive",
            ),
        ),
        entities=Entities(1.0, Path("/var/names.yaml"), "spacy:en_core_web_lg"),
        search=Search(20, 5),
        serve=Serve("0.0.0.0", 80, 8, 3),
        file=file,
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "site:\ncollections:\nserve:\n  port:\n", "\ufeff"])
def test_what_is_left_out_has_its_default(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text)
    assert read_config(file) == Config(index=tmp_path / "index", entities=Entities(authority=tmp_path / "authority.yaml"), file=file)


def test_the_configuration_of_this_project_holds() -> None:
    root = Path(__file__).parents[1]
    sample = Collection("sample", (root / "seeds" / "articles",), language="en", section="Archive desk")
    entities = Entities(authority=root / "authority.yaml")
    expected = Config(index=root / "index", collections=(sample,), entities=entities, file=root / "config.yaml")
    assert read_config(root / "config.yaml") == expected


def test_the_example_in_the_configuration_of_this_project_holds(tmp_path: Path) -> None:
    lines = (Path(__file__).parents[1] / "config.yaml").read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("  # - name"))
    example = [line.replace("# ", "", 1) for line in lines[start:]]
    config = read_config(written(tmp_path, "\n".join([*lines[:start], *example])))
    assert [collection.name for collection in config.collections] == ["sample", "my-news"]


# ---------------------------------------------------------------- faults


def test_every_fault_is_told_at_once_with_line_path_and_near_miss(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path, EVERY_FAULT)) == FAULTS.splitlines()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("site: [a,\n", "2:1: while parsing a flow node, expected the node content, but found '<stream end>'"),
        ("site:\n\tname: x\n", "2:1: while scanning for the next token, found character '\\t' that cannot start any token"),
        (
            "- sample\n",
            " a list is not a mapping; write `key: value`, with keys among site, index, collections, entities, search, indexing, serve",
        ),
        ("site:\n  name: caf\xe9\n".encode("latin-1"), "2: the byte 0xE9 is not UTF-8"),
        ("a: &x 1\nb: *x\n", "2:4: the alias *x is not read; write the value out"),
        ("serve: {port: !!python/name:os.system x}", None),
    ],
)
def test_a_file_that_is_no_mapping_in_yaml_says_where(tmp_path: Path, text: str | bytes, fault: str | None) -> None:
    faults = faults_of(written(tmp_path, text))
    assert len(faults) == 1
    assert fault is None or faults == [fault]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*Config.__dataclass_fields__, *Collection.__dataclass_fields__, "port", "x"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_data_is_a_configuration_or_a_configuration_error(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    file = written(tmp_path_factory.getbasetemp(), write_yaml(data), "any.yaml")
    try:
        config = read_config(file)
    except ConfigError as error:
        assert error.faults
    else:
        assert isinstance(config, Config)


# ---------------------------------------------------------------- where it is looked for


def test_the_first_file_in_the_order_of_lookup_counts(tmp_path: Path) -> None:
    here, home = tmp_path / "here", tmp_path / "home"
    environment = {"HOME": str(home), "ARCHIVE_CONFIG": str(tmp_path / "named.yaml")}
    files = [
        written(tmp_path, "", "asked.yaml"),
        written(tmp_path, "", "named.yaml"),
        written(here, ""),
        written(home, "", ".config/news-archive/config.yaml"),
    ]
    found = [
        load_config(files[0], environment, here, "linux"),
        load_config(None, environment, here, "linux"),
        load_config(None, {"HOME": str(home)}, here, "linux"),
        load_config(None, {"HOME": str(home)}, tmp_path, "linux"),
    ]
    assert [config.file for config in found] == files
    assert load_config(None, {}, tmp_path, "linux") == Config(
        index=tmp_path / "index", entities=Entities(authority=tmp_path / "authority.yaml")
    )


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"HOME": "/home/ada"}, "linux", "/home/ada/.config/news-archive/config.yaml"),
        ({"HOME": "/home/ada", "XDG_CONFIG_HOME": "/settings"}, "linux", "/settings/news-archive/config.yaml"),
        ({"HOME": "/home/ada", "XDG_CONFIG_HOME": "settings"}, "linux", "/home/ada/.config/news-archive/config.yaml"),
        ({"HOME": "/Users/ada"}, "darwin", "/Users/ada/Library/Application Support/news-archive/config.yaml"),
        ({"HOME": "/Users/ada", "XDG_CONFIG_HOME": "/settings"}, "darwin", "/settings/news-archive/config.yaml"),
        ({"APPDATA": "/Users/ada/AppData/Roaming"}, "win32", "/Users/ada/AppData/Roaming/news-archive/config.yaml"),
        ({}, "linux", "/here/config.yaml"),
        ({"HOME": "", "ARCHIVE_CONFIG": ""}, "darwin", "/here/config.yaml"),
    ],
)
def test_the_last_place_is_the_users_own_settings_folder(environment: dict[str, str], platform: str, expected: str) -> None:
    places = [file for file, _ in candidates(None, environment, Path("/here"), platform)]
    assert places[0] == Path("/here/config.yaml")
    assert places[-1] == Path(expected)


@pytest.mark.parametrize(
    ("explicit", "environment", "asked_by"), [("x.yaml", {}, "--config"), (None, {"ARCHIVE_CONFIG": "x.yaml"}, "ARCHIVE_CONFIG")]
)
def test_a_named_file_that_is_missing_is_a_fault(tmp_path: Path, explicit: str | None, environment: dict[str, str], asked_by: str) -> None:
    written(tmp_path, "")
    with pytest.raises(ConfigError) as raised:
        load_config(explicit and Path(explicit), environment, tmp_path)
    assert raised.value.faults == (f"{tmp_path / 'x.yaml'}: No such file or directory ({asked_by} asks for it)",)


def test_paths_are_relative_to_the_file_and_not_to_the_folder_one_is_in(tmp_path: Path) -> None:
    file = written(tmp_path / "there", "index: archive\ncollections: [{name: a, paths: [b]}]\n")
    config = load_config(Path("there/config.yaml"), {}, tmp_path)
    assert (config.file, config.index, config.collections[0].paths) == (file, tmp_path / "there/archive", (tmp_path / "there/b",))


# ---------------------------------------------------------------- what is shown

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
COLLECTIONS = st.builds(
    Collection,
    name=NAMES,
    paths=st.lists(WORDS.map(lambda word: Path("/data") / word.replace("/", "-")), max_size=2).map(tuple),
    format=st.sampled_from(FORMATS),
    fields=st.dictionaries(st.sampled_from(MAPPED), WORDS, max_size=3),
    language=st.none() | st.from_regex("[a-z]{2}", fullmatch=True),
    country=st.none() | st.from_regex("[A-Z]{2}", fullmatch=True),
    section=st.none() | WORDS,
)
CONFIGS = st.builds(
    Config,
    site=st.builds(Site, name=WORDS, description=st.just("") | WORDS, address=st.sampled_from(["", "https://a.example.org/news"])),
    index=st.just(Path("/data/index")),
    collections=st.lists(COLLECTIONS, max_size=3, unique_by=lambda collection: collection.name).map(tuple),
    entities=st.builds(
        Entities,
        st.floats(0, 1),
        st.just(Path("/data/authority.yaml")),
        st.sampled_from(("crf", "rules", "none", "spacy:en_core_web_sm")),
    ),
    search=st.builds(Search, st.integers(1, 100), st.integers(1, 100)),
    indexing=st.builds(Indexing, memory=st.integers(LEAST_MEMORY, 1_000_000), processes=st.none() | st.integers(1, 64)),
    serve=st.builds(Serve, port=st.integers(1, 65535), threads=st.integers(1, 64), workers=st.none() | st.integers(1, 64)),
)


@given(config=CONFIGS)
def test_what_is_shown_reads_back_as_the_same_configuration(tmp_path_factory: pytest.TempPathFactory, config: Config) -> None:
    file = written(tmp_path_factory.getbasetemp(), write_yaml(describe(config)), "shown.yaml")
    assert describe(read_config(file)) == describe(config)


@pytest.mark.parametrize("address", ["archive.example.org", "https://archive.example.org/", "ftp://x", "https://x y"])
def test_a_public_address_is_one_that_links_can_begin_with(tmp_path: Path, address: str) -> None:
    (tmp_path / "config.yaml").write_text(f"site: {{address: '{address}'}}\n")
    with pytest.raises(ConfigError, match=r"site\.address: .* is not an address such as https://archive\.example\.org"):
        read_config(tmp_path / "config.yaml")
