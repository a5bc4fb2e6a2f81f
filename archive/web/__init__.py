"""The Flask door: pages for people and JSON for programs, over one archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Flask
from jinja2 import StrictUndefined

from archive.core import Archive
from archive.web import api, faults, pages, security, wording
from archive.web.door import NAME, Door
from archive.web.urls import Addresses


def create_app(archive: Archive, today: Callable[[], dt.date] = dt.date.today) -> Flask:
    """The WSGI app over `archive`; thread-safe. `today` is asked at each request: relative dates count from it."""
    app = Flask(__name__)
    app.extensions[NAME] = Door(archive, today, Addresses(archive.config.search.size))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = archive.config.site
    app.jinja_env.filters["count"] = wording.count_words
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    faults.install(app)
    security.install(app)
    return app
