"""A disk that loses its power: what happens in a folder is watched, and what a power cut may leave of it can be laid out elsewhere.

Only what was synced is sure. Bytes of a file that were written since may be there, in part or not at all; names that were made, moved or
removed since their folder was synced may have been or not, in any order: POSIX promises no more, and journals keep to no more either.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import wraps
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

CHANGING = ("fsync", "mkdir", "remove", "rename", "replace", "rmdir", "unlink")
"""What is watched, of `os`. Files that are opened or written are found at the next of these."""


@dataclass(eq=False)
class File:
    """A file, the bytes that a program sees, and those that are on the disk."""

    name: str
    seen: bytes = b""
    synced: bytes = b""


@dataclass(eq=False)
class Folder:
    """A folder, what has which name in it for a program, what on the disk, and the changes that are not there yet (None: removed)."""

    name: str
    seen: dict[str, Node] = field(default_factory=dict)
    synced: dict[str, Node] = field(default_factory=dict)
    waiting: list[dict[str, Node | None]] = field(default_factory=list)


Node = File | Folder
Change = dict[str, Node | None]


@dataclass(frozen=True)
class Luck:
    """What a power cut leaves of that which is not sure: `change` tells of each change of names, `content` of the bytes of a file."""

    change: Callable[[Change], bool]
    content: Callable[[File], bytes]


LUCKS = {
    "nothing": Luck(lambda change: False, lambda file: file.synced),
    "names without bytes": Luck(lambda change: True, lambda file: file.synced),
    "removals alone": Luck(lambda change: not any(change.values()), lambda file: file.seen),
    "all but removals": Luck(lambda change: any(change.values()), lambda file: file.seen),
}


def some(random: Random) -> Luck:
    """Now this, now that."""
    cut: Callable[[File], bytes] = lambda file: file.seen[: random.randrange(len(file.seen) + 1)]  # noqa: E731
    return Luck(lambda change: random.random() < 0.5, lambda file: random.choice([file.synced, file.seen, cut(file)]))


class Disk:
    """The disk below `root`, an empty folder. One that is `deaf` to some names does not sync what has these, though told to."""

    def __init__(self, root: Path, deaf: str = "") -> None:
        self.root = root
        self._deaf = deaf
        self._top = Folder(root.name)
        self._nodes: dict[int, Node] = {root.stat().st_ino: self._top}

    @contextmanager
    def watched(self, after: Callable[[str], None]) -> Iterator[None]:
        """Watch; `after` is told of everything that happened when it has. It must change nothing itself."""

        def watching(name: str) -> Callable[..., object]:
            real: Callable[..., object] = getattr(os, name)

            @wraps(real)
            def watched(*arguments: Any, **options: Any) -> object:
                self._look()
                if name == "fsync":
                    self._sync(arguments[0])
                    found = None  # the real one only takes time
                else:
                    found = real(*arguments, **options)
                    self._look()
                after(name)
                return found

            return watched

        with patch.multiple(os, **{name: watching(name) for name in CHANGING}):
            yield

    def left(self, luck: Luck) -> dict[str, bytes | None]:
        """What is there after a power cut: the bytes of each file, None for a folder, by its path."""
        return dict(_left(self._top, "", luck))

    def _look(self) -> None:
        """Note what has changed since it was looked at last: one thing, and files that were opened."""
        before, self._nodes = self._nodes, {self.root.stat().st_ino: self._top}  # the system gives numbers that are free again
        self._look_into(self.root, self._top, before)

    def _look_into(self, path: Path, folder: Folder, before: dict[int, Node]) -> None:
        found = {entry.name: self._node(entry, before) for entry in os.scandir(path)}
        gone = dict.fromkeys(folder.seen.keys() - found.keys())
        new = {name: node for name, node in found.items() if folder.seen.get(name) is not node}
        moved = {name: node for name, node in new.items() if any(folder.seen[each] is node for each in gone)}
        folder.waiting += [{name: node} for name, node in new.items() if name not in moved]
        if moved or gone:
            folder.waiting.append({**moved, **gone})  # a move is one change
        folder.seen = found
        for name, node in found.items():
            if isinstance(node, Folder):
                self._look_into(path / name, node, before)

    def _node(self, entry: os.DirEntry[str], before: dict[int, Node]) -> Node:
        number = entry.inode()
        node = before.get(number)
        if entry.is_dir():
            node = node if isinstance(node, Folder) else Folder(entry.name)
        else:
            node = node if isinstance(node, File) else File(entry.name)
            node.seen = Path(entry.path).read_bytes()
        node.name = entry.name
        self._nodes[number] = node
        return node

    def _sync(self, descriptor: int) -> None:
        node = self._nodes.get(os.fstat(descriptor).st_ino)
        if node is None or fnmatch(node.name, self._deaf):
            return
        if isinstance(node, File):
            node.synced = node.seen
        else:
            node.synced, node.waiting = node.seen, []


def _left(folder: Folder, path: str, luck: Luck) -> Iterator[tuple[str, bytes | None]]:
    names = dict(folder.synced)
    for each in folder.waiting:
        if luck.change(each):
            names.update({name: node for name, node in each.items() if node is not None})
            for name, node in each.items():
                if node is None:
                    names.pop(name, None)
    for name, node in sorted(names.items()):
        if isinstance(node, File):
            yield path + name, node.seen if node.synced == node.seen else luck.content(node)
        else:
            yield path + name, None
            yield from _left(node, f"{path}{name}/", luck)


def lay_out(left: dict[str, bytes | None], folder: Path) -> None:
    """Make the files and folders that are left in a folder, which must not be there."""
    folder.mkdir()
    for path, content in left.items():
        if content is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(content)
