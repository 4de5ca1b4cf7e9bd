"""Putting things on the shelf: files first, with their story in them, then rows together with the end of the call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypereal_lab import media
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.provenance import Provenance
from hypereal_lab.lab.records import Records
from hypereal_lab.wire.money import Credits

__all__ = ["Keeping", "Made", "find_by_all", "shares"]

Also = Callable[[sqlite3.Connection], None]

_MAKES = {
    "image": ("image",),
    "edit": ("image",),
    "video": ("video", "image"),
    "speech": ("audio",),
    "clone": ("audio",),
    "transcript": ("text",),
    "model3d": ("model3d",),
    "chat": ("text",),
    "derived": ("image", "video", "audio", "model3d", "text"),
}
"""Kinds of media that come out of each kind of recipe."""

_WORDS = """
    SELECT assets.rowid, COALESCE(assets.name, '')
        || ' ' || COALESCE(assets.note, '')
        || ' ' || COALESCE((SELECT GROUP_CONCAT(tag, ' ') FROM asset_tags WHERE digest = assets.digest), '')
        || ' ' || COALESCE((
            SELECT GROUP_CONCAT(COALESCE(
                json_extract(runs.recipe, '$.inputs.prompt'),
                json_extract(runs.recipe, '$.inputs.text'),
                json_extract(runs.recipe, '$.inputs.messages[#-1].content'),
                ''
            ) || ' ' || runs.model, ' ')
            FROM (SELECT run FROM made WHERE made.digest = assets.digest ORDER BY rowid DESC LIMIT 20) AS newest
            JOIN runs ON runs.id = newest.run
        ), '')
    FROM assets WHERE assets.digest = ?
"""


_LONGEST = 1e9
"""Seconds: a file that tells more, or no number, is not believed."""


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


class Keeping:
    """Writes files and rows of new assets. Everything it needs is passed in."""

    def __init__(self, files: Files, records: Records, clock: Callable[[], float]) -> None:
        self._files = files
        self._records = records
        self._clock = clock

    def reference(self, data: bytes, name: str | None) -> tuple[str, Also]:
        """Write a file of the user's own. Returns its digest and its row. Raises `media.MediaError`, `ShelfError`."""
        prepared = self._prepared(data, None)
        if not prepared.kept:
            self._keep_files(prepared, data)

        def row(db: sqlite3.Connection) -> None:
            self._insert(db, prepared, None, name, name or "")

        return prepared.digest, row

    def made(self, run: str, made: Sequence[Made], stories: Sequence[Provenance]) -> Also:
        """Write the files of what a call made. Returns its rows. Raises `media.MediaError`, `ShelfError`."""
        prepared = [self._prepared(one.data, one.media_type) for one in made]
        for one, story in zip(prepared, stories, strict=True):
            _check_kind(one.facts.kind, story.recipe.kind)
            if not one.kept:
                self._keep_files(one, _told(one, story))

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
                    find_by_all(db, one.digest)
            _measure(db, run, [one.facts for one in prepared])

        return rows

    def _prepared(self, data: bytes, media_type: str | None) -> _Prepared:
        """Bytes that lie on the shelf already are not looked at again."""
        if media_type is not None:
            return _Prepared.of_text(data, media_type)
        bare = media.strip(data)
        key = media.digest(bare)
        for row in self._records.read("SELECT * FROM assets WHERE digest = ?", (key,)):
            if self._files.path(key, row["media_type"]).exists() and self._files.thumbnail_path(key).exists():
                return _Prepared.of_row(row, bare)
        return _Prepared.of(bare, key)

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


def _measure(db: sqlite3.Connection, run: str, made: Sequence[media.MediaFacts]) -> None:
    """Write down how much it is, which stays known when the files are deleted."""
    pixels = sum(one.width * one.height for one in made if one.kind == "image" and one.width and one.height)
    seconds = sum(one.seconds for one in made if one.seconds and 0 < one.seconds < _LONGEST)
    if pixels or seconds:
        sql = "UPDATE runs SET pixels = ?, media_ms = ? WHERE id = ?"
        db.execute(sql, (pixels or None, round(seconds * 1_000) or None, run))


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
    kept: bool = False
    """Whether its files lie on the shelf already."""

    @classmethod
    def of(cls, bare: bytes, digest: str) -> _Prepared:
        seen = media.glance(bare)
        return cls(bare, digest, seen.facts, seen.poster, seen.content, seen.look)

    @classmethod
    def of_text(cls, data: bytes, media_type: str) -> _Prepared:
        facts = media.MediaFacts(kind="text", media_type=media_type)
        return cls(data, media.digest(data), facts, None, media.content_digest(data), None)

    @classmethod
    def of_row(cls, row: sqlite3.Row, bare: bytes) -> _Prepared:
        facts = media.MediaFacts(row["kind"], row["media_type"], row["width"], row["height"], row["seconds"])
        return cls(bare, row["digest"], facts, None, row["content"], row["look"], kept=True)


def shares(whole: Credits, parts: int) -> list[Credits]:
    """One call's cost on its assets; the parts add up exactly."""
    each, rest = divmod(whole.micros, parts)
    return [Credits(each + (1 if position < rest else 0)) for position in range(parts)]


def find_by_all(db: sqlite3.Connection, digest: str) -> None:
    """Let an asset be found by its name, its note, its tags and the words of the newest twenty calls that made it."""
    for row, words in db.execute(_WORDS, (digest,)).fetchall():  # inside of the UPDATE it would be worked out twice
        db.execute("UPDATE asset_words SET words = ? WHERE rowid = ? AND words <> ?", (words, row, words))


def _check_kind(found: str, recipe: str) -> None:
    """Raises `media.MediaError`: a page that asks for a password is no picture."""
    if found not in _MAKES[recipe]:
        raise media.MediaError(f"It is {found}, and {_MAKES[recipe][0]} was asked for.", why="unsupported")


def _told(one: _Prepared, story: Provenance) -> bytes:
    """The file with its story in it where its format can carry one and gives the same bytes back without it."""
    if one.facts.kind == "text":
        return one.data
    try:
        told = media.embed(one.data, story.to_bytes())
        return told if media.strip(told) == one.data else one.data
    except media.MediaError:
        return one.data
