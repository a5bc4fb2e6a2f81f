"""What speaks for and against a pair: company, country and time for it, articles that name both against it."""

from __future__ import annotations

import pytest

from archive.entities.company import Presence, weigh
from archive.entities.suggest import Candidate, Likeness
from archive.model import EntityType

BARR = Candidate("barr", "baroni", 75.0, Likeness.SPELLING)
FRIENDS = tuple((EntityType.PERSON, name) for name in ("ann", "ben", "cem", "dan", "eve"))


def presence(articles: str, years: tuple[int, int] | None = None, friends: int = 0, country: str | None = None) -> Presence:
    return Presence(frozenset(articles), years, FRIENDS[:friends], country)


def score(one: Presence, other: Presence, candidate: Candidate = BARR) -> float:
    return weigh(candidate, {"barr": one, "baroni": other}).score


PLAIN = score(presence("ab"), presence("c"))


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        (presence("ab", friends=2), presence("c", friends=5), 6),
        (presence("ab", friends=5), presence("c", friends=5), 12),
        (presence("ab", country="US"), presence("c", country="US"), 5),
        (presence("ab", country="US"), presence("c", country="GB"), -8),
        (presence("ab", country="US"), presence("c"), 0),
        (presence("ab", (1999, 2004)), presence("c", (2002, 2002)), 3),
        (presence("ab", (1999, 2004)), presence("c", (2011, 2012)), 0),
        (presence("ab", (1987, 1987)), presence("c", (2012, 2020)), -6),
        (presence("ab"), presence("bc"), -20),
        (presence("abc"), presence("bcd"), -25),
        (presence("abcdefghijklmno"), presence("abcdefghijklmno"), -45),
        (presence("a", (1999, 1999), 5, "US"), presence("a", (1999, 1999), 5, "US"), -20),
    ],
)
def test_points(one: Presence, other: Presence, points: int) -> None:
    assert score(one, other) - PLAIN == pytest.approx(points)
    assert score(other, one) == score(one, other)


@pytest.mark.parametrize("likeness", [Likeness.SAME, Likeness.SHORTER, Likeness.MIDDLE, Likeness.NICKNAME])
def test_a_short_form_in_the_same_article_speaks_against_nothing(likeness: Likeness) -> None:
    found = weigh(Candidate("barr", "baroni", 75.0, likeness), {"barr": presence("ab"), "baroni": presence("bc")})
    assert (found.score, found.together, found.against) == (PLAIN, 1, False)


@pytest.mark.parametrize(("one", "other", "points"), [("ab", "b", 10), ("abc", "bc", 10), ("abcd", "bcd", -30), ("ab", "bc", -20)])
def test_one_letter_that_differs_beside_the_other_alone_is_a_slip(one: str, other: str, points: int) -> None:
    found = weigh(Candidate("barr", "baroni", 75.0, Likeness.LETTER), {"barr": presence(one), "baroni": presence(other)})
    assert (found.score - PLAIN, found.against) == (pytest.approx(points), points < 0)


def test_the_one_with_more_articles_is_kept() -> None:
    for one, other, keep in (("ab", "c", "barr"), ("a", "bc", "baroni"), ("a", "b", "baroni")):
        assert weigh(BARR, {"barr": presence(one), "baroni": presence(other)}).keep == keep


def test_points_stay_from_0_to_100() -> None:
    many = Presence(frozenset("abc"), (2000, 2000), FRIENDS, "US")
    assert score(many, presence("d", (2000, 2000), 5, "US"), Candidate("barr", "baroni", 100.0, Likeness.SAME)) == 100
    assert score(presence("abcdefgh"), presence("abcdefgh"), Candidate("barr", "baroni", 10.0, Likeness.SPELLING)) == 0
