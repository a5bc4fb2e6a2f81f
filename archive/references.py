"""What the authority file points to and the archive does not have: written before its articles came, or a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterator

from archive.core import Archive
from archive.entities.authority import Authority, read_authority, shipped
from archive.explaining import lines_with
from archive.labels import Labels
from archive.model import EntityType
from archive.text import slug

NAMED = (EntityType.PERSON, EntityType.ORGANISATION, EntityType.PLACE)


def unknown(archive: Archive) -> tuple[str, ...]:
    """A line for each id, name and article of the user's authority file that nothing in the archive has, with the nearest name.

    No fault: an article may come later. Reads the file, and asks the store for each reference. Raises AuthorityError, StoreError.
    """
    text, _ = archive.authority.read()
    path = archive.authority.path
    own = read_authority(text, str(path))
    return tuple(
        f"{path}{f':{lines[0]}' if (lines := lines_with(text, item)) else ''}: {message}" for item, message in _unknown(archive, own)
    )


def _unknown(archive: Archive, own: Authority) -> Iterator[tuple[str, str]]:
    known = {each.id for authority in (own, shipped()) for each in authority.entities}
    pointed = [*((item, "hide") for item in own.hide), *((item, "merged") for pair in own.merged.items() for item in pair)]
    assigned = {row.to for row in own.assign} | {*own.merged.values()}
    for item, key in dict.fromkeys(pointed):
        if slug(item) not in known | assigned and not _is_called(archive, item):
            yield item, f"{key}: nothing in the archive is called {item}{_near(archive, item)}"
    for row in own.assign:
        if archive.store.state(row.article) is None:
            yield row.article, f"assign: there is no article {row.article}"


def _is_called(archive: Archive, item: str) -> bool:
    return bool(archive.store.blocks_called([slug(item)])) or any(archive.store.entity(type, item) for type in NAMED)


def _near(archive: Archive, item: str) -> str:
    labels = Labels(archive.store)
    found = next(filter(None, (labels.near(type.value, item.replace("-", " ")) for type in NAMED)), None)
    return f" (did you mean {slug(found)}?)" if found else ""
