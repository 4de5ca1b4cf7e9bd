"""Everything the lab ever made or was given, by content hash."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hypereal_lab import media
from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab import upkeep
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.search import OF_RUN, Question
from hypereal_lab.lab.shelf_table import ASSETS, row_of
from hypereal_lab.tables import frame_of
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Made", "Shelf", "shares"]

Also = Callable[[sqlite3.Connection], None]


@dataclass(frozen=True, slots=True)
class Made:
    """One asset as it came from the server."""

    data: bytes
    link: str | None = None
    """Where the server keeps it, so that it can be a reference without being sent again."""
    link_expires: float | None = None
    """Unix seconds."""
    media_type: str | None = None
    """Where the bytes alone do not tell, as for text."""


class Shelf:
    """Assets and small pictures of them in files, what is known about them in the records."""

    def __init__(self, folder: Path, records: Records, *, clock: Callable[[], float] = time.time) -> None:
        self._files = Files(folder)
        self._certificates = folder.parent / "certificate"
        self._records = records
        self._clock = clock

    def assets(self, kind: str | None = None, *, references: bool = False, limit: int | None = None) -> list[Asset]:
        """Newest first. Pictures that were only given as references are left out unless asked for."""
        return self.search(kind=kind, references=references, limit=limit)

    def search(self, text: str | None = None, *, limit: int | None = 100, offset: int = 0, **asked: Any) -> list[Asset]:
        """Assets that fit everything given; see `Question` for `kind`, `model`, `tag`, `rating`, `min_cost`,
        `max_cost`, `since`, `until`, `references` and `order`. Raises `InputError` for an unknown one.
        """
        sql, values = _question(text, asked).sql()
        rows = self._records.read(f"{sql} LIMIT ? OFFSET ?", [*values, -1 if limit is None else limit, offset])
        return [self._asset(row) for row in rows]

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

    def of_run(self, run: str) -> tuple[Asset, ...]:
        """The assets of one call, in the order the server gave them."""
        return tuple(self._asset(row) for row in self._records.read(OF_RUN, (run,)))

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

    def delete(self, asset: Asset | str, *, confirm: bool = False) -> None:
        """Take an asset off the shelf. What it cost stays in the journal.

        Raises `ShelfError` that names the calls whose recipes use it, unless `confirm` says that this is known.
        """
        upkeep.delete(self._records, self._files, self.asset(_digest(asset)), confirm=confirm)

    def gc(self) -> upkeep.Swept:
        """Remove files that no row knows, as a crash leaves them. Nothing that is listed is touched."""
        return upkeep.sweep(self._records, self._files, now=self._clock())

    def verify(self) -> upkeep.Verified:
        """Read every file again and compare its content with its name."""
        return upkeep.verify(self._records, self._files)

    def keep_reference(self, data: bytes, name: str | None = None) -> Asset:
        """Keep a file of the user's own. Raises `media.MediaError` when it is of no known kind."""
        prepared = _Prepared.of(data, None)
        self._keep_files(prepared, data)
        with self._records.transaction() as db:
            self._insert(db, prepared, None, name, name or "")
        return self.asset(prepared.digest)

    def keep_made(self, run: str, made: Sequence[Made], stories: Sequence[Provenance]) -> Sequence[Also]:
        """Write the files of what a call made, with their stories in them.

        Returns the rows, to be written together with the call's end. Raises `ShelfError` when there is no room and
        `media.MediaError` for what is no file of a known kind.
        """
        prepared = [_Prepared.of(one.data, one.media_type) for one in made]
        for one, story in zip(prepared, stories, strict=True):
            _check_kind(one.facts.kind, story.recipe.kind)
            self._keep_files(one, _with_story(one.data, story.to_bytes()))

        def rows(db: sqlite3.Connection) -> None:
            for position, (given, one) in enumerate(zip(made, prepared, strict=True)):
                words = f"{stories[position].recipe.prompt} {stories[position].recipe.model}"
                new = self._insert(db, one, run, None, words)
                db.execute(
                    "INSERT INTO made (run, position, digest, link, link_expires) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (run, position) DO UPDATE SET digest = excluded.digest, link = excluded.link,"
                    " link_expires = excluded.link_expires",
                    (run, position, one.digest, given.link, given.link_expires),
                )
                if not new:
                    _find_by_all(db, one.digest)

        return (rows,)

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

    def _keep_files(self, one: _Prepared, data: bytes) -> None:
        self._files.keep(self._files.path(one.digest, one.facts.media_type), data)
        if one.poster:
            self._files.keep(self._files.thumbnail_path(one.digest), one.poster, durable=False)

    def _insert(self, db: sqlite3.Connection, one: _Prepared, run: str | None, name: str | None, words: str) -> bool:
        """False where the shelf has these bytes already."""
        facts = one.facts
        known = db.execute("SELECT rowid FROM assets WHERE digest = ?", (one.digest,)).fetchone()
        if known is not None:
            db.execute("UPDATE assets SET run = COALESCE(?, run) WHERE digest = ?", (run, one.digest))
            return False
        row = db.execute(
            "INSERT INTO assets (digest, time, kind, media_type, width, height, seconds, size, name, content, look,"
            " run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(one.digest, self._clock(), facts.kind, facts.media_type, facts.width, facts.height, facts.seconds),
                *(len(one.data), name, one.content, one.look, run),
            ),
        ).lastrowid
        db.execute("INSERT INTO asset_words (rowid, words) VALUES (?, ?)", (row, words))
        return True

    def _retag(self, asset: Asset | str, sql: str, tags: Sequence[str]) -> None:
        digest = _digest(asset)
        for tag in tags:
            if not isinstance(tag, str) or not tag.strip() or len(tag) > 100:
                raise InputError("A tag is a word of 1 to 100 characters.", field="tags")
        with self._records.transaction() as db:
            db.executemany(sql, [(digest, tag.strip()) for tag in tags])
            _find_by_all(db, digest)

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
            shelf=self,
        )


_ALIKE = 6
"""Of 64 bits: a picture that was scaled or encoded again differs in fewer, another picture in about half."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Bytes with all that is worked out of them before anything is written."""

    data: bytes
    """Without a story of ours."""
    digest: str
    facts: media.MediaFacts
    poster: bytes | None
    content: str
    look: str | None

    @classmethod
    def of(cls, data: bytes, media_type: str | None) -> _Prepared:
        if media_type is not None:
            facts = media.MediaFacts(kind="text", media_type=media_type)
            return cls(data, media.digest(data), facts, None, media.content_digest(data), None)
        bare = media.strip(data)
        seen = media.glance(bare)
        return cls(bare, media.digest(bare), seen.facts, seen.poster, seen.content, seen.look)


def shares(whole: Credits, parts: int) -> list[Credits]:
    """One call's cost on its assets; the parts add up exactly."""
    each, rest = divmod(whole.micros, parts)
    return [Credits(each + (1 if position < rest else 0)) for position in range(parts)]


_WORDS = """
    UPDATE asset_words SET words = (
        SELECT COALESCE(assets.name, '')
            || ' ' || COALESCE((SELECT GROUP_CONCAT(tag, ' ') FROM asset_tags WHERE digest = assets.digest), '')
            || ' ' || COALESCE((
                SELECT GROUP_CONCAT(COALESCE(
                    json_extract(runs.recipe, '$.inputs.prompt'),
                    json_extract(runs.recipe, '$.inputs.text'),
                    json_extract(runs.recipe, '$.inputs.messages[#-1].content'),
                    ''
                ) || ' ' || runs.model, ' ')
                FROM made JOIN runs ON runs.id = made.run WHERE made.digest = assets.digest
            ), '')
        FROM assets WHERE assets.digest = :digest
    ) WHERE rowid = (SELECT rowid FROM assets WHERE digest = :digest)
"""


def _find_by_all(db: sqlite3.Connection, digest: str) -> None:
    """Let an asset be found by its name, its tags and the words of every call that made it."""
    db.execute(_WORDS, {"digest": digest})


_MAKES = {
    "image": ("image",),
    "video": ("video", "image"),
    "speech": ("audio",),
    "clone": ("audio",),
    "transcript": ("text",),
    "model3d": ("model3d",),
    "chat": ("text",),
}
"""Kinds of media that come out of each kind of recipe."""


def _check_kind(found: str, recipe: str) -> None:
    """Raises `media.MediaError`: a page that asks for a password is no picture."""
    if found not in _MAKES[recipe]:
        raise media.MediaError(f"It is {found}, and {_MAKES[recipe][0]} was asked for.", why="unsupported")


def _with_story(data: bytes, story: bytes) -> bytes:
    """The file with its story in it where its format can carry one and gives the same bytes back without it."""
    try:
        told = media.embed(data, story)
        return told if media.strip(told) == data else data
    except media.MediaError:
        return data


def _question(text: str | None, asked: dict[str, Any]) -> Question:
    try:
        return Question(text=text, **asked)
    except TypeError:
        known = [name for name in Question.__dataclass_fields__ if name != "text"]
        wrong = next((name for name in asked if name not in known), "text")
        raise InputError(f"The shelf is not searched by {wrong}; use {', '.join(known)}.", field=wrong) from None


def _share(row: sqlite3.Row) -> Credits | None:
    """An asset's part of what its call cost, which stays the same when others of the call are deleted."""
    if row["status"] != "succeeded" or not row["together"]:
        return None
    return shares(Credits(row["credits"]), row["together"])[row["position"] or 0]


def _digest(asset: Asset | str) -> str:
    return asset if isinstance(asset, str) else asset.digest
