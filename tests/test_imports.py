"""The import rules of ARCHITECTURE.md: down the house only, one home for each library, and the clock for doors alone."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

HOUSE: tuple[tuple[str, ...], ...] = (
    ("languages", "counts", "text", "model", "dates", "disk", "errors", "processes"),
    ("schema", "query", "search", "spellings", "matching", "highlight", "yamlfile", "checks", "config"),
    ("store", "readers", "entities", "engines", "render"),
    (
        *(
            "identity",
            "cursor",
            "caching",
            "authorityfile",
            "applying",
            "labels",
            "mentioned",
            "publishing",
            "joining",
            "sharing",
            "linking",
            "indexing",
            "suggesting",
            "searching",
            "core",
        ),
        *("lookups", "decisions", "undoing", "explaining", "references", "listing", "duplicates", "evaluate", "training"),
    ),
    ("cli", "web", "__main__"),
)
"""The floors, lowest first; on floors 1, 2 and 4 a part may import those before it, on floor 3 none."""

WINGS, HALL, DOORS = 2, 3, 4
PLACE = {part: (floor, number) for floor, parts in enumerate(HOUSE) for number, part in enumerate(parts)}
OPEN_TO_DOORS = {"render"}

HOMES = {
    "whoosh": ("engines/whoosh",),
    "numpy": ("engines", "entities", "training", "evaluate"),
    "sqlite3": ("store",),
    "filelock": ("store",),
    "zstandard": ("store",),
    "lxml": ("readers",),
    "trafilatura": ("readers",),
    "htmldate": ("readers",),
    "markdown_it": ("readers",),
    "mdit_py_plugins": ("readers",),
    "dateparser": ("readers",),
    "charset_normalizer": ("readers",),
    "py3langid": ("readers",),
    "ahocorasick_rs": ("entities",),
    "rapidfuzz": ("entities", "query"),
    "spacy": ("entities",),
    "yaml": ("yamlfile",),
    "ruamel": ("authorityfile",),
    "Stemmer": ("text",),
    "flask": ("web",),
    "werkzeug": ("web",),
    "markupsafe": ("web",),
    "jinja2": ("web",),
    "click": ("cli",),
    "tqdm": ("cli",),
    "waitress": ("cli",),
}
"""Where each library lives; sqlite3 is of the standard library, and has a home all the same."""

CLOCK_AND_SURROUNDINGS = {
    *("dt.datetime.now", "dt.datetime.utcnow", "dt.datetime.today", "dt.date.today", "datetime.now", "datetime.utcnow", "date.today"),
    *("datetime.datetime.now", "datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
    *("os.environ", "os.environb", "os.getenv", "os.getcwd", "os.path.expanduser", "Path.home", "Path.cwd"),
}


def sources() -> Iterator[tuple[str, str, ast.Module]]:
    """Each file of the package as (path without .py, part of the house, tree). The package's own face is exempt."""
    for file in sorted((ROOT / "archive").rglob("*.py")):
        name = file.relative_to(ROOT / "archive").with_suffix("").as_posix()
        if name != "__init__":
            yield name, name.split("/")[0], ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.AST, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """Every module that `tree` imports, and whether only when a function runs. Imports for type checking alone are none."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from ((f"{module}.{alias.name}" if module == "archive" else module, inside) for alias in node.names)
            assert node.level == 0, f"a relative import: {ast.unparse(node)}"
        else:
            yield from imports(node, inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))


def may_import(part: str, other: str, inside: bool) -> bool:
    (floor, number), (other_floor, other_number) = PLACE[part], PLACE[other]
    if part == other:
        return True
    if floor == DOORS:
        if other_floor == WINGS:
            return other in OPEN_TO_DOORS
        return other_floor < DOORS or (part, other) == ("__main__", "cli") or (part == "cli" and other == "web" and inside)
    if floor == other_floor:
        return floor != WINGS and other_number < number
    return other_floor < floor and (part, other) != ("engines", "config")


def test_every_part_has_a_floor() -> None:
    assert {part for _, part, _ in sources()} - PLACE.keys() == set()


def test_imports_run_down_the_house() -> None:
    wrong = []
    for name, part, tree in sources():
        for module, inside in imports(tree):
            other = module.split(".")[1] if module.startswith("archive.") else ""
            if other in PLACE and not may_import(part, other, inside):
                wrong.append(f"{name} imports {module}")
    assert wrong == []


def test_a_library_has_one_home() -> None:
    wrong = []
    for name, _, tree in sources():
        for library in {module.split(".")[0] for module, _ in imports(tree)}:
            if library == "archive" or (library in sys.stdlib_module_names and library not in HOMES):
                continue
            if not any(name == home or name.startswith(f"{home}/") for home in HOMES.get(library, ())):
                wrong.append(f"{name} imports {library}, which lives in {HOMES.get(library, 'no place yet')}")
    assert wrong == []


def test_only_doors_read_the_clock_the_environment_and_the_locale() -> None:
    wrong = []
    for name, part, tree in sources():
        if PLACE[part][0] == DOORS:
            continue
        used = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        bare = {f"{node.module}.{each.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names}
        locales = {module for module, _ in imports(tree)} & {"locale", "platform", "getpass"}
        wrong += [f"{name} uses {each}" for each in sorted(((used | bare) & CLOCK_AND_SURROUNDINGS) | locales)]
    assert wrong == []


RULES = [
    ("query", "schema", False, True),
    ("schema", "query", False, False),
    ("text", "schema", False, False),
    ("config", "yamlfile", False, True),
    ("store", "model", False, True),
    ("store", "readers", False, False),
    ("engines", "config", False, False),
    ("engines", "core", False, False),
    ("core", "engines", False, True),
    ("indexing", "core", False, False),
    ("web", "core", False, True),
    ("web", "render", False, True),
    ("web", "store", False, False),
    ("cli", "web", False, False),
    ("cli", "web", True, True),
    ("web", "cli", True, False),
]


def test_the_rules_say_what_the_architecture_says() -> None:
    assert [may_import(part, other, inside) for part, other, inside, _ in RULES] == [allowed for *_, allowed in RULES]
