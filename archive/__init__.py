"""A news archive: point it at a pile of articles, search it with people, countries, organisations and places as facets."""

__version__ = "0.1.0"
