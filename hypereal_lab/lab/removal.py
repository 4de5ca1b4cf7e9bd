"""Taking assets off the shelf so that it can be undone: the rows go at once, the files when nobody wants them back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hypereal_lab.errors import ShelfError
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.records import Records

__all__ = ["Removal"]

_OF_THESE = "digest IN (SELECT value FROM json_each(?))"
_ROWS = {
    "assets": f"SELECT rowid, * FROM assets WHERE {_OF_THESE}",
    "made": f"SELECT * FROM made WHERE {_OF_THESE} ORDER BY rowid",
    "asset_tags": f"SELECT * FROM asset_tags WHERE {_OF_THESE}",
    "asset_words": f"SELECT rowid, words FROM asset_words WHERE rowid IN (SELECT rowid FROM assets WHERE {_OF_THESE})",
}
_DROPPED = f"SELECT id FROM runs WHERE dropped = 0 AND id IN (SELECT run FROM made WHERE {_OF_THESE})"


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken away. Where a kernel ends before `finish()`, `shelf.gc()` finds the files."""

    records: Records
    files: Files
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    dropped: Sequence[str]
    """Runs whose assets are gone on purpose since then."""

    @classmethod
    def of(cls, records: Records, files: Files, digests: Sequence[str]) -> Removal:
        """Take them away, all or none."""
        these = (msgspec.json.encode(list(digests)).decode(),)
        with records.transaction() as db:
            rows = {table: [dict(row) for row in db.execute(sql, these)] for table, sql in _ROWS.items()}
            dropped = [row[0] for row in db.execute(_DROPPED, these)]
            db.executemany("UPDATE runs SET dropped = 1 WHERE id = ?", [(run,) for run in dropped])
            db.executemany("DELETE FROM asset_words WHERE rowid = ?", [(row["rowid"],) for row in rows["assets"]])
            for table in ("made", "asset_tags", "assets"):
                db.execute(f"DELETE FROM {table} WHERE {_OF_THESE}", these)
        return cls(records, files, rows, dropped)

    @property
    def digests(self) -> list[str]:
        """What was taken away."""
        return [str(row["digest"]) for row in self.rows["assets"]]

    def undo(self) -> None:
        """Put everything back where it was. Raises `ShelfError` when the files are gone; then nothing is changed."""
        gone = [row["digest"][:12] for row in self.rows["assets"] if not self._path(row).exists()]
        if gone:
            raise ShelfError(f"{gone[0]} cannot be put back: its file is gone; make it again.")
        with self.records.transaction() as db:
            words = {row["rowid"]: row["words"] for row in self.rows["asset_words"]}
            for row in self.rows["assets"]:
                if db.execute("SELECT 1 FROM assets WHERE digest = ?", (row["digest"],)).fetchone():
                    continue  # it was made again in the meantime
                place = _insert(db, "assets", _free(db, row))
                _insert(db, "asset_words", {"rowid": place, "words": words.get(row["rowid"], "")})
            for table in ("made", "asset_tags"):
                for row in self.rows[table]:
                    _insert(db, table, row)
            db.executemany("UPDATE runs SET dropped = 0 WHERE id = ?", [(run,) for run in self.dropped])

    def finish(self) -> None:
        """Remove the files, but those of what was made again in the meantime."""
        for row in self.rows["assets"]:
            if not self.records.read("SELECT 1 FROM assets WHERE digest = ?", (row["digest"],)):
                self.files.remove(row["digest"], row["media_type"])

    def _path(self, row: Mapping[str, Any]) -> Path:
        return self.files.path(row["digest"], row["media_type"])


def _free(db: sqlite3.Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row, without its number where another one has that by now."""
    taken = db.execute("SELECT 1 FROM assets WHERE rowid = ?", (row["rowid"],)).fetchone()
    return {name: value for name, value in row.items() if name != "rowid" or not taken}


def _insert(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int | None:
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})"
    return db.execute(sql, tuple(row.values())).lastrowid
