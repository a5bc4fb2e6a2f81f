"""`docs/command-line.md` and `docs/json.md` say what is there, all of it, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from archive.cli import main_group
from tests.cli.conftest import Run

DOCS = Path(__file__).parents[2] / "docs"


def sections() -> dict[str, str]:
    """The part of the page about each command, by its name."""
    text = (DOCS / "command-line.md").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for part in text.split("\n## ")[1:]:
        for name in re.findall(r"archive ((?:(?:entities|evaluate) )?[\w-]+)", part.splitlines()[0]):
            found[name] = part
    return found


def commands() -> dict[str, click.Command]:
    """Every command by its name; those of a group by the group's name and theirs."""
    found: dict[str, click.Command] = {}
    for name, command in main_group.commands.items():
        within = command.commands if isinstance(command, click.Group) else {}
        found |= {f"{name} {each}": part for each, part in within.items()} or {name: command}
    return found


def test_every_command_is_documented_and_no_other() -> None:
    assert set(sections()) == set(commands())


def options_of(command: click.Command) -> set[str]:
    """The options of a command, and of the commands below it."""
    own = {text for parameter in command.params if isinstance(parameter, click.Option) for text in parameter.opts}
    return own.union(*map(options_of, command.commands.values() if isinstance(command, click.Group) else ()))


def test_every_option_is_documented_and_no_other() -> None:
    narrowing = set(re.findall(r"`(--[a-z-]+)", sections()["search"].split("--sort")[0]))
    for name, command in commands().items():
        options = options_of(command)
        documented = set(re.findall(r"`(--[a-z-]+)", sections()[name]))
        if name == "facets":
            documented |= narrowing
        assert documented == options, name


def test_every_json_key_is_documented_and_no_other(archive: Run) -> None:
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    result = json.loads(archive("search", "kerry", "--explain", "--format", "json").stdout)
    id = result["hits"][0]["id"]
    documented = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text.replace("\n", " ")))))
    keys = set(every_key(result)) | set(every_key(json.loads(archive("show", id, "--format", "json").stdout)))
    assert keys - documented == set()
    top = {key.split(".")[0] for key in re.findall(r"^\| `([\w.]+)`", text.split("A hit:")[0], re.MULTILINE)}
    assert top | {"next"} == set(result)
    hit = {key for row in re.findall(r"^\| (`.*?) \|", text.split("A hit:")[1], re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert hit == set(result["hits"][0])


def every_key(data: object) -> list[str]:
    """Every key in JSON data, but for the values of `facets`, whose keys are field names."""
    if isinstance(data, dict):
        return [*data, *(key for value in data.values() for key in every_key(value))]
    if isinstance(data, list):
        return [key for value in data for key in every_key(value)]
    return []
