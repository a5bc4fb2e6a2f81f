"""`archive status`, `check`, `remove`, `restore`, `backup` and `config`: looking after what is held."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from archive.cli import output
from archive.cli.frame import Door, ProgressBar, format_option, pass_door, tell
from archive.config import describe
from archive.core import REINDEX, Status
from archive.counts import count_words
from archive.errors import NotFound
from archive.references import unknown
from archive.render import to_json
from archive.yamlfile import write_yaml


@click.command("status")
@format_option("text", "json")
@pass_door
def status_command(door: Door, /, shape: str) -> None:
    """Say what the archive holds and how far its index is. Exits 1 where the index cannot be searched as it was written last."""
    with door.open() as archive:
        status = archive.status()
        output.note_all(unknown(archive) if archive.authority.fault() is None else ())
    if shape == "json":
        data = {**asdict(status), "folder": str(status.folder), "collections": dict(status.collections)}
        click.echo(to_json(data), nl=False)
    else:
        _tell_status(status)
    if status.index_fault:
        sys.exit(1)


def _tell_status(status: Status) -> None:
    click.echo(f"{status.folder}: {count_words(status.articles, 'article')}, {status.undated:,} undated, {status.removed:,} removed")
    for name, articles in status.collections:
        click.echo(f"  {name}: {articles:,}")
    megabytes = f"store {status.store_bytes / 1e6:,.1f} MB, index {status.index_bytes / 1e6:,.1f} MB"
    if status.index_fault:
        searched = "an older state is searched" if status.index else "nothing can be searched"
        click.echo(f"the index: {status.index_fault}; {searched} (mend: {REINDEX})")
    if status.index is None and status.index_fault:
        click.echo(megabytes)
        return
    if status.index is None:
        click.echo(f"no index yet (archive reindex makes one); {megabytes}")
        return
    click.echo(f"index: {count_words(status.index.articles, 'article')}, {status.index.build} commit {status.index.commit}; {megabytes}")
    if status.waiting:
        click.echo(f"{count_words(status.waiting, 'change waits', 'changes wait')} to be indexed (archive index does it)")
    if status.outdated:
        click.echo("the index was written by another version (archive reindex renews it)")
    if status.untagged:
        click.echo(f"{_waiting(status.untagged)} to be found (archive index does it)")
    if status.unlinked:
        click.echo(f"{_waiting(status.unlinked)} to be linked with those of others (archive link does it)")
    if status.authority_pending:
        click.echo("the authority file has changes that were not applied (archive entities apply does it)")


def _waiting(articles: int) -> str:
    return count_words(articles, "article waits for its names", "articles wait for their names")


@click.command("check")
@click.option("--repair", is_flag=True, help="Mend the index from the store where it has faults.")
@click.option(
    "--deep", is_flag=True, help="Analyse every article anew, and compare what the index has of it: takes longer than writing the index."
)
@format_option("text", "json")
@pass_door
def check_command(door: Door, /, repair: bool, deep: bool, shape: str) -> None:
    """Look for faults in the store and the index, and for differences between them. Exits 1 where there are any left."""
    with door.open() as archive, ProgressBar() as progress:
        faults = archive.repair(progress, deep) if repair else archive.check(deep)
        articles = archive.store.count()
    if shape == "json":
        click.echo(to_json({"articles": articles, "faults": [asdict(fault) for fault in faults]}), nl=False)
    else:
        for fault in faults:
            click.echo(f"{fault.message} (mend: {fault.remedy})")
        click.echo(f"{count_words(articles, 'article')} checked, {count_words(len(faults), 'fault')}")
    if faults:
        sys.exit(1)


@click.command("remove")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@pass_door
def remove_command(door: Door, /, ids: tuple[str, ...]) -> None:
    """Take articles out. Later runs keep them out, until `archive restore`."""
    with door.open() as archive:
        _each(ids, archive.remove, "is removed; archive restore ID brings it back")


@click.command("restore")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@pass_door
def restore_command(door: Door, /, ids: tuple[str, ...]) -> None:
    """Bring removed articles back."""
    with door.open() as archive:
        _each(ids, archive.restore, "is back")


def _each(ids: tuple[str, ...], change: Callable[[str], object], done: str) -> None:
    """Change every article that can be; tell those that cannot, and then exit 1."""
    missing = False
    for id in ids:
        try:
            change(id)
            click.echo(f"{id} {done}")
        except NotFound as error:
            missing = True
            tell(error)
    if missing:
        sys.exit(1)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_door
def backup_command(door: Door, /, file: Path) -> None:
    """Copy the store to FILE, consistently, even while the archive is served or written."""
    with door.open() as archive:
        archive.backup(file)
    click.echo(f"{file}: {file.stat().st_size / 1e6:,.1f} MB")


@click.command("config")
@format_option("text", "json")
@pass_door
def config_command(door: Door, /, shape: str) -> None:
    """Show the configuration that holds, and where it was read."""
    found = describe(door.config)
    if shape == "json":
        click.echo(to_json(found), nl=False)
        return
    click.echo(f"# {door.config.file or 'no file: the defaults'}")
    click.echo(write_yaml(found), nl=False)
