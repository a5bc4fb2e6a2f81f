"""View models of the forms that correct names: what it is about, who may be meant, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive import undoing
from archive.counts import count_words
from archive.explaining import Explanation
from archive.labels import Labels
from archive.listing import Candidate, articles_of, candidate, candidates
from archive.model import Entity, EntityType
from archive.search import Filter, SearchRequest
from archive.text import words
from archive.web.door import Door
from archive.web.grounds import short_ground
from archive.web.hits import Link
from archive.web.naming import Piece
from archive.web.urls import Addresses

FORMS_SHOWN = 4
"""Names of an entity that tell it from others of its name."""
TITLES_SHOWN = 50
"""Changed articles that are listed."""
MOST_PAGES = 3
"""Entities that one decision is about: whom it began at, and who is new."""
AROUND = 160
"""Characters of the text on each side of a name."""
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One that may be meant; `href` is where it is chosen, or its page."""

    id: str
    name: str
    href: str
    articles: str
    years: str
    also: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The entity that a form is about, with the addresses of its forms."""

    id: str
    type: EntityType
    name: str
    resolved: bool
    page: str
    articles: str
    count: int
    years: str
    also: str
    correct: str
    merge: str
    hide: str
    split: str


@dataclass(frozen=True, slots=True)
class Assigning:
    """The form that says whom a name in one article means. `now` is whose it is; `first` are those of its surname."""

    article: str
    title: str
    address: str
    back: str
    mention: str
    surface: str
    type: EntityType
    now: str
    why: str
    quote: tuple[Piece, ...]
    match: str
    first: tuple[Choice, ...]
    found: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that was made. `pages` show what it did; `carry` are what the form that takes it back has to carry on."""

    words: str
    key: str
    lines: tuple[str, ...]
    file: str
    count: int
    articles: tuple[Link, ...]
    undo: bool
    back: Link | None
    pages: tuple[Link, ...]
    carry: tuple[tuple[str, str], ...]


def subject(door: Door, entity: Entity) -> Subject:
    """An entity as a form tells of it."""
    addresses = door.addresses
    count = articles_of(door.archive, entity)
    shown = choice(door, candidate(door.archive, entity, count, door.today()), addresses.entity(entity.type, entity.id))
    return Subject(
        id=entity.id,
        type=entity.type,
        name=entity.name,
        resolved=entity.resolved,
        page=shown.href,
        articles=shown.articles,
        count=count,
        years=shown.years,
        also=shown.also,
        correct=addresses.correct(entity.type, entity.id),
        merge=addresses.correct(entity.type, entity.id, "merge"),
        hide=addresses.correct(entity.type, entity.id, "hide"),
        split=addresses.correct(entity.type, entity.id, "split"),
    )


def choice(door: Door, found: Candidate, href: str) -> Choice:
    """One that may be meant, with what tells it from others of its name."""
    entity, years = found.entity, found.years
    forms = [name for name, _ in door.archive.store.forms(entity.type, entity.id) if name != entity.name]
    return Choice(
        id=entity.id,
        name=entity.name,
        href=href,
        articles=count_words(found.articles, "article"),
        years="" if years is None else str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}",
        also=", ".join(forms[:FORMS_SHOWN]),
    )


def choices(door: Door, gone: Entity, match: str) -> tuple[Choice, ...]:
    """Whom `gone` may be the same as: those with such a name or alias, else those with a word of its own name."""
    text = match or surname(gone.name)
    found = [each for each in candidates(door.archive, gone.type, text, door.today()) if each.entity.id != gone.id]
    return tuple(choice(door, each, _into(door.addresses, gone, each.entity)) for each in found)


def _into(addresses: Addresses, gone: Entity, kept: Entity) -> str:
    return addresses.correct(gone.type, gone.id, "merge", into=kept.id)


def surname(name: str) -> str:
    """The last word of a name that counts, folded; what is said of it in parentheses, and Jr, do not."""
    found = [word for word in words(name.partition(" (")[0]) if word not in _SUFFIXES]
    return found[-1] if found else ""


def both(door: Door, one: Entity, other: Entity) -> int:
    """How many articles name two entities: two people who meet are not one."""
    asked = SearchRequest(filters=(Filter(one.type.value, (one.id, other.id)),), size=1)
    return door.archive.search(asked, door.today()).total


def assigning(door: Door, article: str, chain: Explanation, mention: str, match: str) -> Assigning:
    """The form for the chain that has a mention; those whom its surname may mean come first."""
    type, surface = chain.local.type, chain.surface
    last = surname(surface)
    near = candidates(door.archive, type, last, door.today())
    first = sorted(near, key=lambda each: surname(each.entity.name) != last)
    found = [each for each in candidates(door.archive, type, match, door.today()) if each not in first] if match.strip() else []
    held = door.archive.store.get(article)
    assert held is not None
    return Assigning(
        article=article,
        title=held.title or "an article without a headline",
        address=door.addresses.article(article),
        back=door.addresses.names(article, mention=mention),
        mention=mention,
        surface=surface,
        type=type,
        now=chain.label or "nobody",
        why=short_ground(chain),
        quote=_quote(held.title if mention.startswith("title") else held.body, mention),
        match=match,
        first=tuple(_choice(door, each) for each in first if each.entity.id != chain.entity),
        found=tuple(_choice(door, each) for each in found if each.entity.id != chain.entity),
    )


def _choice(door: Door, found: Candidate) -> Choice:
    return choice(door, found, door.addresses.entity(found.entity.type, found.entity.id))


def _quote(text: str, mention: str) -> tuple[Piece, ...]:
    """The text around a mention; none for one that stands elsewhere, in the dateline."""
    field, start, end = mention.split(".")
    low, high = int(start), int(end)
    if field == "dateline" or high > len(text):
        return ()
    before, after = text[max(0, low - AROUND) : low], text[high : high + AROUND]
    before = before.partition(" ")[2] if low > AROUND else before
    after = after.rpartition(" ")[0] if high + AROUND < len(text) else after
    return Piece(("… " if low > AROUND else "") + before), Piece(text[low:high], chosen=True), Piece(after + (" …" if after else ""))


def done(door: Door, key: str, about: Sequence[str], article: str) -> Done:
    """What a decision wrote and changed; `about` (TYPE:ID) and `article` are where to go on from there. Raises NotFound."""
    made = undoing.remembered(door.archive, key)
    held = door.archive.store.get_many(made.articles[:TITLES_SHOWN])
    articles = tuple(Link(held[id].title or id, door.addresses.names(id)) for id in made.articles[:TITLES_SHOWN] if id in held)
    known = article if article and door.archive.store.get(article) else ""
    return Done(
        words=made.words,
        key=key,
        lines=made.lines,
        file=str(door.archive.config.entities.authority),
        count=len(made.articles),
        articles=articles,
        undo=undoing.stands_last(door.archive, made),
        back=Link("The names of the article", door.addresses.names(known)) if known else None,
        pages=tuple(_pages(door, about)),
        carry=(*(("entity", each) for each in about), *([("article", known)] if known else [])),
    )


def _pages(door: Door, about: Sequence[str]) -> Iterator[Link]:
    """The pages of those whom a decision is about, as they are called and counted now."""
    labels = Labels(door.archive.store)
    for each in list(dict.fromkeys(about))[:MOST_PAGES]:
        type, _, id = each.partition(":")
        if type in list(EntityType) and labels.has(type, id):
            name = labels.of(type, [id])[id].label
            asked = SearchRequest(filters=(Filter(type, (id,)),), size=1)
            total = door.archive.search(asked, door.today()).total
            yield Link(name, door.addresses.entity(EntityType(type), id), count=total)
