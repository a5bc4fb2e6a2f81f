"""A news archive: point it at a pile of articles, search it with people, countries, organisations and places as facets.

from archive import SearchRequest, open_archive
from archive.config import Config

with open_archive(Config(index=Path("index"))) as archive:
    result = archive.search(SearchRequest(text="peace conference"), date.today())
"""

__version__ = "0.1.0"

from archive.core import Archive, open_archive
from archive.errors import ArchiveError
from archive.model import Article
from archive.search import SearchRequest, SearchResult

__all__ = ["Archive", "ArchiveError", "Article", "SearchRequest", "SearchResult", "__version__", "open_archive"]
