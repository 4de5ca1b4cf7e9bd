"""The tables of one user's lab, as numbered steps that are never edited once released.

Amounts are millionths of a credit, times are Unix seconds.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import filelock

from hypereal_lab.errors import ShelfError

__all__ = ["STATUSES", "migrate"]

STATUSES = ("queued", "running", "succeeded", "failed", "cancelled", "expired", "unknown")
"""The one vocabulary of runs and jobs. `unknown`: sent, and no answer came."""

_FIRST_LIGHT = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    time REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'done', 'failed', 'unknown')),
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    recipe TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    estimate_low INTEGER,
    estimate_expected INTEGER,
    estimate_high INTEGER,
    price_version TEXT,
    price_basis TEXT,
    units INTEGER NOT NULL DEFAULT 0,
    credits INTEGER NOT NULL DEFAULT 0,
    cost_source TEXT,
    latency REAL,
    request_id TEXT,
    error TEXT
) STRICT;
CREATE INDEX runs_by_time ON runs (time);
CREATE TABLE assets (
    digest TEXT PRIMARY KEY,
    time REAL NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    size INTEGER NOT NULL,
    name TEXT
) STRICT;
CREATE TABLE made (
    run TEXT NOT NULL REFERENCES runs (id),
    position INTEGER NOT NULL,
    digest TEXT NOT NULL REFERENCES assets (digest),
    link TEXT,
    link_expires REAL,
    PRIMARY KEY (run, position)
) STRICT;
CREATE INDEX made_by_digest ON made (digest);
"""

_SPINE = """
CREATE TABLE runs_now (
    id TEXT PRIMARY KEY,
    time REAL NOT NULL,
    status TEXT NOT NULL CHECK (
        status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired', 'unknown')
    ),
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    recipe TEXT NOT NULL,
    recipe_hash TEXT,
    flight TEXT,
    owner TEXT,
    idempotency_key TEXT NOT NULL,
    request BLOB,
    estimate_low INTEGER,
    estimate_expected INTEGER,
    estimate_high INTEGER,
    price_version TEXT,
    price_basis TEXT,
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    quoted INTEGER,
    units INTEGER NOT NULL DEFAULT 0,
    credits INTEGER NOT NULL DEFAULT 0,
    avoided INTEGER NOT NULL DEFAULT 0,
    replay_of TEXT,
    cost_source TEXT,
    latency REAL,
    request_id TEXT,
    job TEXT,
    poll_url TEXT,
    answer BLOB,
    raw_status TEXT,
    error TEXT,
    dropped INTEGER NOT NULL DEFAULT 0,
    notebook TEXT,
    cell TEXT
) STRICT;
INSERT INTO runs_now (
    id, time, status, kind, model, provider, recipe, idempotency_key, estimate_low, estimate_expected, estimate_high,
    price_version, price_basis, units, credits, cost_source, latency, request_id, error
) SELECT
    id, time, CASE state WHEN 'sent' THEN 'unknown' WHEN 'done' THEN 'succeeded' ELSE state END, kind, model, provider,
    recipe, idempotency_key, estimate_low, estimate_expected, estimate_high, price_version, price_basis, units, credits,
    cost_source, latency, request_id, error
FROM runs ORDER BY rowid;
DROP TABLE runs;
ALTER TABLE runs_now RENAME TO runs;
CREATE INDEX runs_by_time ON runs (time);
CREATE INDEX runs_by_recipe ON runs (recipe_hash, provider) WHERE status = 'succeeded' AND replay_of IS NULL;
CREATE INDEX runs_unresolved ON runs (status) WHERE status IN ('queued', 'running', 'unknown');
CREATE INDEX runs_by_model ON runs (model, kind, provider) WHERE status = 'succeeded' AND replay_of IS NULL;
CREATE UNIQUE INDEX runs_in_flight ON runs (flight) WHERE flight IS NOT NULL;
CREATE UNIQUE INDEX runs_by_job ON runs (job) WHERE job IS NOT NULL;

CREATE TABLE run_tags (
    run TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (tag, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE charges (
    id INTEGER PRIMARY KEY,
    time REAL NOT NULL,
    run TEXT NOT NULL,
    credits INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('settle', 'refund', 'correction'))
) STRICT;
CREATE INDEX charges_by_run ON charges (run);
CREATE INDEX charges_by_time ON charges (time);
INSERT INTO charges (time, run, credits, reason)
    SELECT time, id, credits, 'settle' FROM runs WHERE status = 'succeeded' ORDER BY rowid;
CREATE TRIGGER charges_no_update BEFORE UPDATE ON charges
BEGIN SELECT RAISE(ABORT, 'charges are never changed; write a new entry'); END;

CREATE TABLE budgets (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('block', 'session', 'notebook', 'month', 'tag')),
    subject TEXT NOT NULL,
    cap INTEGER NOT NULL CHECK (cap >= 0),
    spent INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    zone TEXT,
    time REAL NOT NULL
) STRICT;
CREATE INDEX budgets_by_subject ON budgets (scope, subject);
CREATE TABLE stakes (
    run TEXT NOT NULL,
    budget TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    held INTEGER NOT NULL CHECK (held >= 0),
    spent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, budget)
) STRICT, WITHOUT ROWID;

ALTER TABLE assets ADD COLUMN seconds REAL;
ALTER TABLE assets ADD COLUMN content TEXT;
ALTER TABLE assets ADD COLUMN look TEXT;
ALTER TABLE assets ADD COLUMN rating INTEGER;
ALTER TABLE assets ADD COLUMN run TEXT;
UPDATE assets SET run = (SELECT run FROM made WHERE made.digest = assets.digest ORDER BY made.rowid DESC LIMIT 1);
CREATE INDEX assets_made ON assets (time) WHERE run IS NOT NULL;
CREATE INDEX assets_by_content ON assets (content);
CREATE TABLE asset_tags (
    digest TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (digest, tag)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE asset_words USING fts5 (words, tokenize = "unicode61 remove_diacritics 2");
INSERT INTO asset_words (rowid, words)
    SELECT assets.rowid, COALESCE(json_extract(runs.recipe, '$.inputs.prompt'), '') || ' ' || runs.model
    FROM assets JOIN runs ON runs.id = assets.run;
"""

_NOTES = "ALTER TABLE assets ADD COLUMN note TEXT;"

_QUANTITIES = """
ALTER TABLE runs ADD COLUMN pixels INTEGER;
ALTER TABLE runs ADD COLUMN media_ms INTEGER;
ALTER TABLE runs ADD COLUMN input_tokens INTEGER;
ALTER TABLE runs ADD COLUMN output_tokens INTEGER;
UPDATE runs SET (pixels, media_ms) = (
    SELECT SUM(width * height) FILTER (WHERE assets.kind = 'image'), CAST(ROUND(SUM(seconds) * 1000) AS INTEGER)
    FROM made JOIN assets ON assets.digest = made.digest WHERE made.run = runs.id
) WHERE status = 'succeeded' AND replay_of IS NULL;
"""

_CHANGES = """
CREATE INDEX run_tags_by_run ON run_tags (run);
CREATE TABLE changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    run TEXT NOT NULL
) STRICT;
CREATE TRIGGER changes_are_few AFTER INSERT ON changes
BEGIN DELETE FROM changes WHERE number <= new.number - 5000; END;
CREATE TRIGGER runs_began AFTER INSERT ON runs BEGIN INSERT INTO changes (run) VALUES (new.id); END;
CREATE TRIGGER runs_changed AFTER UPDATE ON runs BEGIN INSERT INTO changes (run) VALUES (new.id); END;
CREATE TRIGGER charges_changed AFTER INSERT ON charges BEGIN INSERT INTO changes (run) VALUES (new.run); END;
CREATE TRIGGER tags_came AFTER INSERT ON run_tags BEGIN INSERT INTO changes (run) VALUES (new.run); END;
CREATE TRIGGER tags_went AFTER DELETE ON run_tags BEGIN INSERT INTO changes (run) VALUES (old.run); END;
CREATE TRIGGER made_came AFTER INSERT ON made BEGIN INSERT INTO changes (run) VALUES (new.run); END;
CREATE TRIGGER made_went AFTER DELETE ON made BEGIN INSERT INTO changes (run) VALUES (old.run); END;
CREATE TRIGGER ratings_changed AFTER UPDATE OF rating ON assets
BEGIN INSERT INTO changes (run) SELECT run FROM made WHERE digest = new.digest; END;
"""
"""The newest changes of what a table of calls shows, so that whoever has read the rest reads only these."""

_STEPS = (_FIRST_LIGHT, _SPINE, _NOTES, _QUANTITIES, _CHANGES)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to this version, all steps or none. Raises `ShelfError` for a file of a newer version.

    A lock beside the file lets one kernel do it while the others wait.
    """
    if _version(connection) == len(_STEPS):
        return
    with filelock.FileLock(path.with_suffix(".migrating")):
        version = _version(connection)
        if version > len(_STEPS):
            raise ShelfError(
                "this lab's records were written by a newer hypereal-lab; upgrade with pip install -U hypereal-lab."
            )
        try:
            for number, step in enumerate(_STEPS[version:], start=version + 1):
                connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise ShelfError(f"{path} cannot be brought to this version ({error}); nothing was changed.") from error


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
