"""Which of the countries that an article mentions it is about: a sum of explained weights over where and how each is mentioned."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.entities.gazetteer import HINTS
from archive.model import EntityType, Mention

KIND_WEIGHT = {
    **dict.fromkeys(("name", "alias", "demonym", "authority"), 1.0),
    **{"capital": 0.7, "region": 0.6, "city": 0.5, "city-state": 0.5, "currency": 0.3},
}
"""How much one mention of a kind speaks for its country; headlines count double, the lead half as much again."""

LIKELY = -0.7
"""Where no country is salient and the outlet's is not known, the likeliest is, from this score on: one chance in three."""

LEAD = 250
"""Codepoints of the body that count as its lead."""

FEATURES = (
    *("share", "log_named", "headline", "dateline", "lead", "log_countries", "placed"),
    *("absent", "absent_others", "institutions", "forms", "money", "outlet", "outlet_others", "outlet_business"),
)

WEIGHTS: Mapping[str, float] = {
    # Log-odds, fitted by `python -m tools.fit_salience` on Reuters-21578 up to id 9000, each story with and without dateline and outlet.
    # What they are worth on the stories after it: docs/entities.md.
    "base": -3.91,
    "share": 2.90,
    "log_named": 1.42,
    "headline": 1.15,
    "dateline": 4.41,
    "lead": 0.67,
    "log_countries": 0.83,
    "placed": -0.64,
    "absent": 4.36,
    "absent_others": -2.18,
    "institutions": 1.80,
    "forms": 1.65,
    "money": 0.55,
    "outlet": 0.75,
    "outlet_others": -0.43,
    "outlet_business": -1.61,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says of one country; `score` is the log-odds that the article is about it, and it is `salient` from 0 on.

    `positions` are those of its mentions; where it is not `named`, of what hints at it, and there may be none.
    """

    code: str
    positions: tuple[int, ...]
    named: bool
    features: tuple[float, ...]
    score: float
    salient: bool


def is_dateline(mention: Mention) -> bool:
    """Whether a mention is where the report was written: in the dateline field, or in capitals at the very start of the body."""
    opens = mention.field == "body" and mention.start < 6 and len(mention.surface) > 2
    return mention.field == "dateline" or (opens and mention.surface.isupper())


class _Found:
    """What an article says of its countries, gathered for all of them."""

    def __init__(self, mentions: Sequence[Mention], outlet: str | None) -> None:
        self.mentions = mentions
        self.named: dict[str, list[int]] = defaultdict(list)
        self.hinted: dict[str, list[int]] = defaultdict(list)
        for position, mention in enumerate(mentions):
            if mention.type is EntityType.COUNTRY and mention.value is not None:
                (self.hinted if mention.reason in HINTS else self.named)[mention.value].append(position)
        self.weight = {code: sum(_weight(mentions[at]) for at in found) for code, found in self.named.items()}
        self.total = sum(self.weight.values())
        self.placed = any(is_dateline(mentions[at]) for found in self.named.values() for at in found)
        self.outlet = None if self.placed else outlet
        self.business = Counter(code for code, found in self.hinted.items() for at in found if mentions[at].reason != "institution")

    def candidates(self) -> Iterator[str]:
        """The countries that are named, then those that are hinted at, and the outlet's own."""
        yield from dict.fromkeys((*self.named, *self.hinted, *filter(None, (self.outlet,))))

    def features(self, code: str) -> tuple[float, ...]:
        """The features of one country, in the order of FEATURES."""
        of_country = [self.mentions[at] for at in self.named.get(code, ())]
        weight = self.weight.get(code, 0.0)
        absent, outlet, others = not of_country, code == self.outlet, math.log1p(self.total - weight)
        hints = Counter(self.mentions[at].reason for at in self.hinted.get(code, ()))
        return (
            weight / self.total if self.total else 0.0,
            math.log1p(sum(mention.reason != "currency" for mention in of_country)),
            float(any(mention.field == "title" for mention in of_country)),
            float(any(map(is_dateline, of_country))),
            float(any(mention.field == "body" and mention.start < LEAD for mention in of_country)),
            math.log(max(1, len(self.named))),
            float(self.placed),
            float(absent),
            absent * others,
            math.log1p(max(0, hints["institution"] - (not absent and not outlet))),
            0.0 if self.placed else math.log1p(hints["company-form"]),
            0.0 if self.placed else math.log1p(hints["money"]),
            float(outlet),
            outlet * others,
            outlet * math.log1p(self.business.total() - self.business[code]),
        )


def weigh(mentions: Sequence[Mention], outlet_country: str | None) -> list[Evidence]:
    """The evidence for each country that is named or hinted at, and for the outlet's own, the most salient first.

    Ties go by first mention. Mentions of other kinds are passed over.
    """
    found = _Found(mentions, outlet_country)
    evidence = []
    for code in found.candidates():
        features = found.features(code)
        score = WEIGHTS["base"] + sum(WEIGHTS[name] * value for name, value in zip(FEATURES, features, strict=True))
        named = code in found.named
        positions = found.named[code] if named else found.hinted.get(code, [])
        evidence.append(Evidence(code, tuple(positions), named, features, round(score, 6), round(score, 6) >= 0))
    evidence.sort(key=lambda each: (-each.score, each.positions[:1], each.code))
    if outlet_country is None and evidence and evidence[0].named and LIKELY <= evidence[0].score < 0:
        evidence[0] = replace(evidence[0], salient=True)
    return evidence


def _weight(mention: Mention) -> float:
    place = 2.0 if mention.field == "title" else 1.5 if mention.field == "dateline" or mention.start < LEAD else 1.0
    return KIND_WEIGHT[mention.reason] * place
