"""The truth: articles, mentions, links, entity ids and decisions, in SQLite. Everything else can be made again from it."""

from archive.store.articles import Change, State
from archive.store.chains import Chain
from archive.store.company import Named
from archive.store.content import content_hash
from archive.store.entities import ArticleLink
from archive.store.joins import Joined, Outcome, joined
from archive.store.mentions import pack, unpack
from archive.store.reasons import Grounds, Reasoned
from archive.store.store import Store, open_store

__all__ = [
    "ArticleLink",
    "Chain",
    "Change",
    "Grounds",
    "Joined",
    "Named",
    "Outcome",
    "Reasoned",
    "State",
    "Store",
    "content_hash",
    "joined",
    "open_store",
    "pack",
    "unpack",
]
