"""What every command stands in: the group, its configuration, how errors are told, and how progress is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import click
from tqdm import tqdm

from archive.cli import output
from archive.config import Config, load_config
from archive.core import Archive, open_archive
from archive.errors import ArchiveError, QueryError

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Door:
    """What the group hands to its commands: where the configuration is, read when first needed."""

    explicit: Path | None
    _config: Config | None = field(default=None)

    @property
    def config(self) -> Config:
        """The configuration that holds. Raises ConfigError."""
        if self._config is None:
            self._config = load_config(self.explicit, os.environ, Path.cwd())
        return self._config

    def open(self, create: bool = False) -> Archive:
        """The archive of the configuration. Raises NoIndex, StoreError."""
        return open_archive(self.config, create)


class ErrorTellingGroup(click.Group):
    """Tells an ArchiveError on standard error, with its hint, and exits with its code."""

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's own
        """Run the command; an ArchiveError ends it with its own exit code."""
        try:
            return super().invoke(ctx)
        except ArchiveError as error:
            tell(error)
            ctx.exit(error.exit_code)


def tell(error: ArchiveError) -> None:
    """Write an error to standard error; a query's faults are underlined in the query."""
    click.echo(f"archive: {error.message}", err=True)
    if isinstance(error, QueryError):
        output.diagnostics(error.text, error.diagnostics)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


def installed_version() -> str:
    """The version of the installed distribution; that of the source tree where it is run uninstalled."""
    try:
        return version("news-archive")
    except PackageNotFoundError:
        from archive import __version__

        return __version__


@click.group(cls=ErrorTellingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "explicit", type=click.Path(path_type=Path, dir_okay=False), help="The configuration file to use.")
@click.version_option(installed_version(), prog_name="archive")
@click.pass_context
def main_group(ctx: click.Context, explicit: Path | None) -> None:
    """A news archive: index a pile of articles, then search it by words, people, countries, organisations, places and dates.

    \b
      archive index ~/articles         read articles into the archive
      archive search "peace talks"     search them
      archive serve                    search them in a browser

    The configuration is --config FILE, else $ARCHIVE_CONFIG, else ./config.yaml, else config.yaml in your own
    configuration folder, else the defaults. `archive config` shows what holds.
    """
    ctx.obj = Door(explicit)


pass_door = click.make_pass_decorator(Door)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """The `--format` option of a command that prints results; the first one is the default."""
    return click.option(
        "--format", "shape", type=click.Choice(formats), default=formats[0], show_default=True, help="How to print the result."
    )


_UNITS = {"names across articles": "names"}
"""What the stages count that do not count articles."""


class ProgressBar:
    """Progress with rate and time left on standard error; silent where that is not a terminal."""

    def __init__(self) -> None:
        self.bar: tqdm[Any] | None = None  # Any: tqdm is told numbers, not iterated
        self.stage = ""

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage != self.stage:
            self._close()
            self.stage = stage
            unit = f" {_UNITS.get(stage, 'articles')}"
            self.bar = tqdm(desc=stage, total=total, initial=done, unit=unit, disable=not sys.stderr.isatty(), leave=False)
        if self.bar is not None:
            self.bar.total = total
            self.bar.update(done - self.bar.n)

    def _close(self) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None
