"""A news archive: point it at a pile of articles, search it with people, countries, organisations and places as facets.

from archive import SearchRequest, open_archive
from archive.config import Config

with open_archive(Config(index=Path("index"))) as archive:
    result = archive.search(SearchRequest(text="peace conference"), date.today())
"""

__version__ = "0.1.0"

from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.model import Article
from archive.search import SearchRequest, SearchResult

if TYPE_CHECKING:
    from archive.core import Archive, open_archive

__all__ = ["Archive", "ArchiveError", "Article", "SearchRequest", "SearchResult", "__version__", "open_archive"]


def __getattr__(name: str) -> object:
    # The whole house is opened when it is asked for: a process that only writes the index starts in half the time without.
    if name in ("Archive", "open_archive"):
        from archive import core

        return getattr(core, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
