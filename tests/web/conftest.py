"""What the tests of the web share: the app over the sample articles, and an archive that can be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.core import Archive
from archive.web import create_app
from tests.web.correcting import TODAY, Desk, build


@pytest.fixture(scope="session")
def app(sample_archive: Archive) -> Flask:
    return create_app(sample_archive, lambda: TODAY)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of which every desk has a copy."""
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Iterator[Desk]:
    """An archive of its own that can be corrected, and a browser before its pages."""
    made = Desk(built, tmp_path / "desk")
    yield made
    made.archive.close()


@pytest.fixture
def reading(built: Path, tmp_path: Path) -> Iterator[Desk]:
    """The same archive, on a server that only reads."""
    made = Desk(built, tmp_path / "reading", secret=None)
    yield made
    made.archive.close()
