"""What went wrong, told to the one who asked: a page for people, `application/problem+json` (RFC 9457) for programs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from archive import render
from archive.errors import ArchiveError, QueryError, RequestError
from archive.query import Diagnostic
from archive.web.wording import explained, sentence

LONGEST_ADDRESS = 65_536
"""Bytes of a query string that are read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it is shown: `kind` names it for programs, `hint` says what to do."""

    kind: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


_HTTP = {
    404: Problem("no-such-page", "There is no such page", 404, "nothing lives at this address", "Search for it, or begin at the front."),
    405: Problem("method", "Only reading is done here", 405, "this address answers GET and HEAD alone"),
    414: Problem("address-too-long", "The address is too long", 414, f"at most {LONGEST_ADDRESS:,} bytes are read", "Shorten the query."),
}
_BUG = Problem(
    "bug",
    "This should not have happened",
    500,
    "the program failed on this request; the archive itself is not changed by reading",
    "The log of `archive serve` has the whole story. Please report it.",
)
_NOT_UTF8 = Problem("not-utf-8", "The address cannot be read", 400, "its query string is not UTF-8", "Type the query again.")


def install(app: Flask) -> None:
    """Answer every error of this app, and turn away addresses that are no text."""
    app.register_error_handler(ArchiveError, _on_archive_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(Exception, _on_bug)
    app.before_request(_check_address)


def problem_of(error: ArchiveError) -> Problem:
    """The problem as programs are told it."""
    diagnostics = error.diagnostics if isinstance(error, QueryError) else ()
    return Problem(_dashed(type(error).__name__), error.title, error.status, error.message, error.hint, diagnostics)


def page_problem(error: ArchiveError) -> Problem:
    """The problem as a page says it: in sentences, with the names that fields have there."""
    detail, hint = explained(error)
    return replace(problem_of(error), detail=detail, hint=hint)


def _check_address() -> Response | None:
    if len(request.query_string) > LONGEST_ADDRESS:
        return _tell(_HTTP[414])
    try:
        unquote_to_bytes(request.query_string).decode("utf-8")
    except UnicodeDecodeError:
        return _tell(_NOT_UTF8)
    return None


def _on_archive_error(error: ArchiveError) -> Response:
    if not isinstance(error, RequestError) and error.status >= 500:
        current_app.logger.error("%s: %s", error.title, error)
    return _tell(problem_of(error), page_problem(error))


def _on_http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:  # a redirect
        return error
    usual = Problem("http", error.name, error.code, (error.description or error.name).rstrip("."))
    told = _HTTP.get(error.code, usual)
    if isinstance(error, MethodNotAllowed) and "POST" in (error.valid_methods or ()):
        told = Problem("method", "This is done by a form", 405, "this address answers POST alone", "Go back, and press the button.")
    response = _tell(told)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _on_bug(error: Exception) -> Response:
    current_app.logger.exception("%s %s", request.method, request.path)
    return _tell(_BUG)


def _tell(problem: Problem, told: Problem | None = None) -> Response:
    """Answer with `problem`; people are told it as `told` has it."""
    told = told or problem
    if request.path.startswith(("/api/", "/healthz", "/search.csv")):
        data = render.problem_json(
            f"urn:news-archive:problem:{problem.kind}", problem.title, problem.status, problem.detail, problem.hint, problem.diagnostics
        )
        response = Response(render.to_json(data), problem.status, mimetype="application/problem+json")
    else:
        response = Response(
            render_template("error.html", problem=replace(told, detail=sentence(told.detail)), text=request.args.get("q", "")),
            problem.status,
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def _dashed(name: str) -> str:
    return "".join("-" + char.lower() if char.isupper() else char for char in name).lstrip("-")
