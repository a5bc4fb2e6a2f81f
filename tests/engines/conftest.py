"""Engines to test: each contract test runs on the oracle and on Whoosh."""

from __future__ import annotations

from pathlib import Path

import pytest
from oracle import OracleEngine

from archive.engines import Engine, open_engine


@pytest.fixture(params=["oracle", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An engine without an index."""
    return OracleEngine() if request.param == "oracle" else open_engine(tmp_path / "index")
