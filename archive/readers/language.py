"""Which language a text is in, where nobody says so."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST_WORDS = 20
LOWEST_PROBABILITY = 0.9
_LOOKED_AT = 2_000
_WORD = re.compile(r"[^\W\d_]+")
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_CODE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


def read_language(value: str) -> str | None:
    """The ISO 639-1 code in a language tag: `en-GB` and `EN` are `en`. None for anything else, names of languages too."""
    match = _CODE.fullmatch(value.strip())
    return match.group(1).lower() if match else None


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`; None under `FEWEST_WORDS` words, or where it is not sure."""
    text = text[:_LOOKED_AT]
    if len(_WORD.findall(text)) + len(_SPACELESS.findall(text)) // 2 < FEWEST_WORDS:
        return None
    language, probability = _identifier().classify(text)
    return language if probability >= LOWEST_PROBABILITY and len(language) == 2 else None


def likely_language(text: str) -> str:
    """The likeliest language of `text`, however unlikely."""
    language: str = _identifier().classify(text[:_LOOKED_AT])[0]
    return language


@cache
def _identifier() -> LanguageIdentifier:
    """The model of py3langid (97 languages), loaded when a text first needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
