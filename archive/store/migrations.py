"""The tables, as the list of steps that made them: `PRAGMA user_version` counts the steps a database has taken."""

from __future__ import annotations

import logging
from collections.abc import Callable

from archive.store.bodies import SAMPLED, Bodies
from archive.store.database import Database
from archive.store.upkeep import shrink

_LOG = logging.getLogger(__name__)

APPLICATION = 0x4E657773
"""`PRAGMA application_id` of our databases: "News" in ASCII, so that another program's database is never taken for ours."""

FIRST = """
CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL
);

CREATE TABLE fingerprint (          -- of an extractor or a linker, so that an article names one by a small number
    number INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

CREATE TABLE file (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL DEFAULT '',
    collection TEXT NOT NULL DEFAULT '',
    sha256 BLOB,                    -- NULL from the first article read until the whole file is recorded
    fingerprint TEXT NOT NULL DEFAULT '',
    articles INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0,
    whole INTEGER NOT NULL DEFAULT 0,   -- the last run that read all of it without a fault
    seen INTEGER NOT NULL DEFAULT 0     -- the last run that read it or found it unchanged
);

CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,         -- archive.store.State
    sequence INTEGER NOT NULL,
    run INTEGER NOT NULL,           -- the last run that read it
    file INTEGER NOT NULL REFERENCES file,
    place INTEGER NOT NULL,
    trimmed INTEGER NOT NULL,
    input_hash BLOB NOT NULL,
    content_hash BLOB NOT NULL,
    collection TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT,
    date_source TEXT,
    authors TEXT NOT NULL,          -- a JSON array
    source TEXT,
    section TEXT,
    language TEXT,
    url TEXT,
    site TEXT,
    dateline TEXT,
    outlet_country TEXT,
    tagged INTEGER NOT NULL DEFAULT 0,  -- fingerprint of its mentions, 0 none
    linked INTEGER NOT NULL DEFAULT 0   -- fingerprint of its links, 0 none
);
CREATE UNIQUE INDEX article_sequence ON article (sequence);
CREATE INDEX article_file ON article (file, state);
CREATE INDEX article_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_undated ON article (state) WHERE date IS NULL;
CREATE INDEX article_content ON article (content_hash);
CREATE INDEX article_tagged ON article (tagged);
CREATE INDEX article_linked ON article (linked);

CREATE TABLE body (                 -- apart, so that the table of articles stays quick to scan
    article INTEGER PRIMARY KEY REFERENCES article,
    text TEXT NOT NULL              -- or a BLOB, see archive.store.bodies
);

CREATE TABLE mention (              -- all mentions of an article in one row: they are only ever read together
    article INTEGER PRIMARY KEY REFERENCES article,
    mentions TEXT NOT NULL          -- JSON, see archive.store.mentions
);

CREATE TABLE entity (               -- rows stay for ever: an id is minted once and never given to another
    number INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    UNIQUE (type, id),
    UNIQUE (type, key)
);

CREATE TABLE form (                 -- a name under which live articles have an entity
    number INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entity,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0,    -- live ones
    resolved INTEGER NOT NULL DEFAULT 0,    -- those of them whose link is resolved
    UNIQUE (entity, name)
);
CREATE INDEX form_folded ON form (folded);

CREATE TABLE word (                 -- the folded words of every form
    word TEXT NOT NULL,
    form INTEGER NOT NULL REFERENCES form,
    PRIMARY KEY (word, form)
) WITHOUT ROWID;

CREATE TABLE link (
    article INTEGER NOT NULL REFERENCES article,
    form INTEGER NOT NULL REFERENCES form,
    position INTEGER NOT NULL,      -- in the order the linker gave
    resolved INTEGER NOT NULL,
    salient INTEGER NOT NULL,
    reason TEXT NOT NULL,
    mentions TEXT NOT NULL,         -- a JSON array of positions
    PRIMARY KEY (article, form)
) WITHOUT ROWID;

CREATE TABLE value (                -- the values of keyword fields over live articles
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (field, value)
) WITHOUT ROWID;
CREATE INDEX value_folded ON value (field, folded);
"""

CHAINS = """
CREATE TABLE block (                -- chains that can decide over each other: resolved together, or not at all
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    waiting INTEGER NOT NULL DEFAULT 0  -- whether something has changed since its chains were resolved
);
CREATE INDEX block_waiting ON block (number) WHERE waiting;

CREATE TABLE caption (              -- what the linker within an article calls an entity
    number INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,             -- of the name: the authority may speak of it so
    block INTEGER NOT NULL REFERENCES block,
    UNIQUE (type, key, name)
);
CREATE INDEX caption_block ON caption (block);
CREATE INDEX caption_slug ON caption (slug);

CREATE TABLE chain (                -- the mentions of one article that belong together, and whose they are over all articles
    caption INTEGER NOT NULL REFERENCES caption,
    article INTEGER NOT NULL REFERENCES article,
    position INTEGER NOT NULL,      -- in the order the linker within the article gave
    resolved INTEGER NOT NULL,
    salient INTEGER NOT NULL,
    reason TEXT NOT NULL,
    mentions TEXT NOT NULL,         -- a JSON array of positions
    surfaces TEXT NOT NULL,         -- a JSON object: how often each surface stands there
    form INTEGER REFERENCES form,   -- whose they are; NULL: nobody's, or not resolved yet
    certain INTEGER,                -- what the resolver said: resolved, reason, detail; NULL: not resolved yet
    why TEXT,
    detail TEXT,
    PRIMARY KEY (caption, article)
) WITHOUT ROWID;
CREATE INDEX chain_article ON chain (article);
CREATE INDEX chain_form ON chain (form) WHERE form IS NOT NULL;

CREATE TABLE stale (                -- articles whose chains were resolved anew: their links are to be made from them
    article INTEGER PRIMARY KEY REFERENCES article
);

CREATE TABLE alias (                -- the names of entities in the authority last applied
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    main INTEGER NOT NULL,          -- the one to be shown
    PRIMARY KEY (type, id, name)
) WITHOUT ROWID;
CREATE INDEX alias_folded ON alias (folded);

CREATE TABLE redirect (             -- of the authority last applied
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    to_type TEXT NOT NULL,
    to_id TEXT NOT NULL,
    PRIMARY KEY (type, id)
) WITHOUT ROWID;

CREATE TABLE watched (              -- slugs by which the authority last applied decides over a whole block
    slug TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE applied (              -- the authority last applied, one row
    fingerprint TEXT NOT NULL,
    text TEXT NOT NULL              -- of the file
);

-- the key that an entity had before the authority named its id
ALTER TABLE entity ADD COLUMN former TEXT
"""

DECIDED = """
CREATE TABLE decided (              -- mentions of an article as the authority has them, where that differs from what was extracted
    article INTEGER PRIMARY KEY REFERENCES article,
    mentions TEXT NOT NULL
)
"""

DICTIONARY = """
CREATE TABLE dictionary (           -- what texts are compressed with
    number INTEGER PRIMARY KEY,     -- as their frames name it
    data BLOB NOT NULL
);

-- by the beginning of a hash, which tells articles apart as well as all of it
DROP INDEX article_content;
CREATE INDEX article_content ON article (substr(content_hash, 1, 8))
"""


def compress(database: Database) -> None:
    """Compress the texts that earlier versions kept as they are. Needs no room; what becomes free is given back where there is some."""
    bodies = Bodies(database)
    found = database.row("SELECT count(*) FROM body")
    if found and found[0] >= SAMPLED:
        _LOG.warning("the texts in %s are being compressed, once; that takes some seconds for 100,000 articles", database.path)
        bodies.learn()
        bodies.compress()
        shrink(database)


STEPS: tuple[str | Callable[[Database], None], ...] = (FIRST, CHAINS, DECIDED, DICTIONARY, compress)
"""Statements, which are one transaction, or a function, which is as many as it likes and, where it was killed, goes on when called again.

Never edit a step that has been released: add one.
"""
