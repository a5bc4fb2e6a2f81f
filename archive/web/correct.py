"""The forms by which people correct names, of a server that edits: each leads through the hall into the authority file."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive import decisions, lookups
from archive.counts import count_words
from archive.errors import ArchiveError, RequestError
from archive.explaining import explain_all
from archive.model import Entity, EntityType
from archive.search import Filter, SearchRequest, Sort
from archive.web import choosing, faults
from archive.web.corrections import decidable
from archive.web.deciding import Made, back, decide, key_of, typed
from archive.web.door import door
from archive.web.faults import Problem
from archive.web.hits import hit_view
from archive.web.naming import at_mention

blueprint = Blueprint("correct", __name__)

SPLIT_SIZE = 50
"""Articles to tick on one page."""

# ---------------------------------------------------------------- one entity


@blueprint.get("/correct/<kind>/<id>")
def entity(kind: str, id: str) -> ResponseReturnValue:
    """All that can be corrected of an entity."""
    found = _entity(kind, id)
    if isinstance(found, Entity):
        return _forms(found)
    return redirect(found)


@blueprint.post("/correct/<kind>/<id>/rename")
def rename(kind: str, id: str) -> ResponseReturnValue:
    """Give an entity another name."""
    found, name = _now(kind, id), typed("name")
    return decide(
        lambda: Made(f"“{found.name}” is called “{_plain(name)}” now", decisions.rename(door().archive, found, name), (_key(found),)),
        lambda problem: _forms(found, problem, "rename"),
    )


@blueprint.post("/correct/<kind>/<id>/retype")
def retype(kind: str, id: str) -> ResponseReturnValue:
    """Give an entity another type."""
    found, to = _now(kind, id), typed("to")

    def act() -> Made:
        if to not in [each.value for each in decisions.DECIDABLE]:
            raise RequestError("no type is chosen", "Choose person, organisation or place.")
        relinked = decisions.retype(door().archive, found, EntityType(to))
        return Made(f"“{found.name}” is {_a(to)} now, and no {found.type}", relinked, (key_of(EntityType(to), found.id),))

    return decide(act, lambda problem: _forms(found, problem, "retype"))


def _forms(found: Entity, problem: Problem | None = None, at: str = "") -> str:
    others = [each for each in decisions.DECIDABLE if each is not found.type]
    return render_template("correct.html", it=choosing.subject(door(), found), types=others, problem=problem, at=at, typed=request.form)


@blueprint.route("/correct/<kind>/<id>/merge", methods=["GET", "POST"])
def merge(kind: str, id: str) -> ResponseReturnValue:
    """Find what an entity is the same as, see what making them one would touch, and do it."""
    found = _now(kind, id)
    if request.method == "GET":
        return _merging(found, typed("match"), typed("into"))

    def act() -> Made:
        kept = decisions.entity_of(door().archive, typed("into"), found.type)
        return Made(f"“{found.name}” is a part of “{kept.name}” now", decisions.merge(door().archive, found, kept), (_key(kept),))

    return decide(act, lambda problem: _merging(found, typed("into"), "", problem))


def _merging(found: Entity, match: str, into: str, problem: Problem | None = None) -> str:
    """The page on which a target is looked for by name, or the one that is chosen is confirmed."""
    kept = None
    if into:
        try:
            kept = decisions.entity_of(door().archive, into, found.type)
        except ArchiveError as error:
            match, problem = match or into, faults.page_problem(error)
    return render_template(
        "merge.html",
        it=choosing.subject(door(), found),
        match=match,
        choices=choosing.choices(door(), found, match),
        kept=choosing.subject(door(), kept) if kept else None,
        both=choosing.both(door(), found, kept) if kept else 0,
        turned=door().addresses.correct(kept.type, kept.id, "merge", into=found.id, back=back()) if kept and found.resolved else None,
        problem=problem,
        back=back(),
    )


@blueprint.route("/correct/<kind>/<id>/hide", methods=["GET", "POST"])
def hide(kind: str, id: str) -> ResponseReturnValue:
    """Say how many articles show an entity, and hide it in all of them."""
    found = _now(kind, id)
    if request.method == "GET":
        return render_template("hide.html", it=choosing.subject(door(), found), problem=None)
    return decide(
        lambda: Made(f"“{found.name}” is shown nowhere now", decisions.hide(door().archive, found)),
        lambda problem: render_template("hide.html", it=choosing.subject(door(), found), problem=problem),
    )


@blueprint.route("/correct/<kind>/<id>/split", methods=["GET", "POST"])
def split(kind: str, id: str) -> ResponseReturnValue:
    """Tick the articles in which an entity is somebody else."""
    found = _now(kind, id)
    if request.method == "GET":
        return _splitting(found, None)
    name, articles = typed("name"), request.form.getlist("article")

    def act() -> Made:
        new, relinked = decisions.split(door().archive, found, articles, name)
        words = f"In {count_words(len(articles), 'article')} “{found.name}” is “{_plain(name)}” now"
        return Made(words, relinked, (_key(found), key_of(found.type, new)))

    return decide(act, lambda problem: _splitting(found, problem))


def _splitting(found: Entity, problem: Problem | None) -> str:
    cursor = typed("cursor") or None
    asked = SearchRequest(filters=(Filter(found.type.value, (found.id,)),), sort=Sort.NEWEST, size=SPLIT_SIZE, cursor=cursor)
    result = door().archive.search(asked, door().today())
    return render_template(
        "split.html",
        it=choosing.subject(door(), found),
        hits=[
            (hit.id, hit_view(door().addresses, hit, replace(asked, cursor=None, size=door().addresses.size), None)) for hit in result.hits
        ],
        cursor=cursor or "",
        previous=door().addresses.correct(found.type, found.id, "split", cursor=result.previous) if result.previous else None,
        next=door().addresses.correct(found.type, found.id, "split", cursor=result.next) if result.next else None,
        problem=problem,
        typed=request.form,
    )


# ---------------------------------------------------------------- one name of an article


@blueprint.route("/assign/<path:id>", methods=["GET", "POST"])
def assign(id: str) -> ResponseReturnValue:
    """Say whom a name in an article means: those of this surname are offered first, others are found by name."""
    if request.method == "GET":
        return _assigning(id, None)
    chain = at_mention(explain_all(door().archive, id), typed("mention"))
    surface, type = chain.surface, chain.local.type
    to, name = typed("to"), typed("name")

    def act() -> Made:
        if not to and not name.strip():
            raise RequestError("nobody is chosen", "Choose one of the list, find one by name, or write the name of a new one.")
        if to and to != "new":
            target = decisions.entity_of(door().archive, to, decidable(type.value))
            relinked = decisions.assign(door().archive, id, surface, target)
            return Made(f"“{surface}” is “{target.name}” in this article now", relinked, (_key(target),))
        made = Entity(chain.entity, EntityType(chain.type), chain.label, chain.resolved)
        if chain.entity and chain.resolved:
            new, relinked = decisions.split(door().archive, made, [id], name)
        else:
            new, relinked = decisions.introduce(door().archive, id, surface, decidable(type.value), name)
        return Made(f"“{surface}” is “{_plain(name)}” in this article now", relinked, (key_of(type, new),))

    return decide(act, lambda problem: _assigning(id, problem), article=id)


def _assigning(id: str, problem: Problem | None) -> str:
    chain = at_mention(explain_all(door().archive, id), typed("mention"))
    decidable(chain.local.type.value)
    page = choosing.assigning(door(), id, chain, typed("mention"), typed("match"))
    return render_template("assign.html", page=page, problem=problem, typed=request.form)


# ---------------------------------------------------------------- whom an address means


def _entity(kind: str, id: str) -> Entity | str:
    """The entity of an address, or the address of what it has become. Raises NotFound, RequestError."""
    type, kept = lookups.survivor(door().archive, decidable(kind), id)
    if (type.value, kept) != (kind, id):
        return door().addresses.correct(type, kept)
    return decisions.entity_of(door().archive, id, type)


def _now(kind: str, id: str) -> Entity:
    """The entity that an address stands for today. Raises NotFound, RequestError."""
    type, kept = lookups.survivor(door().archive, decidable(kind), id)
    return decisions.entity_of(door().archive, kept, type)


def _key(entity: Entity) -> str:
    return key_of(entity.type, entity.id)


def _plain(name: str) -> str:
    return " ".join(name.split())


def _a(type: str) -> str:
    return f"an {type}" if type[0] in "aeiou" else f"a {type}"
