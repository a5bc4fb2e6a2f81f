"""Every fixture is read to exactly the Articles and ReadErrors that its `.golden` twin has.

After a wanted change write the twins anew with `python -m tests.readers.test_golden`, and read the difference.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from archive.config import Collection
from archive.readers import SourceFile, find_files, read_file

FIXTURES = Path(__file__).parent / "fixtures"
COLLECTIONS = {
    "table.csv": Collection(
        "golden", fields={"id": "Nummer", "title": "Schlagzeile", "body": "Text", "date": "Datum"}, language="de", country="DE"
    ),
    "wrapped.json": Collection("golden", language="en", country="GB", section="news"),
}
FILES = [found for found in find_files([FIXTURES]) if isinstance(found, SourceFile)]


def read(file: SourceFile) -> str:
    """What is read of a fixture: the fields that are not at their default, one a line."""
    name = file.path.relative_to(FIXTURES).as_posix()
    lines: list[str] = []
    for item in read_file(file, COLLECTIONS.get(name, Collection("golden"))):
        lines.append(type(item).__name__)
        for field in dataclasses.fields(item):
            value = getattr(item, field.name)
            if value != field.default and field.name not in ("origin", "collection"):
                lines.append(f"    {field.name} = {value!r}")
    return "\n".join(lines) + "\n"


def twin(file: SourceFile) -> Path:
    return file.path.with_name(file.path.name + ".golden")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path.name)
def test_a_fixture_is_read_as_its_golden_twin_says(file: SourceFile) -> None:
    assert read(file) == twin(file).read_text(encoding="utf-8")


def test_every_golden_twin_has_its_fixture() -> None:
    assert {twin(file) for file in FILES} == set(FIXTURES.rglob("*.golden"))


if __name__ == "__main__":
    for each in FILES:
        twin(each).write_text(read(each), encoding="utf-8")
