"""3D calls: one body with everything under `input`, and its answer."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.wire.made import MadeAnswer

__all__ = ["VIEW_FIELDS", "Model3dAnswer", "Model3dBody", "Model3dInput", "merged_3d"]

VIEW_FIELDS = ("front_image_url", "back_image_url", "left_image_url", "right_image_url")
"""Pictures of the models that look from several sides (API pages, 3D)."""

Model3dAnswer = MadeAnswer
"""One GLB behind a link, or the job that makes it."""


class Model3dInput(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What stands under `input`; which fields are needed depends on the model."""

    prompt: str | None = None
    """Of models that go by words."""
    image: str | None = None
    """A link or a data URL, of models that go by one picture."""
    front_image_url: str | None = None
    back_image_url: str | None = None
    left_image_url: str | None = None
    right_image_url: str | None = None
    front: str | None = None
    """The short names of the older sheets; the long ones win."""
    back: str | None = None
    left: str | None = None
    right: str | None = None
    art_style: str | None = None
    topology: str | None = None
    target_polycount: int | None = None
    """Triangles at most."""
    enable_pbr: bool | None = None
    """Whether surfaces say how rough and how metallic they are."""
    seed: int | None = None
    webhook_url: str | None = None

    @property
    def views(self) -> tuple[str, ...]:
        """Names of the fields that look from a side, as they were given."""
        return tuple(field for field, _ in self.sides.values())

    @property
    def sides(self) -> dict[str, tuple[str, str]]:
        """By side the name of its field and its link or data URL."""
        found = {}
        for long in VIEW_FIELDS:
            side = long.removesuffix("_image_url")
            field = long if getattr(self, long) is not None else side
            if (link := getattr(self, field)) is not None:
                found[side] = (field, link)
        return found


class Model3dBody(Model3dInput, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is posted to `/3d/generate` and `/api/media/generate`; flat fields are taken too, those of `input` win."""

    model: str | None = None
    input: Model3dInput | None = None


def merged_3d(body: Model3dBody) -> Model3dInput:
    """All but the model, in one place."""
    return Model3dInput(**{**_given(body), **(_given(body.input) if body.input else {})})


def _given(body: Model3dInput) -> dict[str, Any]:
    return {name: value for name in Model3dInput.__struct_fields__ if (value := getattr(body, name)) is not None}
