"""The page of an article's names: its text with every name as a link, whom each means, and why."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.counts import count_words
from archive.errors import NotFound
from archive.explaining import Explanation
from archive.model import Article, Entity, EntityType, Mention
from archive.schema import BY_NAME
from archive.search import Passage
from archive.web.commands import Command, country_commands, mention_commands
from archive.web.grounds import across_words, local_words, mention_words, short_ground
from archive.web.hits import Link, foreign, headless
from archive.web.reading import bounds
from archive.web.urls import Addresses
from archive.web.wording import date_words, sentence

PLACES_SHOWN = 40
"""Places of one spelling that are listed; in the text every one is a link."""
_MENTION = re.compile(r"(title|body|dateline)\.([0-9]{1,9})\.([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text; a name has a link to the reason why it belongs, `chosen` is one of those asked about, `here` the very one."""

    text: str
    href: str | None = None
    title: str = ""
    chosen: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an entity is written in the article, how often and how sure, why it is a name, and where it stands."""

    surface: str
    count: str
    sure: str
    why: str
    places: tuple[Link, ...]
    others: int
    decide: str | None
    """Where the page says what country it means."""


@dataclass(frozen=True, slots=True)
class ChainView:
    """Mentions that the article alone has joined, and the reasons from there to the entity. `assign` is where the page can change it."""

    name: str
    spellings: tuple[Spelling, ...]
    joined: str
    whose: str | None
    detail: str | None
    lines: tuple[tuple[str, str], ...]
    commands: tuple[Command, ...]
    assign: str | None


@dataclass(frozen=True, slots=True)
class NamedView:
    """An entity of the article. `page` is its own page, `why` this page with its reasons; it has `chains` only where it is asked about."""

    kind: str
    label: str
    resolved: bool
    page: str | None
    why: str
    short: str
    count: str
    chosen: bool
    chains: tuple[ChainView, ...]


@dataclass(frozen=True, slots=True)
class NamesPage:
    """What the page shows. `asked` is the entity that the address asks about."""

    id: str
    headline: str
    date: str
    lang: str | None
    article: str
    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    asked: NamedView | None
    groups: tuple[tuple[str, tuple[NamedView, ...]], ...]


Key = tuple[str, str]
"""An entity by its type and id; what belongs to nobody by its type and the key `?` and its name."""


class Names:
    """Makes the page of one article. `editing` says that pages can change what they show."""

    def __init__(self, addresses: Addresses, article: Article, found: Sequence[Explanation], editing: bool) -> None:
        self.addresses = addresses
        self.article = article
        self.found = found
        self.editing = editing
        self.chains: dict[Key, list[Explanation]] = {}
        for each in found:
            self.chains.setdefault(_key(each), []).append(each)
        self.spans = {field: self._spans(field) for field in ("title", "body")}

    def page(self, entity: str, mention: str) -> NamesPage:
        """The page that asks about an entity (`TYPE:ID`) or a mention (`FIELD.START.END`); "" for neither. Raises NotFound."""
        here = _place(mention)
        asked = self._asked(entity, here)
        kinds: dict[str, list[NamedView]] = {}
        for key, chains in self.chains.items():
            kinds.setdefault(_kind(key), []).append(self._named(key, chains, chosen=key == asked))
        title = self._pieces("title", self.article.title, 0, asked, here)
        body = self.article.body
        return NamesPage(
            id=self.article.id,
            headline=self.article.title or headless(Passage(body)).text,
            date=date_words(self.article.date) if self.article.date else "Undated",
            lang=foreign(self.article.language),
            article=self.addresses.article(self.article.id),
            title=title or (Piece(headless(Passage(body)).text),),
            paragraphs=tuple(self._pieces("body", body[start:end], start, asked, here) for start, end in bounds(body)),
            asked=self._named(asked, self.chains[asked], chosen=True, whole=True) if asked else None,
            groups=tuple((kind, tuple(views)) for kind, views in kinds.items()),
        )

    def _asked(self, entity: str, here: tuple[str, int, int] | None) -> Key | None:
        if here is not None:
            for key, chains in self.chains.items():
                if any(_span(each) == here for chain in chains for each in chain.mentions):
                    return key
            raise NotFound("no name stands at this place of the article", "It was found anew since: choose a name in the text.")
        type, _, id = entity.partition(":")
        if entity and (type, id) not in self.chains:
            raise NotFound(f"the article does not name {entity}", "Its names may belong to others by now: choose one in the text.")
        return (type, id) if entity else None

    def _named(self, key: Key, chains: Sequence[Explanation], chosen: bool, whole: bool = False) -> NamedView:
        first = chains[0]
        type, id = key
        return NamedView(
            kind=BY_NAME[type].label,
            label=_label(first),
            resolved=first.resolved or not first.entity,
            page=self.addresses.entity(EntityType(type), id) if first.entity else None,
            why=self.addresses.names(self.article.id, entity=f"{type}:{id}"),
            short=short_ground(first) if len(chains) == 1 else count_words(len(chains), "name") + " joined",
            count=count_words(sum(len(each.mentions) for each in chains), "mention"),
            chosen=chosen,
            chains=tuple(self._chain(each) for each in chains) if whole else (),
        )

    def _chain(self, found: Explanation) -> ChainView:
        surface = found.surface
        decidable = found.local.type is not EntityType.COUNTRY
        entity = Entity(found.entity, EntityType(found.type), found.label, found.resolved) if found.entity else None
        if decidable:
            commands = mention_commands(self.article.id, surface, entity)
        else:
            commands = country_commands(found.entity or found.local.key, found.mentions[0].surface) if found.mentions else ()
        first = found.mentions[0] if found.mentions else None
        return ChainView(
            name=surface,
            spellings=tuple(self._spellings(found)),
            joined=sentence(local_words(found.local.reason)),
            whose=sentence(across_words(found.why)) if decidable else None,
            detail=sentence(found.detail) if found.detail else None,
            lines=found.lines,
            commands=commands,
            assign=self.addresses.assign(self.article.id, _mention(first)) if self.editing and decidable and first else None,
        )

    def _spellings(self, found: Explanation) -> Iterator[Spelling]:
        """The mentions of a chain by their spelling and reason, the most frequent first."""
        groups: dict[tuple[str, str], list[Mention]] = {}
        country = self.editing and found.local.type is EntityType.COUNTRY
        for each in found.mentions:
            groups.setdefault((" ".join(each.surface.split()), each.reason), []).append(each)
        for (surface, reason), group in sorted(groups.items(), key=lambda item: -len(item[1])):
            low, high = (f"{100 * pick(each.confidence for each in group):.0f}" for pick in (min, max))
            yield Spelling(
                surface=surface,
                count=count_words(len(group), "time"),
                sure=f"{low} %" if low == high else f"{low} to {high} %",
                why=mention_words(reason),
                places=tuple(Link(_where(each, number), self._href(each)) for number, each in enumerate(group[:PLACES_SHOWN], 1)),
                others=max(0, len(group) - PLACES_SHOWN),
                decide=self.addresses.country(surface, found.entity or found.local.key, self.article.id) if country else None,
            )

    def _href(self, mention: Mention) -> str:
        return self.addresses.names(self.article.id, mention=_mention(mention))

    def _pieces(self, field: str, text: str, start: int, asked: Key | None, here: tuple[str, int, int] | None) -> tuple[Piece, ...]:
        """A paragraph (or the headline) cut at its names; of two that overlap the first stands."""
        pieces: list[Piece] = []
        place = 0
        spans = self.spans[field]
        for low, high, key, mention in spans[bisect_left(spans, start, key=_low) : bisect_left(spans, start + len(text), key=_low)]:
            if low - start >= place and high - start <= len(text):
                label = _label(self.chains[key][0])
                name = Piece(text[low - start : high - start], self._href(mention), label, key == asked, _span(mention) == here)
                pieces += [Piece(text[place : low - start]), name]
                place = high - start
        pieces.append(Piece(text[place:]))
        return tuple(piece for piece in pieces if piece.text)

    def _spans(self, field: str) -> list[tuple[int, int, Key, Mention]]:
        found = [
            (each.start, each.end, key, each)
            for key, chains in self.chains.items()
            for chain in chains
            for each in chain.mentions
            if each.field == field
        ]
        return sorted(found, key=lambda item: (item[0], -item[1]))


def at_mention(found: Sequence[Explanation], mention: str) -> Explanation:
    """The chain that has the mention of an address. Raises NotFound."""
    here = _place(mention)
    for chain in found:
        if any(_span(each) == here for each in chain.mentions):
            return chain
    raise NotFound("no name stands at this place of the article", "It was found anew since: choose a name in the article.")


def _low(span: tuple[int, int, Key, Mention]) -> int:
    return span[0]


def _key(found: Explanation) -> Key:
    return (found.type, found.entity) if found.entity else (found.local.type.value, f"?{found.local.name}")


def _kind(key: Key) -> str:
    return "Shown nowhere" if key[1].startswith("?") else BY_NAME[key[0]].plural


def _label(found: Explanation) -> str:
    return found.label or found.local.name


def _place(mention: str) -> tuple[str, int, int] | None:
    if not mention:
        return None
    match = _MENTION.fullmatch(mention)
    return (match[1], int(match[2]), int(match[3])) if match else ("", 0, 0)


def _span(mention: Mention) -> tuple[str, int, int]:
    return mention.field, mention.start, mention.end


def _mention(mention: Mention) -> str:
    return f"{mention.field}.{mention.start}.{mention.end}"


def _where(mention: Mention, number: int) -> str:
    return {"title": "headline", "dateline": "dateline"}.get(mention.field, str(number))
