"""Why a name belongs to whom it does, in words for people who read news and not programs."""

from __future__ import annotations

from dataclasses import dataclass

from archive.counts import count_words
from archive.explaining import Explanation, Grounds
from archive.web.wording import sentence

MENTION = {
    "full-name": "several words that begin with a known given name, or look like a name",
    "titled-name": "a title stands before the name",
    "context-name": "an age, a word of saying or a description follows the name",
    "titled-surname": "one word after a title, such as Mr or President",
    "surname": "one word that a full name in the article explains",
    "noise": "a name in a text of noise that the lists do not have",
    "bare-name": "one word that the name model takes for a person, and nothing in the article explains",
    "regnal": "a given name after Pope, King, Queen or Prince",
    "known": "it is in the reviewed list of organisations",
    "ending": "a word such as Ministry, University or Corp shows an organisation",
    "acronym-name": "its acronym follows in parentheses",
    "acronym": "an acronym that the article explains",
    "model": "the name model sees a name there, by its words and what stands around it",
    "repeated": "the article says a name again that stands elsewhere in it",
    "name": "the country's own name",
    "alias": "another name of the country, or the seat of its government",
    "demonym": "the country's people, or its adjective",
    "capital": "a capital city",
    "region": "a state, province or island",
    "city": "a city",
    "city-state": "a city, told by the state after it",
    "currency": "the country's name before the name of its money, which counts for little",
    "institution": "a body that one country alone has: a hint",
    "money": "the country's money: a hint",
    "company-form": "how companies of the country are called: a hint",
    "authority": "the authority file says that this name means the country",
    "area": "a sea, river, region or continent",
}
"""The reasons of a mention, as docs/entities.md has them."""

LOCAL = {
    "full-name": "named in full each time",
    "surname-joined": "named in full, and shorter forms joined to the full name",
    "title-joined": "named in full, and a title told it from another of the name: Mr or Mrs, or the title the full name has",
    "noise": "a name in a text of noise that the lists do not have",
    "slip-joined": "named in full, once with a slip of the pen in the surname",
    "surname-rivals": "a surname alone, of several people whom the article names in full",
    "title-apart": "a surname alone, whose title rules out everybody of it whom the article names in full",
    "surname-only": "a surname alone, which no full name in the article explains",
    "salient": "the article is about this country",
    "mentioned": "the country is mentioned in passing",
    "hinted": "nothing names the country, but its institutions, money or companies are what the article speaks of",
    "outlet": "the country of the source: the article is about none in particular, or likely means its own",
}
"""The reasons of what joins mentions in one article; organisations and places have that of a mention."""

ACROSS = {
    "own-name": "it is its own name; equal names and spellings of one name are one",
    "initials": "its initials keep it apart from others",
    "short-name": "a shorter form, which a longer name in articles near in time explains",
    "surname-share": "a surname alone, of the one person who is called so in articles near in time",
    "surname-default": "a surname alone that means this person in these years, by the authority file",
    "surname-unknown": "a surname alone; no article near in time names anybody of it in full",
    "surname-rare": "a surname alone; one article names one person in full, which is not near enough",
    "surname-rivals": "a surname alone that several people have near in time",
    "title-apart": "a surname alone, whose title rules out the person whom articles near in time would make it",
    "assigned": "the authority file assigns this name in this article",
    "authority-name": "the authority file has this name",
    "authority-spelling": "a spelling of a name that the authority file has",
    "kept-apart": "the authority file keeps this name apart from another one like it",
    "merged": "the authority file has merged it into another",
    "retyped": "the authority file gives this name another type",
    "noise": "a name in a text of noise, which neither the lists nor the authority file have: it is shown nowhere",
    "stopped": "the authority file says that this is no such name: it is shown nowhere",
    "hidden": "the authority file hides it: it is shown nowhere",
}
"""The reasons of the step over all articles."""

OWN = "own-name"
"""A name that is its own: the resolver's words say all of it, and are the same for all articles."""

WAITING = "not compared with other articles yet; archive link does it"


def mention_words(reason: str) -> str:
    """The reason of a mention; a code that nobody has explained stands for itself."""
    return MENTION.get(reason, reason)


def local_words(reason: str) -> str:
    """What joined the mentions of one article."""
    return LOCAL.get(reason) or mention_words(reason)


def across_words(why: str | None) -> str:
    """What made them this entity's over all articles."""
    return WAITING if why is None else ACROSS.get(why, why)


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason why an entity is in articles: how often, and where for example (a link, and the resolver's words there)."""

    count: str
    local: str
    across: str
    detail: str | None
    example: str


def ground(found: Grounds, example: str, country: bool) -> Ground:
    """A reason with its counts; `example` is the address of an article's names. Of a country nothing is joined over articles."""
    if country:
        return Ground(_counted(found), sentence(local_words(found.local)), "", None, example)
    return Ground(
        count=_counted(found),
        local=sentence(local_words(found.local)),
        across=sentence(across_words(found.why)) if found.why != OWN else sentence(found.detail or ACROSS[OWN]),
        detail=sentence(found.detail) if found.detail and found.why != OWN else None,
        example=example,
    )


def _counted(found: Grounds) -> str:
    return f"{count_words(found.articles, 'article')}, {count_words(found.mentions, 'mention')}"


def short_ground(found: Explanation) -> str:
    """The chain of reasons in one line; that a name is its own goes without saying."""
    local = local_words(found.local.reason)
    return local if found.why == OWN else f"{local}; {across_words(found.why)}"
