"""What lets a change in: it comes from one of our own pages, in the browser that was given the page."""

from __future__ import annotations

import hmac
import re
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from archive.errors import Refused

COOKIE = "archive_session"
FIELD = "token"
FORMS = ("correct", "nations", "deciding")
"""The blueprints of the forms: what they show is changed by them."""
_SESSION = re.compile(r"[A-Za-z0-9_-]{32}")


class Guard:
    """Gives a token to every form, bound to a session cookie by a `secret` that all workers have, and asks for it back.

    The cookie is no login: whoever reaches the server may edit. It keeps pages of other sites from sending forms in a reader's name.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def install(self, app: Flask) -> None:
        """Give the cookie with every page that has a form, take forms of our own pages alone, and have browsers keep no page of `FORMS`."""

        @app.before_request
        def refuse_other_sites() -> None:
            if request.method == "POST":
                self.check_origin()

        @app.after_request
        def keep_nothing(response: Response) -> Response:
            if request.blueprint in FORMS:
                response.headers["Cache-Control"] = "no-store"
            return response

        @app.after_request
        def give_session(response: Response) -> Response:
            if "session" in g and g.session != self.given():
                response.set_cookie(COOKIE, g.session, httponly=True, samesite="Strict")
            return response

    def given(self) -> str:
        """The session that the browser came with; "" where it has none of ours."""
        found = request.cookies.get(COOKIE, "")
        return found if _SESSION.fullmatch(found) else ""

    def token(self) -> str:
        """What a form of this page has to carry. A browser without a session gets one with this answer."""
        if "session" not in g:
            g.session = self.given() or secrets.token_urlsafe(24)
        return self._sign(g.session)

    def _sign(self, session: str) -> str:
        return hmac.new(self._secret, session.encode(), "sha256").hexdigest()

    def check_origin(self) -> None:
        """Raise Refused for a form that another site's page has sent, or that does not say where it comes from."""
        origin = request.headers.get("Origin", "")
        foreign = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
        if foreign or urlsplit(origin).scheme not in ("http", "https") or urlsplit(origin).netloc != request.host:
            raise Refused("the form was not sent by a page of this archive", "Open the page here, and send it again.")

    def check_token(self) -> None:
        """Raise Refused for a form without the token of this session."""
        session = self.given()
        if not session or not hmac.compare_digest(request.form.get(FIELD, "").encode(), self._sign(session).encode()):
            raise Refused(
                "the page is older than the server, or the browser keeps no cookies: nothing was changed",
                "Send the form again; what was typed is still there.",
            )
