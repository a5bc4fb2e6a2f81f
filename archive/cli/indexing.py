"""`archive index` and `archive reindex`."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from archive.checks import slug
from archive.cli.frame import Door, ProgressBar, format_option, pass_door
from archive.config import FORMATS, Collection, Config
from archive.core import REINDEX
from archive.counts import count_words
from archive.errors import RequestError
from archive.indexing import IndexReport, Source, Stream
from archive.model import ReadError
from archive.render import to_json

FAULTS_SHOWN = 50


@click.command("index")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--prune", is_flag=True, help="Take out articles whose file is gone from the very paths that are read.")
@click.option("--collection", "name", metavar="NAME", help="Read the paths as this collection.")
@click.option("--as", "form", type=click.Choice(FORMATS), help="The format of paths that no collection lists.")
@click.option("--language", metavar="CODE", help="The language of paths that no collection lists, two letters.")
@click.option("--country", metavar="CODE", help="The country of the outlet, for paths that no collection lists, two letters.")
@format_option("text", "json")
@pass_door
def index_command(
    door: Door,
    /,
    paths: tuple[str, ...],
    prune: bool,
    name: str | None,
    form: str | None,
    language: str | None,
    country: str | None,
    shape: str,
) -> None:
    """Read articles into the archive: the collections of the configuration, or the files and folders PATH.

    A PATH that a collection lists is read as that collection says; another one as a collection named after its folder. `-` reads
    standard input. Reading the same files again changes nothing; a changed file updates its articles; a file that is gone is
    reported, and its articles are kept unless --prune is given.

    Exits 1 when a file or a record could not be read, everything else has gone in; and where the index cannot be searched.
    """
    extra = Collection(name or "", (), form or "auto", {}, language, country, None)
    sources = [source_of(path, door.config, extra) for path in paths] or configured(door.config)
    with door.open(create=True) as archive, ProgressBar() as progress:
        report = archive.index(sources, prune, progress)
    if shape == "json":
        click.echo(to_json(report_json(report)), nl=False)
    else:
        tell_report(report)
    if report.failed or report.index_fault:
        sys.exit(1)


def configured(config: Config) -> list[Source]:
    """The collections that the configuration lists."""
    sources = [Source(each) for each in config.collections if each.paths]
    if not sources:
        where = f" in {config.file}" if config.file else ""
        raise RequestError(f"no collection is configured{where}", "Name what to read: archive index PATH")
    return sources


def source_of(path: str, config: Config, extra: Collection) -> Source:
    """`path` as a part of the configured collection that lists it or that `extra` names, else as a collection of its own."""
    named = next((each for each in config.collections if each.name == extra.name), None)
    if path == "-":
        collection = named or replace(extra, name=extra.name or "stdin")
        return Source(collection, stream=Stream(sys.stdin.buffer, "-"))
    place = Path(os.path.normpath(Path(path).absolute()))  # as the configuration writes its paths: absolute, without `..`
    listing = next((each for each in config.collections if any(place.is_relative_to(base) for base in each.paths)), None)
    if listing is not None and (not extra.name or listing is named):
        return Source(listing, (place,))
    folder = place if place.is_dir() else place.parent
    if named is not None:
        return Source(replace(named, paths=(*named.paths, folder)), (place,))
    name = extra.name or slug(folder.name) or "articles"
    if any(each.name == name for each in config.collections):
        raise RequestError(
            f"{path} would become the collection {name!r}, which {config.file} gives other paths",
            f"Name it: archive index --collection NAME {path}",
        )
    return Source(replace(extra, name=name, paths=(folder,)), (place,), named=bool(extra.name))


def report_json(report: IndexReport) -> dict[str, object]:
    """The report as plain data."""
    data = asdict(report)
    data["faults"] = [{"origin": each.origin, "place": each.place, "reason": each.reason} for each in report.faults]
    for key, found in (("gone", report.gone), ("pruned", report.pruned)):
        data[key] = [{"id": id, "origin": origin} for id, origin in found]
    return data


def tell_report(report: IndexReport) -> None:
    """Say what a run did: the sum on standard output, faults on standard error."""
    _tell_faults("failed", report.faults, report.failed)
    _tell_faults("undated", report.unread_dates, report.misdated)
    _tell_articles("gone", report.gone, " is kept; --prune takes it out")
    _tell_articles("pruned", report.pruned, " comes back with its file")
    if report.index_fault:
        click.echo(f"failed: the index: {report.index_fault} (mend: {REINDEX})", err=True)
    click.echo(
        f"{report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged, {report.failed:,} failed, "
        f"{len(report.pruned):,} pruned; {count_words(report.articles, 'article')} in the archive"
    )
    notes = [
        (report.undated, f"{report.undated:,} of them undated"),
        (report.trimmed, f"{count_words(report.trimmed, 'boilerplate paragraph')} cut"),
        (report.kept_out, f"{report.kept_out:,} kept out (removed before: archive restore ID)"),
        (report.skipped, f"{count_words(report.skipped, 'file')} passed over (no format of ours)"),
    ]
    for number, what in notes:
        if number:
            click.echo(f"  {what}")
    click.echo("  " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in report.seconds.items()), err=True)


def _tell_faults(word: str, faults: list[ReadError], number: int) -> None:
    for fault in faults[:FAULTS_SHOWN]:
        click.echo(f"{word}: {fault}", err=True)
    if number > FAULTS_SHOWN:
        click.echo(f"{word}: {number - FAULTS_SHOWN:,} more", err=True)


def _tell_articles(word: str, articles: list[tuple[str, str]], what: str) -> None:
    for id, origin in articles[:FAULTS_SHOWN]:
        click.echo(f"{word}: {origin} (article {id}{what})", err=True)
    if len(articles) > FAULTS_SHOWN:
        click.echo(f"{word}: {len(articles) - FAULTS_SHOWN:,} more", err=True)


@click.command("reindex")
@format_option("text", "json")
@pass_door
def reindex_command(door: Door, /, shape: str) -> None:
    """Write the index anew from the store. Searches go on meanwhile, on the index there was."""
    with door.open() as archive, ProgressBar() as progress:
        published = archive.reindex(progress)
    if shape == "json":
        click.echo(to_json(asdict(published)), nl=False)
    else:
        click.echo(f"{count_words(published.put, 'article')} indexed anew")
