"""The document pass: guesses settled over an article, and weighed with the rules."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive.entities import make_linker
from archive.entities.document import Guessed, weighed
from archive.entities.extract import ArticleExtractor
from archive.entities.guesses import Guess
from archive.model import Article, EntityType, Mention

PERSON, ORGANISATION, PLACE = EntityType.PERSON, EntityType.ORGANISATION, EntityType.PLACE


class Told:
    """A tagger that guesses what it is told: names with their kind and confidence, where each stands first."""

    fingerprint = "told"

    def __init__(self, *names: tuple[str, EntityType | None, float]) -> None:
        self._names = names

    def guesses(self, texts: Sequence[str]) -> list[list[Guess]]:
        return [sorted(self._in(text)) for text in texts]

    def _in(self, text: str) -> list[Guess]:
        found = ((text.find(name), name, kind, sure) for name, kind, sure in self._names)
        return [Guess(start, start + len(name), kind, sure) for start, name, kind, sure in found if start >= 0]


def mentions(body: str, *names: tuple[str, EntityType | None, float], title: str = "") -> list[tuple[str, str, str]]:
    """The mentions with these guesses, as (surface, type, reason)."""
    found = ArticleExtractor(Told(*names)).mentions([Article(title=title, body=body)])[0]
    return [(each.surface, each.type.value, each.reason) for each in found]


def test_a_name_has_one_kind_in_an_article() -> None:
    text = "At Tarkwa. To Tarkwa. Old Tarkwa."
    guesses = [Guess(3, 9, PLACE, 0.6), Guess(14, 20, ORGANISATION, 0.5), Guess(26, 32, PLACE, 0.5)]
    settled = Guessed({"body": text}, {"body": guesses}).by_field["body"]
    assert [guess.type for guess in settled] == [PLACE, PLACE, PLACE]


def test_a_name_that_only_the_tagger_sees_is_found_and_found_again() -> None:
    body = "It was in Qarqar Valley. Nothing moved in Qarqar Valley."
    assert mentions(body, ("Qarqar Valley", PLACE, 0.9)) == [("Qarqar Valley", "place", "model"), ("Qarqar Valley", "place", "repeated")]


def test_a_person_that_only_the_tagger_sees_explains_surnames() -> None:
    body = "It was said to Xolqa Zyyb. Then Zyyb left."
    assert mentions(body, ("Xolqa Zyyb", PERSON, 0.9)) == [("Xolqa Zyyb", "person", "model"), ("Zyyb", "person", "surname")]


def test_a_bare_name_is_found_and_is_nobody() -> None:
    extractor = ArticleExtractor(Told(("Zyyb", PERSON, 0.9)))
    (found,) = extractor.mentions([Article(body="It was said to Zyyb.")])
    assert [mention.reason for mention in found] == ["bare-name"]
    assert make_linker(0.7).link(found, None) == []


@pytest.mark.parametrize(
    ("surface", "kind"),
    [
        ("Monday", PERSON),
        ("Senator", PERSON),
        ("W. Bush", PERSON),
        ("Clinton & Clinton", PERSON),
        ("Kent WalkerTech", PERSON),
        ("House Republicans", ORGANISATION),
        ("C.E.O.", ORGANISATION),
        ("White House", ORGANISATION),
        ("African", PLACE),
        ("LA", PLACE),
    ],
)
def test_what_can_be_no_name_is_none_however_sure_the_tagger(surface: str, kind: EntityType) -> None:
    assert [each for each in mentions(f"It was the {surface} that came.", (surface, kind, 0.99)) if each[2] == "model"] == []


@pytest.mark.parametrize(
    ("guess", "surface", "confidence"),
    [
        (("Peter Harland", PERSON, 0.9), "Peter Harland", 0.97),
        (("Peter Harland", ORGANISATION, 0.9), "Peter Harland", 0.55),
        (("Peter Harland Smith", PERSON, 0.9), "Peter Harland Smith", 0.97),
        (("Acme CEO Peter Harland", PERSON, 0.9), "Peter Harland", 0.97),
        (("Peter Harland Smith", PERSON, 0.1), "Peter Harland Smith", 0.86),
    ],
)
def test_a_rule_is_weighed_with_a_guess(guess: tuple[str, EntityType, float], surface: str, confidence: float) -> None:
    text = "It was Acme CEO Peter Harland Smith that came."
    mention = Mention("body", 16, 29, PERSON, "Peter Harland", None, 0.85, "full-name")
    found = weighed(mention, Guessed({"body": text}, {"body": Told(guess).guesses([text])[0]}))
    assert (found.surface, text[found.start : found.end], found.confidence) == (surface, surface, confidence)


def test_a_headline_in_title_case_has_only_names_that_the_body_has_too() -> None:
    names = (("Zyyb Moves", PERSON, 0.9), ("Xolqa Zyyb", PERSON, 0.9))
    title = "Xolqa Zyyb Says Zyyb Moves Were Never Made"
    assert ("Zyyb Moves", "person", "model") not in mentions("It was said to Xolqa Zyyb.", *names, title=title)


def test_an_acronym_after_a_name_that_the_tagger_sees_joins_it() -> None:
    body = "It was the Zyyb Qarqar Xolqa (ZQX) that came. The ZQX left."
    extractor = ArticleExtractor(Told(("Zyyb Qarqar Xolqa", ORGANISATION, 0.9)))
    (found,) = extractor.mentions([Article(body=body)])
    (link,) = make_linker(0.7).link(found, None)
    assert (link.name, len(link.mentions)) == ("Zyyb Qarqar Xolqa", 3)


def test_the_surname_of_another_does_not_begin_a_name_that_only_the_tagger_sees() -> None:
    body = "Zeno Quarl left. A case of bribery by Quarl Ubbeth: so they say. Quarl Ubbeth is the end of one headline and the next."
    found = mentions(body, ("Zeno Quarl", PERSON, 0.9), ("Quarl Ubbeth", PERSON, 0.9))
    surfaces = {surface for surface, _, _ in found}
    assert "Zeno Quarl" in surfaces
    assert "Quarl Ubbeth" not in surfaces
