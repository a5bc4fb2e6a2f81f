"""What README says to ask finds something in the sample, and every link of the documentation leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.cli import main_group
from archive.core import Archive

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ASKED = re.findall(r"\| `(archive [^`]+)` \|", README)


def test_there_are_five_things_to_ask() -> None:
    assert len(ASKED) == 5


@pytest.mark.parametrize("command", ASKED)
def test_what_readme_asks_finds_something(sample_archive: Archive, tmp_path: Path, command: str) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"index: {sample_archive.config.index}\n", encoding="utf-8")
    result = CliRunner().invoke(main_group, ["--config", str(config), *shlex.split(command)[1:]], prog_name="archive")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 3, result.stdout


PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_the_documentation_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
