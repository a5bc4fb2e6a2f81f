"""How results look in a terminal: hits, articles, facets, diagnostics."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import click

from archive.counts import count_words
from archive.explaining import SHIPPED, Explanation
from archive.listing import Details
from archive.query import Diagnostic
from archive.render import HIT_COLUMNS, csv_lines, hit_json, hit_row, to_json
from archive.schema import BY_NAME
from archive.search import ArticleView, Facet, Hit, Passage, SearchResult

WIDTH = 100


def diagnostics(text: str, found: Iterable[Diagnostic]) -> None:
    """Say on standard error what there is to say about a query, with carets under the place."""
    for diagnostic in found:
        start, end = diagnostic.span
        if end > start and "\n" not in text:
            click.echo(f"  {text}\n  {' ' * start}{'^' * (end - start)}", err=True)
        suggestion = f" Perhaps: {diagnostic.suggestion}" if diagnostic.suggestion else ""
        click.echo(f"note: {diagnostic.message}.{suggestion}", err=True)


def note_all(lines: Iterable[str]) -> None:
    """Say on standard error what is no fault and yet may not be meant."""
    for line in lines:
        click.echo(f"note: {line}", err=True)


def heading(result: SearchResult) -> None:
    """How the query was read and how much it found."""
    parts = [count_words(result.total, "article"), result.read_as.words, *_narrowed(result), f"{result.sort.value} first"]
    click.echo(" - ".join(parts))
    for clause in result.read_as.clauses:
        if clause.count is not None:
            click.echo(f"  {clause.text}: {count_words(clause.count, 'article')}")
    if not result.complete:
        click.echo("  A part of the query was cut: the answer is not complete.")


def _narrowed(result: SearchResult) -> list[str]:
    """The filters in words, as they were understood."""
    said = []
    for facet in result.facets:
        label = BY_NAME[facet.field].label.lower()
        said += [f"{label} {value.label}" for value in facet.values if value.selected]
        said += [f"without {label} {value.label}" for value in facet.values if value.excluded]
    dates = (("from", result.request.since), ("to", result.request.until))
    return said + [f"{word} {date}" for word, date in dates if date]


def hits(found: Iterable[Hit], first: int) -> None:
    """Hits as a numbered list."""
    for number, hit in enumerate(found, first):
        click.echo()
        click.echo(f"{number:>3}. {_marked(hit.title) or '(no headline)'}")
        about = [str(hit.date) if hit.date else "undated", hit.source, hit.section, ", ".join(hit.authors)]
        click.echo("     " + " - ".join(part for part in about if part))
        click.echo(_indented(_marked(hit.snippet)))
        names = [value.label for value in (*hit.person, *hit.country)]
        if names:
            click.echo(_indented("· " + ", ".join(names[:8])))
        click.echo(f"     {hit.id}")


def hit_lines(found: Iterable[Hit], shape: str, columns: bool = True) -> None:
    """Hits one to a line, as JSON lines or CSV."""
    if shape == "jsonl":
        for hit in found:
            click.echo(to_json(hit_json(hit)), nl=False)
    else:
        click.echo(csv_lines(HIT_COLUMNS if columns else (), (hit_row(hit) for hit in found)), nl=False)


def article(view: ArticleView) -> None:
    """A whole article."""
    shown = view.article
    click.secho(shown.title or "(no headline)", bold=True)
    date = f"{shown.date} (from the {shown.date_source})" if shown.date and shown.date_source else str(shown.date or "undated")
    for label, text in (
        ("Date", date),
        ("Source", shown.source),
        ("Section", shown.section),
        ("By", ", ".join(shown.authors)),
        ("People", ", ".join(value.label for value in view.person)),
        ("Organisations", ", ".join(value.label for value in view.organisation)),
        ("Places", ", ".join(value.label for value in view.place)),
        ("Countries", ", ".join(value.label for value in view.country)),
        ("Mentioned", ", ".join(value.label for value in view.mentioned)),
        ("Address", shown.url),
        ("Read from", shown.origin if shown.place == 0 else f"{shown.origin}:{shown.place}"),
    ):
        if text:
            click.echo(textwrap.fill(f"{label}: {text}", WIDTH, subsequent_indent="  "))
    for paragraph in shown.body.split("\n\n"):
        click.echo()
        click.echo(textwrap.fill(" ".join(paragraph.split()), WIDTH))


def facet(found: Facet) -> None:
    """A facet's values with their counts."""
    for value in found.values:
        mark = "+" if value.selected else "-" if value.excluded else " "
        click.echo(f"{value.count:>8} {mark} {value.label}" + (f"  [{value.value}]" if value.value != value.label else ""))
    if found.more:
        click.echo("         (more: raise --size, or narrow with --match)", err=True)


def entity(found: Details) -> None:
    """An entity with its names and what was decided on it."""
    click.secho(f"{found.name} [{found.id}]", bold=True)
    click.echo(f"{found.type}, {count_words(found.articles, 'article')}" + ("" if found.resolved else ", no more than a surname"))
    if found.first and found.last:
        click.echo(f"first: {found.first[1]} {found.first[0]}\nlast:  {found.last[1]} {found.last[0]}")
    for surface, articles in found.aliases:
        click.echo(f"{articles:>8,}  {surface}")
    for label, values in (("names in the authority", found.names), ("merged into it", found.merged)):
        if values:
            click.echo(textwrap.fill(f"{label}: {', '.join(values)}", WIDTH, subsequent_indent="  "))


def explanation(found: Explanation) -> None:
    """The chain of reasons of one name in one article."""
    for mention in found.mentions:
        place = f"{mention.field} {mention.start}-{mention.end}"
        surface = " ".join(mention.surface.split())
        click.echo(f"{place}: {surface!r}, {mention.type} with confidence {mention.confidence:.2f} ({mention.reason})")
    click.echo(f"  in this article: {found.local.name} ({found.local.reason})")
    if found.why is None:
        click.echo("  over all articles: not linked yet (archive link does it)")
        return
    whose = f"{found.type} {found.label} [{found.entity}]" if found.entity else "shown nowhere"
    click.echo(f"  over all articles: {whose} ({found.why}): {found.detail}")
    for place, text in found.lines:
        click.echo(f"  {'known by' if place == SHIPPED else 'decided in'} {place}: {text}")


def _marked(passage: Passage) -> str:
    parts, place = [], 0
    for start, end in passage.highlights:
        parts += [passage.text[place:start], click.style(passage.text[start:end], bold=True)]
        place = end
    return "".join([*parts, passage.text[place:]])


def _indented(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="     ", subsequent_indent="     ")
