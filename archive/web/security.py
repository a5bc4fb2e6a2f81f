"""Headers that tell browsers to load nothing from elsewhere, run nothing inline and show the pages in no frame."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request

from archive.errors import RequestError

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "script-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # what a reporter searches for is nobody else's business
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install(app: Flask, hosts: Sequence[str] = (), editing: bool = False) -> None:
    """Put the headers on every answer, errors and static files included; where `hosts` are given, answer to no other name.

    Where pages edit, a browser is let tell our own pages where it comes from: without any referrer it hides the origin of forms too.
    """
    headers = {**HEADERS, **({"Referrer-Policy": "same-origin"} if editing else {})}

    @app.before_request
    def refuse_other_hosts() -> None:
        if hosts and _host_name(request.headers.get("Host", "")) not in hosts:
            raise RequestError("this server answers only to the name of its own machine", "Ask for http://127.0.0.1 or http://localhost.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def _host_name(host: str) -> str | None:
    """The name in a Host header, without the port and the brackets of an IPv6 address."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
