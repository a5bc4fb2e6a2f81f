"""Build the lists of given names, family names and common words that `archive/entities` ships, from open sources only.

Names: the Latin-script locales of the package `faker` (MIT), with our own `data/names.txt` added and taken away. Common words: the spelling
word lists of SCOWL up to size 35 (Kevin Atkinson, free to use with its notice; Debian package `scowl`).
Run with:  uv run --with faker tools/build_names.py SCOWL_FOLDER      (such as /usr/share/dict/scowl)
"""

from __future__ import annotations

import importlib
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import faker.providers.person

SHIPPED = Path(__file__).parent.parent / "archive" / "entities" / "data"
SIZES = (10, 20, 35)
NAME = re.compile(r"[A-Z][A-Za-zÀ-ɏ'’-]{1,20}")


def strings(value: object) -> Iterator[str]:
    """The strings of a provider's table, which may be a list, a mapping by weight, or nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list, tuple, set, frozenset)):
        for item in value:
            yield from strings(item)


def ascii_form(name: str) -> str:
    """The name without accents and with straight apostrophes."""
    decomposed = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def read_faker(kind: str) -> set[str]:
    """Names of one kind ("first_name" or "last_name") of all locales, folded to lower-case ASCII."""
    found: set[str] = set()
    folder = Path(next(iter(faker.providers.person.__path__)))
    for locale in sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("_")):
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if kind in attribute and not attribute.startswith("_") and not callable(getattr(provider, attribute)):
                found |= {name for name in strings(getattr(provider, attribute)) if NAME.fullmatch(name)}
    return {ascii_form(name).lower() for name in found}


def read_words(folder: Path) -> set[str]:
    """Common English words, American and British spelling, lower case."""
    words: set[str] = set()
    for size in SIZES:
        for variety in ("english", "american", "british"):
            path = folder / f"{variety}-words.{size}"
            if path.exists():
                words |= {word for word in path.read_text(encoding="latin-1").split() if re.fullmatch(r"[a-z]{2,}", word)}
    return words


def main() -> None:
    """Write `given-names.txt`, `family-names.txt` and `common-words.txt` into the package."""
    words = read_words(Path(sys.argv[1]))
    if not words:
        raise SystemExit(f"no word lists in {sys.argv[1]}")
    own = (Path(__file__).parent / "data" / "names.txt").read_text(encoding="utf-8")
    extra = {kind: set(text.split()) for kind, text in re.findall(r"^(given|family|not-given|not-family): (.*)$", own, re.MULTILINE)}
    given = (read_faker("first_name") | extra["given"]) - extra["not-given"]
    family = (read_faker("last_name") | extra["family"]) - extra["not-family"]
    for name, entries in (("given-names", given), ("family-names", family), ("common-words", words)):
        (SHIPPED / f"{name}.txt").write_text("\n".join(sorted(entries)) + "\n", encoding="utf-8")
        print(name, len(entries))
    print("given names that are words too:", " ".join(sorted(given & words)))


if __name__ == "__main__":
    main()
