"""What speaks for and against two entities being one, beside their names: their years, their articles, who stands with them, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.entities.suggest import Candidate, Likeness
from archive.model import EntityType

BY_NAME = 0.8
"""The points of a name that is wholly alike, of 100: the others are for the company."""

EACH_COMPANION, MOST_COMPANIONS = 3.0, 4
"""Points for each companion that two share, and for how many of them."""

SAME_COUNTRY, OTHER_COUNTRY = 5.0, -8.0
SAME_TIME, OTHER_TIME = 3.0, -6.0
NEAR_YEARS, FAR_YEARS = 2, 25
"""Years between the articles of one and those of the other: up to the first they are of one time, from the second on of two."""

TOGETHER, EACH_TOGETHER, MOST_TOGETHER = -20.0, -5.0, 5
"""Points for one article that names both, for each more of them, and for how many, where neither is a form of the other's name.

Whom an article calls by two names that are only alike is likely two; a short name and a long one are often one."""

ONLY_BESIDE, MOST_SLIPS = 10.0, 2
"""Points where the one differs from the other by a letter and stands only beside it, in no more articles than these: a slip of the pen."""

Other = tuple[EntityType, str]
"""Type and id of an entity that stands in the same article."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Where an entity is named: the ids of its articles, their first and last year, whom they name with it most often (the most
    frequent first), and the country that most of them are about."""

    articles: frozenset[str]
    years: tuple[int, int] | None
    companions: tuple[Other, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two entities that may be one, and what is known of it. `keep` has the more articles; `score` from 0 to 100.

    `together` is the number of articles that name both; `against` whether that speaks against them. `shared` are the companions of
    both; none where every article of the one names the other (`never_alone`), since they are the companions of that article.
    """

    keep: str
    other: str
    score: float
    likeness: Likeness
    together: int
    against: bool
    shared: tuple[Other, ...]
    never_alone: bool
    country: str | None


def weigh(candidate: Candidate, presences: Mapping[str, Presence]) -> Weighed:
    """A pair with its evidence: spelling and company, less the articles that name both."""
    pair = (candidate.one, candidate.other)
    keep, less = sorted(pair, key=lambda key: (-len(presences[key].articles), key))
    one, other = presences[keep], presences[less]
    together = len(one.articles & other.articles)
    never_alone = other.articles <= one.articles
    slip = candidate.likeness is Likeness.LETTER and never_alone and together <= MOST_SLIPS
    against = together > 0 and candidate.likeness in (Likeness.ORDER, Likeness.SPELLING, Likeness.LETTER) and not slip
    shared = () if never_alone else tuple(each for each in one.companions if each in other.companions)
    score = BY_NAME * candidate.alike + EACH_COMPANION * min(len(shared), MOST_COMPANIONS)
    score += 0.0 if never_alone else _of_country(one, other) + _of_time(one, other)
    score += TOGETHER + EACH_TOGETHER * min(together - 1, MOST_TOGETHER) if against else 0.0
    score += ONLY_BESIDE if slip else 0.0
    country = one.country if one.country == other.country else None
    return Weighed(keep, less, round(min(max(score, 0.0), 100.0), 1), candidate.likeness, together, against, shared, never_alone, country)


def _of_country(one: Presence, other: Presence) -> float:
    if one.country is None or other.country is None:
        return 0.0
    return SAME_COUNTRY if one.country == other.country else OTHER_COUNTRY


def _of_time(one: Presence, other: Presence) -> float:
    if one.years is None or other.years is None:
        return 0.0
    between = max(one.years[0], other.years[0]) - min(one.years[1], other.years[1])
    return SAME_TIME if between <= NEAR_YEARS else OTHER_TIME if between >= FAR_YEARS else 0.0
