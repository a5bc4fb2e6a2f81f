"""The advanced form: one entry for every field, with the values that most articles have to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.schema import BY_NAME, NONE, Combine, Kind
from archive.search import Facet, FacetValue, SearchRequest


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose: `value` is sent, `label` is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One facet in the form. `entries` are what stands in its boxes, one of them empty; `rule` says how several combine."""

    name: str
    label: str
    rule: str
    entries: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class FormFields:
    """The facets of the form, and what is excluded."""

    facets: tuple[FormField, ...]
    without: tuple[str, ...]


def form_fields(asked: SearchRequest, facets: Sequence[Facet]) -> FormFields:
    """The form filled with `asked`; `facets` are those of the whole archive."""
    without = tuple(f"{each.field}:{value}" for each in asked.filters for value in each.excluded)
    return FormFields(tuple(_field(asked, facet) for facet in facets), (*without, ""))


def _field(asked: SearchRequest, facet: Facet) -> FormField:
    field = BY_NAME[facet.field]
    labels = [value.label for value in facet.values]
    names = {value.value: _option(value, labels).value for value in facet.values}
    chosen = tuple(names.get(value, value) for value in asked.filter(field.name).chosen)
    return FormField(
        name=field.name,
        label=field.label,
        rule="all of these" if field.combine is Combine.ALL else "any of these",
        entries=(*chosen, "") if chosen or field.kind not in (Kind.ENTITY, Kind.COUNTRY) else ("", ""),
        options=tuple(_option(value, labels) for value in facet.values),
    )


def _option(value: FacetValue, labels: Sequence[str]) -> Option:
    """People choose by name, so the name is sent; the id where the name alone would not do."""
    plain = value.resolved and value.value != NONE and labels.count(value.label) == 1
    return Option(value.label if plain else value.value, value.label)
