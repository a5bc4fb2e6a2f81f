"""The command line: every command of `archive`."""

from __future__ import annotations

from archive.cli.entities import entities_group, link_command
from archive.cli.evaluating import evaluate_command
from archive.cli.frame import main_group
from archive.cli.indexing import index_command, reindex_command
from archive.cli.keeping import backup_command, check_command, config_command, remove_command, restore_command, status_command
from archive.cli.searching import facets_command, search_command, show_command
from archive.cli.serving import serve_command

for _command in (
    index_command,
    search_command,
    show_command,
    facets_command,
    link_command,
    entities_group,
    status_command,
    reindex_command,
    check_command,
    remove_command,
    restore_command,
    config_command,
    backup_command,
    serve_command,
    evaluate_command,
):
    main_group.add_command(_command)


def main() -> None:
    """Run the command line; exits 0 when done, 1 when something failed, 2 when it was misused."""
    main_group(prog_name="archive")
