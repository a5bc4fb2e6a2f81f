"""Reuters-21578 stories with the ISO codes of their gold countries, for fitting and measuring country salience."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.entities.countries import find_countries
from archive.evaluate.corpora import records
from archive.model import Article

FILE = "articles/reuters21578-train.jsonl.gz"

LAST_FOR_TUNING = 9000
"""Stories up to this id are for tuning, the rest for measuring."""

SPELLINGS = {
    "usa": "US",
    "uk": "GB",
    "west-germany": "DE",
    "east-germany": "DE",
    "ussr": "SU",
    "uae": "AE",
    "kampuchea": "KH",
    "burma": "MM",
    "yemen-demo-republic": "YE",
    "yemen-arab-republic": "YE",
    "us-virgin-islands": "VI",
    "antigua": "AG",
    "czechoslovakia": "CSHH",
    "zaire": "CD",
    "congo": "CG",
    "vatican": "VA",
    "macao": "MO",
    "bosnia-hercegovina": "BA",
    "falklands": "FK",
    "netherlands-antilles": "AN",
    "western-samoa": "WS",
    "sao-tome-principe": "ST",
    "trinidad-tobago": "TT",
    "south-korea": "KR",
    "north-korea": "KP",
}
SAME = {"DD": "DE", "RU": "SU", "RS": "YU", "HR": "YU"}
"""In 1987 the left were part of the right, or are not told apart in the gold data."""


def iso(place: str) -> str:
    """The code of one of Reuters' names of places; one that is unknown comes back with a question mark."""
    if place in SPELLINGS:
        return SPELLINGS[place]
    found = find_countries(place.replace("-", " "))
    return found[0][0] if len(found) == 1 else "?" + place


def stories(corpora: Path) -> Iterator[tuple[int, Article, frozenset[str]]]:
    """Id, article and gold codes of every story with at least one place and a body over 100 characters."""
    for record in records(corpora / FILE):
        if record["places"] and len(record["body"]) > 100:
            article = Article(title=record["title"], body=record["body"], dateline=record["dateline"])
            yield int(record["id"]), article, frozenset(map(iso, record["places"]))
