"""What the tests in a real browser share: a server over the sample articles."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from waitress.server import create_server

from archive.core import Archive
from archive.web import create_app


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Where an app is served meanwhile, by the server that `archive serve` uses."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # in its own thread, which would hear of it a second later
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def address(sample_archive: Archive) -> Iterator[str]:
    """Where the sample archive is served."""
    with serving(create_app(sample_archive, lambda: dt.date(2016, 1, 1))) as address:
        yield address
