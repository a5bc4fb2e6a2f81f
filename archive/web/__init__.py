"""The Flask door: pages for people and JSON for programs, over one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask import Flask
from jinja2 import StrictUndefined

from archive.core import Archive
from archive.counts import count_words
from archive.web import api, correct, corrections, deciding, faults, nations, pages, security
from archive.web.door import NAME, Door
from archive.web.guard import Guard
from archive.web.urls import Addresses

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names under which a server that listens on this machine alone is asked for."""

LARGEST_FORM = 256 * 1024
"""Bytes of a form that are read: some thousand articles ticked."""


def create_app(
    archive: Archive, today: Callable[[], dt.date] = dt.date.today, hosts: Sequence[str] = (), secret: bytes | None = None
) -> Flask:
    """The WSGI app over `archive`; thread-safe. `today` is asked at each request: relative dates count from it.

    Where `hosts` are given, a request for another host is refused with 400: a page elsewhere that makes its own name mean this
    machine (DNS rebinding) then reads nothing.

    With a `secret` pages can change names too, for this machine alone: `hosts` are those of the loopback where none are given. Workers
    that answer for one another have the same secret.
    """
    app = Flask(__name__)
    guard = Guard(secret) if secret else None
    hosts = hosts or (LOOPBACK if guard else ())
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.extensions[NAME] = Door(archive, today, Addresses(archive.config.search.size, archive.config.site.address), guard)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = archive.config.site
    app.jinja_env.filters["count"] = count_words
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(corrections.blueprint)
    app.context_processor(corrections.surroundings)
    if guard:
        app.register_blueprint(correct.blueprint)
        app.register_blueprint(nations.blueprint)
        app.register_blueprint(deciding.blueprint)
        guard.install(app)
    faults.install(app)
    security.install(app, hosts, editing=guard is not None)
    return app
