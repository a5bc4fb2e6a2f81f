"""People by rules: titles, given names and context make a run of capitals a name; a full name explains the bare surnames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from archive.entities import noise
from archive.entities.addressed import title_before
from archive.entities.document import CERTAIN, Guessed, bare_names, guessed_people, is_full, weighed
from archive.entities.people import LEADING, core, surnames
from archive.entities.plausible import single_people
from archive.entities.segments import (
    BEFORE_PLACE,
    Field,
    Lists,
    Segment,
    Segmenter,
    continues,
    is_suffix,
    plain,
    title_kind_word,
    told_again,
    word_before,
)
from archive.entities.sequences import Token, starts_sentence
from archive.entities.titles import (
    FAMILY_FIRST,
    FUNCTION_WORDS,
    NEVER_NAMES,
    ORGANISATION_ENDINGS,
    PLACE_ENDINGS,
    SAYING,
    STRONG_DESPITE_WORD,
)
from archive.model import EntityType, Mention

ANCHOR = 0.7
"""From this confidence on, a name of several words explains bare surnames and hides a country of the same name."""

LEAST = 0.5
"""Below this confidence a guess is not reported at all."""

_PARENTHESIS = re.compile(r" \( ?([A-Z][a-z]+)")


class NameRules:
    """Finds people in the fields of an article. Made once; safe to share between threads."""

    def __init__(self) -> None:
        self.lists = Lists()
        self.segmenter = Segmenter(self.lists)

    # ------------------------------------------------------------ full names

    def full_names(self, field: Field, segments: Sequence[Segment], least: float) -> Iterator[Mention]:
        """The names of several words, each with its confidence, from `least` on."""
        for segment in segments:
            if len(segment.tokens) < 2 and segment.title != "regnal":
                continue
            name = self._name_in(segment, field)
            start, title = name[0].start if name else 0, segment.title
            if title == "regnal" and name and (len(name) == 1 or is_suffix(name[1])) and self._is_name_word(name[0]):
                yield _mention(field, segment.title_start, name[-1].end, 0.85, "regnal")
                continue
            names = [token for token in name if token.kind in ("word", "article") and not is_suffix(token)]
            if names and all(token.folded in LEADING for token in names[:-1]) and len(names) > 1:
                continue
            if len(names) < 2 and not (len(names) == 1 and name[0].kind == "initial" and self.lists.is_family(names[0])):
                continue
            if continues(field.text, start):
                continue
            confidence, reason = self._confidence(segment, name, names, field)
            if confidence >= least:
                yield _mention(field, start, name[-1].end, confidence, reason)

    def _name_in(self, segment: Segment, field: Field) -> list[Token]:
        """The tokens of a segment that make the name: without what a sentence begins with, from the first given name on."""
        tokens = list(segment.tokens)
        first = starts_sentence(field.text, tokens[0].start)
        while (
            tokens
            and segment.title in ("", "weak")
            and (
                (tokens[0].folded in FUNCTION_WORDS and (first or field.title_case or not self.lists.is_given(tokens[0])))
                or (len(tokens) > 2 and self.lists.is_common(tokens[0]) and not self.lists.is_given(tokens[0]))
            )
        ):
            tokens.pop(0)
        if segment.title in ("", "weak"):
            start = next((at for at, token in enumerate(tokens[:-1]) if self.lists.is_strong(token)), 0)
            if start and not any(self.lists.is_given(token) or token.kind == "initial" for token in tokens[:start]):
                tokens = tokens[start:]
        elif len(tokens) > 2 and self._glued_on(tokens):
            tokens = tokens[:1]
        elif len(tokens) > 2 and self._is_crown(tokens[0], field) and self.lists.is_strong(tokens[1]):
            tokens.pop(0)
        if len(tokens) > 2 and told_again(field.text, tokens[0].text, tokens[-1].end):
            tokens.pop()
        while tokens and tokens[-1].kind in ("small", "initial"):
            tokens.pop()
        while tokens and tokens[0].kind == "small":
            tokens.pop(0)
        return tokens

    def _glued_on(self, tokens: Sequence[Token]) -> bool:
        """Whether a full name follows a titled surname with nothing between, as in pages that lost their markup."""
        first, second = tokens[0], tokens[1]
        surname = self.lists.is_family(first) and not self.lists.is_given(first) and first.folded not in FAMILY_FIRST
        return surname and self.lists.is_strong(second)

    def _is_crown(self, token: Token, field: Field) -> bool:
        """Whether the word after a Miss is what a pageant crowns her of: Miss Universe, Miss Norway."""
        if word_before(field.text, token.start) != "miss" or token.folded in self.lists.family:
            return False
        return field.is_place(token.folded) or (self.lists.is_common(token) and not self.lists.is_given(token))

    def _is_name_word(self, token: Token) -> bool:
        return token.kind == "word" and not self.lists.is_common(token) and not token.text.isupper()

    def _confidence(self, segment: Segment, name: list[Token], names: list[Token], field: Field) -> tuple[float, str]:
        """How sure it is that these words are a person, and the reason that counted most."""
        if names[0].start in field.namesakes:
            return CERTAIN, "context-name"
        lists, first, last = self.lists, names[0], names[-1]
        particle = any(token.kind == "small" for token in name)
        plain_last = particle or not lists.is_common(last) or last.kind == "article"
        shape = particle or any(token.kind == "initial" for token in name)
        if lists.is_strong(first):
            confidence = (0.9 if lists.is_family(last) else 0.85) if plain_last else (0.8 if lists.is_family(last) else 0.5)
        elif plain(first) == "al":
            confidence = 0.8 if lists.is_family(last) else 0.4
        elif lists.is_given(first):
            confidence = (0.75 if lists.is_family(last) else 0.55) if plain_last else 0.3
        elif "-" in last.text and last.text.rpartition("-")[2].islower() and len(last.text) < 12 and first.folded not in lists.common:
            confidence = 0.75
        elif plain_last and not lists.is_common(first):
            confidence = 0.55 if lists.is_family(last) else 0.4
        else:
            confidence = 0.2
        reason = "full-name"
        if segment.title in ("honorific", "office", "regnal") and confidence < 0.9:
            known = not lists.is_common(first) or lists.is_given(first)
            confidence, reason = max(confidence, 0.85 if plain_last and known else 0.7 if plain_last or known else 0.3), "titled-name"
        elif segment.title == "weak" and confidence >= 0.4:
            confidence += 0.1
        if shape and confidence < 0.9 and plain_last:
            confidence += 0.15
        if confidence < ANCHOR and plain_last and not lists.is_common(first) and _is_entered(field, name[-1].end):
            confidence, reason = confidence + 0.35, "context-name"
        elif confidence < ANCHOR and last.kind == "word" and lists.is_family(last) and _is_described(field.text, name[-1].end):
            confidence, reason = confidence + 0.15, "context-name"
        elif confidence < ANCHOR and plain_last and _speaks(field.text, name[-1].end):
            confidence, reason = confidence + 0.25, "context-name"
        return round(min(0.95, confidence - self._doubt(segment, names, field)), 2), reason

    def _doubt(self, segment: Segment, names: list[Token], field: Field) -> float:
        """What speaks against a person: the word after the name, a headline in title case, a name of very many words."""
        ended = segment.ended
        doubt = 0.0
        if ended in ORGANISATION_ENDINGS or ended in NEVER_NAMES or ended in PLACE_ENDINGS or ended == "&":
            doubt += 0.5
        elif title_kind_word(ended) and not segment.title and not self.lists.is_strong(names[0]):
            doubt += 0.3
        if field.title_case and any(self.lists.is_common(token) for token in names):
            doubt += 0.3
        return doubt

    # ------------------------------------------------------------ surnames

    def surnames(self, field: Field, segments: Sequence[Segment], known: frozenset[str], given: frozenset[str]) -> Iterator[Mention]:
        """The single words that a title makes a person, or that a full name in the article (its surname in `known`) explains."""
        for segment in chain(segments, self.segmenter.alone(field, known | given)):
            if len(segment.tokens) > 1 and segment.tokens[0].folded not in LEADING:
                continue
            particles = next((at for at, token in enumerate(segment.tokens) if token.folded not in LEADING), 0)
            name = segment.tokens[particles:]
            if len(name) != 1 or name[0].kind not in ("word", "article") or (segment.title == "regnal" and self._is_name_word(name[0])):
                continue
            token, start = name[0], segment.tokens[0].start
            word = core(token.text)[0]
            if segment.title == "honorific" and self._is_crown(token, field):
                continue
            if segment.title == "honorific" and len(token.text) > 1 and self._may_be_surname(token):
                yield _mention(field, start, token.end, 0.9, "titled-surname")
            elif segment.title == "office" and (word in known or self._is_name_word(token) or token.kind == "article"):
                if word in known or not (field.is_place(token.folded) or segment.ended in ORGANISATION_ENDINGS):
                    yield _mention(field, start, token.end, 0.8, "titled-surname")
            elif (word in known or word in given) and self._bare(token, word, segment, field):
                yield _mention(field, start, token.end, 0.75 if word in known else 0.6, "surname")

    def _may_be_surname(self, token: Token) -> bool:
        """Whether a word after Mr can be a name: May and Will can, The and Although begin what an interviewer's initials stand before."""
        return token.folded not in FUNCTION_WORDS or token.folded in self.lists.family or token.folded in FAMILY_FIRST

    def _bare(self, token: Token, word: str, segment: Segment, field: Field) -> bool:
        """Whether a bare word that is the surname of someone in the article means that person here."""
        if segment.ended in ORGANISATION_ENDINGS or segment.ended in PLACE_ENDINGS or segment.ended in NEVER_NAMES or segment.ended == "&":
            return False
        if field.is_place(token.folded):
            return word_before(field.text, token.start) not in BEFORE_PLACE and word not in ("us", "american")
        if self.lists.is_common(token) and word not in STRONG_DESPITE_WORD:
            mid_sentence = not field.title_case and not starts_sentence(field.text, token.start)
            return mid_sentence or _word_after(field.text, token.end) in SAYING
        return len(word) > 1


def _word_after(text: str, end: int) -> str:
    return (text[end : end + 16].split() or [""])[0].lower().rstrip(",.")


def _speaks(text: str, end: int) -> bool:
    """Whether a word of saying stands right after a name."""
    words = text[end : end + 14].replace(",", " ").split()
    return bool(words) and words[0].lower() in SAYING


def _is_entered(field: Field, end: int) -> bool:
    """Whether an age, or a country in parentheses as in the results of a race, stands right after a name."""
    after = field.text[end : end + 6]
    if after.startswith((", ", " (")) and after[2:4].isdigit() and after[4:5] in (",", ")", "."):
        return True
    country = _PARENTHESIS.match(field.text, end)
    return country is not None and field.is_place(country[1].lower())


def _is_described(text: str, end: int) -> bool:
    """Whether what stands right after a name describes someone: `, the Algerian diplomat`, `, who`."""
    return text.startswith((", the ", ", a ", ", an ", ", who ", ", whose "), end)


def _mention(field: Field, start: int, end: int, confidence: float, reason: str) -> Mention:
    return Mention(field.name, start, end, EntityType.PERSON, field.text[start:end], None, confidence, reason)


def people_in(rules: NameRules, fields: Sequence[Field], guessed: Guessed | None, listed_only: bool = False) -> list[Mention]:
    """The PERSON mentions of an article, over all its fields: what one field says of a name counts in the others.

    What a tagger guessed makes the rules' names more or less sure, and adds those that no rule knows. With `listed_only` only a name with
    a given name and a family name of the lists is sure to be a person's.
    """
    segments = [list(rules.segmenter.segments(field)) for field in fields]
    full = [
        mention
        for field, cut in zip(fields, segments, strict=True)
        for mention in rules.full_names(field, cut, noise.UNSURE if listed_only else LEAST)
    ]
    titled = {
        core(segment.tokens[-1].text)[0]
        for cut in segments
        for segment in cut
        if segment.title in ("honorific", "office") and segment.tokens[-1].folded and not segment.tokens[1:]
    }
    texts = {field.name: field.text for field in fields}
    full = [_confirmed(mention, titled) for mention in full]
    bare: list[Mention] = []
    if guessed is not None:
        after = [weighed(mention, guessed) for mention in full]
        full = list({(each.field, each.start): each for each in after if each.confidence >= LEAST}.values())
        added = guessed_people(full, fields, guessed)
        full += [each for each in added if is_full(each.surface)]
        bare = [each for each in added if not is_full(each.surface)]
    full = list(single_people(full, rules.lists, texts))
    if listed_only:
        full = [each if rules.lists.has_name(each.surface) else _unlisted(each) for each in full]
    anchors = [mention.surface for mention in full if mention.confidence >= ANCHOR and mention.reason != "regnal"]
    known = frozenset(word for name in anchors for word in surnames(name))
    given = frozenset(core(name)[0] for name in anchors) - known
    found = list(full)
    taken = {(mention.field, mention.start) for mention in full}
    for field, cut in zip(fields, segments, strict=True):
        usable = given if not field.title_case else frozenset[str]()
        usable = frozenset(word for word in usable if not field.is_place(word))
        single = [each for each in rules.surnames(field, cut, known, usable) if (each.field, each.start) not in taken]
        found += [each for each in single if not listed_only or each.reason == "surname" or core(each.surface)[-1] in rules.lists.family]
    return [_addressed(mention, texts[mention.field]) for mention in found + bare_names(bare, found, known)]


def _unlisted(mention: Mention) -> Mention:
    return replace(mention, confidence=noise.UNSURE, reason=noise.REASON)


def _addressed(mention: Mention, text: str) -> Mention:
    """The mention, with the title that stands before it."""
    title = title_before(text, mention.start)
    return replace(mention, value=title) if title else mention


def _confirmed(mention: Mention, titled: set[str]) -> Mention:
    """The mention, surer where the article calls the same surname Mr or President elsewhere."""
    if mention.confidence >= 0.9 or core(mention.surface)[-1] not in titled:
        return mention
    return Mention(mention.field, mention.start, mention.end, mention.type, mention.surface, None, 0.9, mention.reason)
