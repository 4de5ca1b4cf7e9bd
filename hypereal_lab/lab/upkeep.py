"""Looking after the shelf: delete with care, sweep what a crash left, read everything again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypereal_lab import media
from hypereal_lab.errors import ShelfError
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.records import Records

if TYPE_CHECKING:
    from hypereal_lab.lab.asset import Asset

__all__ = ["Swept", "Verified", "delete", "sweep", "verify"]

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


def delete(records: Records, files: Files, asset: Asset, *, confirm: bool) -> None:
    """Raises `ShelfError` when recipes of other calls use it, unless confirmed."""
    users = records.read(
        "SELECT DISTINCT runs.model, runs.id FROM runs, json_each(runs.recipe, '$.references') AS one"
        " WHERE json_extract(one.value, '$.digest') = ? LIMIT 4",
        (asset.digest,),
    )
    if users and not confirm:
        named = ", ".join(f"{row['model']} ({row['id'][:8]})" for row in users[:3])
        more = " and others" if len(users) > 3 else ""
        raise ShelfError(
            f"{asset.digest[:12]} is a reference of {named}{more}, which could not be made again without it. "
            "Pass confirm=True to delete it all the same."
        )
    with records.transaction() as db:
        row = db.execute("SELECT rowid FROM assets WHERE digest = ?", (asset.digest,)).fetchone()
        if row is not None:
            db.execute("DELETE FROM asset_words WHERE rowid = ?", (row[0],))
        db.execute("UPDATE runs SET dropped = 1 WHERE id IN (SELECT run FROM made WHERE digest = ?)", (asset.digest,))
        for table in ("made", "asset_tags", "assets"):
            db.execute(f"DELETE FROM {table} WHERE digest = ?", (asset.digest,))
    files.remove(asset.digest, asset.media_type)


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
