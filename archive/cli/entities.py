"""`archive link` and `archive entities ...`: what the archive calls people and things, why, and people's decisions on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import click

from archive import decisions
from archive.cli import output
from archive.cli.frame import Door, ProgressBar, format_option, pass_door
from archive.core import Relinked
from archive.counts import count_words
from archive.duplicates import suggestions
from archive.explaining import explain
from archive.listing import details, listed
from archive.model import EntityType
from archive.references import unknown
from archive.render import to_json

IDS_SHOWN = 20
DECIDABLE = click.Choice([type.value for type in decisions.DECIDABLE])

type_option = click.option("--type", "kind", type=DECIDABLE, help="The type of the entity, where several have the id.")


def _type(kind: str | None) -> EntityType | None:
    return EntityType(kind) if kind else None


def _tell(relinked: Relinked, shape: str, **about: Any) -> None:  # Any: plain data for JSON
    """Say which articles changed, and on standard error those whose names could not be joined."""
    for fault in relinked.faults[:IDS_SHOWN]:
        click.echo(f"failed: {fault}", err=True)
    if shape == "json":
        click.echo(to_json({**about, "changed": list(relinked.changed), "published": asdict(relinked.published)}), nl=False)
        return
    count = len(relinked.changed)
    click.echo(f"{count_words(count, 'article')} changed{':' if count else ''}")
    for id in relinked.changed[:IDS_SHOWN]:
        click.echo(f"  {id}")
    if count > IDS_SHOWN:
        click.echo(f"  and {count - IDS_SHOWN:,} more (--format json lists all)")


@click.command("link")
@format_option("text", "json")
@pass_door
def link_command(door: Door, /, shape: str) -> None:
    """Link names that wait for those of other articles, from what is stored; the authority file is applied first."""
    _link(door, shape)


def _link(door: Door, shape: str) -> None:
    with door.open() as archive, ProgressBar() as progress:
        _tell(archive.link(progress), shape)
        output.note_all(unknown(archive))


@click.group("entities")
def entities_group() -> None:
    """What the archive calls people, organisations and places, why, and people's decisions on it.

    Decisions are written to the authority file (`entities.authority` in the configuration), and applied.
    """


@entities_group.command("list")
@click.argument("kind", type=DECIDABLE, default="person", metavar="[TYPE]")
@click.option("--match", metavar="TEXT", help="Only those with such a name or alias.")
@click.option("--size", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many.")
@format_option("text", "json")
@pass_door
def list_command(door: Door, /, kind: str, match: str | None, size: int, shape: str) -> None:
    """List entities of TYPE (person, organisation or place), those with the most articles first."""
    with door.open() as archive:
        found = listed(archive, EntityType(kind), match, size)
    if shape == "json":
        rows = [{"id": each.id, "name": each.name, "resolved": each.resolved, "articles": articles} for each, articles in found]
        click.echo(to_json({"type": kind, "entities": rows}), nl=False)
        return
    for each, articles in found:
        click.echo(f"{articles:>8,}  {each.name}  [{each.id}]")


@entities_group.command("show")
@click.argument("id")
@type_option
@format_option("text", "json")
@pass_door
def show_command(door: Door, /, id: str, kind: str | None, shape: str) -> None:
    """Show an entity: its names with counts, its first and last article, and what the authority says of it."""
    with door.open() as archive:
        shown = details(archive, decisions.entity_of(archive, id, _type(kind)), dt.date.today())
    if shape == "json":
        click.echo(to_json(asdict(shown)), nl=False)
    else:
        output.entity(shown)


@entities_group.command("explain")
@click.argument("surface")
@click.option("--article", required=True, metavar="ID", help="The article that has the name.")
@format_option("text", "json")
@pass_door
def explain_command(door: Door, /, surface: str, article: str, shape: str) -> None:
    """Say whom an article means by SURFACE, and why: mentions, what joined them, whose they are, who decided so."""
    with door.open() as archive:
        found = explain(archive, surface, article)
    if shape == "json":
        click.echo(to_json({"article": article, "surface": surface, "explanations": [asdict(each) for each in found]}), nl=False)
        return
    for each in found:
        output.explanation(each)


@entities_group.command("suggest")
@click.argument("kind", type=DECIDABLE, default="person", metavar="[TYPE]")
@click.option("--size", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
@format_option("text", "json")
@pass_door
def suggest_command(door: Door, /, kind: str, size: int, shape: str) -> None:
    """List likely duplicates among the names of TYPE with what speaks for them. Merges nothing."""
    with door.open() as archive:
        found = suggestions(archive, EntityType(kind), size)
    if shape == "json":
        click.echo(to_json({"type": kind, "suggestions": [asdict(each) for each in found]}), nl=False)
        return
    for each in found:
        click.echo(f"{each.score:5.1f}  {each.evidence}\n       archive entities merge {each.other} {each.keep}")


@entities_group.command("merge")
@click.argument("gone")
@click.argument("kept")
@type_option
@format_option("text", "json")
@pass_door
def merge_command(door: Door, /, gone: str, kept: str, kind: str | None, shape: str) -> None:
    """Make the entity GONE a part of the entity KEPT. Addresses and filters of GONE lead to KEPT from then on."""
    with door.open() as archive, ProgressBar():
        pair = [decisions.entity_of(archive, id, _type(kind)) for id in (gone, kept)]
        _tell(decisions.merge(archive, *pair), shape, id=pair[1].id)


@entities_group.command("keep-apart")
@click.argument("one")
@click.argument("other")
@type_option
@format_option("text", "json")
@pass_door
def keep_apart_command(door: Door, /, one: str, other: str, kind: str | None, shape: str) -> None:
    """Say that the entities ONE and OTHER are not the same: never made one by a rule, and not suggested any more."""
    with door.open() as archive:
        pair = [decisions.entity_of(archive, id, _type(kind)) for id in (one, other)]
        _tell(decisions.keep_apart(archive, *pair), shape)


@entities_group.command("rename")
@click.argument("id")
@click.argument("name")
@type_option
@format_option("text", "json")
@pass_door
def rename_command(door: Door, /, id: str, name: str, kind: str | None, shape: str) -> None:
    """Have the entity ID called NAME. The id stays, the old name becomes an alias."""
    with door.open() as archive:
        entity = decisions.entity_of(archive, id, _type(kind))
        _tell(decisions.rename(archive, entity, name), shape, id=entity.id)


@entities_group.command("retype")
@click.argument("id")
@click.argument("to", type=DECIDABLE, metavar="TYPE")
@type_option
@format_option("text", "json")
@pass_door
def retype_command(door: Door, /, id: str, to: str, kind: str | None, shape: str) -> None:
    """Say that the entity ID is of TYPE: person, organisation or place."""
    with door.open() as archive:
        entity = decisions.entity_of(archive, id, _type(kind))
        _tell(decisions.retype(archive, entity, EntityType(to)), shape, id=entity.id)


@entities_group.command("hide")
@click.argument("id")
@type_option
@format_option("text", "json")
@pass_door
def hide_command(door: Door, /, id: str, kind: str | None, shape: str) -> None:
    """Show the entity ID nowhere any more."""
    with door.open() as archive:
        entity = decisions.entity_of(archive, id, _type(kind))
        _tell(decisions.hide(archive, entity), shape, id=entity.id)


@entities_group.command("split")
@click.argument("id")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--name", required=True, help="What the other one is called.")
@type_option
@format_option("text", "json")
@pass_door
def split_command(door: Door, /, id: str, articles: tuple[str, ...], name: str, kind: str | None, shape: str) -> None:
    """Say that the entity ID is somebody else in these articles: a new id is made."""
    with door.open() as archive:
        new, relinked = decisions.split(archive, decisions.entity_of(archive, id, _type(kind)), articles, name)
    _tell(relinked, shape, id=new)


@entities_group.command("assign")
@click.argument("article")
@click.argument("surface")
@click.argument("id")
@type_option
@format_option("text", "json")
@pass_door
def assign_command(door: Door, /, article: str, surface: str, id: str, kind: str | None, shape: str) -> None:
    """Say that in ARTICLE the name SURFACE is the entity ID."""
    with door.open() as archive:
        entity = decisions.entity_of(archive, id, _type(kind))
        _tell(decisions.assign(archive, article, surface, entity), shape, id=entity.id)


@entities_group.command("country")
@click.argument("name")
@click.argument("country")
@format_option("text", "json")
@pass_door
def country_command(door: Door, /, name: str, country: str, shape: str) -> None:
    """Say that NAME, as it is written, means COUNTRY (a code or a name) in all articles; `none` for no country."""
    with door.open() as archive, ProgressBar():
        code = None if country == "none" else decisions.code_of(archive, country)
        _tell(decisions.mean_country(archive, name, code), shape, id=code)


@entities_group.command("apply")
@format_option("text", "json")
@pass_door
def apply_command(door: Door, /, shape: str) -> None:
    """Apply the authority file, after it was edited by hand. Nothing is read again: links are made from what is stored."""
    _link(door, shape)
