"""Pages as their readers see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Seen:
    """A page as its reader sees it."""

    status: int
    tree: Any

    def texts(self, path: str) -> list[str]:
        """The text of every element that an XPath finds, spaces made single."""
        return [words(element) for element in self.tree.xpath(path)]

    def text(self, path: str = "//body") -> str:
        return self.texts(path)[0]

    def of_class(self, name: str) -> list[Any]:
        return self.tree.find_class(name)

    @property
    def links(self) -> list[str]:
        return [element.get("href") for element in self.tree.iter("a")]

    @property
    def total(self) -> int:
        words = self.text("//h1")
        return 0 if words == "Nothing found" else int(words.split()[0].replace(",", ""))


def words(element: Any) -> str:
    """The text of an element, spaces made single."""
    return " ".join(element.text_content().split())


def seen(response: TestResponse) -> Seen:
    return Seen(response.status_code, html.fromstring(response.get_data(as_text=True)))


def see(client: FlaskClient, address: str) -> Seen:
    return seen(client.get(address))
