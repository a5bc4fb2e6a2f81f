"""Countries: their codes, short English names, and finding them by any name they go by."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from archive.entities import tables
from archive.text import fold_text


class Years(NamedTuple):
    """From the first to the last year that a country existed, inclusive."""

    first: int
    last: int


_ROWS = tables.rows("countries.tsv")
_NAMES = {code: name for code, name, *_ in _ROWS}

ALL_CODES: tuple[str, ...] = tuple(sorted(_NAMES))
"""Every code there is: ISO 3166-1 alpha-2, XK for Kosovo, and the historic SU, YU, DD and CSHH (ISO 3166-3)."""

HISTORIC: dict[str, Years] = {code: Years(int(years[0]), int(years[1])) for code, _, *years in _ROWS if years and years[0]}
"""The countries that are gone, and when they were there. West Germany is DE."""

_KINDS = ("name", "alias", "demonym")


def country_name(code: str) -> str:
    """The short English name of a country, such as `United Kingdom` for GB. An unknown code is returned as it is."""
    return _NAMES.get(code, code)


@cache
def _lookup() -> dict[str, tuple[str, ...]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in _NAMES.items():
        codes[fold_text(name)].add(code)
        codes[code.lower()].add(code)
    for surface, code, kind, _ in tables.rows("gazetteer.tsv"):
        if kind in _KINDS:
            codes[fold_text(surface)].add(code)
    return {form: tuple(sorted(found)) for form, found in codes.items()}


def find_countries(text: str) -> list[tuple[str, str]]:
    """The countries that `text` is a code, name, alias or demonym of, as (code, name); case and accents do not matter.

    Most texts give one or none. `us` and `in` are codes here: the caller knows that a country is meant.
    """
    folded = fold_text(text)
    codes = _lookup().get(folded) or _lookup().get(folded.removeprefix("the ")) or ()
    return [(code, _NAMES[code]) for code in codes]
