"""`archive evaluate entities`: how good the names, links and countries are, against gold data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from archive.cli.frame import Door, format_option, pass_door
from archive.evaluate import GOLD, Missing, Outcome, Score, evaluate_entities, make_reader
from archive.render import to_json

WIDTH = 10, 52


@click.group("evaluate")
def evaluate_command() -> None:
    """Measure quality against articles that people have annotated."""


@evaluate_command.command("entities")
@click.option("--corpora", type=click.Path(path_type=Path, file_okay=False, exists=True), help="The folder of the shared corpora.")
@click.option("--gold", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Articles annotated by you, as YAML.")
@format_option("text", "json")
@pass_door
def evaluate_entities_command(door: Door, /, corpora: Path | None, gold: Path | None, shape: str) -> None:
    """Measure people, organisations, places, countries, linking, speed and memory, with 95 % intervals."""
    chosen = door.config.entities
    outcomes = evaluate_entities(make_reader(chosen.facet_confidence, chosen.ner), corpora, gold or GOLD)
    if shape == "json":
        click.echo(to_json(evaluation_json(outcomes)), nl=False)
        return
    click.echo(f"{'set':{WIDTH[0]}} {'measure':{WIDTH[1]}} {'value':>9}  {'95 % interval':15} {'of':>5}  asked")
    for outcome in outcomes:
        click.echo(line(outcome))


def line(outcome: Outcome) -> str:
    """One number, or what is missing, as a line of the table."""
    if isinstance(outcome, Missing):
        return f"{outcome.set:{WIDTH[0]}} not measured: {outcome.reason}"
    interval = "" if outcome.low is None or outcome.high is None else f"{number(outcome.low)} to {number(outcome.high)}"
    asked = "" if outcome.asked is None else number(outcome.asked)
    text = f"{outcome.set:{WIDTH[0]}} {outcome.name:{WIDTH[1]}} {number(outcome.value):>9}  {interval:15} {outcome.size:5}  {asked}"
    return text.rstrip()


def number(value: float) -> str:
    """A ratio with three decimals, anything larger without."""
    return f"{value:.3f}" if value < 10 else f"{value:,.0f}"


def evaluation_json(outcomes: Iterable[Outcome]) -> dict[str, list[dict[str, object]]]:
    """Scores and missing sets, in the order in which they were measured."""
    found = list(outcomes)
    return {
        "scores": [asdict(each) for each in found if isinstance(each, Score)],
        "missing": [asdict(each) for each in found if isinstance(each, Missing)],
    }
