"""spaCy as the finder of names: the real library with small pipelines made here, since its own are on no package index."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
import spacy

from archive.entities import make_extractor, make_linker, spacy_names
from archive.entities.guesses import Guess
from archive.entities.spacy_names import CONFIDENCE, SpacyTagger
from archive.errors import ModelError
from archive.model import Article, EntityType

PYTHON = shlex.quote(sys.executable)
NAMES = {"Ulla Brandt": "PERSON", "the Nordic Tide Fund": "ORG", "Halmstad": "GPE", "Tuesday": "DATE", "Swedes": "NORP"}


@pytest.fixture(autouse=True)
def pipelines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`en_test` finds NAMES, `en_silent` has no component that finds names; spaCy loads both from the folder that we stand in."""
    monkeypatch.chdir(tmp_path)
    silent = spacy.blank("en")
    silent.add_pipe("sentencizer")
    silent.to_disk("en_silent")
    naming = spacy.blank("en", meta={"version": "3.7.1"})
    ruler = naming.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in NAMES.items()])  # type: ignore[attr-defined]
    naming.to_disk("en_test")


def test_its_spans_become_guesses_without_article_and_dates() -> None:
    text = "Ulla Brandt of the Nordic Tide Fund told Swedes on Tuesday in Halmstad."
    assert SpacyTagger("en_test").guesses(["", text]) == [
        [],
        [
            Guess(0, 11, EntityType.PERSON, CONFIDENCE),
            Guess(19, 35, EntityType.ORGANISATION, CONFIDENCE),
            Guess(41, 47, None, CONFIDENCE),
            Guess(62, 70, EntityType.PLACE, CONFIDENCE),
        ],
    ]


def test_a_long_text_is_given_in_parts_and_its_spans_still_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_names, "LONGEST_TEXT", 100)
    text = "Here is Ulla Brandt.\n\n" * 50 + "Ulla Brandt " * 50
    (guesses,) = SpacyTagger("en_test").guesses([text])
    assert len(guesses) == 100
    assert {text[guess.start : guess.end] for guess in guesses} == {"Ulla Brandt"}


def test_its_names_go_through_the_same_document_pass_and_linker() -> None:
    extractor = make_extractor("spacy:en_test")
    body = "Ulla Brandt of the Nordic Tide Fund spoke. Mrs Brandt left, said Brandt."
    (mentions,) = extractor.mentions([Article(body=body)])
    links = make_linker(0.7).link(mentions, None)
    assert [(link.name, len(link.mentions)) for link in links] == [("Ulla Brandt", 3), ("Nordic Tide Fund", 1)]
    assert extractor.fingerprint.endswith("spacy-en_test-3.7.1")


def test_spacy_that_is_not_installed_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(ModelError, match="spaCy is not installed") as raised:
        make_extractor("spacy:en_core_web_sm")
    assert raised.value.hint == f"{PYTHON} -m pip install 'news-archive[spacy]' && {PYTHON} -m spacy download en_core_web_sm"


def test_a_pipeline_that_is_not_there_is_told_with_the_command() -> None:
    with pytest.raises(ModelError, match="there is no such pipeline here") as raised:
        make_extractor("spacy:en_core_web_sm")
    assert raised.value.hint == f"{PYTHON} -m spacy download en_core_web_sm"


def test_a_pipeline_without_names_is_told() -> None:
    with pytest.raises(ModelError, match="does not find names"):
        make_extractor("spacy:en_silent")
