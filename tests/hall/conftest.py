"""An archive of a few articles in a folder of its own, for the tests of the hall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.config import Collection, Config, Entities
from archive.core import Archive, open_archive
from archive.indexing import IndexReport, Source
from archive.search import SearchRequest, SearchResult

TODAY = dt.date(2015, 6, 1)


class House:
    """An archive, and a folder of text files that it reads as the collection `news`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "news"
        self.folder.mkdir()
        self.collection = Collection("news", (self.folder,), language="en")
        self.authority = folder / "authority.yaml"
        self.config = Config(index=folder / "index", collections=(self.collection,), entities=Entities(authority=self.authority))
        self.archive: Archive = open_archive(self.config, create=True)

    def write(self, name: str, title: str, body: str = "") -> Path:
        """A text file with a headline and a body."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{title}\n\n{body}\n", encoding="utf-8")
        return path

    def index(self, prune: bool = False, *paths: Path) -> IndexReport:
        """One run over the whole folder, or over these paths of it."""
        return self.archive.index([Source(self.collection, paths)], prune)

    def search(self, request: SearchRequest | str = "") -> SearchResult:
        """Search with a request, or with a query alone."""
        asked = SearchRequest(text=request) if isinstance(request, str) else request
        return self.archive.search(asked, TODAY)

    def titles(self, query: str = "") -> list[str]:
        """The headlines that a query finds, in its order."""
        return [hit.title.text for hit in self.search(query).hits]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty archive."""
    made = House(tmp_path)
    yield made
    made.archive.close()


@pytest.fixture
def syria(house: House) -> House:
    """An archive of four articles about people who meet."""
    house.write(
        "2013-05-07-moscow.txt",
        "Russia and US agree to hold conference on Syria",
        "MOSCOW, May 7 - Russian Foreign Minister Sergei Lavrov and US Secretary of State John Kerry announced a conference on Syria.\n\n"
        "Mr Kerry met President Vladimir Putin in the Kremlin to speak of Syria. Mr Hutchins is due in Russia in the summer.",
    )
    house.write(
        "2014-01-22-montreux.txt",
        "Conference opens in Montreux",
        "The conference on Syria opened in the Swiss town of Montreux. John Kerry and Sergei Lavrov spoke. Mr Lavrov left early.",
    )
    house.write("2014-03-02-harbour.txt", "Harbour strike ends", "Dockers in Rotterdam ended their strike. The Dutch port opened again.")
    house.write("undated.txt", "A note without a date", "Angela Merkel visited the harbour of Hamburg in Germany.")
    house.index()
    return house
