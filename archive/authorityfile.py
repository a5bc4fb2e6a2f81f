"""The user's authority file as it is edited: comments and order stay, nothing is written over that was changed meanwhile.

The one home of ruamel.yaml, which keeps what a person wrote. What the file means is read elsewhere, from the text.
"""

from __future__ import annotations

import io
import os
import re
import shlex
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from archive import disk
from archive.errors import Busy, StoreError
from archive.yamlfile import YamlError, parse_yaml

FIRST_LINES = "# People's decisions on names: docs/authority.md explains every key.\nversion: 1\n"
BY_HAND = "Edit it by hand: docs/authority.md."
_PLAIN = re.compile(r"[^\W\d_](?:[\w .'’()&/+-]*[\w.)])?")
"""Texts that need no quotes anywhere; ruamel leaves out some that PyYAML wants."""
_BLOCK_ITEM = re.compile(r"^( *)- ", re.MULTILINE)


class AuthorityFile:
    """The file at `path`, read once; edited in memory, and written by `save` if it is still as it was read.

    `text` is what was read, "" where there is no file. The text must hold as an authority, which the caller has checked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bytes = _read(path)
        self.text = (self._bytes or b"").decode("utf-8-sig")
        self._yaml = YAML()
        self._yaml.preserve_quotes = True
        self._yaml.width = 1_000_000  # long lines stay whole
        indented = _BLOCK_ITEM.search(self.text)
        if not indented or indented[1]:  # lists as the file has them: under their key, or two columns to the right
            self._yaml.indent(mapping=2, sequence=4, offset=2)
        self._data = self._loaded(self.text)
        self._whole: str | None = None
        self._last = self.text

    def _loaded(self, text: str) -> CommentedMap:
        try:
            loaded = self._yaml.load(text)
        except YAMLError as error:
            raise StoreError(f"{self.path} cannot be edited with its comments kept: {error}", BY_HAND) from error
        made: CommentedMap = self._yaml.load(FIRST_LINES) if loaded is None else loaded
        return made

    # ------------------------------------------------------------ edits

    def entity(self, id: str) -> CommentedMap | None:
        """The entry of an entity, None where the file has none."""
        entries = self._data.get("entities") or ()
        return next((entry for entry in entries if entry["id"] == id), None)

    def put_entity(self, id: str, type: str, name: str) -> None:
        """Set type and name of an entity; an entry that is new stands behind the others."""
        entry = self.entity(id)
        if entry is None:
            self._append("entities", _flow({"id": id, "type": type, "name": _text(name)}))
        else:
            entry["type"], entry["name"] = type, _text(name)

    def add_aliases(self, id: str, names: list[str]) -> None:
        """Give an entity of the file further names."""
        entry = self.entity(id)
        assert entry is not None
        missing = [name for name in names if name not in (entry["name"], *(entry.get("aliases") or ()))]
        if missing and not entry.get("aliases"):
            entry["aliases"] = _flow_list([])
        if missing:
            entry["aliases"].extend(map(_text, missing))

    def add_years(self, id: str, years: object) -> None:
        """Give an entity of the file the years in which its surname alone means it, if it has none."""
        entry = self.entity(id)
        assert entry is not None
        entry.setdefault("surname_default", years)

    def drop_alias(self, id: str, name: str) -> None:
        """Take a name from the aliases of an entity, where it is one."""
        entry = self.entity(id)
        if entry is not None and name in (entry.get("aliases") or ()):
            entry["aliases"].remove(name)

    def drop_entity(self, id: str) -> CommentedMap | None:
        """Take an entity's entry out of the file, and give it. Its lines go; comments above and below it stay."""
        entry = self.entity(id)
        if entry is not None:
            text = self.edited()
            position = self._data["entities"].index(self.entity(id))
            lines = _lines_of_item(self._yaml.compose(text), "entities", position)
            if lines is None:
                self._data["entities"].pop(position)
            else:
                rest = text.splitlines(keepends=True)
                del rest[lines[0] : lines[1] + 1]
                self._last = "".join(rest)
                self._data = self._loaded(self._last)
        return entry

    def assign(self, article: str, surface: str, to: str) -> None:
        """Say whom `surface` means in an article, in place of what was said of it before."""
        for row in self._data.get("assign") or ():
            if (row["article"], row["surface"]) == (article, surface):
                row["to"] = to
                return
        self._append("assign", _flow({"article": _text(article), "surface": _text(surface), "to": to}))

    def hide(self, id: str) -> None:
        """Hide a value."""
        if id not in (self._data.get("hide") or ()):
            self._append("hide", id)

    def mean_country(self, name: str, code: str | None, before: Sequence[str]) -> None:
        """Say that a name means the country of a code, or with None no country, in place of what is said of the names `before`."""
        countries = self._data.setdefault("countries", CommentedMap()) or CommentedMap()
        self._data["countries"] = countries
        for key in ("aliases", "ignore"):
            for each in [each for each in countries.get(key) or () if each in before]:
                countries[key].remove(each) if key == "ignore" else countries[key].pop(each)
            if key in countries and not countries[key]:
                del countries[key]
        if code is None:
            countries.setdefault("ignore", CommentedSeq()).append(_text(name))
        else:
            countries.setdefault("aliases", CommentedMap())[_text(name)] = code

    def keep_apart(self, names: list[str]) -> None:
        """Say that these ids or names are never one."""
        if not any(set(names) <= set(group) for group in self._data.get("never_merge") or ()):
            self._append("never_merge", _flow_list(list(map(_text, names))))

    def put_back(self, text: str) -> None:
        """Have the whole file be `text`, byte for byte, whatever was edited before."""
        self._data = self._loaded(text)
        self._whole = text

    def set(self, key: str, name: str, value: str) -> None:
        """Set one pair of a mapping."""
        if not self._data.get(key):
            self._data[key] = CommentedMap()
        self._data[key][_text(name)] = value

    def _append(self, key: str, value: object) -> None:
        if not self._data.get(key):
            self._data[key] = CommentedSeq()
        self._data[key].append(value)

    # ------------------------------------------------------------ written

    def edited(self) -> str:
        """The text with all edits."""
        if self._whole is not None:
            return self._whole
        stream = io.StringIO()
        self._yaml.dump(self._data, stream)
        text = _with_comments(self._last, stream.getvalue())
        try:
            same = parse_yaml(text) == _plain(self._data)
        except YamlError:
            same = False
        if not same:
            raise StoreError(f"{self.path} cannot be edited without changing what it means", BY_HAND)
        self._last = text
        self._data = self._loaded(text)  # ruamel takes comments out of what it has written, and would write it otherwise the next time
        return text

    def save(self) -> str:
        """Write the file whole or not at all, and return its new text. Raise Busy where it is no longer as it was read."""
        text = self.edited()
        self._check_writable()
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            with fresh.open("xb") as stream:
                stream.write(text.encode("utf-8"))
            if self._bytes is not None:
                fresh.chmod(self.path.stat().st_mode & 0o777)
            if _read(self.path) != self._bytes:
                raise Busy(f"{self.path} was changed while it was being edited", "Nothing was written: run the command again.")
            disk.replace(fresh, self.path)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error.strerror or error}", "Check the permissions of its folder.") from error
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        return text

    def _check_writable(self) -> None:
        """Respect a file that somebody has made read-only: its folder would let another be put in its place."""
        with suppress(FileNotFoundError):
            if not self.path.stat().st_mode & 0o222:
                raise StoreError(f"{self.path} is read-only", f"Make it writable: chmod u+w {shlex.quote(str(self.path))}")


def _read(path: Path) -> bytes | None:
    """The bytes of the file; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}", "Check its permissions.") from error


def _text(text: str) -> str:
    """A text as it is to be written: in quotes unless it surely needs none."""
    return text if _PLAIN.fullmatch(text) else DoubleQuotedScalarString(text)


def _flow(values: dict[str, object]) -> CommentedMap:
    """A mapping that is written in one line."""
    made = CommentedMap(values)
    made.fa.set_flow_style()
    return made


def _flow_list(values: list[str]) -> CommentedSeq:
    made = CommentedSeq(values)
    made.fa.set_flow_style()
    return made


def _with_comments(before: str, after: str) -> str:
    """The text `after` with those lines of comments of `before` that ruamel loses: above an item of one line that has a comment behind it,
    too, and beside what was taken out."""
    old, new = ([" ".join(line.split()) for line in text.splitlines()] for text in (before, after))
    lost = Counter(line for line in old if line.startswith("#")) - Counter(new)
    if not lost:
        return after
    kept, made = before.splitlines(), after.splitlines()
    whole: list[str] = []
    for _, first, end, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for at in range(first, end):
            if lost[old[at]] and old[at] not in new[start:stop]:
                lost[old[at]] -= 1
                whole.append(kept[at])
        whole += made[start:stop]
    return "\n".join(whole) + "\n"


def _lines_of_item(root: Node, key: str, position: int) -> tuple[int, int] | None:
    """The first and the last line, from 0, of an item in the list under a key; None where items share a line."""
    items = next(value for name, value in root.value if name.value == key)
    if items.flow_style:
        return None
    item = items.value[position]
    return item.start_mark.line, _last_line(item)


def _last_line(node: Node) -> int:
    """The line on which a node ends; a block's own mark stands behind the comments that follow it."""
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line - (node.end_mark.column == 0))
    last = node.value[-1]
    return _last_line(last[1] if isinstance(node, MappingNode) else last)


def _plain(value: object) -> object:
    """ruamel's own types as plain ones."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value
