"""Everything the lab ever made or was given, by content hash."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from hypereal_lab import media
from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab import upkeep
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.face import Face
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.keeping import Keeping, Made, find_by_all, shares
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.removal import Removal
from hypereal_lab.lab.search import OF_RUN, OUTLINE, Question
from hypereal_lab.lab.shelf_table import ASSETS, row_of
from hypereal_lab.tables import frame_of
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Outline", "Shelf"]

Also = Callable[[sqlite3.Connection], None]


class Outline(NamedTuple):
    """An asset as far as a list needs it."""

    digest: str
    width: int | None
    """Pixels."""
    height: int | None


class Shelf:
    """Assets and small pictures of them in files, what is known about them in the records."""

    def __init__(self, folder: Path, records: Records, *, clock: Callable[[], float] = time.time) -> None:
        self._files = Files(folder)
        self._keeping = Keeping(self._files, records, clock)
        self._certificates = folder.parent / "certificate"
        self._records = records
        self._clock = clock
        self.faces: dict[str, Face] = {}
        """What shows assets in a cell, by their kind, where there is a notebook."""

    def assets(self, kind: str | None = None, *, references: bool = False, limit: int | None = None) -> list[Asset]:
        """Newest first. Pictures that were only given as references are left out unless asked for."""
        return self.search(kind=kind, references=references, limit=limit)

    def search(self, text: str | None = None, *, limit: int | None = 100, offset: int = 0, **asked: Any) -> list[Asset]:
        """Assets that fit everything given; see `Question` for `kind`, `model`, `tag`, `rating`, `min_cost`,
        `max_cost`, `since`, `until`, `references`, `digests` and `order`. Raises `InputError` for an unknown one.
        """
        sql, values = _question(text, asked).sql()
        rows = self._records.read(f"{sql} LIMIT ? OFFSET ?", [*values, -1 if limit is None else limit, offset])
        return [self._asset(row) for row in rows]

    def outline(self, text: str | None = None, *, limit: int | None = None, **asked: Any) -> list[Outline]:
        """The same as digests and shapes alone, for lists of many thousands."""
        sql, values = _question(text, asked).sql(OUTLINE)
        rows = self._records.read(f"{sql} LIMIT ?", [*values, -1 if limit is None else limit])
        return [Outline(*row) for row in rows]

    def table(self, text: str | None = None, *, limit: int | None = None, **asked: Any) -> pd.DataFrame:
        """The same as a DataFrame, one row per asset, with the columns of `lab.shelf_table.ASSETS`."""
        return frame_of(ASSETS, (row_of(asset) for asset in self.search(text, limit=limit, **asked)))

    def asset(self, digest: str) -> Asset:
        """One asset by its digest or an unambiguous beginning of it. Raises `ShelfError`."""
        if not digest or not all(character in "0123456789abcdef" for character in digest):
            raise ShelfError(f"{digest[:20]!r} is no digest; take one from `asset.digest`.")
        sql, _ = Question(references=True).sql()
        sql = sql.replace("WHERE 1", "WHERE assets.digest BETWEEN ? AND ?")
        rows = self._records.read(f"{sql} LIMIT 2", (digest, digest + "g"))
        if len(rows) != 1:
            count = "more than one asset begins" if rows else "no asset on this shelf begins"
            raise ShelfError(f"{count} with {digest}; `lab.shelf.assets()` lists what there is.")
        return self._asset(rows[0])

    def of_run(self, run: str, *, just_written: bool = False) -> tuple[Asset, ...]:
        """The assets of one call, in the order the server gave them; `just_written` as `Records.read` has it."""
        return tuple(self._asset(row) for row in self._records.read(OF_RUN, (run,), just_written=just_written))

    def recipes_of(self, digest: str) -> set[str | None]:
        """The hashes of all recipes that made these bytes here; None for one of before hashes."""
        sql = "SELECT runs.recipe_hash FROM made JOIN runs ON runs.id = made.run WHERE made.digest = ?"
        return {row[0] for row in self._records.read(sql, (digest,))}

    def alike(self, *, content: str | None = None, look: str | None = None) -> list[Asset]:
        """Assets with the same pixels or sound whatever notes their files carry, or pictures of the same look."""
        condition, value = ("assets.content = ?", content) if content else ("assets.look IS NOT NULL", None)
        sql, _ = Question(references=True).sql()
        rows = self._records.read(sql.replace("WHERE 1", f"WHERE {condition}"), () if value is None else (value,))
        if look is not None:
            near = [(media.hamming(look, row["look"]), row) for row in rows]
            rows = [row for distance, row in sorted(near, key=lambda pair: pair[0]) if distance <= _ALIKE]
        return [self._asset(row) for row in rows]

    def rate(self, asset: Asset | str, stars: int | None) -> None:
        """One to five stars, 0 for rejected, None for not rated. Raises `InputError`."""
        if stars is not None and (type(stars) is not int or not 0 <= stars <= 5):
            raise InputError("stars is a whole number from 0 to 5, or None.", field="stars")
        digest = _digest(asset)
        self._records.write(("UPDATE assets SET rating = ? WHERE digest = ?", (stars, digest)))

    def tag(self, asset: Asset | str, *tags: str) -> None:
        """Add tags, by which the asset can be found."""
        self._retag(asset, "INSERT INTO asset_tags (digest, tag) VALUES (?, ?) ON CONFLICT DO NOTHING", tags)

    def untag(self, asset: Asset | str, *tags: str) -> None:
        """Take tags away."""
        self._retag(asset, "DELETE FROM asset_tags WHERE digest = ? AND tag = ?", tags)

    def note(self, asset: Asset | str, words: str) -> None:
        """Write down the user's own words about an asset, by which it can be found; empty words take them away.

        Raises `InputError` for more than 10,000 characters.
        """
        if not isinstance(words, str) or len(words) > _NOTE_CHARS:
            raise InputError(f"A note is text of at most {_NOTE_CHARS:,} characters.", field="note")
        digest = _digest(asset)
        with self._records.transaction() as db:
            db.execute("UPDATE assets SET note = ? WHERE digest = ?", (words.strip() or None, digest))
            find_by_all(db, digest)

    def delete(self, asset: Asset | str, *, confirm: bool = False) -> None:
        """Take an asset off the shelf. What it cost stays in the journal.

        Raises `ShelfError` that names the calls whose recipes use it, unless `confirm` says that this is known.
        """
        self.take_away([asset], confirm=confirm).finish()

    def take_away(self, assets: Sequence[Asset | str], *, confirm: bool = False) -> Removal:
        """The same for several, and so that it can be undone: the files go with `finish()` of what it gives back.

        Raises as `delete` does; then all of them stay.
        """
        digests = [self.asset(_digest(one)).digest for one in assets]
        used = self.users_of(digests)
        if used and not confirm:
            raise ShelfError(f"{used} Pass confirm=True to delete it all the same.")
        return Removal.of(self._records, self._files, digests)

    def users_of(self, digests: Sequence[str]) -> str:
        """A sentence that names the calls whose recipes use them as references; empty where none does."""
        return upkeep.users_of(self._records, digests)

    def gc(self) -> upkeep.Swept:
        """Remove files that no row knows, as a crash leaves them. Nothing that is listed is touched."""
        return upkeep.sweep(self._records, self._files, now=self._clock())

    def verify(self) -> upkeep.Verified:
        """Read every file again and compare its content with its name."""
        return upkeep.verify(self._records, self._files)

    def keep_reference(self, data: bytes, name: str | None = None) -> Asset:
        """Keep a file of the user's own. Raises `media.MediaError` when it is of no known kind."""
        digest, row = self._keeping.reference(data, name)
        with self._records.transaction() as db:
            row(db)
        return self.asset(digest)

    def keep_made(self, run: str, made: Sequence[Made], stories: Sequence[Provenance]) -> Sequence[Also]:
        """Write the files of what a call made, with their stories in them.

        Returns the rows, to be written together with the call's end. Raises `ShelfError` when there is no room and
        `media.MediaError` for what is no file of a known kind.
        """
        return (self._keeping.made(run, made, stories),)

    def load(self, path: Path) -> bytes:
        """The bytes of a file of this shelf. Raises `ShelfError` when it is gone."""
        return self._files.load(path)

    def sign(self, data: bytes, *, title: str, model: str, payload: bytes) -> bytes:
        """A file with content credentials by this lab's own certificate. Raises `media.MediaError`."""
        return media.sign(data, folder=self._certificates, title=title, model=model, payload=payload)

    def __len__(self) -> int:
        """How many assets were made."""
        return int(self._records.read("SELECT COUNT(*) FROM assets WHERE run IS NOT NULL")[0][0])

    def __repr__(self) -> str:
        return f"<Shelf: {len(self)} assets>"

    def _retag(self, asset: Asset | str, sql: str, tags: Sequence[str]) -> None:
        digest = _digest(asset)
        for tag in tags:
            if not isinstance(tag, str) or not tag.strip() or len(tag) > 100:
                raise InputError("A tag is a word of 1 to 100 characters.", field="tags")
        with self._records.transaction() as db:
            db.executemany(sql, [(digest, tag.strip()) for tag in tags])
            find_by_all(db, digest)

    def _asset(self, row: sqlite3.Row) -> Asset:
        key, media_type = row["digest"], row["media_type"]
        return Asset(
            digest=key,
            kind=row["kind"],
            media_type=media_type,
            width=row["width"],
            height=row["height"],
            seconds=row["seconds"],
            size=row["size"],
            created=row["time"],
            name=row["name"],
            path=self._files.path(key, media_type),
            thumbnail_path=self._files.thumbnail_path(key),
            run=row["run_asked"] if "run_asked" in row.keys() else row["run"],  # noqa: SIM118 - a Row is no mapping
            position=row["position"] or 0,
            recipe=msgspec.json.decode(row["recipe"]) if row["recipe"] else {},
            recipe_hash=row["recipe_hash"],
            model=row["model"],
            cost=_share(row),
            price_version=row["price_version"],
            price_basis=row["price_basis"],
            latency=row["latency"],
            sandbox=row["provider"] == "sandbox",
            link=row["link"],
            link_expires=row["link_expires"],
            rating=row["rating"],
            tags=tuple(msgspec.json.decode(row["tags"] or "[]")),
            note=row["note"] or "",
            shelf=self,
            face=self.faces.get(row["kind"]),
        )


_NOTE_CHARS = 10_000
_ALIKE = 6
"""Of 64 bits: a picture that was scaled or encoded again differs in fewer, another picture in about half."""


def _question(text: str | None, asked: dict[str, Any]) -> Question:
    try:
        return Question(text=text, **asked)
    except TypeError:
        known = [name for name in Question.__dataclass_fields__ if name != "text"]
        wrong = next((name for name in asked if name not in known), "text")
        raise InputError(f"The shelf is not searched by {wrong}; use {', '.join(known)}.", field=wrong) from None


def _share(row: sqlite3.Row) -> Credits | None:
    """An asset's part of what its call cost, which stays the same when others of the call are deleted.

    None where nobody knows what that was.
    """
    if row["status"] != "succeeded" or not row["together"] or row["credits"] is None:
        return None
    return shares(Credits(row["credits"]), row["together"])[row["position"] or 0]


def _digest(asset: Asset | str) -> str:
    return asset if isinstance(asset, str) else asset.digest
