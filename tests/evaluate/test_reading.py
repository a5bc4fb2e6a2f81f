"""Reading articles in order to measure: the extractor that is asked for, and the shipped authority."""

from __future__ import annotations

from archive.evaluate import make_reader
from archive.model import Article, EntityType

BODY = "John Kerry told Joe Sixpack and Jane Doe that Sergei Lavrov had left."


def test_figures_of_speech_are_nobody() -> None:
    (read,) = make_reader(0.7).read([Article(body=BODY)])
    assert {link.name for link in read.of(EntityType.PERSON)} == {"John Kerry", "Sergei Lavrov"}


def test_the_extractor_is_the_one_that_is_asked_for() -> None:
    (read,) = make_reader(0.7, "none").read([Article(body=BODY)])
    assert read.of(EntityType.PERSON) == []
