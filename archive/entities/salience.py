"""Which of the countries that an article mentions it is about: a sum of explained weights over where and how each is mentioned."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.model import EntityType, Mention

KIND_WEIGHT = {"name": 1.0, "alias": 1.0, "demonym": 1.0, "capital": 0.7, "region": 0.6, "city": 0.5, "city-state": 0.5, "authority": 1.0}
"""How much one mention of a kind speaks for its country; headlines count double, the lead half as much again."""

LEAD = 250
"""Codepoints of the body that count as its lead."""

FEATURES = ("share", "log_mentions", "log_names", "headline", "dateline", "lead", "leads", "log_countries", "outlet", "placed")

WEIGHTS: Mapping[str, float] = {
    # Log-odds, fitted by `python -m tools.fit_salience` on Reuters-21578 up to id 9000, each story with and without dateline and outlet.
    # Measured on the stories after it (2026-11-23): F1 .927, exact set .882; without dateline, outlet US: F1 .832, exact .764.
    "base": -3.76,
    "share": 3.42,
    "log_mentions": 1.02,
    "log_names": 0.34,
    "headline": 0.67,
    "dateline": 4.41,
    "lead": 0.67,
    "leads": 0.09,
    "log_countries": 0.77,
    "outlet": 0.94,
    "placed": -0.70,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says of one country. `positions` are those of its mentions; `score` is the log-odds that the article is about it."""

    code: str
    positions: tuple[int, ...]
    features: tuple[float, ...]
    score: float

    @property
    def salient(self) -> bool:
        """Whether the article is likelier about the country than not."""
        return self.score >= 0


def is_dateline(mention: Mention) -> bool:
    """Whether a mention is where the report was written: in the dateline field, or in capitals at the very start of the body."""
    opens = mention.field == "body" and mention.start < 6 and len(mention.surface) > 2
    return mention.field == "dateline" or (opens and mention.surface.isupper())


def weigh(mentions: Sequence[Mention], outlet_country: str | None) -> list[Evidence]:
    """The evidence for each country mentioned, the most salient first; ties by first mention. Other mentions are passed over."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, mention in enumerate(mentions):
        if mention.type is EntityType.COUNTRY and mention.value is not None:
            positions[mention.value].append(position)
    weight: dict[str, float] = {code: sum(map(_weight, (mentions[at] for at in found))) for code, found in positions.items()}
    placed = any(each.type is EntityType.COUNTRY and is_dateline(each) for each in mentions)
    evidence = []
    total = sum(weight.values())
    for code, found in positions.items():
        of_country = [mentions[at] for at in found]
        features = _features(of_country, weight[code] / total, len(positions), code == outlet_country and not placed, placed)
        score = WEIGHTS["base"] + sum(WEIGHTS[name] * value for name, value in zip(FEATURES, features, strict=True))
        evidence.append(Evidence(code, tuple(found), features, round(score, 6)))
    return sorted(evidence, key=lambda each: (-each.score, each.positions[:1], each.code))


def _weight(mention: Mention) -> float:
    place = 2.0 if mention.field == "title" else 1.5 if mention.field == "dateline" or mention.start < LEAD else 1.0
    return KIND_WEIGHT[mention.reason] * place


def _features(mentions: Sequence[Mention], share: float, countries: int, outlet: bool, placed: bool) -> tuple[float, ...]:
    lead = [mention for mention in mentions if mention.field == "body" and mention.start < LEAD]
    names = sum(KIND_WEIGHT[mention.reason] == 1.0 for mention in mentions)
    return (
        share,
        math.log1p(len(mentions)),
        math.log1p(names),
        float(any(mention.field == "title" for mention in mentions)),
        float(any(map(is_dateline, mentions))),
        float(bool(lead)),
        float(any(mentions[0] is mention for mention in lead)),
        math.log(countries),
        float(outlet),
        float(placed),
    )
