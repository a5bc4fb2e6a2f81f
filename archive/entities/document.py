"""The document pass: what a tagger guesses sentence by sentence is settled over the whole article and weighed with the rules."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick, MatchKind

from archive.entities import tables
from archive.entities.gazetteer import flat, flat_text, whole_word
from archive.entities.guesses import Guess
from archive.entities.people import LEADING, core
from archive.entities.plausible import may_be_name, unsure
from archive.entities.segments import MADE_OF_NAMES, Field, continues, told_again
from archive.entities.titles import (
    HONORIFICS,
    OFFICES,
    PARTICLES,
    office_in,
)
from archive.model import EntityType, Mention

SURE = 0.6
"""From this confidence on, a guess of another kind speaks against a rule, and a guessed name is sought in the rest of the article."""

CERTAIN = 0.9
"""Rules so sure are not doubted for what a tagger says."""

MOST_SURE = 0.97

DOUBT = 0.3
"""What a guess of another kind takes from a rule's confidence; no guess at all takes half of it."""

LEAST = 0.45
"""Guesses below are left out."""

OVERSURE = 0.25
"""Taken from a guess of an organisation: with it nine in ten organisations that become values are right in our own annotated articles.

Without it four in five are (measured 2026-11); of names given .9 in Worldwide newswire .8 are right."""

LEAST_BARE = 0.5
"""The same for single words taken for people: more of them are wrong (measured 2026-11 on Worldwide newswire)."""

_TITLES = HONORIFICS | OFFICES


class Guessed:
    """The guesses of one article by field, after one type was found for each name."""

    def __init__(self, texts: Mapping[str, str], guesses: Mapping[str, Sequence[Guess]], unclear: frozenset[str] = frozenset()) -> None:
        """In the fields `unclear` capitals say nothing, so that a name counts there only if another field has it."""
        self.texts = texts
        self.by_field = _settled(texts, guesses, unclear)
        self._starts = {field: [guess.start for guess in found] for field, found in self.by_field.items()}

    def touching(self, field: str, start: int, end: int) -> list[Guess]:
        """The guesses of a field that share a codepoint with [start, end)."""
        found = self.by_field.get(field, ())
        if not found:
            return []
        at = bisect_left(self._starts[field], start)
        if at and found[at - 1].end > start:
            at -= 1
        past = bisect_left(self._starts[field], end, at)
        return list(found[at:past])

    def of(self, kind: EntityType, field: str, cover: Cover) -> Iterator[Mention]:
        """The guesses of one kind in a field that touch nothing covered, as mentions, as far as they can be names.

        What may be no name is never sure.
        """
        text = self.texts[field]
        for guess in self.by_field[field]:
            if guess.type is not kind or guess.confidence < LEAST:
                continue
            start, end = _bounds(text, guess) if kind is EntityType.PERSON else (guess.start, guess.end)
            surface = text[start:end]
            if not cover.touched(field, start, end) and may_be_name(surface, kind) and not _explains_nothing(text, guess):
                confidence = guess.confidence - OVERSURE if kind is EntityType.ORGANISATION else guess.confidence
                confidence = round(min(confidence, SURE) if unsure(surface, kind) else confidence, 2)
                yield Mention(field, start, end, kind, surface, None, confidence, "model")


def _settled(texts: Mapping[str, str], guesses: Mapping[str, Sequence[Guess]], unclear: frozenset[str]) -> dict[str, list[Guess]]:
    """The guesses with one type for each name: the type that the article's guesses of this name are surest of in sum."""
    votes: dict[str, dict[EntityType | None, float]] = defaultdict(lambda: defaultdict(float))
    even = {field: flat_text(text) for field, text in texts.items()}
    named = [(field, guess, even[field][guess.start : guess.end]) for field, found in guesses.items() for guess in found]
    for field, guess, name in named:
        if field not in unclear:
            votes[name][guess.type] += guess.confidence
    best = {name: max(kinds, key=kinds.__getitem__) for name, kinds in votes.items()}
    families = {name.rpartition(" ")[2] for name, kind in best.items() if kind is EntityType.PERSON and " " in name}
    settled: dict[str, list[Guess]] = {field: [] for field in guesses}
    for field, guess, name in named:
        if name not in best and name not in families:
            continue
        kind = EntityType.PERSON if name in families else best[name]
        settled[field].append(guess if kind is guess.type else Guess(guess.start, guess.end, kind, min(guess.confidence, SURE)))
    return settled


def _untitled(text: str, guess: Guess) -> int:
    """Where a guessed person begins without titles."""
    start = guess.start
    while True:
        word, space, _ = text[start : guess.end].partition(" ")
        folded = word.lower().rstrip(".")
        if not space or not (folded in _TITLES or office_in(folded)):
            return start
        start += len(word) + 1


def _before_ending(text: str, guess: Guess) -> int:
    """Where a guessed person ends without what makes an adjective of the name (`Sanders-backed`)."""
    name = text[guess.start : guess.end]
    return guess.start + name.rindex("-") if name.endswith(MADE_OF_NAMES) else guess.end


def _bounds(text: str, guess: Guess) -> tuple[int, int]:
    """Where a guessed person begins without titles, and ends: before `-backed`, and before the first word of the same name told again."""
    start, end = _untitled(text, guess), _before_ending(text, guess)
    first, *others = text[start:end].split(" ")
    return start, end - len(others[-1]) - 1 if len(others) > 1 and told_again(text, first, end) else end


def _explains_nothing(text: str, guess: Guess) -> bool:
    """Whether a guess is an acronym in parentheses: it is what the name before it is, which the rules know."""
    return text[guess.start - 1 : guess.start] == "(" and text[guess.end : guess.end + 1] == ")" and text[guess.start : guess.end].isupper()


# ---------------------------------------------------------------- with the rules


def weighed(mention: Mention, guessed: Guessed) -> Mention:
    """A person that the rules found, more or less sure after what the tagger guesses there, and as long as its guess if that is longer."""
    if mention.reason == "regnal":
        return mention
    sure, start, end = mention.confidence, mention.start, mention.end
    guesses = guessed.touching(mention.field, start, end)
    for guess in guesses:
        if guess.type is not EntityType.PERSON:
            sure -= DOUBT if guess.confidence >= SURE and sure < CERTAIN else 0
        elif guess.start <= start and end <= guess.end:
            sure = max(sure, min(MOST_SURE, 1 - (1 - sure) * (1 - guess.confidence)))
            text = guessed.texts[mention.field]
            longer = (_untitled(text, guess), _before_ending(text, guess))
            if _only_names(text, *longer, mention) and not told_again(text, mention.surface.split()[0], longer[1]):
                start, end = longer
    if not guesses and sure < CERTAIN:
        sure -= DOUBT / 2
    surface = guessed.texts[mention.field][start:end]
    return Mention(mention.field, start, end, mention.type, surface, mention.value, max(0.01, round(sure, 2)), mention.reason)


def _only_names(text: str, start: int, end: int, mention: Mention) -> bool:
    """Whether what a longer guess adds to a name is nothing but other names of the person."""
    before, after = text[start : mention.start].split(), text[mention.end : end].split()
    if before and mention.surface.split()[0].lower() in tables.words("given-names.txt"):
        return False
    known = {word.lower() for word in mention.surface.split()}
    return start <= mention.start and all(_adds_to_a_name(word, known) for word in before + after)


def _adds_to_a_name(word: str, known: Collection[str]) -> bool:
    folded = word.lower()
    if word == "-" or folded in PARTICLES:
        return True
    listed = folded in tables.words("given-names.txt") or folded in tables.words("family-names.txt")
    return listed and folded not in known and not word.isupper()


def weighed_organisation(mention: Mention, guessed: Guessed) -> Mention:
    """An organisation that a word at its end or its beginning tells, with the bounds that the tagger sees if it sees one there."""
    for guess in guessed.touching(mention.field, mention.start, mention.end):
        if mention.reason == "ending" and guess.type is EntityType.ORGANISATION and _holds(guess, mention):
            surface = guessed.texts[mention.field][guess.start : guess.end]
            if may_be_name(surface, mention.type):
                sure = max(mention.confidence, guess.confidence)
                return replace(mention, start=guess.start, end=guess.end, surface=surface, confidence=sure)
    return mention


def guessed_people(full: Sequence[Mention], fields: Sequence[Field], guessed: Guessed) -> list[Mention]:
    """The people that only the tagger sees, in the fields whose capitals say something, outside of what places and lists have taken."""
    by_name = {field.name: field for field in fields}
    cover = Cover(guessed.texts, full)
    found = []
    for mention in (each for name in guessed.by_field if name in by_name for each in guessed.of(EntityType.PERSON, name, cover)):
        field = by_name[mention.field]
        if mention.start in field.blocked:
            continue
        full_name = is_full(mention.surface)
        if full_name and continues(field.text, mention.start):
            continue
        if full_name or not (mention.start in field.places or field.is_place(mention.surface.lower())):
            found.append(mention)
    return found


def is_full(surface: str) -> bool:
    """Whether a name has several words that count: not Kerry, nor Van Rompuy."""
    return any(word not in LEADING for word in surface.lower().split()[:-1])


def bare_names(guesses: Iterable[Mention], people: Sequence[Mention], known: frozenset[str]) -> list[Mention]:
    """The single words that the tagger takes for a person and that no rule found: a surname where a full name explains it."""
    taken = {(mention.field, mention.end) for mention in people}
    return [
        replace(mention, reason="surname" if core(mention.surface)[0] in known else "bare-name")
        for mention in guesses
        if (mention.field, mention.end) not in taken and mention.confidence >= LEAST_BARE
    ]


def _holds(guess: Guess, mention: Mention) -> bool:
    return guess.confidence >= SURE and guess.start <= mention.start and mention.end <= guess.end


class Cover:
    """How surely each codepoint of an article's fields is part of a name, in percent."""

    def __init__(self, texts: Mapping[str, str], mentions: Iterable[Mention] = ()) -> None:
        self._masks = {field: bytearray(len(text)) for field, text in texts.items()}
        self.add(mentions)

    def add(self, mentions: Iterable[Mention]) -> None:
        """Cover what these mentions cover."""
        for mention in mentions:
            mask, start, end = self._masks[mention.field], mention.start, mention.end
            percent = round(100 * mention.confidence)
            if mask.count(0, start, end) == end - start:
                mask[start:end] = bytes((percent,)) * (end - start)
            elif percent > min(mask[start:end]):
                mask[start:end] = bytes(max(percent, other) for other in mask[start:end])

    def touched(self, field: str, start: int, end: int) -> bool:
        """Whether a codepoint in [start, end) is covered."""
        return self._masks[field].count(0, start, end) < end - start

    def surely(self, field: str, start: int, end: int, at_least: float) -> bool:
        """Whether a codepoint in [start, end) is covered at least so surely."""
        return max(self._masks[field][start:end]) >= round(100 * at_least)

    def uncovered(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions that touch nothing covered, nor one another; they are covered then."""
        found = []
        for mention in mentions:
            if not self.touched(mention.field, mention.start, mention.end):
                self.add((mention,))
                found.append(mention)
        return found


def repeated(names: Iterable[Mention], texts: Mapping[str, str]) -> Iterator[Mention]:
    """The other places where an article says a name that was found: sentences in which the tagger saw none. They may touch other names."""
    best: dict[str, Mention] = {}
    for mention in names:
        surface = flat(mention.surface)
        if mention.confidence < SURE or len(surface) < 3 or unsure(surface, mention.type):
            continue
        if surface not in best or best[surface].confidence < mention.confidence:
            best[surface] = mention
    if not best:
        return
    surfaces = list(best)
    automaton = AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest)
    for field, text in texts.items():
        even = flat_text(text)
        for pattern, start, end in automaton.find_matches_as_indexes(even):
            if whole_word(even, start, end):
                model = best[surfaces[pattern]]
                confidence = round(0.9 * model.confidence, 2)
                yield Mention(field, start, end, model.type, text[start:end], None, confidence, "repeated")
