"""The tables, as numbered steps that are never edited once released. Amounts are millionths of a credit."""

from __future__ import annotations

import sqlite3

__all__ = ["STEPS", "migrate"]

_LEDGER = """
CREATE TABLE wallets (
    id TEXT PRIMARY KEY,
    posted INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    CHECK (posted - held >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers (
    id INTEGER PRIMARY KEY,
    time REAL NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL CHECK (target <> source),
    amount INTEGER NOT NULL CHECK (amount > 0),
    kind TEXT NOT NULL CHECK (kind IN ('top_up', 'charge', 'loss')),
    reference TEXT NOT NULL,
    UNIQUE (reference, kind)
) STRICT;

CREATE TABLE holds (
    id TEXT PRIMARY KEY,
    wallet TEXT NOT NULL REFERENCES wallets (id),
    amount INTEGER NOT NULL CHECK (amount >= 0),
    time REAL NOT NULL,
    expires REAL,
    price_version TEXT NOT NULL,
    key_id TEXT,
    endpoint TEXT,
    model TEXT
) STRICT;

CREATE TABLE resolutions (
    hold TEXT PRIMARY KEY REFERENCES holds (id),
    kind TEXT NOT NULL CHECK (kind IN ('settle', 'void', 'expire')),
    amount INTEGER NOT NULL CHECK (amount >= 0 AND (kind = 'settle' OR amount = 0)),
    time REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER settle_within_hold BEFORE INSERT ON resolutions
WHEN NEW.amount > (SELECT amount FROM holds WHERE id = NEW.hold)
BEGIN SELECT RAISE(ABORT, 'a hold cannot settle for more than it holds'); END;

CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    created REAL NOT NULL,
    wallet TEXT NOT NULL,
    key_id TEXT,
    endpoint TEXT NOT NULL,
    model TEXT,
    provider TEXT,
    status_code INTEGER NOT NULL,
    latency_ms INTEGER NOT NULL,
    units INTEGER,
    credits INTEGER NOT NULL,
    price_version TEXT,
    basis TEXT,
    error TEXT
) STRICT;
CREATE INDEX calls_by_wallet ON calls (wallet, created);

CREATE TABLE spending (
    key_id TEXT NOT NULL,
    month TEXT NOT NULL,
    credits INTEGER NOT NULL,
    PRIMARY KEY (key_id, month)
) STRICT, WITHOUT ROWID;
"""


def _immutable(*tables: str) -> str:
    return "".join(
        f"""
CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} are never changed; write a new entry'); END;
"""
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )


_IMMUTABLE = _immutable("transfers", "holds", "resolutions", "calls")

_ACCOUNTS = """
CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    wallet TEXT NOT NULL REFERENCES wallets (id),
    secret BLOB NOT NULL,
    rate_limit INTEGER CHECK (rate_limit > 0),
    enabled INTEGER NOT NULL DEFAULT 1,
    created REAL NOT NULL,
    expires REAL
) STRICT, WITHOUT ROWID;
"""

_RESULTS = """
CREATE TABLE files (
    token TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    call TEXT NOT NULL,
    expires REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_by_expiry ON files (expires);

CREATE TABLE answers (
    wallet TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    body BLOB NOT NULL,
    created REAL NOT NULL,
    PRIMARY KEY (wallet, endpoint, idempotency_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_age ON answers (created);
"""

_JOBS = """
CREATE TABLE jobs (
    id TEXT NOT NULL UNIQUE,
    hold TEXT NOT NULL UNIQUE REFERENCES holds (id),
    wallet TEXT NOT NULL REFERENCES wallets (id),
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    basis TEXT NOT NULL,
    units INTEGER NOT NULL,
    work BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    runs INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    ended REAL CHECK ((ended IS NULL) = (state IN ('queued', 'running'))),
    output TEXT CHECK ((output IS NULL) = (state <> 'completed')),
    error TEXT
) STRICT;
CREATE INDEX jobs_by_wallet ON jobs (wallet);
CREATE INDEX open_jobs ON jobs (wallet) WHERE ended IS NULL;

CREATE TRIGGER jobs_go_forward BEFORE UPDATE ON jobs
WHEN OLD.ended IS NOT NULL OR NEW.state = 'queued'
BEGIN SELECT RAISE(ABORT, 'a job only goes forward'); END;

CREATE TRIGGER jobs_stay BEFORE DELETE ON jobs
BEGIN SELECT RAISE(ABORT, 'jobs are never deleted'); END;
"""

_RESPONSES = """
CREATE TABLE responses (
    id TEXT PRIMARY KEY,
    wallet TEXT NOT NULL REFERENCES wallets (id),
    previous TEXT,
    said BLOB NOT NULL,
    body BLOB NOT NULL,
    created REAL NOT NULL
) STRICT;
CREATE INDEX responses_by_age ON responses (created);
CREATE INDEX responses_by_previous ON responses (previous) WHERE previous IS NOT NULL;
"""

_EXTENSIONS = """
CREATE TABLE extensions (
    whole TEXT NOT NULL REFERENCES holds (id),
    part TEXT NOT NULL UNIQUE REFERENCES holds (id) CHECK (part <> whole),
    PRIMARY KEY (whole, part)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER extend_while_open BEFORE INSERT ON extensions
WHEN EXISTS (SELECT 1 FROM resolutions WHERE hold IN (NEW.whole, NEW.part))
BEGIN SELECT RAISE(ABORT, 'a hold that has ended cannot be extended'); END;

CREATE TRIGGER extend_the_first_hold BEFORE INSERT ON extensions
WHEN EXISTS (SELECT 1 FROM extensions WHERE part = NEW.whole OR whole = NEW.part) OR NOT EXISTS (
    SELECT 1 FROM holds AS first JOIN holds AS more ON more.id = NEW.part
    WHERE first.id = NEW.whole AND first.wallet = more.wallet AND first.key_id IS more.key_id
)
BEGIN SELECT RAISE(ABORT, 'a hold is extended for the same wallet and key, and has no parts of parts'); END;

CREATE TRIGGER end_as_a_whole BEFORE INSERT ON resolutions
WHEN EXISTS (
    SELECT 1 FROM extensions WHERE whole = NEW.hold
    AND NOT EXISTS (SELECT 1 FROM resolutions WHERE hold = part)
)
BEGIN SELECT RAISE(ABORT, 'a hold cannot end before its parts'); END;
"""

_TOKENS = """
ALTER TABLE calls ADD COLUMN input_tokens INTEGER;
ALTER TABLE calls ADD COLUMN output_tokens INTEGER;
ALTER TABLE calls ADD COLUMN cached_tokens INTEGER;
ALTER TABLE calls ADD COLUMN estimated INTEGER;
"""

_WEBHOOKS = """
CREATE TABLE webhook_orders (
    job TEXT PRIMARY KEY REFERENCES jobs (id),
    url TEXT NOT NULL,
    receiver TEXT NOT NULL,
    base TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE webhooks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    wallet TEXT NOT NULL REFERENCES wallets (id),
    job TEXT NOT NULL,
    url TEXT NOT NULL,
    receiver TEXT NOT NULL,
    body BLOB NOT NULL,
    created REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'disabled')),
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL CHECK ((due IS NULL) = (state <> 'waiting'))
) STRICT;
CREATE INDEX webhooks_by_wallet ON webhooks (wallet);
CREATE INDEX waiting_webhooks ON webhooks (number) WHERE due IS NOT NULL;
CREATE INDEX ended_webhooks ON webhooks (created) WHERE due IS NULL;

CREATE TRIGGER webhooks_stay_the_same BEFORE UPDATE OF id, wallet, job, url, receiver, body, created ON webhooks
BEGIN SELECT RAISE(ABORT, 'every attempt sends the same webhook'); END;

CREATE TABLE webhook_attempts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook TEXT NOT NULL REFERENCES webhooks (id),
    time REAL NOT NULL,
    seconds REAL NOT NULL,
    status INTEGER,
    error TEXT
) STRICT;
CREATE INDEX attempts_of_webhook ON webhook_attempts (webhook);

CREATE TABLE webhook_receivers (
    wallet TEXT NOT NULL REFERENCES wallets (id),
    url TEXT NOT NULL,
    time REAL NOT NULL,
    PRIMARY KEY (wallet, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_rotations (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    wallet TEXT NOT NULL REFERENCES wallets (id),
    time REAL NOT NULL
) STRICT;
CREATE INDEX rotations_by_wallet ON webhook_rotations (wallet);
"""

_OBJECTS = """
CREATE TABLE objects (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    wallet TEXT NOT NULL REFERENCES wallets (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    sha256 TEXT,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'stored', 'leaving')),
    created REAL NOT NULL,
    expires REAL NOT NULL
) STRICT;
CREATE INDEX objects_by_wallet ON objects (wallet, state, expires, size);
CREATE INDEX objects_to_end ON objects (expires) WHERE state <> 'stored';
"""

_LEASES = """
ALTER TABLE jobs ADD COLUMN begun REAL;
CREATE INDEX jobs_made ON jobs (kind, model, ended) WHERE state = 'completed' AND begun IS NOT NULL;

CREATE TABLE leases (
    job TEXT PRIMARY KEY REFERENCES jobs (id),
    owner TEXT NOT NULL,
    fence INTEGER NOT NULL CHECK (fence > 0),
    until REAL NOT NULL,
    progress REAL NOT NULL DEFAULT 0.0 CHECK (progress BETWEEN 0.0 AND 1.0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER fences_only_grow BEFORE UPDATE ON leases
WHEN NEW.fence < OLD.fence OR (NEW.owner <> OLD.owner AND NEW.fence = OLD.fence)
BEGIN SELECT RAISE(ABORT, 'a lease that changes hands gets a higher fence'); END;

CREATE TRIGGER leases_are_of_open_jobs BEFORE INSERT ON leases
WHEN EXISTS (SELECT 1 FROM jobs WHERE id = NEW.job AND ended IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a job that has ended has no lease'); END;
"""

_UPSTREAM_JOBS = """
CREATE TABLE upstream_jobs (
    job TEXT PRIMARY KEY REFERENCES jobs (id),
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    base TEXT NOT NULL,
    token TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    path TEXT NOT NULL,
    body BLOB NOT NULL,
    loans TEXT NOT NULL,
    asked REAL NOT NULL,
    upstream TEXT CHECK ((upstream IS NULL) = (poll IS NULL)),
    poll TEXT,
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'unknown', 'ended'))
) STRICT, WITHOUT ROWID;
CREATE INDEX living_upstream_jobs ON upstream_jobs (job) WHERE state <> 'ended';

CREATE TRIGGER upstream_jobs_are_ordered_once BEFORE UPDATE ON upstream_jobs
WHEN OLD.upstream IS NOT NULL AND (NEW.upstream IS NOT OLD.upstream OR NEW.provider <> OLD.provider)
BEGIN SELECT RAISE(ABORT, 'a job that was accepted elsewhere stays there'); END;

CREATE TRIGGER upstream_jobs_stay BEFORE DELETE ON upstream_jobs
WHEN OLD.upstream IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a job that was accepted elsewhere is never forgotten'); END;
"""

STEPS = (
    _LEDGER + _IMMUTABLE,
    _ACCOUNTS,
    _RESULTS,
    _JOBS,
    _RESPONSES,
    _EXTENSIONS + _immutable("extensions"),
    _TOKENS,
    _WEBHOOKS,
    _OBJECTS,
    _LEASES,
    _UPSTREAM_JOBS,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this version, in one transaction. Raises `RuntimeError` for a file of a newer version."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(STEPS):
            raise RuntimeError("the data folder was written by a newer hypereal-lab; upgrade before serving it.")
        for step in STEPS[version:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(step: str) -> list[str]:
    """Whole statements; a trigger has semicolons inside."""
    found, part = [], ""
    for piece in step.split(";"):
        part += piece + ";"
        if sqlite3.complete_statement(part):
            if part.strip(" ;\n"):
                found.append(part)
            part = ""
    return found
