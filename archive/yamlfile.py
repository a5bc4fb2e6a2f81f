"""Read and write YAML: the one home of PyYAML.

Plain words are read as YAML 1.2 reads them: only `true` and `false` are truth values, only decimal numbers are numbers. So `NO` is
Norway's code, `no` its language, `2013-05-08` a text and `010` not eight, where YAML 1.1 has False, False, a date and 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")


class YamlError(ValueError):
    """The text is not YAML that this program reads. `line` and `column` count from 1; None where the fault has no place."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        where = f" (line {line}, column {column})" if line else ""
        super().__init__(message + where)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key that its mapping already has: which one, and the lines (from 1) of the first and of this one."""

    key: str
    first: int
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document as plain data, with the places of its parts. Of a repeated key the last value counts."""

    value: object
    repeats: tuple[Repeat, ...]
    _root: yaml.Node | None

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """The line (from 1) of the part that `path` leads to: of its key in a mapping; of the nearest part above where it is missing."""
        node, line = self._root, None
        for step in path:
            step_line, node = _child(node, step)
            line = step_line or line
        return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[int | None, yaml.Node | None]:
    """The part of `node` that `step` names, and the line it begins in; two Nones where there is none."""
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == step:
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    return None, None


def parse_yaml(text: str) -> object:
    """The plain data of one YAML document: dict, list, str, int, float, bool or None. Raise YamlError, for repeated keys too."""
    document = parse_document(text)
    for repeat in document.repeats:
        raise YamlError(f"the key {repeat.key!r} is there twice, first in line {repeat.first}", repeat.line, 1)
    return document.value


def parse_document(text: str) -> Document:
    """Read one YAML document and keep the places of its parts. Raise YamlError where the text is not YAML."""
    loader = None
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        value = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (None, None)
        raise YamlError(", ".join(filter(None, (error.context, error.problem))), *place) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(f"the character U+{error.character:04X} is not allowed", line, 1) from error
    except RecursionError as error:
        raise YamlError("nested too deeply") from error
    except (ValueError, LookupError, AttributeError) as error:  # PyYAML lets these out for explicit tags such as `!!int x`
        raise YamlError(f"a value does not fit its tag: {error}") from error
    finally:
        if loader is not None:
            loader.dispose()
    return Document(value, tuple(_repeats(root)), root)


def write_yaml(value: object) -> str:
    """Plain data as a YAML text that `parse_yaml` reads back as equal data; keys keep their order."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)


def _repeats(root: yaml.Node | None) -> Iterator[Repeat]:
    """The repeated keys of `root` and what is below it, in the order of the text."""
    if isinstance(root, yaml.SequenceNode):
        for item in root.value:
            yield from _repeats(item)
    elif isinstance(root, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in root.value:
            line = key.start_mark.line + 1
            if key.value in first:
                yield Repeat(key.value, first[key.value], line)
            first.setdefault(key.value, line)
            yield from _repeats(value)


# ---------------------------------------------------------------- the plain words of YAML 1.2

_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, str] = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?(?:0|[1-9][0-9]*)",
    "float": r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?",
}
"""Types, and the plain words that have them. A number that begins with 0 (a code, an id) stays text."""


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader with the words above, only plain data, and no aliases: a few lines of those can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, f"the alias *{event.anchor} is not read; write the value out", event.start_mark)
        return super().compose_node(parent, index)


_PLAIN = (None, *(_TAG + name for name in ("str", "seq", "map", *_WORDS)))
_Loader.yaml_constructors = {tag: yaml.SafeLoader.yaml_constructors[tag] for tag in _PLAIN}  # None stands for any other tag: a fault
_Loader.yaml_implicit_resolvers = {}
for _name, _pattern in _WORDS.items():
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), None)


class _Dumper(yaml.SafeDumper):
    """PyYAML's safe writer, which quotes what any reader, of YAML 1.1 or 1.2, might not take for text; writes no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """A text; one with line ends other than newlines is quoted and escaped, since PyYAML would fold them into spaces."""
    style = '"' if _LINE_ENDS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)
