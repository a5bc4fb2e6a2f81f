"""Decisions that forms ask for: made, told with what they changed, taken back; and what fails, told on its form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive import decisions, undoing
from archive.applying import authority_text
from archive.core import Relinked
from archive.errors import ArchiveError
from archive.model import EntityType
from archive.web import choosing, faults
from archive.web.corrections import decidable
from archive.web.door import door
from archive.web.faults import Problem
from archive.web.wording import sentence

blueprint = Blueprint("deciding", __name__)

PLAIN = (400, 403, 404, 503)
"""Statuses that errors have of themselves; any other is a conflict with what is there (409)."""

LONGEST = 1_000
"""Characters of a field that are looked at."""

Again = Callable[[Problem], str]
"""Shows a form anew, with what was typed, and what was wrong with it."""


@dataclass(frozen=True, slots=True)
class Made:
    """A decision that was made, in words, what it changed, and whom it is about (`TYPE:ID` each): their pages show it now."""

    words: str
    relinked: Relinked
    about: tuple[str, ...] = ()


def key_of(type: EntityType, id: str) -> str:
    """An entity as the addresses of decisions name it."""
    return f"{type}:{id}"


def decide(act: Callable[[], Made], again: Again, **where: str) -> ResponseReturnValue:
    """Do it and lead to the page that says what was done (303); what fails comes back on its form, and nothing is half written."""
    guard, before = door().guard, _written()
    assert guard is not None
    try:
        guard.check_token()
        made = act()
    except ArchiveError as error:
        problem = faults.page_problem(error)
        if _written() != before:
            problem = replace(problem, detail=f"It is written to the authority file, but is not shown everywhere yet. {problem.detail}")
        return make_response(again(problem), error.status if error.status in PLAIN else 409)
    key = undoing.remember(door().archive, sentence(made.words), made.relinked)
    if where.get("back", back()) == "duplicates":
        kind = where.get("kind") or "".join(made.about[:1]).partition(":")[0] or EntityType.PERSON.value
        return redirect(url_for("corrections.duplicates", kind=kind, done=key, offset=where.get("offset") or None), 303)
    return redirect(url_for("deciding.done", key=key, entity=list(made.about), article=where.get("article") or None), 303)


def _written() -> str | None:
    """The text of the authority file; None where it cannot be read."""
    try:
        return authority_text(door().archive.config.entities.authority)
    except ArchiveError:
        return None


def typed(name: str) -> str:
    """What was typed into a field; more than anyone types is cut."""
    return request.values.get(name, "")[:LONGEST]


def back() -> str:
    """Where a form leads back to: the list of duplicates, or "" for the page of what was done."""
    return "duplicates" if request.values.get("back") == "duplicates" else ""


@blueprint.post("/correct/apart")
def apart() -> ResponseReturnValue:
    """Say that two likely duplicates are not the same."""
    kind, offset = decidable(typed("kind")), re.sub("[^0-9]", "", typed("offset"))

    def act() -> Made:
        one, other = (decisions.entity_of(door().archive, typed(each), kind) for each in ("one", "other"))
        return Made(f"“{one.name}” and “{other.name}” stay two", decisions.keep_apart(door().archive, one, other))

    return decide(
        act,
        lambda problem: render_template("failed.html", problem=problem),
        back="duplicates",
        kind=kind.value,
        offset=offset if offset.isdecimal() else "",
    )


@blueprint.post("/correct/apply")
def apply() -> ResponseReturnValue:
    """Apply the authority file, after it was edited by hand."""
    return decide(
        lambda: Made("The authority file is applied", door().archive.link()),
        lambda problem: render_template("failed.html", problem=problem),
    )


@blueprint.get("/correct/done/<key>")
def done(key: str) -> str:
    """What a decision wrote, which articles changed, and how to take it back."""
    return _done(key, None)


@blueprint.post("/correct/undo/<key>")
def undo(key: str) -> ResponseReturnValue:
    """Take a decision back."""
    made = undoing.remembered(door().archive, key)
    about = tuple(each[:LONGEST] for each in request.form.getlist("entity"))
    return decide(
        lambda: Made(f"Taken back: {made.words}", undoing.take_back(door().archive, made), about),
        lambda problem: _done(key, problem),
        article=typed("article"),
    )


def _done(key: str, problem: Problem | None) -> str:
    given = request.values
    return render_template("done.html", page=choosing.done(door(), key, given.getlist("entity"), given.get("article", "")), problem=problem)
