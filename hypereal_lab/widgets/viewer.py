"""The viewer: a 3D model to turn and look into, with its facts, stills and films of it."""

from __future__ import annotations

import asyncio
import math
import os
import secrets
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.reference import read_reference
from hypereal_lab.media import MediaError
from hypereal_lab.media.glb_report import model_report
from hypereal_lab.widgets import questions, twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.pictures import Pictures, item_of, thumbnail_of
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.recordings import Recording

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["LIGHTS", "Viewer"]

LIGHTS = ("studio", "sun", "soft", "night")
_VIEWS = ("image", "front", "right", "back", "left")
"""Roles of input pictures, in the order in which they are shown."""
_WORKS = ("still", "turntable")
_FARTHEST = 1e9
_NARROWEST, _WIDEST = 5.0, 120.0
"""Degrees."""


class Viewer(Pictures):
    """One GLB model: orbit, pan and zoom it, light it, look at its mesh, keep stills and turntables of it.

    `model` is an asset, a digest, a path or bytes. Raises `InputError` for what is no 3D model, `ShelfError` for a
    digest that is not on the shelf, `TypeError` for an unknown keyword.
    """

    bundle = "viewer"
    _recording: Recording | None = None

    item: dict[str, Any] = traitlets.Dict().tag(sync=True)  # type: ignore[assignment]
    """What is shown: `digest`, `alt`, `size` in bytes and more; see `pictures.item_of`."""
    inputs: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """The pictures it was made from that are on the shelf: `digest`, `role` and `alt` each."""
    camera: dict[str, Any] | None = traitlets.Dict(  # type: ignore[assignment]
        default_value=None, allow_none=True
    ).tag(sync=True)
    """`position` and `target` in metres, x right, y up, z towards the viewer, and `fov` in degrees from top to bottom;
    `None` shows all of the model."""
    light: str = traitlets.Enum(LIGHTS, "studio").tag(sync=True)  # type: ignore[assignment]
    """`studio`, `sun`, `soft` or `night`."""
    wireframe = traitlets.Bool(False).tag(sync=True)
    """Whether only the edges of the triangles are drawn."""
    normals = traitlets.Bool(False).tag(sync=True)
    """Whether colours show which way the surface faces."""
    grid = traitlets.Bool(False).tag(sync=True)
    """Whether a grid lies on the ground."""
    box = traitlets.Bool(False).tag(sync=True)
    """Whether a box with its metres stands around the model."""
    turning = traitlets.Bool(False).tag(sync=True)
    """Whether it turns like on a table."""
    report: dict[str, Any] | None = traitlets.Dict(  # type: ignore[assignment]
        default_value=None, allow_none=True
    ).tag(sync=True)
    """Facts of the mesh, once they were asked for; see `measure`."""

    def __init__(self, lab: Session, model: Asset | str | os.PathLike[str] | bytes, **keywords: Any) -> None:
        own = {"camera", "light", "wireframe", "normals", "grid", "box", "turning", "layout", "disabled"}
        check_keywords(type(self), keywords, own)
        self.asset = _model(lab, model)
        self._measuring: asyncio.Task[dict[str, Any]] | None = None
        super().__init__(lab, item=item_of(self.asset), inputs=_inputs(lab, self.asset), **keywords)

    def measure(self) -> dict[str, Any]:
        """Facts of the mesh: `faces`, `vertices`, `size` in metres, `watertight`, `volume`, `textures`, `materials`.

        Raises `InputError` for a broken model or one that keeps parts in other files, `ShelfError` when it is gone.
        """
        if self.report is None:
            try:
                self.report = model_report(self.asset.data).to_dict()
            except MediaError as error:
                raise InputError(str(error), field="model") from error
        return self.report

    @traitlets.validate("camera")
    def _check_camera(self, proposal: dict[str, Any]) -> dict[str, Any] | None:
        found = proposal["value"]
        return None if found is None else _camera(found)

    # What the page asks

    @question
    async def _measure(self) -> dict[str, Any]:
        """The mesh report; worked out once however many views ask."""
        if self._measuring is None:
            self._measuring = asyncio.get_running_loop().create_task(asyncio.to_thread(self.measure))
            self._measuring.add_done_callback(self._measured)
        return await asyncio.shield(self._measuring)

    @question
    async def _record(self, work: str, width: int, height: int, frames: int, fps: int = 24) -> str:
        """Begin a `still` or a `turntable`; what was under way is dropped. Says the key for its frames."""
        if work not in _WORKS or (work == "still") != (frames == 1):
            raise InputError(f"work is {' or '.join(_WORKS)}, not {work!r}.", field="work")
        self._drop_recording()
        self._recording = Recording(secrets.token_hex(4), width=width, height=height, frames=frames, fps=fps)
        return self._recording.key

    @question
    async def _frame(
        self, key: str, index: int, size: int, offset: int, buffers: list[bytes] | None = None
    ) -> dict[str, int | None]:
        """One piece of a frame; the answer lets the next one come."""
        taken = self._recorded(key)
        return {"next": await asyncio.to_thread(taken.take, index, size, offset, b"".join(buffers or ()))}

    @question
    async def _finish(self, key: str) -> dict[str, Any]:
        """Make the file and put it on the shelf; says what it is."""
        made = self._recorded(key)
        self._recording = None
        try:
            data = await asyncio.to_thread(made.finish)
        finally:
            made.close()
        film = {"seconds": made.frames // made.fps, "fps": made.fps} if made.is_film else {}
        asset = await self.lab.keep_derived(
            self.asset,
            data,
            by="viewer",
            work="turntable" if made.is_film else "still",
            **film,
            **({"camera": self.camera} if self.camera else {}),
            light=self.light,
        )
        return self._item(asset)

    @question
    async def _drop(self, key: str) -> None:
        """The page gave up on a recording."""
        if self._recording is not None and self._recording.key == key:
            self._drop_recording()

    def _recorded(self, key: str) -> Recording:
        if self._recording is None or self._recording.key != key:
            raise InputError("This recording is not going on any more; start it again.", field="key")
        return self._recording

    def _drop_recording(self) -> None:
        dropped, self._recording = self._recording, None
        if dropped is not None:
            dropped.close()

    def _measured(self, done: asyncio.Task[dict[str, Any]]) -> None:
        """A failure is not remembered: what was gone may come back."""
        if done.cancelled() or done.exception() is not None:
            self._measuring = None
        else:
            self._update_twin()

    def close(self) -> None:
        """Take the viewer off the page and give back what it holds."""
        self._drop_recording()
        super().close()

    # What stays

    def _about(self) -> str:
        return self.asset.digest[:12]

    def _twin(self) -> str:
        caption = " · ".join(filter(None, ("3D model", _cost(self.asset))))
        poster = twin.Picture(thumbnail_of(self.asset), self.item["alt"], caption)
        lines = (self.item["alt"], *_facts(self.report))
        quiet = (self.asset.model or "", "Sandbox, play credits" if self.asset.sandbox else "", self._revive)
        return twin.page(self.twin_mark, (poster,), lines, quiet, recipe=self.asset.to_python())


def _model(lab: Session, given: object) -> Asset:
    """The asset to show. Files are kept on the shelf."""
    if isinstance(given, str) and len(given) >= 6 and set(given) <= set("0123456789abcdef"):
        given = lab.shelf.asset(given)
    if isinstance(given, str) and given.startswith(("http://", "https://")):
        raise InputError("The viewer opens no links; download the model and give its path.", field="model")
    if not isinstance(given, Asset | str | os.PathLike | bytes):
        raise InputError(
            f"A model is an asset, a digest, a path or bytes, not {type(given).__name__}; `lab.shelf.assets('model3d')`"
            " lists what there is.",
            field="model",
        )
    found = read_reference(given, lab.shelf, "model", takes=("model3d",)).asset
    assert found is not None
    return found


def _inputs(lab: Session, asset: Asset) -> list[dict[str, Any]]:
    """The input pictures that are still on the shelf, the front first."""
    found = []
    for one in asset.recipe.get("references") or ():
        if one.get("digest") is None:
            continue
        try:
            picture = lab.shelf.asset(one["digest"])
        except ShelfError:
            continue
        if picture.kind == "image":
            role = one.get("role") or "image"
            found.append({"digest": picture.digest, "role": role, "alt": item_of(picture)["alt"]})
    return sorted(found, key=lambda one: _VIEWS.index(one["role"]) if one["role"] in _VIEWS else len(_VIEWS))


def _camera(given: dict[str, Any]) -> dict[str, Any]:
    """Checked and as plain numbers. Raises `InputError` that names what is wrong."""
    if unknown := set(given) - {"position", "target", "fov"}:
        name = sorted(unknown)[0]
        raise InputError(
            f"camera knows no {name!r}; {questions.near(str(name), ['fov', 'position', 'target'])}", field="camera"
        )
    if "position" not in given:
        raise InputError("camera needs a position: three numbers in metres.", field="camera")
    position = _place(given["position"], "position")
    target = _place(given.get("target", (0.0, 0.0, 0.0)), "target")
    fov = given.get("fov", 35.0)
    if not _is_number(fov) or not _NARROWEST <= fov <= _WIDEST:
        raise InputError(f"fov is from {_NARROWEST:g} to {_WIDEST:g} degrees, not {fov!r}.", field="camera")
    if position == target:
        raise InputError("position and target of the camera are the same place; move one of them.", field="camera")
    return {"position": position, "target": target, "fov": float(fov)}


def _place(given: Any, name: str) -> list[float]:
    try:
        numbers = [*given]
    except TypeError:
        numbers = []
    if len(numbers) != 3 or not all(_is_number(one) and abs(one) <= _FARTHEST for one in numbers):
        raise InputError(f"{name} of the camera is three numbers in metres, not {given!r}.", field="camera")
    return [float(one) for one in numbers]


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)


def _cost(asset: Asset) -> str:
    return "" if asset.cost is None else f"{asset.cost.show()} credits"


def _facts(report: dict[str, Any] | None) -> list[str]:
    """The report as a line for the saved notebook."""
    if report is None:
        return []
    size = " × ".join(f"{side:.3g}" for side in report["size"]) + " m" if report["size"] else ""
    closed = {True: "watertight", False: "not watertight"}.get(report["watertight"], "")
    counts = f"{report['faces']:,} faces, {report['vertices']:,} vertices"
    return [", ".join(filter(None, (counts, size, closed)))]
