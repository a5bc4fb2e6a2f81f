"""What a plan selects: the tree, the dates and the filters, each on its own, so that facets can leave some out."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, partial, reduce

from archive.engines.whoosh.evaluation import Evaluation
from archive.engines.whoosh.subsets import Subset, intersection, union
from archive.query.tree import Missing, Values
from archive.schema import BY_NAME, NONE, Combine
from archive.search import Filter, Plan


class Selection:
    """The matches of a plan, and of the plan with another filter. Belongs to one evaluation."""

    def __init__(self, plan: Plan, evaluation: Evaluation) -> None:
        self._value = cache(partial(_value, evaluation))
        self._asked = evaluation.matches(plan.tree)
        if plan.since is not None or plan.until is not None:
            self._asked = intersection([self._asked, evaluation.between(plan.since, plan.until)])
        self._filters = {each.field: each for each in plan.filters}
        self.matches = self._passing(plan.filters)

    def filter(self, field: str) -> Filter:
        """What is chosen and excluded in a field."""
        return self._filters.get(field, Filter(field))

    def under(self, filter: Filter) -> Subset:
        """The matches with a filter in place of the one of its field."""
        if filter == self.filter(filter.field):
            return self.matches
        return self._passing({**self._filters, filter.field: filter}.values())

    def _passing(self, filters: Collection[Filter]) -> Subset:
        """What the tree and the dates match and all filters let through."""
        parts = [self._asked]
        for each in filters:
            chosen = [self._value(each.field, value) for value in each.chosen]
            parts += [union(self._asked.size, chosen)] if chosen and widens(each.field) else chosen
        excluded = (self._value(each.field, value) for each in filters for value in each.excluded)
        return reduce(Subset.without, excluded, intersection(parts))


def widens(field: str) -> bool:
    """Whether each further value chosen in a field lets more through."""
    return BY_NAME[field].combine is Combine.ANY


def _value(evaluation: Evaluation, field: str, value: str) -> Subset:
    """The documents that have a value, or none where it is NONE."""
    return evaluation.matches(Missing(field) if value == NONE else Values(field, (value,)))
