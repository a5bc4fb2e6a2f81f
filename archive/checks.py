"""Check YAML data against a table of rows, and gather every fault with its path, its line and the nearest thing that would do.

A check takes a value and its `Place`. It returns the checked value, or files a fault at the place and returns None.
"""

from __future__ import annotations

import difflib
import os.path
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from archive.yamlfile import Document

Check = Callable[[object, "Place"], object]
Made = TypeVar("Made")


@dataclass(slots=True)
class Faults:
    """The faults found so far in the document `file`. `lines()` has them in the order of its lines."""

    file: str
    document: Document
    _found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int | None, message: str) -> None:
        """Note a fault of a line; None where it has none."""
        where = self.file if line is None else f"{self.file}:{line}"
        self._found.append((line or 0, f"{where}: {message}"))

    def __bool__(self) -> bool:
        return bool(self._found)

    def lines(self) -> list[str]:
        """Every fault in the order of the lines."""
        return [message for _, message in sorted(self._found, key=lambda fault: fault[0])]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the document, by the steps that lead to it: `collections[1].fields.title`."""

    faults: Faults
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).removeprefix(".")

    def at(self, step: str | int) -> Place:
        """The place one step further down."""
        return Place(self.faults, (*self.path, step))

    def fault(self, message: str) -> None:
        """File a fault at this place; `message` goes on from the path."""
        self.faults.add(self.faults.document.line(self.path), f"{self}: {message}" if self.path else message)


def near(word: object, known: Iterable[str]) -> str:
    """`; did you mean X?` where one of `known` looks like `word`, else `; known: ...`."""
    known = tuple(known)
    close = difflib.get_close_matches(str(word).lower(), known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"


def shown(value: object) -> str:
    """A value as a message shows it: in a few words, however large it is."""
    if isinstance(value, dict | list):
        return "a mapping of keys" if isinstance(value, dict) else "a list"
    text = "true" if value is True else "false" if value is False else "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


# ---------------------------------------------------------------- single values


def text(value: object, place: Place) -> str | None:
    """Any text, the empty one too."""
    if isinstance(value, str):
        return value
    hint = "; write it in quotes" if isinstance(value, bool | int | float) else ""
    place.fault(f"{shown(value)} is not a text{hint}")
    return None


def filled(value: object, place: Place) -> str | None:
    """A text that holds more than blanks."""
    if isinstance(value, str) and not value.strip():
        place.fault("it is empty; leave the key out for the default")
        return None
    return text(value, place)


def shape(pattern: str, meaning: str, repair: Callable[[str], str] = str) -> Check:
    """A text that `pattern` matches whole. `meaning` says in words what that is; `repair` makes a likely one of a text that fails."""

    def check(value: object, place: Place) -> str | None:
        word = text(value, place)
        if word is None or re.fullmatch(pattern, word):
            return word
        close = repair(word)
        place.fault(f"{shown(word)} is not {meaning}" + (f"; did you mean {close}?" if re.fullmatch(pattern, close) else ""))
        return None

    return check


def slug(name: str) -> str:
    """`name` in small letters and digits, with single hyphens between."""
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")


def choice(known: Sequence[str], meaning: str) -> Check:
    """One of the words `known`; `meaning` says in words what each is."""

    def check(value: object, place: Place) -> str | None:
        if value in known:
            return str(value)
        place.fault(f"{shown(value)} is not {meaning}{near(value, known)}")
        return None

    return check


def whole(least: int, most: int, why: str = "") -> Check:
    """A whole number from `least` to `most`, both included; `why` follows what is said of another."""

    def check(value: object, place: Place) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        place.fault(f"{shown(value)} is not a whole number from {least} to {most}{why}")
        return None

    return check


def share(value: object, place: Place) -> float | None:
    """A number from 0 to 1, both included."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    place.fault(f"{shown(value)} is not a number from 0 to 1")
    return None


def path(folder: Path, home: Path | None) -> Check:
    """A file or a folder, there or not: relative to `folder`, or to `home` where it begins with `~/`.

    `..` is taken out by the words of the path alone, so that equal places are equal paths."""

    def check(value: object, place: Place) -> Path | None:
        name = filled(value, place)
        if name is None:
            return None
        if name.startswith("~/") and home is not None:
            return Path(os.path.normpath(home / name.removeprefix("~/")))
        return Path(os.path.normpath(folder / name))

    return check


# ---------------------------------------------------------------- values of several parts


def listing(item: Check) -> Check:
    """A list of what `item` takes, as a tuple."""

    def check(value: object, place: Place) -> tuple[object, ...] | None:
        if isinstance(value, list):
            return tuple(item(each, place.at(number)) for number, each in enumerate(value))
        place.fault(f"{shown(value)} is not a list; write each after a dash, or [in, brackets]")
        return None

    return check


def mapping(known: Sequence[str], item: Check) -> Check:
    """Keys among `known`, each with what `item` takes."""
    return record(dict, dict.fromkeys(known, item))


def record(make: Callable[..., Made], rows: Mapping[str, Check], required: Sequence[str] = ()) -> Callable[[object, Place], Made | None]:
    """Keys among those of `rows`, made into one thing by `make(**values)`. A key without a value counts as left out."""

    def check(value: object, place: Place) -> Made | None:
        if not isinstance(value, dict):
            place.fault(f"{shown(value)} is not a mapping; write `key: value`, with keys among {', '.join(rows)}")
            return None
        for key in value:
            if key not in rows:
                place.at(key).fault(f"there is no such key{near(key, rows)}")
        given = {key: each for key, each in value.items() if key in rows and each is not None}
        for key in required:
            if key not in given:
                place.fault(f"{key} is missing")
        checked = {key: rows[key](each, place.at(key)) for key, each in given.items()}
        sound = {key: each for key, each in checked.items() if each is not None}
        return make(**sound) if all(key in sound for key in required) else None

    return check
