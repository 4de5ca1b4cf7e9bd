"""What the audio player and the video player share: takes, where they stand, and what they cost for their length."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.reference import read_reference
from hypereal_lab.media import MediaError, probe
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.pictures import Pictures, item_of, thumbnail_of
from hypereal_lab.widgets.questions import question
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["SHORTEST_LOOP", "Playable", "Player", "rate_of"]

Playable: TypeAlias = "Asset | str | os.PathLike[str] | bytes"

SHORTEST_LOOP = 0.05
"""Seconds."""
_NOUNS = {"audio": "a sound", "video": "a clip"}
_SHARED = frozenset({"position", "speed", "loop", "muted", "layout", "disabled"})


class Player(Pictures):
    """One or two takes that are played at the same moment."""

    kind: ClassVar[str] = ""
    """Of the assets it plays."""
    own: ClassVar[frozenset[str]] = frozenset()
    """Keywords beside those of all players."""
    unit: ClassVar[tuple[str, int]] = ("second", 1)
    """By what its price is told, and how many seconds that is."""

    digests = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Of the takes that are played, one or two; another list shows others."""
    position = traitlets.Float(0.0, min=0.0).tag(sync=True)
    """Seconds from the start; while it plays it follows once a second. Set it to wind there."""
    playing = traitlets.Bool(False).tag(sync=True)
    """Whether it plays. A browser may refuse to begin before somebody clicked in the page."""
    speed = traitlets.Float(1.0, min=0.5, max=2.0).tag(sync=True)
    """0.5 to 2; the pitch stays."""
    loop: tuple[float, float] | None = traitlets.Tuple(  # type: ignore[assignment]
        traitlets.Float(), traitlets.Float(), default_value=None, allow_none=True
    ).tag(sync=True)
    """Start and end in seconds of what is played again and again; `None` plays to the end."""
    muted = traitlets.Bool(False).tag(sync=True)
    """Whether it is silent."""
    side = traitlets.Int(0, min=0, max=1).tag(sync=True)
    """Which of two takes is heard: 0 for A, 1 for B."""

    def __init__(self, lab: Session, asset: Playable, other: Playable | None = None, **keywords: Any) -> None:
        check_keywords(type(self), keywords, {*_SHARED, *self.own})
        given = [asset] if other is None else [asset, other]
        takes = [_asset_of(lab, one, self.kind) for one in given]
        super().__init__(lab, digests=[one.digest for one in takes], **keywords)
        self.observe(self._shown_anew, ["digests"])

    @property
    def takes(self) -> list[Asset]:
        """The assets that are played."""
        return [self.lab.shelf.asset(digest) for digest in self.digests]

    def _about(self) -> str:
        return ", ".join(digest[:12] for digest in self.digests)

    @traitlets.validate("digests")
    def _one_or_two(self, proposal: dict[str, Any]) -> list[str]:
        digests = [str(one) for one in proposal["value"]]
        if not 1 <= len(digests) <= 2:
            raise traitlets.TraitError("digests has one or two; two are compared.")
        return [_fitting(self.lab.shelf.asset(one), self.kind).digest for one in digests]

    @traitlets.validate("loop")
    def _in_order(self, proposal: dict[str, Any]) -> tuple[float, float] | None:
        loop: tuple[float, float] | None = proposal["value"]
        if loop is not None and not (loop[0] >= 0 and loop[1] - loop[0] >= SHORTEST_LOOP - 1e-9):
            raise traitlets.TraitError(
                f"loop={loop} cannot be played; give a start and an end at least {SHORTEST_LOOP} seconds later."
            )
        return loop

    def _shown_anew(self, _change: object) -> None:
        self.position, self.playing, self.loop, self.side = 0.0, False, None, 0
        self._update_twin()

    def _take(self, side: int) -> Asset:
        """Raises `InputError` for a take that is not there."""
        if not 0 <= side < len(self.digests):
            raise InputError("There is no second take; give two to compare them.", field="side")
        return self.lab.shelf.asset(self.digests[side])

    async def _bytes(self, asset: Asset) -> bytes:
        """Its file, not kept in memory. Raises `ShelfError` when it is gone."""
        return await asyncio.to_thread(self.lab.shelf.load, asset.path)

    @question
    async def _look(self) -> list[dict[str, Any]]:
        """The takes with what they cost for their length."""
        return [await self._told(asset) for asset in self.takes]

    async def _told(self, asset: Asset) -> dict[str, Any]:
        return {**item_of(asset), "rate": rate_of(asset, *self.unit)}

    def _twin(self) -> str:
        takes = self.takes
        lines = [twin.shortened(_words(one), 300) for one in takes]
        pictures = [twin.Picture(thumbnail_of(one), _words(one), self._caption(one)) for one in takes]
        recipe = takes[0].to_python() if len(takes) == 1 and takes[0].recipe else ""
        return twin.page(self.twin_mark, pictures, lines, (*self._besides(), self._revive), recipe=recipe)

    def _besides(self) -> Sequence[str]:
        """What else stands in the twin."""
        return ()

    def _caption(self, asset: Asset) -> str:
        length = "" if asset.seconds is None else f"{asset.seconds:.3g} s"
        cost = "" if asset.cost is None else f"{asset.cost.show()} credits"
        said = (length, asset.model or "", cost, rate_of(asset, *self.unit), "sandbox" if asset.sandbox else "")
        return " · ".join(filter(None, said))


def rate_of(asset: Asset, unit: str, seconds: int) -> str:
    """`4.5 credits a second`; empty where cost or length is not known."""
    if asset.cost is None or not asset.seconds or not asset.cost:
        return ""
    each = asset.cost.decimal * seconds / Decimal(str(asset.seconds))
    digits = Decimal("0.01") if each >= 1 else Decimal("0.0001")
    return f"{Credits.read(each.quantize(digits)).show()} credits a {unit}"


def _words(asset: Asset) -> str:
    return asset.prompt or asset.name or asset.digest[:12]


def _asset_of(lab: Session, given: Playable, kind: str) -> Asset:
    """An asset as it is; a file of any size goes on the shelf. Raises `InputError` for what is no such thing."""
    if isinstance(given, Asset):
        return _fitting(given, kind)
    if isinstance(given, bytes | os.PathLike):
        try:
            data, name = (given, None) if isinstance(given, bytes) else (Path(given).read_bytes(), Path(given).name)
            _check_kind(probe(data).kind, kind)
            return lab.shelf.keep_reference(data, name)
        except MediaError as error:
            raise InputError(str(error), field="asset") from error
        except OSError as error:
            raise InputError(f"The file cannot be read: {error.strerror or error}.", field="asset") from error
    found = read_reference(given, lab.shelf, "asset", takes=(kind,)).asset
    if found is None:
        raise InputError("A link is not played; save its file and give the path.", field="asset")
    return found


def _fitting(asset: Asset, kind: str) -> Asset:
    _check_kind(asset.kind, kind)
    return asset


def _check_kind(found: str, kind: str) -> None:
    if found != kind:
        raise InputError(
            f"This is {found} and {_NOUNS[kind]} is played here; lab.player(asset) chooses.", field="asset"
        )
