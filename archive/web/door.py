"""What every view stands in: the archive, the day, the addresses, and how fresh an answer is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from archive import __version__
from archive.core import Archive
from archive.search import SearchRequest
from archive.web.guard import Guard
from archive.web.urls import Addresses

NAME = "archive"
Parameters = ParamSpec("Parameters")


@dataclass(frozen=True, slots=True)
class Door:
    """One app's archive. `today` is asked at each request: relative dates count from it."""

    archive: Archive
    today: Callable[[], dt.date]
    addresses: Addresses
    guard: Guard | None = None
    """Lets changes in; None where pages only read."""

    @property
    def editing(self) -> bool:
        """Whether pages can change what they show."""
        return self.guard is not None

    def older(self) -> str | None:
        """Why an older commit than the newest is searched, as `Archive.older` says it; asked once a request."""
        if "older" not in g:
            g.older = self.archive.older()
        found: str | None = g.older
        return found

    def tag(self) -> str:
        """A name for everything an answer depends on besides its address: commit and whether it is the newest, software, configuration,
        decisions, day, and the session of one who edits, whose forms carry its token."""
        state, authority = self.archive.snapshot().state, self.archive.authority
        session = self.guard.given() if self.guard else None
        parts = (
            (state, __version__, self.archive.config, self.today()),
            (authority.fingerprint(), authority.pending(), session, self.older()),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]

    def asked(self) -> SearchRequest:
        """The search that the address of this request asks for. Raises RequestError."""
        return self.addresses.request(request.args)


def door() -> Door:
    """The door of the app that is answering."""
    found = current_app.extensions[NAME]
    assert isinstance(found, Door)
    return found


def fresh(view: Callable[Parameters, ResponseReturnValue]) -> Callable[Parameters, Response]:
    """Answer 304 before any work where the browser has this very answer.

    The tag is taken first: a commit in between makes it too old, never wrong.
    """

    @wraps(view)
    def answer(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
        tag = door().tag()
        known = request.if_none_match.contains_weak(tag)
        response = Response(status=304) if known else make_response(view(*args, **kwargs))
        if known or response.status_code == 200:
            response.set_etag(tag)
            response.headers["Cache-Control"] = "no-cache"
        return response

    return answer


def fresh_by_content(view: Callable[Parameters, ResponseReturnValue]) -> Callable[Parameters, Response]:
    """Answer 304 where the browser has these very bytes: for what is read from the store, which may be ahead of the index."""

    @wraps(view)
    def answer(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        if response.status_code == 200:
            response.add_etag()
            response.headers["Cache-Control"] = "no-cache"
            response.make_conditional(request)
        return response

    return answer
