"""The engine on Whoosh: the only package that imports it. See `engine.py` for what lies where on the disk."""

from archive.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
