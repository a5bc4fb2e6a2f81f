"""`archive serve`: the pages and the API, on this machine."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import socket
from dataclasses import replace

import click

from archive.cli.frame import Door, ProgressBar, pass_door
from archive.cli.indexing import configured, tell_report
from archive.cli.workers import can_fork, run_workers
from archive.config import Config, cores
from archive.core import Archive, open_archive
from archive.errors import ArchiveError, RequestError

MOST_WORKERS = 4
"""Workers where the configuration does not say: one for each core, but no more, since each keeps up to 100 MB."""


@click.command("serve")
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1, this machine alone]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes a free one.  [default: 8080]")
@click.option("--edit", is_flag=True, help="Let the pages correct names; on this machine alone.")
@click.option("--index-if-empty", is_flag=True, help="Index the configured collections first where the archive holds nothing.")
@pass_door
def serve_command(door: Door, /, host: str | None, port: int | None, edit: bool, index_if_empty: bool) -> None:
    """Serve the search pages and the JSON API until interrupted.

    Whoever reaches the address can read the whole archive: it asks for no password. A running server shows what `archive index`
    adds by itself.
    """
    host = host or door.config.serve.host
    port = door.config.serve.port if port is None else port
    if edit and not _is_loopback(host):
        raise RequestError(
            f"--edit lets whoever reaches the pages change names, and {host} can be reached from other machines",
            "Serve without --edit, or on this machine alone: archive serve --edit --host 127.0.0.1",
        )
    with door.open(create=index_if_empty) as archive:
        if index_if_empty and archive.store.count() == 0:
            _index(archive, door)
    _serve(door.config, host, port, secrets.token_bytes(32) if edit else None)


def _index(archive: Archive, door: Door) -> None:
    with ProgressBar() as progress:
        report = archive.index(configured(door.config), progress=progress)
    tell_report(report)


def _serve(config: Config, host: str, port: int, secret: bytes | None) -> None:
    import archive.web  # noqa: F401  here, before the workers are made, so that they share it

    alone = _is_loopback(host)
    if not alone:
        click.echo(f"warning: {host} can be reached from other machines, and the pages ask for no password", err=True)
    workers = _workers(config.serve.workers)
    sockets = listen(host, port)
    port = sockets[0].getsockname()[1]
    click.echo(f"{config.site.name}: http://{_shown(host)}:{port}/  (Ctrl+C ends it)")
    if workers == 1:
        _answer(config, sockets, host if alone else None, secret)
    else:
        run_workers(lambda: _answer(config, sockets, host if alone else None, secret), workers)


def _answer(config: Config, sockets: list[socket.socket], loopback: str | None, secret: bytes | None) -> None:
    """Answer requests until the process is told to end; those for names other than this machine's are refused on the loopback.

    With a `secret`, which all workers share, the pages edit.
    """
    from waitress.server import create_server

    from archive.web import LOOPBACK, create_app

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else it warns of every request that has to wait, the first one too
    with open_archive(writing_alone(config)) as archive:
        app = create_app(archive, hosts=(*LOOPBACK, loopback) if loopback else (), secret=secret)
        server = create_server(app, sockets=sockets, threads=config.serve.threads, ident="archive")
        try:
            server.run()
        finally:
            server.close()


def writing_alone(config: Config) -> Config:
    """The configuration of one that answers: what its pages write it writes alone, since a worker may not start processes of its own."""
    return replace(config, indexing=replace(config.indexing, processes=1))


def _workers(wanted: int | None) -> int:
    """How many processes answer: as configured, else by the cores; one where there is no fork."""
    if not can_fork():
        if wanted is not None and wanted > 1:
            click.echo("serve.workers: this platform runs one process; its threads answer", err=True)
        return 1
    return wanted or min(MOST_WORKERS, cores())


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address of `host`, all on one port; 0 takes a free one. Raises ArchiveError."""
    opened: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found):
            opened.append(socket.create_server((address, port), family=family, backlog=1024))
            port = opened[0].getsockname()[1]
    except (OSError, ValueError) as error:
        for each in opened:
            each.close()
        hint = "Choose another address or port: archive serve --port 8081 (or make run PORT=8081)"
        raise ArchiveError(f"cannot listen on {host}:{port}: {error}", hint) from error
    return opened


def _is_loopback(host: str) -> bool:
    try:
        addresses = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in addresses)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
