"""The docs against the code: every configuration key with its default, and every dependency, is written down, and nothing else."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from archive.config import FORMATS, MAPPED, Collection, Config

ROOT = Path(__file__).parents[1]


def keys(part: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every key of the configuration below `part` as (path, default)."""
    for field in dataclasses.fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        name = f"{path}{field.name}"
        if name == "collections":
            yield from keys(Collection("x"), "collections[].")
        elif name == "collections[].fields":
            yield name, value
            yield from ((f"{name}.{each}", None) for each in MAPPED)
        elif dataclasses.is_dataclass(value):
            yield from keys(value, f"{name}.")
        elif name != "file":
            yield name, value


def documented_keys() -> dict[str, str]:
    """The rows of the tables in docs/configuration.md, by key."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    return {match[1]: match[2] for match in re.finditer(r"^\| `([a-z_.\[\]]+)` \|(.*)\|$", text, re.MULTILINE)}


def test_every_configuration_key_is_documented_and_no_other() -> None:
    assert sorted(documented_keys()) == sorted(name for name, _ in keys(Config()))


def test_every_default_is_documented() -> None:
    rows = documented_keys()
    stated = {
        name: default
        for name, default in keys(Config())
        if isinstance(default, str | int | float | Path) and default != "" and name != "collections[].name"
    }
    assert [name for name, default in stated.items() if not rows[name].split("|")[-1].lstrip().startswith(f"`{default}`")] == []


def test_every_format_is_documented() -> None:
    assert re.findall("`([a-z]+)`", documented_keys()["collections[].format"].split("|")[1]) == list(FORMATS)


def test_every_dependency_is_documented_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    run_time, development = text.split("## For development only")
    named = re.findall(r"^\| ([\w-]+) \| `", run_time, re.MULTILINE)
    assert sorted(named) == sorted(re.split("[><=]", each)[0] for each in project["project"]["dependencies"])
    assert [name for each in project["dependency-groups"]["dev"] if (name := re.split("[><=]", each)[0]) not in development] == []


def test_the_lock_files_name_no_address() -> None:
    locks = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
    assert [lock.name for lock in locks if "//" in lock.read_text(encoding="utf-8")] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, wanted in (
        ("requirements.lock", project["project"]["dependencies"]),
        ("requirements-dev.lock", project["dependency-groups"]["dev"]),
    ):
        locked = re.findall(r"^([\w-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        assert [each for each in wanted if re.split("[><=]", each)[0].lower().replace("_", "-") not in locked] == []
