"""The HTML views: a request is read, the archive asked, a view model shown."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import lookups
from archive.counts import count_words
from archive.decisions import DECIDABLE
from archive.errors import AmbiguousName, NotFound, QueryError, RequestError
from archive.listing import listed
from archive.model import Entity, EntityType
from archive.schema import FACETS
from archive.search import EntityView, Filter, Passage, SearchRequest, SearchResult, Sort
from archive.web import choosing, faults, refine
from archive.web.browse import facet_page
from archive.web.choices import choices
from archive.web.corrections import why
from archive.web.door import door, fresh, fresh_by_content
from archive.web.forms import REVERSED, Slip, choice_slip, form_fields, read_form
from archive.web.front import front_page
from archive.web.hits import Link, entity_links
from archive.web.present import Presenter, chips, surname_link
from archive.web.reading import article_page, entity_page
from archive.web.remarks import remarks
from archive.web.remedies import remedies

blueprint = Blueprint("pages", __name__)

MOST_NAMESAKES = 12
"""People of a surname that its page looks at."""


@blueprint.get("/")
@fresh
def front() -> str:
    """What the archive holds, and where to begin."""
    page = front_page(door().archive, door().addresses, door().tag(), door().today())
    return render_template("front.html", page=page)


@blueprint.get("/search")
@fresh
def search() -> ResponseReturnValue:
    """The search page; a query or a filter that cannot be read is said under the box."""
    asked = door().asked()
    try:
        result = door().archive.search(asked, door().today())
    except RequestError as error:
        return _unread(asked, error), error.status
    return _found(asked, result)


def _found(asked: SearchRequest, result: SearchResult) -> str:
    addresses = door().addresses
    presenter = Presenter(addresses, asked, result, lookups.surname_only(door().archive, result.request, door().today()))
    return render_template(
        "search.html",
        text=result.request.text,
        hidden=addresses.hidden(result.request),
        result=result,
        view=presenter.view(),
        remarks=remarks(addresses, presenter.request, result.diagnostics),
        remedies=None if result.total else remedies(door().archive, addresses, result, door().today()),
        json=addresses.api_search(asked),
        csv=addresses.csv(result.request),
        advanced=addresses.advanced(result.request),
    )


def _unread(asked: SearchRequest, error: RequestError) -> str:
    addresses = door().addresses
    diagnostics = error.diagnostics if isinstance(error, QueryError) else ()
    return render_template(
        "unread.html",
        text=asked.text,
        hidden=addresses.hidden(asked),
        problem=faults.page_problem(error),
        remarks=remarks(addresses, replace(asked, cursor=None), diagnostics),
        chips=chips(addresses, asked),
        choices=choices(door().archive, addresses, asked, request.args, door().today(), "pages.search")
        if isinstance(error, AmbiguousName)
        else (),
        clear=addresses.search(refine.without_filters(asked)) if refine.narrowed(asked) or asked.cursor else None,
        advanced=addresses.advanced(asked),
    )


@blueprint.get("/article/<path:id>")
@fresh_by_content
def article(id: str) -> str:
    """One article. The search that it was opened from stands in the address, so that its words are marked and it leads back."""
    asked = door().asked()
    view = door().archive.get(id)
    marked = (Passage(view.article.title), Passage(view.article.body))
    if asked.text or asked.filters:
        marked = door().archive.marked(view.article, asked, door().today())
    origin = asked if asked != SearchRequest(size=asked.size) else None
    return render_template(
        "article.html", page=article_page(door().addresses, view, marked, origin, door().archive.config.site.name), text=asked.text
    )


@fresh
def entity(type: EntityType, id: str) -> ResponseReturnValue:
    """A person, organisation, place or country with its articles, newest first."""
    addresses, today = door().addresses, door().today()
    survivor = lookups.survivor(door().archive, type, id)
    if survivor != (type, id):
        return redirect(addresses.entity(*survivor))  # not for ever: a merge can be taken back
    asked = door().asked()
    asked = SearchRequest(sort=Sort.NEWEST, size=asked.size, cursor=asked.cursor)
    try:
        view = lookups.entity(door().archive, type, id, asked, today)
    except NotFound as error:
        return _elsewhere(type, id) or _no_entity(type, id, error)
    newest = view.result
    if newest.offset:
        newest = door().archive.search(replace(view.result.request, cursor=None, size=1), today)
    made = Entity(id, type, view.value.label, view.value.resolved)
    return render_template(
        "entity.html",
        page=entity_page(addresses, view, newest.hits[0] if newest.hits else None, _beside(view)),
        why=why(type, made),
        it=choosing.subject(door(), made) if door().editing and type in DECIDABLE else None,
        types=[each for each in DECIDABLE if each is not type],
        surfaces=view.forms,
        namesakes=() if view.value.resolved else _namesakes(view),
        code=id,
        authority=door().archive.config.entities.authority.name,
    )


def _beside(view: EntityView) -> Link | None:
    """To articles that are not counted: those with no more than the surname of a person, those that name a country in passing."""
    archive, addresses, today = door().archive, door().addresses, door().today()
    if view.type is EntityType.COUNTRY:
        count, asked = lookups.only_mentioned(archive, view.value.value, addresses.size, today)
        more = count_words(count, "more article")
        return Link(f"{more} only {'mentions' if count == 1 else 'mention'} it", addresses.search(asked)) if count else None
    if view.type is EntityType.PERSON:
        return surname_link(addresses, lookups.surname_only(archive, view.result.request, today))
    return None


def _namesakes(view: EntityView) -> tuple[Link, ...]:
    """The people whom a surname alone may mean, those with the most articles first."""
    last = choosing.surname(view.value.label)
    found = listed(door().archive, view.type, last, MOST_NAMESAKES)
    same = [(each, articles) for each, articles in found if each.resolved and choosing.surname(each.name) == last]
    return tuple(Link(each.name, door().addresses.entity(each.type, each.id), count=articles) for each, articles in same)


def _elsewhere(type: EntityType, id: str) -> ResponseReturnValue | None:
    """To the page that somebody means who wrote an id in another case, or the name or an alias of exactly one."""
    written = id.upper() if type is EntityType.COUNTRY else id.lower()
    if written != id and lookups.has_entity(door().archive, type, written):
        return redirect(door().addresses.entity(type, written), 301)
    called = lookups.called(door().archive, type, id)
    return redirect(door().addresses.entity(type, called)) if called else None


def _no_entity(type: EntityType, id: str, error: NotFound) -> ResponseReturnValue:
    names = lookups.near(door().archive, type, id.replace("-", " "))
    near = [
        replace(link, count=_articles(type, name.value))
        for link, name in zip(entity_links(door().addresses, type, names), names, strict=True)
    ]
    response = make_response(render_template("error.html", problem=faults.page_problem(error), text="", near=near), error.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _articles(type: EntityType, id: str) -> int:
    return door().archive.search(SearchRequest(filters=(Filter(type.value, (id,)),), size=1), door().today()).total


for each in EntityType:
    blueprint.add_url_rule(f"/{each.value}/<path:id>", each.value, entity, methods=["GET"], defaults={"type": each})


@blueprint.get("/facet/<field>")
@fresh
def facet(field: str) -> str:
    """All values of a facet, under the search that the address holds."""
    asked = door().addresses.facet_request(field, request.args)
    return render_template("facet.html", page=facet_page(door().archive, door().addresses, asked, door().today()))


@blueprint.get("/advanced")
@fresh
def advanced() -> ResponseReturnValue:
    """A form with every field. Sent (`go`), it leads to its search; what is wrong with an entry is said at its field."""
    asked, slips = read_form(door().addresses, request.args)
    if "go" in request.args:
        slips |= _slips(asked)
        if not slips:
            return redirect(door().addresses.search(asked), 303)
    everything = door().archive.search(SearchRequest(size=1), door().today())
    fields = form_fields(asked, everything.facets, slips)
    return render_template("advanced.html", asked=asked, fields=fields, sorts=tuple(Sort)), 400 if slips else 200


def _slips(asked: SearchRequest) -> dict[str, tuple[Slip, ...]]:
    """What is wrong with a form of which every entry can be read: names that fit several, dates in the wrong order."""
    slips: dict[str, tuple[Slip, ...]] = {}
    for each in choices(door().archive, door().addresses, asked, request.args, door().today(), "pages.advanced"):
        slips[each.field] = (*slips.get(each.field, ()), choice_slip(each))
    if asked.since and asked.until and asked.since.first > asked.until.last:
        slips["since"] = (Slip(str(asked.since), REVERSED),)
    return slips


@blueprint.get("/help")
@fresh_by_content
def help() -> str:
    """The query language in short."""
    addresses, size = door().addresses, door().addresses.size

    def example(text: str) -> str:
        return addresses.search(SearchRequest(text=text, size=size))

    return render_template("help.html", example=example, fields=FACETS)


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """Browsers ask for it unasked."""
    return redirect(url_for("static", filename="favicon.svg"), 301)
