"""What the tests in a real browser share: a server over the sample articles."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from waitress.server import create_server

from archive.core import Archive
from archive.web import create_app


@pytest.fixture(scope="session")
def address(sample_archive: Archive) -> Iterator[str]:
    """Where the sample archive is served, by the server that `archive serve` uses."""
    server = create_server(create_app(sample_archive, lambda: dt.date(2016, 1, 1)), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)
