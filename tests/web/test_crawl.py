"""Every link of every page of the sample archive leads somewhere."""

from __future__ import annotations

from collections import defaultdict
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html

BEGINNINGS = ("/", "/search?q=agreement&country=RU", "/search?q=syria+zeppelin", "/facet/person?q=syria&order=value", "/help", "/nothing")
MENTIONS = 3
"""Links to single mentions that are followed on a page of an article's names: each is the same page with another one shown."""


def links(client: FlaskClient, address: str, broken: list[tuple[int, str]]) -> list[str]:
    """The addresses of this archive that a page links to; a page that is not there is put among the broken."""
    response = client.get(address)
    if response.status_code >= 400 and address not in BEGINNINGS:
        broken.append((response.status_code, address))
    if response.mimetype != "text/html":
        return []
    found = (urljoin(address, href).partition("#")[0] for href in html.fromstring(response.text).xpath("//a/@href | //link/@href"))
    here = [each.removeprefix("http://localhost") for each in found if urlsplit(each).netloc in ("", "localhost")]
    mentions = [each for each in here if "?mention=" in each]
    return [each for each in here if each not in mentions[MENTIONS:]]


def kind(address: str) -> str:
    """`/person/` of `/person/john-kerry`; searches are of one kind."""
    return address[: address.find("/", 1) + 1] or urlsplit(address).path


def crawl(client: FlaskClient, followed: int, asked: int) -> tuple[list[tuple[int, str]], dict[str, int]]:
    """Ask for whatever is found from the beginnings, for at most `asked` pages of a kind; the links of `followed` of them are followed."""
    waiting, known, seen, broken = list(BEGINNINGS), set(BEGINNINGS), defaultdict[str, int](int), list[tuple[int, str]]()
    for address in waiting:
        if seen[kind(address)] == asked:
            continue
        found = links(client, address, broken)
        seen[kind(address)] += 1
        if seen[kind(address)] > followed and address not in BEGINNINGS:
            continue
        new = [each for each in dict.fromkeys(found) if each not in known]
        known.update(new)
        waiting.extend(new)
    return broken, seen


def test_every_link_is_answered(client: FlaskClient) -> None:
    broken, seen = crawl(client, followed=1, asked=150)
    assert broken == []
    assert {
        "/",
        "/search",
        "/article/",
        "/person/",
        "/organisation/",
        "/place/",
        "/country/",
        "/names/",
        "/duplicates/",
        "/facet/",
        "/advanced",
        "/help",
    } <= set(seen)


@pytest.mark.slow
def test_every_link_of_many_pages_of_each_kind_is_answered(client: FlaskClient) -> None:
    broken, seen = crawl(client, followed=15, asked=1_000_000)
    assert broken == []
    assert seen["/article/"] > 72
