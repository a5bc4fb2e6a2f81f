"""The advanced form: one entry for every field, with the values that most articles have to choose from, and what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.errors import ParameterError
from archive.schema import BY_NAME, NONE, Combine, Kind
from archive.search import Facet, FacetValue, SearchRequest
from archive.web.choices import Choices
from archive.web.hits import Link
from archive.web.parameters import Given
from archive.web.urls import Addresses, without_value
from archive.web.wording import explained

REVERSED = "From is after To: no day lies between them."


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with one entry, said at its field; `links` are what it may mean."""

    value: str
    message: str
    links: tuple[Link, ...] = ()
    more: Link | None = None


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
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class FormFields:
    """The facets of the form, what is excluded, and for every other field what is wrong with it."""

    facets: tuple[FormField, ...]
    without: tuple[str, ...]
    slips: Mapping[str, tuple[Slip, ...]]

    def entry(self, name: str, usual: object) -> str:
        """What stands in the box of `name`: what was typed, though it cannot be read, else what was read."""
        return next((slip.value for slip in self.slips.get(name, ())), str(usual or ""))


def read_form(addresses: Addresses, given: Given) -> tuple[SearchRequest, dict[str, tuple[Slip, ...]]]:
    """The request made of all parameters that can be read, and the others by name. Raises RequestError for what has no field."""
    slips: dict[str, tuple[Slip, ...]] = {}
    while True:
        try:
            return addresses.request(given), slips
        except ParameterError as error:
            if error.value not in given.getlist(error.parameter):
                raise
            detail, hint = explained(error)
            slips[error.parameter] = (*slips.get(error.parameter, ()), Slip(error.value, f"{detail} {hint or ''}".strip()))
            given = without_value(given, error.parameter, error.value)


def choice_slip(choices: Choices) -> Slip:
    """A name that fits several, as it is said at its field."""
    return Slip(choices.value, choices.question, choices.links, choices.more)


def form_fields(asked: SearchRequest, facets: Sequence[Facet], slips: Mapping[str, tuple[Slip, ...]]) -> FormFields:
    """The form filled with `asked` and with what could not be read of it; `facets` are those of the whole archive."""
    without = [f"{each.field}:{value}" for each in asked.filters for value in each.excluded]
    unread = [slip.value for slip in slips.get("without", ())]
    return FormFields(tuple(_field(asked, facet, slips.get(facet.field, ())) for facet in facets), (*without, *unread, ""), slips)


def _field(asked: SearchRequest, facet: Facet, slips: tuple[Slip, ...]) -> FormField:
    field = BY_NAME[facet.field]
    labels = [value.label for value in facet.values]
    names = {value.value: _option(value, labels).value for value in facet.values}
    read = [names.get(value, value) for value in asked.filter(field.name).chosen]
    chosen = tuple(dict.fromkeys([*read, *(slip.value for slip in slips if slip.value not in asked.filter(field.name).excluded)]))
    return FormField(
        name=field.name,
        label=field.label,
        rule="all of these" if field.combine is Combine.ALL else "any of these",
        entries=(*chosen, "") if chosen or field.kind not in (Kind.ENTITY, Kind.COUNTRY) else ("", ""),
        options=tuple(_option(value, labels) for value in facet.values),
        slips=slips,
    )


def _option(value: FacetValue, labels: Sequence[str]) -> Option:
    """People choose by name, so the name is sent; the id where the name alone would not do."""
    plain = value.resolved and value.value != NONE and labels.count(value.label) == 1
    return Option(value.label if plain else value.value, value.label)
