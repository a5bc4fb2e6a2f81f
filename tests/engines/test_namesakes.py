"""Distributions that overwrite each other's package are refused when an engine is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.engines import check_namesakes, open_engine
from archive.errors import EngineError


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path of this Python, where distributions can be put; looked into anew before and after."""
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.mark.parametrize(("name", "folder"), [("whoosh3", "whoosh3"), ("Whoosh-Reloaded", "whoosh_reloaded")])
def test_two_distributions_of_one_package_are_refused(tmp_path: Path, installed: Path, name: str, folder: str) -> None:
    open_engine(tmp_path / "index")
    information = installed / f"{folder}-9.9.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 9.9\n")
    check_namesakes.cache_clear()
    try:
        with pytest.raises(EngineError) as caught:
            open_engine(tmp_path / "index")
    finally:
        check_namesakes.cache_clear()
    assert f"{name.lower()} 9.9" in caught.value.message and "whoosh 2.7.4" in caught.value.message
    assert f"pip uninstall {name.lower()}" in str(caught.value.hint)
