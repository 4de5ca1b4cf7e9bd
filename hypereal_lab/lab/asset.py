"""An asset: bytes that stay, with how they were made and what they cost."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hypereal_lab import media
from hypereal_lab.errors import InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.face import Face, Faced, display
from hypereal_lab.lab.source import python_source
from hypereal_lab.lab.value import value_of
from hypereal_lab.lab.written import heard_in, said_in, words_of
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.transcripts import TranscriptAnswer, TranscriptSegment, TranscriptWord, srt, vtt

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Asset"]


class _Keeper(Protocol):
    """The shelf, as far as an asset needs it."""

    def load(self, path: Path) -> bytes: ...
    def of_run(self, run: str) -> tuple[Asset, ...]: ...
    def sign(self, data: bytes, *, title: str, model: str, payload: bytes) -> bytes: ...


@dataclass(frozen=True, eq=False, kw_only=True)
class Asset(Faced):
    """One picture, clip, sound, model or text on the shelf. Equal when what was made is."""

    digest: str
    """SHA-256 of the bytes as they were made, without the story in the file, in hex."""
    kind: str
    """`image`, `video`, `audio`, `model3d` or `text`."""
    media_type: str
    width: int | None
    """Pixels."""
    height: int | None
    seconds: float | None = None
    """Length of a clip or a sound."""
    size: int
    """Bytes."""
    created: float
    """Unix seconds."""
    name: str | None
    """File name it was given under, for references."""
    path: Path = field(repr=False)
    thumbnail_path: Path = field(repr=False)
    run: str | None = None
    """Id of the call that made it; None for a reference."""
    position: int = 0
    recipe: dict[str, Any] = field(default_factory=dict, repr=False)
    recipe_hash: str | None = None
    model: str | None = None
    cost: Credits | None = None
    """Its part of what the call was charged; None where that is not known."""
    price_version: str | None = None
    """Of the price book in force when it was made."""
    price_basis: str | None = None
    """`documented`, `observed`, `list` or `assumed`."""
    latency: float | None = None
    """Seconds that its call took."""
    sandbox: bool = False
    """True when it was made on this machine by simple engines, for play credits."""
    replayed: bool = False
    """True when this time it came from the shelf, for nothing."""
    saved: Credits | None = None
    """What the replay would have cost, for the whole call."""
    dry: bool = False
    """True for the placeholder of a dry run, which was never made."""
    link: str | None = field(default=None, repr=False)
    link_expires: float | None = field(default=None, repr=False)
    form: Any = field(default=None, repr=False)
    """The type that `returns=` asked for."""
    rating: int | None = None
    """Stars, as of when it was read."""
    tags: tuple[str, ...] = ()
    note: str = field(default="", repr=False)
    """The user's own words about it, as of when it was read."""
    shelf: _Keeper = field(repr=False)
    face: Face | None = field(default=None, repr=False)
    """What plays or turns it in a cell of a notebook."""

    @property
    def is_reference(self) -> bool:
        """Whether it was given rather than made."""
        return self.run is None

    @property
    def prompt(self) -> str:
        """The words it was made from; empty for a reference."""
        inputs = self.recipe.get("inputs", {})
        said: Any = (inputs.get("messages") or ({},))[-1]
        return str(inputs.get("prompt") or inputs.get("text") or words_of(said.get("content")))

    @property
    def seed(self) -> int | None:
        found = self.recipe.get("inputs", {}).get("seed")
        return found if isinstance(found, int) else None

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file, with its story in them. Raises `ShelfError` when it is gone."""
        return self.shelf.load(self.path)

    @cached_property
    def original(self) -> bytes:
        """The bytes as they were made, which is what a server gets to see."""
        return self.data if self.kind == "text" else media.strip(self.data)

    @cached_property
    def thumbnail(self) -> bytes:
        """A small WebP of at most 12 kB; empty for text."""
        return b"" if self.kind == "text" else self.shelf.load(self.thumbnail_path)

    @property
    def text(self) -> str:
        """What was written. Raises `InputError` for anything but text."""
        if self.kind != "text":
            raise InputError(f"This is {self.kind}, not text; its bytes are in .data.", field="text")
        return said_in(self.data, self.media_type)[0]

    @property
    def tool_calls(self) -> list[dict[str, Any]]:
        """The tools that the model asks for, as `{"id", "type", "function": {"name", "arguments"}}`; often none."""
        return said_in(self.data, self.media_type)[1] if self.kind == "text" else []

    @property
    def segments(self) -> list[TranscriptSegment]:
        """What was said without a pause, with times in seconds. Raises `InputError` for all but transcripts."""
        return self._heard.segments

    @property
    def words(self) -> list[TranscriptWord]:
        """Each word with its times, where the server told them. Raises `InputError` as `segments` does."""
        return self._heard.words

    def srt(self) -> str:
        """The transcript as SubRip captions. Raises `InputError` as `segments` does."""
        return srt(self.segments, self.words)

    def vtt(self) -> str:
        """The transcript as WebVTT captions. Raises `InputError` as `segments` does."""
        return vtt(self.segments, self.words)

    @cached_property
    def _heard(self) -> TranscriptAnswer:
        found = heard_in(self.data, self.media_type) if self.kind == "text" else None
        if found is None:
            raise InputError("This is no transcript; `lab.audio.transcribe(...)` makes one.", field="segments")
        return found

    @cached_property
    def value(self) -> Any:
        """What was written, read as the form that `returns=` asked for, else as any JSON.

        Raises `AnswerMisfit`, with the words in it, where they are not of that form.
        """
        return value_of(self.text, self.form)

    @property
    def image(self) -> Image:
        """The picture for Pillow."""
        from PIL import Image

        return Image.open(io.BytesIO(self.data))

    @cached_property
    def all(self) -> tuple[Asset, ...]:
        """Every asset of the same call, this one included, in the server's order."""
        return self.shelf.of_run(self.run) if self.run and not self.dry else (self,)

    def save(self, path: str | Path, *, story: bool = True, sidecar: bool = False, credentials: bool = False) -> Path:
        """Write the file, or into a folder under the shelf's name. Returns where.

        Its story (recipe, cost, price version) goes with it unless `story` says no; `sidecar` also writes it to a JSON
        file of its own, for formats that carry none and sites that strip it. `credentials` signs it as C2PA content
        credentials with this lab's own certificate, which says that it is made by a model and cannot be changed
        unseen. Raises `InputError` for another ending, or a format that cannot be signed.
        """
        target = Path(path).expanduser()
        if target.is_dir():
            target = target / self.path.name
        if target.suffix and target.suffix.lower() not in (self.path.suffix, ".jpeg"):
            raise InputError(f"This is a {self.path.suffix} file; save it under such a name.", field="path")
        data = self.data if story else self.original
        target.write_bytes(self._signed(data) if credentials else data)
        if sidecar and (told := self._story()):
            media.sidecar_path(target).write_bytes(told)
        return target

    def to_python(self) -> str:
        """Source that makes the same call again."""
        return python_source(self.recipe) if self.recipe else f'lab.shelf.asset("{self.digest[:12]}")'

    def _signed(self, data: bytes) -> bytes:
        title = (self.prompt or self.name or self.kind)[:120]
        try:
            return self.shelf.sign(data, title=title, model=self.model or "", payload=self._story() or b"{}")
        except media.MediaError as error:
            raise InputError(str(error), field="credentials") from error

    def _story(self) -> bytes | None:
        from hypereal_lab.lab.provenance import story_of

        return story_of(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        size = f" {self.width}x{self.height}" if self.width else ""
        length = f" {self.seconds:.3g} s" if self.seconds is not None else ""
        return f"<Asset {self.kind}{size}{length} {self.digest[:12]}{self._money}>"

    @property
    def _money(self) -> str:
        if self.dry:
            return ", dry run"
        if self.replayed:
            return f", {card.replay_note(self.saved)}"
        return "" if self.cost is None else f", {self.cost} credits"

    def _ipython_display_(self) -> None:
        """A clip, a sound and a model by what plays or turns them, and below it what a replay saved."""
        super()._ipython_display_()
        if self.replayed:
            display({"text/plain": self._money.removeprefix(", "), "text/html": card.badge(self)}, raw=True)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = card.of_assets([self, *(one for one in self.all if one.position != self.position)])
        return {"text/plain": repr(self), "text/html": shown}
