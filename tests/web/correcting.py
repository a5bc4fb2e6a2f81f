"""A small archive that can be corrected, and a browser that sends its forms."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from archive.cli.indexing import configured
from archive.config import Collection, Config, Entities
from archive.core import Archive, open_archive
from archive.web import create_app
from tests.web.seeing import Seen, seen

TODAY = dt.date(2016, 1, 1)
ORIGIN = "http://localhost"
SECRET = b"the workers of one server share it"

ARTICLES = {
    "2001-05-01-a.txt": ("Libya", "Peggy Hale spoke in Tripoli. Mrs Hale left."),
    "2003-05-01-b.txt": ("Libya again", "Margaret Hale met Tony Blair. Mr Blair smiled, and Mr Blair left."),
    "2003-06-01-c.txt": ("A visit", "Tony Blair went to Rotterdam University."),
    "2004-06-01-d.txt": ("A bank", "Tony Blair of Leeds opened a shop in Leeds, England. Officials of Halden Bank spoke."),
    "2008-01-01-e.txt": ("A surname", "Mr Blair was asked for."),
    "2008-01-02-f.txt": ("Another Blair", "Lionel Blair danced in London."),
    "2008-01-03-g.txt": ("And another", "Lionel Blair danced again, and Cherie Blair came."),
}


def build(folder: Path) -> Path:
    """An archive of these articles in `folder`."""
    news = folder / "news"
    news.mkdir()
    for name, (title, body) in ARTICLES.items():
        (news / name).write_text(f"{title}\n\n{body}\n", encoding="utf-8")
    config = configuration(folder)
    with open_archive(config, create=True) as archive:
        archive.index(configured(config))
    return folder


def configuration(folder: Path) -> Config:
    collection = Collection("news", (folder / "news",), language="en")
    return Config(index=folder / "index", collections=(collection,), entities=Entities(authority=folder / "authority.yaml"))


class Desk:
    """An archive of its own, and a browser before its pages."""

    def __init__(self, built: Path, folder: Path, secret: bytes | None = SECRET) -> None:
        shutil.copytree(built, folder)
        self.folder = folder
        self.authority = folder / "authority.yaml"
        self.archive: Archive = open_archive(configuration(folder))
        self.client: FlaskClient = create_app(self.archive, lambda: TODAY, secret=secret).test_client()

    def article(self, query: str) -> str:
        """The id of the one article with these words."""
        from archive.search import SearchRequest

        (hit,) = self.archive.search(SearchRequest(text=query), TODAY).hits
        return hit.id

    def see(self, address: str) -> Seen:
        return seen(self.client.get(address))

    def form(self, address: str, path: str = "//form[@method='post']") -> tuple[str, dict[str, Any]]:
        """Address and fields of the first form that an XPath finds on a page."""
        return fields(html.fromstring(self.client.get(address).text).xpath(path)[0])

    def post(self, address: str, fields: dict[str, Any], origin: str | None = ORIGIN, **headers: str) -> TestResponse:
        """Send a form as a browser does."""
        given = {**({"Origin": origin} if origin else {}), **headers}
        return self.client.post(address, data=fields, headers=given)

    def send(self, page: str, path: str = "//form[@method='post']", **typed: Any) -> TestResponse:
        """Open a page, fill in its form, and send it."""
        action, given = self.form(page, path)
        return self.post(action, {**given, **typed})

    def done(self, response: TestResponse) -> Seen:
        """The page that a sent form led to."""
        assert response.status_code == 303, html.fromstring(response.text).text_content()
        return self.see(response.headers["Location"])


def fields(form: Any) -> tuple[str, dict[str, Any]]:
    """Where a form is sent, and what it holds as it stands."""
    held = {each.get("name"): each.value for each in form.xpath(".//input[@name][not(@type='radio' or @type='checkbox')]")}
    held |= {each.get("name"): each.value for each in form.xpath(".//select[@name]")}
    return form.get("action"), {name: value or "" for name, value in held.items()}
