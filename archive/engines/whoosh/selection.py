"""What a plan selects: the tree, the dates and the filters, each on its own, so that facets can leave some out."""

from __future__ import annotations

from collections.abc import Iterable

from archive.engines.whoosh.evaluation import Evaluation
from archive.engines.whoosh.subsets import Subset, intersection, union
from archive.schema import BY_NAME, NONE, Combine
from archive.search import Filter, Plan


class Selection:
    """The matches of a plan, and of the plan with some filters left out. Belongs to one evaluation."""

    def __init__(self, plan: Plan, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._values: dict[tuple[str, str], Subset] = {}
        self._asked = evaluation.matches(plan.tree)
        if plan.since is not None or plan.until is not None:
            self._asked = intersection([self._asked, evaluation.between(plan.since, plan.until)])
        self._filters = {field: _one(field, plan.filters) for field in dict.fromkeys(each.field for each in plan.filters)}
        self._narrowed = {field: self.narrowed(each) for field, each in self._filters.items()}
        self.matches = self.without(None)

    def filter(self, field: str) -> Filter:
        """What is chosen and excluded in a field."""
        return self._filters.get(field, Filter(field))

    def without(self, field: str | None) -> Subset:
        """The matches with the filters of `field` off."""
        if field is not None and field not in self._narrowed:
            return self.matches
        return intersection([self._asked, *(narrowed for name, narrowed in self._narrowed.items() if name != field)])

    def narrowed(self, filter: Filter) -> Subset:
        """The documents that pass one filter."""
        passing = self._evaluation.everything
        if filter.chosen:
            chosen = [self.value(filter.field, value) for value in filter.chosen]
            passing = union(passing.size, chosen) if combine(filter.field) is Combine.ANY else intersection(chosen)
        for value in filter.excluded:
            passing = passing.without(self.value(filter.field, value))
        return passing

    def value(self, field: str, value: str) -> Subset:
        """The documents that have a value, or none where it is NONE."""
        key = (field, value)
        if key not in self._values:
            none = value == NONE
            self._values[key] = self._evaluation.missing(field) if none else self._evaluation.with_any(field, (value,))
        return self._values[key]


def combine(field: str) -> Combine:
    """How values of a field combine; a field that is no facet narrows."""
    return (BY_NAME[field].combine if field in BY_NAME else None) or Combine.ALL


def _one(field: str, filters: Iterable[Filter]) -> Filter:
    """The filters of one field as one."""
    own = [each for each in filters if each.field == field]
    chosen = dict.fromkeys(value for each in own for value in each.chosen)
    return Filter(field, tuple(chosen), tuple(dict.fromkeys(value for each in own for value in each.excluded)))
