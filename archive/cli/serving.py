"""`archive serve`: the pages and the API, on this machine."""

from __future__ import annotations

import ipaddress
import socket

import click

from archive.cli.frame import Door, ProgressBar, pass_door
from archive.cli.indexing import configured, tell_report
from archive.core import Archive
from archive.errors import ArchiveError


@click.command("serve")
@click.option("--host", help="The address to listen on.  [default: 127.0.0.1, this machine alone]")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes a free one.  [default: 8080]")
@click.option("--index-if-empty", is_flag=True, help="Index the configured collections first where the archive holds nothing.")
@pass_door
def serve_command(door: Door, /, host: str | None, port: int | None, index_if_empty: bool) -> None:
    """Serve the search pages and the JSON API until interrupted.

    Whoever reaches the address can read the whole archive: it asks for no password. A running server shows what `archive index`
    adds by itself.
    """
    host = host or door.config.serve.host
    port = door.config.serve.port if port is None else port
    with door.open(create=index_if_empty) as archive:
        if index_if_empty and archive.store.count() == 0:
            _index(archive, door)
        _serve(archive, host, port, door.config.serve.threads)


def _index(archive: Archive, door: Door) -> None:
    with ProgressBar() as progress:
        report = archive.index(configured(door.config), progress=progress)
    tell_report(report)


def _serve(archive: Archive, host: str, port: int, threads: int) -> None:
    from waitress.server import create_server

    from archive.web import LOOPBACK, create_app

    alone = _is_loopback(host)
    if not alone:
        click.echo(f"warning: {host} can be reached from other machines, and the pages ask for no password", err=True)
    app = create_app(archive, hosts=(*LOOPBACK, host) if alone else ())
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident="archive")
    except (OSError, ValueError) as error:
        hint = "Choose another address or port: archive serve --port 8081 (or make run PORT=8081)"
        raise ArchiveError(f"cannot listen on {host}:{port}: {error}", hint) from error
    click.echo(f"{archive.config.site.name}: http://{_shown(host)}:{server.effective_port}/  (Ctrl+C ends it)")
    try:
        server.run()
    finally:
        server.close()


def _is_loopback(host: str) -> bool:
    try:
        addresses = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address).partition("%")[0]).is_loopback for address in addresses)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
