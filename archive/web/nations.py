"""The form by which people say which country a name means, or that it means none."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from archive import decisions
from archive.counts import count_words
from archive.errors import RequestError
from archive.explaining import decided
from archive.labels import Labels
from archive.model import EntityType
from archive.query import Name
from archive.search import SearchRequest
from archive.text import fold_text
from archive.web.deciding import Made, decide, key_of, typed
from archive.web.door import door
from archive.web.faults import Problem
from archive.web.hits import Link

blueprint = Blueprint("nations", __name__)

NONE = "none"
"""What the form sends for no country."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the form shows of a name. `seen` says how it is read now, `lines` what the authority file says of it; `found` leads to the
    articles that have its words, in any sense.

    `to` is the country that is chosen, `from_` the one it was opened from, `article` the article."""

    name: str
    seen: str
    lines: tuple[tuple[str, str], ...]
    found: Link | None
    countries: tuple[Name, ...]
    to: str
    from_: str
    article: str
    back: Link | None


@blueprint.route("/correct/country", methods=["GET", "POST"])
def country() -> ResponseReturnValue:
    """Choose what a name means, see how many articles have it, and decide."""
    if request.method == "GET":
        return _asking(None)
    name, to = " ".join(typed("name").split()), typed("to")

    def act() -> Made:
        if not to:
            raise RequestError("no country is chosen", "Choose one of the list, or “no country”.")
        code = None if to == NONE else decisions.code_of(door().archive, to)
        meant = _label(code) if code else "no country"
        about = [key_of(EntityType.COUNTRY, each) for each in (typed("from"), code) if each]
        return Made(f"“{name}” means {meant} now", decisions.mean_country(door().archive, name, code), tuple(about))

    return decide(act, _asking, article=typed("article"))


def _asking(problem: Problem | None) -> str:
    return render_template("country.html", page=_meaning(), problem=problem)


def _meaning() -> Meaning:
    """The form as the address, or what was sent, has it."""
    archive, addresses = door().archive, door().addresses
    name, code, article = " ".join(typed("name").split()), typed("from"), typed("article")
    labels = Labels(archive.store)
    code = code if labels.has(EntityType.COUNTRY, code) else ""
    asked = SearchRequest(text='"' + name.replace('"', " ") + '"', size=1)
    total = archive.search(asked, door().today()).total if name else 0
    back = Link(_label(code), addresses.entity(EntityType.COUNTRY, code)) if code else None
    if article and archive.store.get(article):
        back = Link("The names of the article", addresses.names(article, entity=f"country:{code}" if code else ""))
    return Meaning(
        name=name,
        seen=_seen(name, code),
        lines=decided(archive, name),
        found=Link(count_words(total, "article"), addresses.search(SearchRequest(text=asked.text, size=addresses.size))) if name else None,
        countries=tuple(sorted(labels.complete(EntityType.COUNTRY, ""), key=lambda each: fold_text(each.label))),
        to=typed("to"),
        from_=code,
        article=article,
        back=back,
    )


def _seen(name: str, code: str) -> str:
    """In how many articles the name is read as a country now; "" where that is not known."""
    count = dict(door().archive.store.surfaces(EntityType.COUNTRY, code)).get(name) if code else None
    return f"It is read as {_label(code)} in {count_words(count, 'article')} now." if count else ""


def _label(code: str) -> str:
    return Labels(door().archive.store).of(EntityType.COUNTRY, [code])[code].label
