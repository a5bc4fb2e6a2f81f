"""docs/entities.md against the code: every reason code is explained, and no other."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

from archive.entities import noise
from archive.entities.authority import EMPTY, Authority, read_authority
from archive.entities.decided import REASON
from archive.entities.gazetteer import CONFIDENCE

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"[a-z]+(-[a-z]+)*")


def reasons_in(*modules: str) -> set[str]:
    """The strings of some modules that can be reason codes: the last argument of a Mention or Link, and what is given as a reason."""
    found: set[str] = set()
    for module in modules:
        for node in ast.walk(ast.parse((ROOT / "archive" / "entities" / f"{module}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Mention", "Link", "_mention"):
                found |= strings(node.args[-1])
            elif isinstance(node, ast.keyword) and node.arg == "reason":
                found |= strings(node.value)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if getattr(target, "id", "") == "reason":
                        found |= strings(node.value)
                    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        named = [getattr(element, "id", "") for element in target.elts]
                        found |= strings(node.value.elts[named.index("reason")]) if "reason" in named else set()
    return found


def strings(node: ast.AST) -> set[str]:
    """The string constants in a node that look like codes, but for the operands of its comparisons."""
    compared = {id(part) for each in ast.walk(node) if isinstance(each, ast.Compare) for part in ast.walk(each)}
    constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and id(part) not in compared)
    return {value for value in constants if isinstance(value, str) and CODE.fullmatch(value)}


def documented(heading: str) -> set[str]:
    """The codes in the first column of the table under a heading."""
    text = (ROOT / "docs" / "entities.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE))


def test_every_reason_of_a_mention_is_documented_and_no_other() -> None:
    assert reasons_in("document", "names", "organisations") | set(CONFIDENCE) | {REASON, noise.REASON} == documented("Reasons of a mention")


def test_every_reason_of_a_link_is_documented_and_no_other() -> None:
    assert reasons_in("link") == documented("Reasons of a link")


def test_every_reason_of_a_resolution_is_documented_and_no_other() -> None:
    tree = ast.parse((ROOT / "archive" / "entities" / "resolve.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    put = [node.args[2] for node in calls if getattr(node.func, "attr", "") in ("_put", "_put_id", "_join")]
    put += [keyword.value for node in calls for keyword in node.keywords if keyword.arg == "reason"]
    assert {code for node in put for code in strings(node)} == documented("Reasons across articles")


def test_every_key_of_the_authority_file_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "authority.md").read_text(encoding="utf-8")
    keys = {field.name for field in dataclasses.fields(Authority) if field.init}
    assert set(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)) == keys | {"version"}


def test_the_example_of_the_authority_file_holds() -> None:
    text = (ROOT / "docs" / "authority.md").read_text(encoding="utf-8")
    example = read_authority(text.partition("```yaml\n")[2].partition("```")[0], "the example")
    assert all(getattr(example, field.name) != getattr(EMPTY, field.name) for field in dataclasses.fields(Authority))
