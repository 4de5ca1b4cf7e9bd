"""Everything the lab ever made or was given, by content hash."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hypereal_lab.errors import ShelfError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.records import Records
from hypereal_lab.media import ImageFacts, digest, probe_image, thumbnail
from hypereal_lab.wire.money import Credits

__all__ = ["Made", "Shelf"]

_COLUMNS = """
    SELECT assets.*, made.run, made.position, made.link, made.link_expires, runs.model, runs.recipe, runs.credits,
        runs.state, runs.provider, (SELECT COUNT(*) FROM made AS others WHERE others.run = made.run) AS together
"""
_LATEST = f"""{_COLUMNS} FROM assets
    LEFT JOIN made ON made.rowid = (SELECT MAX(rowid) FROM made AS any WHERE any.digest = assets.digest)
    LEFT JOIN runs ON runs.id = made.run
"""
"""Each asset once, with the last call that made it: equal recipes make equal bytes."""
_OF_RUN = f"{_COLUMNS} FROM made JOIN assets USING (digest) JOIN runs ON runs.id = made.run WHERE made.run = ?"


@dataclass(frozen=True, slots=True)
class Made:
    """One picture as it came from the server."""

    data: bytes
    link: str | None = None
    """Where the server keeps it, so that it can be a reference without being sent again."""
    link_expires: float | None = None
    """Unix seconds."""


class Shelf:
    """Assets and thumbnails in files, what is known about them in the records."""

    def __init__(self, folder: Path, records: Records, *, clock: Callable[[], float] = time.time) -> None:
        self._files = Files(folder)
        self._records = records
        self._clock = clock

    def assets(self, kind: str | None = None, *, references: bool = False, limit: int | None = None) -> list[Asset]:
        """Newest first. Pictures that were only given as references are left out unless asked for."""
        conditions, values = ["1"], []
        if kind is not None:
            conditions.append("assets.kind = ?")
            values.append(kind)
        if not references:
            conditions.append("made.run IS NOT NULL")
        rows = self._records.read(
            f"{_LATEST} WHERE {' AND '.join(conditions)} ORDER BY assets.time DESC, assets.rowid DESC LIMIT ?",
            [*values, -1 if limit is None else limit],
        )
        return [self._asset(row) for row in rows]

    def asset(self, digest: str) -> Asset:
        """One asset by its digest or an unambiguous beginning of it. Raises `ShelfError`."""
        if not digest or not all(character in "0123456789abcdef" for character in digest):
            raise ShelfError(f"{digest[:20]!r} is no digest; take one from `asset.digest`.")
        rows = self._records.read(f"{_LATEST} WHERE assets.digest BETWEEN ? AND ? LIMIT 2", (digest, digest + "g"))
        if len(rows) != 1:
            count = "more than one asset begins" if rows else "no asset on this shelf begins"
            raise ShelfError(f"{count} with {digest}; `lab.shelf.assets()` lists what there is.")
        return self._asset(rows[0])

    def of_run(self, run: str) -> tuple[Asset, ...]:
        """The assets of one call, in the order the server gave them."""
        rows = self._records.read(f"{_OF_RUN} ORDER BY made.position", (run,))
        return tuple(self._asset(row) for row in rows)

    def keep_reference(self, data: bytes, name: str | None = None) -> Asset:
        """Keep a picture of the user's own. Raises `media.MediaError` when it is none."""
        self._records.write(self._insert(data, probe_image(data), name))
        return self.asset(digest(data))

    def keep_made(self, run: str, made: Sequence[Made]) -> tuple[Asset, ...]:
        """Keep what a call made: the files first, then all rows at once."""
        statements: list[tuple[str, Sequence[Any]]] = []
        for position, one in enumerate(made):
            statements.append(self._insert(one.data, probe_image(one.data), None))
            statements.append(
                (
                    "INSERT INTO made (run, position, digest, link, link_expires) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (run, position) DO UPDATE SET digest = excluded.digest, link = excluded.link,"
                    " link_expires = excluded.link_expires",
                    (run, position, digest(one.data), one.link, one.link_expires),
                )
            )
        self._records.write(*statements)
        return self.of_run(run)

    def _insert(self, data: bytes, facts: ImageFacts, name: str | None) -> tuple[str, Sequence[Any]]:
        key = digest(data)
        self._files.keep(self._files.path(key, facts.media_type), data)
        self._files.keep(self._files.thumbnail_path(key), thumbnail(data))
        return (
            "INSERT INTO assets (digest, time, kind, media_type, width, height, size, name)"
            " VALUES (?, ?, 'image', ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
            (key, self._clock(), facts.media_type, facts.width, facts.height, len(data), name),
        )

    def _asset(self, row: sqlite3.Row) -> Asset:
        key, media_type = row["digest"], row["media_type"]
        return Asset(
            digest=key,
            kind=row["kind"],
            media_type=media_type,
            width=row["width"],
            height=row["height"],
            size=row["size"],
            created=row["time"],
            name=row["name"],
            path=self._files.path(key, media_type),
            thumbnail_path=self._files.thumbnail_path(key),
            run=row["run"],
            position=row["position"] or 0,
            recipe=msgspec.json.decode(row["recipe"]) if row["recipe"] else {},
            model=row["model"],
            cost=_share(row),
            sandbox=row["provider"] == "sandbox",
            link=row["link"],
            link_expires=row["link_expires"],
            shelf=self,
        )

    def load(self, path: Path) -> bytes:
        """The bytes of a file of this shelf. Raises `ShelfError` when it is gone."""
        return self._files.load(path)


def _share(row: sqlite3.Row) -> Credits | None:
    """An asset's part of what its call cost; the parts of one call add up exactly."""
    if row["state"] != "done":
        return None
    whole, rest = divmod(row["credits"], row["together"])
    return Credits(whole + (1 if row["position"] < rest else 0))
