"""`archive search`, `archive show` and `archive facets`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import click

from archive.cli import output
from archive.cli.frame import Command, Door, format_option, pass_door
from archive.dates import read_date
from archive.errors import RequestError
from archive.model import PartialDate
from archive.render import article_json, csv_lines, facet_json, result_json, to_json
from archive.schema import FACETS
from archive.search import MAXIMUM_SIZE, Hit, SearchRequest, SearchResult, Sort, make_filters


class DateParameter(click.ParamType[PartialDate]):
    """A date known to the day, the month or the year."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:  # Any: click's own
        """Read the option, or exit as misused."""
        try:
            return read_date(value)
        except ValueError:
            self.fail(f"{value!r} is not a date (write 1994, 1994-05, 1994-05-01, “May 1994” or “1 May 1994”)", param, ctx)


def narrowing(command: Command) -> Command:
    """The options that narrow a search: one for each facet, exclusion, and dates."""
    options: list[Callable[[Command], Command]] = [
        click.option(
            field.option, metavar="NAME", multiple=True, help=f"Only this {field.label.lower()} (id or name; 'none': has none). Repeatable."
        )
        for field in FACETS
    ]
    options += [
        click.option("--without", metavar="FIELD:VALUE", multiple=True, help="Leave this value out. Repeatable."),
        click.option("--since", type=DateParameter(), help="From this date on (1994, 1994-05, 1994-05-01, 'May 1994')."),
        click.option("--until", type=DateParameter(), help="Up to and with this date."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def request_of(query: str, given: dict[str, Any], **others: Any) -> SearchRequest:  # Any: click's own
    """The request that a query and the options of `narrowing` make."""
    chosen = [(field.name, value) for field in FACETS for value in given[field.name]]
    filters = make_filters(chosen, [_pair(text) for text in given["without"]])
    return SearchRequest(text=query, filters=filters, since=given["since"], until=given["until"], **others)


def _pair(text: str) -> tuple[str, str]:
    field, colon, value = text.partition(":")
    if not colon or not value or field not in {each.name for each in FACETS}:
        names = ", ".join(each.name for each in FACETS)
        raise RequestError(f"--without {text!r} is not FIELD:VALUE", f"FIELD is one of {names}.")
    return field, value


@click.command("search")
@click.argument("query", nargs=-1)
@narrowing
@click.option("--sort", type=click.Choice([sort.value for sort in Sort]), help="Relevance where the query has words, else newest.")
@click.option("--size", type=click.IntRange(1, MAXIMUM_SIZE), help="Hits a page.")
@click.option("--cursor", metavar="CURSOR", help="Go on where a page before ended.")
@click.option("--all", "everything", is_flag=True, help="Every hit, not one page.")
@click.option("--explain", is_flag=True, help="Say how many articles each part of the query matches alone.")
@format_option("text", "json", "jsonl", "csv")
@pass_door
def search_command(
    door: Door,
    /,
    query: tuple[str, ...],
    sort: str | None,
    size: int | None,
    cursor: str | None,
    everything: bool,
    explain: bool,
    shape: str,
    **given: Any,  # Any: click's own
) -> None:
    """Search the archive.

    QUERY is words (all must occur), "phrases", OR, NOT or -word, (groups), begin*, and fields such as title:peace,
    person:kerry, country:russia, date:2013-05 or after:2013. Without QUERY everything matches. A QUERY that begins with a
    minus stands behind two: archive search -- -oil prices
    """
    with door.open() as archive:
        hits = MAXIMUM_SIZE if everything else size or door.config.search.size
        request = request_of(" ".join(query), given, sort=Sort(sort) if sort else None, size=hits, cursor=cursor, explain=explain)
        today = dt.date.today()
        if everything:
            _print_all(archive.search_all(request, today), shape)
        else:
            _print_page(archive.search(request, today), shape)


def _print_page(result: SearchResult, shape: str) -> None:
    if shape == "json":
        click.echo(to_json(result_json(result)), nl=False)
        return
    output.diagnostics(result.request.text, result.diagnostics)
    if shape != "text":
        output.hit_lines(result.hits, shape)
        return
    output.heading(result)
    output.hits(result.hits, result.offset + 1)
    if result.next:
        click.echo(f"\nMore: --cursor {result.next}", err=True)


def _print_all(pages: Iterator[SearchResult], shape: str) -> None:
    first = next(pages)
    if shape == "json":
        hits: list[Hit] = [*first.hits, *(hit for page in pages for hit in page.hits)]
        click.echo(to_json(result_json(replace(first, hits=tuple(hits), next=None))), nl=False)
        return
    output.diagnostics(first.request.text, first.diagnostics)
    if shape == "text":
        output.heading(first)
        output.hits(first.hits, first.offset + 1)
        for page in pages:
            output.hits(page.hits, page.offset + 1)
        return
    output.hit_lines(first.hits, shape)
    for page in pages:
        output.hit_lines(page.hits, shape, columns=False)


@click.command("show")
@click.argument("id")
@format_option("text", "json")
@pass_door
def show_command(door: Door, /, id: str, shape: str) -> None:
    """Show the article ID with its people, organisations, places and countries."""
    with door.open() as archive:
        view = archive.get(id)
        if shape == "text":
            output.article(view)
        else:
            click.echo(to_json(article_json(view)), nl=False)


@click.command("facets")
@click.argument("field", type=click.Choice([field.name for field in FACETS]))
@click.argument("query", nargs=-1)
@narrowing
@click.option("--match", metavar="TEXT", help="Only values of which this is a part or an alias.")
@click.option("--order", type=click.Choice(["count", "value"]), default="count", show_default=True, help="The order of the values.")
@click.option("--size", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many values.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many values to pass over.")
@format_option("text", "json", "jsonl", "csv")
@pass_door
def facets_command(
    door: Door,
    /,
    field: str,
    query: tuple[str, ...],
    match: str | None,
    order: str,
    size: int,
    offset: int,
    shape: str,
    **given: Any,  # Any: click's own
) -> None:
    """List the values of FIELD with their counts, in the whole archive or under QUERY and the options."""
    with door.open() as archive:
        request = request_of(" ".join(query), given)
        found = archive.facet(field, request, dt.date.today(), match, order, offset, size)
    data = facet_json(found)
    if shape == "json":
        click.echo(to_json({"field": field, **data}), nl=False)
    elif shape == "jsonl":
        click.echo("".join(to_json(value) for value in data["values"]), nl=False)
    elif shape == "csv":
        columns = ("value", "label", "count", "selected", "excluded")
        click.echo(csv_lines(columns, ([value[name] for name in columns] for value in data["values"])), nl=False)
    else:
        output.facet(found)
