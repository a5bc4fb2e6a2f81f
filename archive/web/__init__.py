"""The Flask door: pages for people and JSON for programs, over one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from flask import Flask
from jinja2 import StrictUndefined

from archive.core import Archive
from archive.web import api, faults, pages, security, wording
from archive.web.door import NAME, Door
from archive.web.urls import Addresses

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The names under which a server that listens on this machine alone is asked for."""


def create_app(archive: Archive, today: Callable[[], dt.date] = dt.date.today, hosts: Sequence[str] = ()) -> Flask:
    """The WSGI app over `archive`; thread-safe. `today` is asked at each request: relative dates count from it.

    Where `hosts` are given, a request for another host is refused with 400: a page elsewhere that makes its own name mean this
    machine (DNS rebinding) then reads nothing.
    """
    app = Flask(__name__)
    app.extensions[NAME] = Door(archive, today, Addresses(archive.config.search.size, archive.config.site.address))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = archive.config.site
    app.jinja_env.filters["count"] = wording.count_words
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    faults.install(app)
    security.install(app, hosts)
    return app
