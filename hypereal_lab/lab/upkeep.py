"""Looking after the shelf: who uses an asset, sweep what a crash left, read everything again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from hypereal_lab import media
from hypereal_lab.errors import ShelfError
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.records import Records

__all__ = ["Swept", "Verified", "sweep", "users_of", "verify"]

_YOUNG = 3600.0
"""Seconds: a file of another kernel stands there a moment before its row does."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What `gc` removed."""

    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found."""

    checked: int
    missing: tuple[str, ...]
    """Digests whose file is gone."""
    changed: tuple[str, ...]
    """Digests whose file holds something else."""

    @property
    def whole(self) -> bool:
        """Whether every asset is there as it was kept."""
        return not self.missing and not self.changed


def users_of(records: Records, digests: Sequence[str]) -> str:
    """A sentence that names the calls whose recipes use them as references; empty where none does."""
    users = records.read(
        "SELECT DISTINCT runs.model, runs.id, json_extract(one.value, '$.digest') AS digest"
        " FROM runs, json_each(runs.recipe, '$.references') AS one"
        " WHERE json_extract(one.value, '$.digest') IN (SELECT value FROM json_each(?)) LIMIT 4",
        (msgspec.json.encode(list(digests)).decode(),),
    )
    if not users:
        return ""
    named = ", ".join(f"{row['model']} ({row['id'][:8]})" for row in users[:3])
    more = " and others" if len(users) > 3 else ""
    return f"{users[0]['digest'][:12]} is a reference of {named}{more}, which could not be made again without it."


def sweep(records: Records, files: Files, *, now: float) -> Swept:
    """Remove files without a row that are older than an hour."""
    known = {row["digest"] for row in records.read("SELECT digest FROM assets")}
    count = size = 0
    for path in list(files.all()):
        try:
            facts = path.stat()
            if path.name.split(".")[0] in known or facts.st_mtime > now - _YOUNG:
                continue
            path.unlink()
        except OSError:
            continue
        count, size = count + 1, size + facts.st_size
    return Swept(count, size)


def verify(records: Records, files: Files) -> Verified:
    """Compare every file with its name."""
    missing, changed = [], []
    rows = records.read("SELECT digest, media_type FROM assets ORDER BY rowid")
    for row in rows:
        digest = row["digest"]
        try:
            data = files.load(files.path(digest, row["media_type"]))
            bare = data if row["media_type"].startswith("text/") else media.strip(data)
        except ShelfError:
            missing.append(digest)
            continue
        except media.MediaError:
            bare = b""
        if media.digest(bare) != digest:
            changed.append(digest)
    return Verified(len(rows), tuple(missing), tuple(changed))
