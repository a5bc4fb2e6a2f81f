"""How people are addressed: the title before a name, and which of the people of one surname it can mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from archive.entities.people import REMEMBERED, core, family_first, parts
from archive.entities.tables import word_lists
from archive.entities.titles import HONORIFICS, OFFICES, REGNAL, office_in
from archive.text import without_accents

_LISTS = word_lists("women-and-men.txt")
_TITLES = HONORIFICS | REGNAL | OFFICES | _LISTS["women-titles"] | _LISTS["men-titles"]
_PASSING = frozenset(("former", "ex", "then", "acting", "interim", "deputy"))
_COURTESY = frozenset(("mr", "mrs", "ms", "miss"))
"""What is said of everybody: `Mr Trump Jr` once in full does not make him every `Mr Trump`."""

_FAR = 40
_LONGEST_WITH_DOT = 5
"""Longer words before a dot are no abbreviation (Sen., Capt.): a sentence ends there."""


def title_before(text: str, start: int) -> str | None:
    """The folded title that stands right before a name: `mrs`, `prime minister`, `secretary` of `Secretary of State`; None for none."""
    words = text[max(0, start - _FAR) : start].rpartition("\n\n")[2].split()
    if len(words) > 2 and words[-2] == "of" and words[-1].isalpha():
        words = words[:-2]
    found: list[str] = []
    while words and (word := _title(words.pop())):
        found.insert(0, word)
    return " ".join(found) if not _PASSING.issuperset(found) else None


def _title(word: str) -> str:
    folded = word.lower()
    if folded.endswith("."):
        folded = folded[:-1] if len(folded) <= _LONGEST_WITH_DOT else ""
    folded = folded if folded.isascii() else without_accents(folded)
    folded = office_in(folded) or folded
    small = word[:1].islower() and (folded in _LISTS["women-titles"] or folded in _LISTS["men-titles"])  # to miss, to count
    return folded if folded in _TITLES and not small else ""


@lru_cache(maxsize=REMEMBERED)
def sex_of_title(title: str) -> str:
    """`women` or `men` where a title tells; else ""."""
    return _sex(title.split(), "-titles")


@lru_cache(maxsize=REMEMBERED)
def sex_of_name(name: str) -> str:
    """`women` or `men` where the given name of a full name tells, or a title that is part of it; else ""."""
    words = core(name)
    return _sex(parts(name)[:1], "-titles") or ("" if family_first(words) else _sex(words[:1], ""))


def _sex(words: Collection[str], kind: str) -> str:
    return next((sex for sex in ("women", "men") if not _LISTS[sex + kind].isdisjoint(words)), "")


def meant(title: str, people: Mapping[str, Collection[tuple[str, str | None]]]) -> Collection[str]:
    """Which of the people a title can mean: the keys of those whose full names, each with the title it has in the article, it fits.

    An office that one of them alone has with the full name means that one; then a title that tells a woman or a man means no other.
    """
    for short in dict.fromkeys((title, _lasting(title))) if _lasting(title) not in _COURTESY else ():
        called = [key for key, names in people.items() if any(own and short in (own, _lasting(own)) for _, own in names)]
        if len(called) == 1:
            return called
    sex = sex_of_title(title)
    return [key for key, names in people.items() if not sex or _sex_of(names) in ("", sex)]


def _lasting(title: str) -> str:
    return " ".join(word for word in title.split() if word not in _PASSING)


def _sex_of(names: Collection[tuple[str, str | None]]) -> str:
    """What the full names and titles of one person tell; "" where they contradict one another (`Mrs Bill Clinton`)."""
    told = {sex_of_name(name) for name, _ in names} | {sex_of_title(title) for _, title in names if title}
    told.discard("")
    return told.pop() if len(told) == 1 else ""
