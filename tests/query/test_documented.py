"""The users' page of the query language tells the truth and leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import archive.query
from archive.query import parse, render
from archive.query.scan import BOUNDS
from archive.schema import BY_ALIAS, FIELDS

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")


def examples(kind: str) -> list[str]:
    return [line for block in re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("text", examples("query"))
def test_an_example_is_read_without_remark(text: str) -> None:
    parsed = parse(text)
    assert parsed.diagnostics == ()
    assert parse(render(parsed.tree)).tree == parsed.tree


@pytest.mark.parametrize("text", examples("remarked"))
def test_an_example_of_a_fault_gets_the_remark_that_the_page_names(text: str) -> None:
    diagnostics = parse(text).diagnostics
    assert diagnostics
    for each in diagnostics:
        assert re.search(rf"^\| `{each.code}` \|", PAGE, re.MULTILINE)
        stops = re.findall(rf"^\| `{each.code}` \|.*(stops the search)", PAGE, re.MULTILINE)
        assert bool(stops) == each.blocks


def test_every_field_alias_and_bound_is_on_the_page() -> None:
    missing = [name for name in (*BY_ALIAS, *BOUNDS) if f"`{name}:" not in PAGE]
    assert missing == []
    for field in FIELDS:
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{field.name}:` |"))
        assert re.findall(r"`(\w+):`", row) == [field.name, *field.aliases]


def test_every_code_is_on_the_page_and_no_other() -> None:
    package = Path(archive.query.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    said = set(re.findall(r'(?:say\(|Diagnostic\(|_unshaped\(text, )\s*"([a-z-]+)"', source))
    assert said == set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE))
