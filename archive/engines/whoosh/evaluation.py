"""From a bound tree to the documents it matches and what they score, on arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from itertools import compress

import numpy as np

from archive.engines.whoosh.arrays import Mask, Scores
from archive.engines.whoosh.documents import LAST_DAY, Documents
from archive.engines.whoosh.fields import TEXTS
from archive.engines.whoosh.occurrences import Found, Occurrences
from archive.engines.whoosh.scoring import Scorer
from archive.engines.whoosh.subsets import Subset, intersection, union
from archive.engines.whoosh.timeline import dates_of
from archive.query.ranking import Ranking, ranking
from archive.query.tree import And, AtLeast, Boost, DateRange, DayOfYear, Everything, Missing, Node, Not, NumberRange, Or, Values
from archive.schema import BY_NAME

_MANY = 5_000
"""Matches of which it is worth finding out which cannot be among the best."""
_SAMPLE = 8
"""One match in so many is scored to find that out."""
_ROUNDING = 1 + 1e-9
"""Sums in another order differ by less."""


class Evaluation:
    """One evaluation over one commit. Not for sharing: it remembers what each leaf found."""

    def __init__(self, documents: Documents, scorer: Scorer) -> None:
        self._documents = documents
        self._scorer = scorer
        self.occurrences = Occurrences(documents)

    # ------------------------------------------------------------ matching

    def matches(self, node: Node) -> Subset:
        """The living documents that match. Raises TypeError on a node that is not bound."""
        if isinstance(node, Ranking):
            return union(self._documents.size, [found.documents for found in self.occurrences.found(node)])
        match node:
            case Everything():
                return self.everything
            case AtLeast():
                return self._often(node)
            case Boost():
                return self.matches(node.child)
            case Values():
                return self._with_any(node.field, node.values)
            case Missing():
                return self._where(self._documents.alive & self._lacking(node.field))
            case DateRange():
                since = node.since.first.toordinal() if node.since else None
                return self.between(since, node.until.last.toordinal() if node.until else None)
            case DayOfYear():
                return self._on_day(node.month, node.day)
            case NumberRange():
                return self._numbers_between(node.field, node.low, node.high)
            case Not():
                return self.everything.without(self.matches(node.child))
            case And():
                return self._all(node.children)
            case Or():
                return union(self._documents.size, [self.matches(child) for child in node.children])
            case _:
                raise TypeError(f"an engine takes bound trees only, not {type(node).__name__}")

    @cached_property
    def everything(self) -> Subset:
        """All living documents."""
        return Subset(self._documents.size, None, self._documents.alive)

    def _all(self, children: Sequence[Node]) -> Subset:
        wanted = [self.matches(child) for child in children if not isinstance(child, Not)]
        unwanted = (self.matches(child.child) for child in children if isinstance(child, Not))
        return reduce(Subset.without, unwanted, intersection(wanted or [self.everything]))

    def _often(self, asked: AtLeast) -> Subset:
        times = np.zeros(self._documents.size, np.int64)
        for found in self.occurrences.counted(asked.child):
            times[found.documents.numbers] += found.frequencies
        return self._where(times >= asked.count)

    def _where(self, mask: Mask) -> Subset:
        return Subset(self._documents.size, None, mask)

    def _with_any(self, field: str, values: Iterable[str]) -> Subset:
        """The documents with any of the values in the field, or in the field it also stands for."""
        also = BY_NAME[field].also if field in BY_NAME else None
        names = (field, also) if also else (field,)
        return union(self._documents.size, [self._documents.holding(name, value) for value in values for name in names])

    def _lacking(self, field: str) -> Mask:
        """Which documents are without a value (words, date) in the field."""
        if field == "words":
            return np.zeros(self._documents.size, bool)
        if field == "date":
            return ~self._documents.dated
        numbers = self._documents.lengths(field) if field in TEXTS else np.diff(self._documents.values(field).starts)
        lacking: Mask = numbers == 0
        return lacking

    def between(self, since: int | None, until: int | None) -> Subset:
        """The dated documents whose date lies wholly in these days, both inclusive, None open."""
        late = self._documents.first >= (since or 0)
        return self._where(self._documents.dated & late & (self._documents.last <= (until or LAST_DAY)))

    def _on_day(self, month: int, day: int) -> Subset:
        """The documents known to the day whose date is this day of any year."""
        known = np.flatnonzero(self._documents.dated & (self._documents.first == self._documents.last))
        dates = dates_of(self._documents.first[known])
        months = dates.astype("datetime64[M]")
        fitting = (months.astype(np.int64) % 12 == month - 1) & ((dates - months).astype(np.int64) == day - 1)
        return Subset(self._documents.size, known[fitting])

    def _numbers_between(self, field: str, low: int | None, high: int | None) -> Subset:
        least, most = low or 0, np.inf if high is None else high
        if field == "words":
            lengths = self._documents.lengths("body")
            return self._where(self._documents.alive & (lengths >= least) & (lengths <= most))
        numbers = ((value, int(value)) for value in self._documents.values(field).table if value.isascii() and value.isdigit())
        return self._with_any(field, (value for value, number in numbers if least <= number <= most))

    # ------------------------------------------------------------ scoring

    def best(self, tree: Node, among: Subset, size: int) -> tuple[Subset, Scores]:
        """Those of `among` that can be the `size` best, at least so many where there are, and what each scores; all where it is 0.

        MaxScore (H. Turtle and J. Flood, "Query evaluation: strategies and optimizations", 1995): once all lists that are left can
        add less together than the `size`-th of what has been found scores, what is in these alone is not among the best.
        """
        if among.count <= _MANY or not size:
            return among, self.scores(tree, among)
        found = [(weight * self._scorer.most(found), found.documents) for found, weight in self._found(tree)]
        found.sort(key=lambda each: -each[0])
        lists = [documents for _, documents in found]
        number = max(1, int(np.cumsum([each.count for each in lists]).searchsorted(among.count // _SAMPLE, "right")))
        seen = intersection([among, union(among.size, lists[:number])])
        scores = self.scores(tree, seen)
        least = np.partition(scores, -size)[-size] if seen.count >= size else 0
        if least <= 0:
            return among, self.scores(tree, among)
        needed = next(place for place in range(len(found) + 1) if sum(most for most, _ in found[place:]) * _ROUNDING < least)
        if needed > number:
            seen = intersection([among, union(among.size, lists[:needed])])
            scores = self.scores(tree, seen)
        return seen, scores

    def scores(self, tree: Node, among: Subset) -> Scores:
        """What each document of `among` scores: the sum over the leaves outside `Not`, in the tree's order, and over the text fields."""
        scores = np.zeros(among.count)
        for found, weight in self._found(tree):
            numbers, frequencies = found.documents.numbers, found.frequencies
            at = found.documents.places_in(among.numbers)
            if not len(at):
                continue
            if len(at) < len(numbers):
                kept = among.places_in(numbers)
                numbers, frequencies = numbers.take(kept), frequencies.take(kept, mode="clip")
            scores[at] += self._scorer.score(found, weight, numbers, frequencies)
        return scores

    def matched(self, tree: Node, documents: Sequence[int]) -> list[tuple[str, ...]]:
        """For each of the documents the text fields in which a leaf outside `Not` occurs, in the schema's order."""
        numbers = np.array(documents, np.int64)
        flags = {name: np.zeros(len(numbers), bool) for name in TEXTS}
        for found, _ in self._found(tree):
            flags[found.field.name] |= found.documents.flags(numbers)
        rows = zip(*(each.tolist() for each in flags.values()), strict=True)
        return [tuple(compress(flags, row)) for row in rows]

    def _found(self, tree: Node) -> list[tuple[Found, float]]:
        """Where the leaves outside `Not` occur, in the tree's order, and their weights."""
        return [(found, weight) for leaf, weight in ranking(tree) for found in self.occurrences.found(leaf)]
