"""The command line over an archive of three articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main_group

Run = Callable[..., Result]

ARTICLES = {
    "2013-05-07-moscow.txt": "Ministers call a conference\n\nSergei Lavrov met John Kerry in Moscow. Mr Kerry left for Geneva.\n",
    "2014-01-22-montreux.txt": "Conference opens\n\nJohn Kerry spoke in Montreux, Switzerland, about Syria.\n",
    "2015-03-02-harbour.txt": "Harbour strike ends\n\nDockers in Rotterdam ended their strike.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration and the articles, nothing indexed."""
    for name, text in ARTICLES.items():
        path = tmp_path / "news" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("collections:\n  - {name: news, paths: [news], language: en}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run `archive` with this folder's configuration."""

    def invoke(*arguments: str, input: bytes | None = None) -> Result:
        return CliRunner().invoke(main_group, ["--config", str(folder / "config.yaml"), *arguments], input=input, prog_name="archive")

    return invoke


@pytest.fixture
def archive(run: Run) -> Run:
    """The same, with everything indexed."""
    assert run("index").exit_code == 0
    return run
