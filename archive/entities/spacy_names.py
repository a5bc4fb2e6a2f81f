"""Names by a spaCy pipeline, for those who have one: its spans become guesses like those of the archive's own model."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from archive.entities.guesses import Guess
from archive.errors import ModelError
from archive.model import EntityType

CONFIDENCE = 0.85
"""spaCy does not say how sure a span is; most of its pipelines are right about so often in news."""

LONGEST_TEXT = 100_000
"""Codepoints given to spaCy at once: it refuses more than a million, and wants much memory for them."""

TYPES: dict[str, EntityType | None] = {
    "PERSON": EntityType.PERSON,
    "PER": EntityType.PERSON,
    "ORG": EntityType.ORGANISATION,
    "GPE": EntityType.PLACE,
    "LOC": EntityType.PLACE,
    "FAC": EntityType.PLACE,
    **dict.fromkeys(("NORP", "MISC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE")),
}
"""The labels of spaCy's pipelines that are names; dates and numbers are none."""

_PYTHON = shlex.quote(sys.executable)  # a shell may find another one, which this archive is not installed in
_UNUSED = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "textcat")
_OPENING = ("the ", "The ")
_CLOSING = ("'s", "’s", "'", "’")


class SpacyTagger:
    """Guesses names with the spaCy pipeline `model`. Loading it takes seconds. Raise ModelError where it is not installed."""

    def __init__(self, model: str) -> None:
        self._pipeline = _load(model)
        meta = self._pipeline.meta
        self.fingerprint = f"spacy-{model}-{meta.get('version', '')}"

    def guesses(self, texts: Sequence[str]) -> list[list[Guess]]:
        """The guesses of each text, by start."""
        found: list[list[Guess]] = [[] for _ in texts]
        pieces = [(number, start, text[start:end]) for number, text in enumerate(texts) for start, end in _cut(text)]
        documents = self._pipeline.pipe(piece for _, _, piece in pieces)
        for (number, start, _), document in zip(pieces, documents, strict=True):
            for span in document.ents:
                if span.label_ in TYPES:
                    found[number].append(_guess(span.text, start + span.start_char, TYPES[span.label_]))
        return found


def _load(model: str) -> Any:  # spaCy may be absent, and then its types are too
    try:
        import spacy
    except ImportError as error:
        fault = f"entities.ner asks for spacy:{model}, and spaCy is not installed"
        raise ModelError(fault, f"{_PYTHON} -m pip install 'news-archive[spacy]' && {_PYTHON} -m spacy download {model}") from error
    try:
        pipeline = spacy.load(model, exclude=list(_UNUSED))
    except (OSError, ImportError) as error:
        fault = f"entities.ner asks for spacy:{model}, and there is no such pipeline here"
        raise ModelError(fault, f"{_PYTHON} -m spacy download {model}") from error
    if not {"ner", "beam_ner", "entity_ruler"}.intersection(pipeline.pipe_names):
        raise ModelError(
            f"entities.ner asks for spacy:{model}, and that pipeline does not find names", "Choose one with a component `ner`."
        )
    return pipeline


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a text that are short enough for spaCy, cut at the end of a paragraph or a word where there is one."""
    start = 0
    while start < len(text):
        end = start + LONGEST_TEXT
        if end < len(text):
            at = max(text.rfind("\n\n", start, end), start)
            at = at if at > start else text.rfind(" ", start, end)
            end = at if at > start else end
        yield start, min(end, len(text))
        start = end


def _guess(surface: str, start: int, kind: EntityType | None) -> Guess:
    """A guess without the article before it and the possessive after it."""
    end = start + len(surface)
    if surface.startswith(_OPENING) and len(surface) > len(_OPENING[0]):
        start += len(_OPENING[0])
    for closing in _CLOSING:
        if surface.endswith(closing) and end - start > len(closing):
            end -= len(closing)
            break
    return Guess(start, end, kind, CONFIDENCE)
