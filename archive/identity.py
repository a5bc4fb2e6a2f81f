"""Public ids: what an article is called for ever, from its own id, its address or its path."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.model import Article

_PLAIN = re.compile(r"[\w.:~-]{1,120}")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)


def public_id(article: Article, path: str, content: bytes | None) -> str:
    """`<collection>-<own id>`, else `<collection>-<short hash>` of the canonical address, else of `path`, relative to its root.

    `content` is a hash of the article where its path does not name it: a record of a file of many, or one that came through a pipe. It
    then counts with the path, so that a record keeps its id when others are put before it, and never takes another's.

    An own id that would not do in an address (spaces, slashes) is cleaned and told apart by a hash of the original.
    """
    if article.id:
        own = article.id if _PLAIN.fullmatch(article.id) else f"{_cleaned(article.id)}-{short_hash(article.id)}"
    elif article.url:
        own = short_hash(canonical_url(article.url))
    else:
        own = short_hash(path if content is None else f"{path}#{content.hex()}")
    return f"{article.collection}-{own}"


def has_own_name(article: Article) -> bool:
    """Whether the article brings an id or an address, so that its path says nothing about who it is."""
    return bool(article.id or article.url)


def canonical_url(url: str) -> str:
    """`url` without fragment, tracking parameters, `www.` and closing slash; host in lower case. What is no address stays as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)])
    return urlunsplit(("https", parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), query, ""))


def short_hash(text: str) -> str:
    """Twelve characters, 60 bits of SHA-256: among a million articles two agree once in two million archives."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest)[:12].decode("ascii").lower()


def _cleaned(own: str) -> str:
    return re.sub(r"[^\w.:~-]+", "-", own)[:60].strip("-")
