"""Taking over the authority file: read, combined with the shipped one, and compared with what was applied last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from archive.authorityfile import AuthorityFile
from archive.entities.authority import Authority, combine, read_authority, shipped
from archive.entities.decided import Finder, differing
from archive.entities.decisions import form_of
from archive.entities.lookup import lookup_of
from archive.entities.people import person_key, spelling
from archive.entities.resolve import block
from archive.errors import ArchiveError, AuthorityError, StoreError
from archive.model import EntityType, Link
from archive.store import Store
from archive.text import slug, words

MOST_CHANGES = 5_000
"""Names of changed decisions whose blocks are looked for one by one; beyond that everything is resolved anew."""


@lru_cache(maxsize=8)
def combined(text: str, origin: str) -> Authority:
    """The decisions in the text of the user's file, over the shipped ones; kept for the last few texts. Raises AuthorityError."""
    return combine(read_authority(text, origin), shipped())


def authority_text(path: Path) -> str:
    """The text of the user's file; "" where there is none. Raises AuthorityError where it cannot be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}", "Check its permissions.") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise AuthorityError([f"{path}:{line}: the byte 0x{raw[error.start]:02X} is not UTF-8"], "Save the file as UTF-8.") from error


def applied_authority(store: Store) -> Authority:
    """The decisions that the store's links follow."""
    applied = store.applied()
    return combined(applied[1] if applied else "", "the authority last applied")


def apply(store: Store, authority: Authority, text: str) -> None:
    """Have the store follow `authority`, made of the user's `text`: the blocks that it may change wait to be resolved.

    Where it says something else of countries than before, the articles whose text has one of these names are to be joined again.
    """
    applied = store.applied()
    if applied and applied[0] == authority.fingerprint:
        return
    names = {(known.type, known.id): known.names for known in authority.entities}
    old = _applied_before(store)
    with store.transaction():
        store.unlink(_speaking_of(store, old, authority))
        store.decide(authority.fingerprint, text, names, authority.merged, lookup_of(authority).watched, _touched(store, old, authority))


Stamp = tuple[int, int, int] | None
"""Inode, size and time of the last change of a file; None where there is none."""


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Written:
    """The text of the authority file before and after an edit."""

    before: str
    after: str


class UserAuthority:
    """The user's authority file at `path`, and how far `store` follows it. Reading is thread-safe; the writing lock is the caller's."""

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self.store = store
        self._read: tuple[str, Authority] | None = None
        self._seen: tuple[Stamp, str | None] | None = None

    def read(self) -> tuple[str, Authority]:
        """The text of the file and the decisions that hold with it. Raises AuthorityError, StoreError."""
        text = authority_text(self.path)
        known = self._read
        if known is None or known[0] != text:
            known = self._read = text, combined(text, str(self.path))
        return known

    def pending(self) -> bool:
        """Whether the file says something else than what the links follow; one that does not hold counts so.

        The file is read only where its size or its times are new: cheap enough for every page.
        """
        stamp = _stamp(self.path)
        seen = self._seen
        if seen is None or seen[0] != stamp:
            seen = self._seen = stamp, self._says()
        return seen[1] != self.fingerprint()

    def _says(self) -> str | None:
        try:
            return self.read()[1].fingerprint
        except ArchiveError:
            return None

    def fault(self) -> ArchiveError | None:
        """What is wrong with the file, None where it holds."""
        try:
            self.read()
        except ArchiveError as error:
            return error
        return None

    def fingerprint(self) -> str:
        """A name for the decisions that the links follow, "" before the first: what entities are called depends on them."""
        return self.store.applied_fingerprint()

    def apply(self) -> Authority:
        """Have the store follow the file, and give what it says. Raises AuthorityError, StoreError."""
        text, authority = self.read()
        apply(self.store, authority, text)
        return authority

    def edit(self, change: Callable[[AuthorityFile], None]) -> Written:
        """Change the file; nothing is written where the changed file would not hold. Raises Busy, AuthorityError, StoreError."""
        combined(authority_text(self.path), str(self.path))
        file = AuthorityFile(self.path)
        change(file)
        combined(file.edited(), f"{self.path}, edited")
        return Written(file.text, file.save())


def _applied_before(store: Store) -> Authority | None:
    """The decisions last applied; None where that is not known."""
    applied = store.applied()
    try:
        old = combined(applied[1], "the authority last applied") if applied else None
    except AuthorityError:  # of an older program
        return None
    return old if applied and old and old.fingerprint == applied[0] else None


def _speaking_of(store: Store, old: Authority | None, new: Authority) -> list[str] | None:
    """The articles that have a name of a country on which a decision differs; None, for all, where the old ones are not known."""
    if old is None:
        return None
    finder = Finder(differing(old.countries, new.countries))
    return [id for id, texts in store.texts() if finder.among(texts)] if finder else []


def _touched(store: Store, old: Authority | None, new: Authority) -> set[str] | None:
    """The blocks in which some decision differs from those last applied; None where that is not known."""
    if old is None:
        return None
    names = _changed_names(old, new)
    if len(names) > MOST_CHANGES:
        return None
    articles = {row.article for row in {*old.assign} ^ {*new.assign}}
    called = store.blocks_called({slug(name) for name in names})
    return {*_people(names), *_others(store, names), *called, *store.blocks_of(sorted(articles))}


def _changed_names(old: Authority, new: Authority) -> set[str]:
    """Every id and name that a decision speaks of which only one of the two has."""
    entities = {*old.entities} ^ {*new.entities}
    names = {*old.hide} ^ {*new.hide} | {item for group in {*old.never_merge} ^ {*new.never_merge} for item in group}
    names |= {id for pair in {*old.merged.items()} ^ {*new.merged.items()} for id in pair}
    names |= {name for name, _ in {*old.retype.items()} ^ {*new.retype.items()}}
    names |= {name for type in EntityType for name in {*old.stop.get(type, ())} ^ {*new.stop.get(type, ())}}
    names |= {row.to for row in {*old.assign} ^ {*new.assign}}
    entities |= {known for known in (*old.entities, *new.entities) if known.id in names}
    return names | {known.id for known in entities} | {name for known in entities for name in known.names}


def _people(names: set[str]) -> Iterator[str]:
    """The blocks of people in which one of these names, or a word of it as a surname, can count."""
    for name in names:
        for word in _tokens(EntityType.PERSON, name):
            yield block(Link(EntityType.PERSON, f"surname:{word}", name, (), False, True, ""))
        if words(name):
            yield block(Link(EntityType.PERSON, person_key(name), name, (), True, True, ""))


def _others(store: Store, names: set[str]) -> Iterator[str]:
    """The blocks of all else that is called by one of these names, or by its words in another order or number."""
    types = [type for type in EntityType if type is not EntityType.PERSON]
    wanted = {frozenset(_tokens(type, name)) for name in names for type in types} - {frozenset()}
    single = {word for each in wanted for word in each}
    for type, key, name, held in store.captions():
        if type is not EntityType.PERSON:
            there = _tokens(type, name) | _tokens(type, key)
            if not single.isdisjoint(there) and any(each <= there or there <= each for each in wanted):
                yield held


def _tokens(type: EntityType, name: str) -> set[str]:
    """The words of a name, by every way of cutting it that names are compared by."""
    return {spelling(word) for form in (form_of(type, name), slug(name).replace("-", " "), " ".join(words(name))) for word in form.split()}
