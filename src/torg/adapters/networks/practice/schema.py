"""The practice network's own tables. Times are ISO 8601 in UTC with microseconds and Z."""

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS account (
    id TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    style TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    is_channel INTEGER NOT NULL,
    token_digest TEXT UNIQUE,
    revoked_at TEXT,
    webhook_url TEXT NOT NULL DEFAULT '',
    webhook_secret TEXT NOT NULL DEFAULT '',
    marked INTEGER NOT NULL DEFAULT 0,
    gone_at TEXT,
    created_at TEXT NOT NULL
) STRICT;

-- place_id: the account on whose page it stands (messages: the channel that is written to).
CREATE TABLE IF NOT EXISTS thing (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('post', 'comment', 'message', 'like', 'repost')),
    author_id TEXT NOT NULL REFERENCES account (id),
    place_id TEXT NOT NULL REFERENCES account (id),
    root_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    text TEXT NOT NULL,
    langs TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL,
    edited_at TEXT,
    hidden_at TEXT,
    deleted_at TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS thing_feed ON thing (kind, created_at, id);
CREATE INDEX IF NOT EXISTS thing_page ON thing (place_id, kind, created_at, id);
CREATE INDEX IF NOT EXISTS thing_thread ON thing (root_id, created_at, id);
CREATE INDEX IF NOT EXISTS thing_author ON thing (author_id, parent_id, kind);

CREATE TABLE IF NOT EXISTS image (
    id TEXT PRIMARY KEY,
    thing_id TEXT NOT NULL REFERENCES thing (id),
    position INTEGER NOT NULL,
    mime TEXT NOT NULL,
    alt TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (thing_id, position)
) STRICT;

-- What accounts were told. seq is the cursor; one writer at a time keeps it in commit order.
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES account (id),
    thing_id TEXT NOT NULL REFERENCES thing (id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (account_id, thing_id, version)
) STRICT;
CREATE INDEX IF NOT EXISTS event_poll ON event (account_id, seq);

-- Accepted acts of channel accounts through the API.
CREATE TABLE IF NOT EXISTS act (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS act_key ON act (account_id, key);
CREATE INDEX IF NOT EXISTS act_time ON act (account_id, at, id);

CREATE TABLE IF NOT EXISTS wall (
    account_id TEXT NOT NULL REFERENCES account (id),
    person_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('mute', 'block')),
    at TEXT NOT NULL,
    PRIMARY KEY (account_id, person_id, kind)
) STRICT;

CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES account (id),
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    done_at TEXT,
    how TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (next_at) WHERE done_at IS NULL;

-- Where polling stands: "era" and "floor" of stream.py.
CREATE TABLE IF NOT EXISTS mark (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

-- The log's lines, written in the transaction of the act and copied to the file after it.
CREATE TABLE IF NOT EXISTS truth (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    line TEXT NOT NULL
) STRICT;
"""

# Columns that older files lack: table, column, what it is.
ADDED = (
    ("delivery", "how", "TEXT NOT NULL DEFAULT ''"),
    ("account", "marked", "INTEGER NOT NULL DEFAULT 0"),
    ("account", "gone_at", "TEXT"),
)


def lay(db: sqlite3.Connection) -> None:
    """Make the tables, or bring those of an older file up to date."""
    db.executescript(SCHEMA)
    for table, column, what in ADDED:
        known = {row["name"] for row in db.execute(f"PRAGMA table_info({table})")}
        if column not in known:
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {what}")
