"""3D models: `client.models3d`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from hypereal_lab.catalog import Estimate, Quantity, estimate, load
from hypereal_lab.client.call import Call
from hypereal_lab.client.http import Http
from hypereal_lab.wire.models3d import Model3dAnswer, Model3dBody, Model3dInput
from hypereal_lab.wire.routes import MODELS3D_GENERATE

__all__ = ["AsyncModels3d"]


class AsyncModels3d:
    """Makes GLB models from words, from one picture or from several views."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def generate(
        self,
        prompt: str | None = None,
        *,
        model: str,
        image: str | None = None,
        views: Mapping[str, str] | None = None,
        art_style: str | None = None,
        topology: str | None = None,
        target_polycount: int | None = None,
        enable_pbr: bool | None = None,
        seed: int | None = None,
        idempotency_key: str | None = None,
    ) -> Call[Model3dAnswer]:
        """One GLB; its `link` is to be followed soon, since links expire.

        `image` is a link or a data URL; a model goes by it, by the prompt, or by `views`, which are the
        same by side (`front`, `right`, `back`, `left`). A server that takes longer answers
        with a job instead: `.job`, to be asked for with `client.jobs`. Raises on await what `hypereal_lab.errors`
        lists under `APIError`.
        """
        given = Model3dInput(
            prompt=prompt,
            image=image,
            **{f"{side}_image_url": link for side, link in (views or {}).items()},
            art_style=art_style,
            topology=topology,
            target_polycount=target_polycount,
            enable_pbr=enable_pbr,
            seed=seed,
        )
        key = idempotency_key or uuid.uuid4().hex
        sent = Model3dBody(model=model, input=given)
        return Call(
            lambda: self._http.post(MODELS3D_GENERATE, sent, Model3dAnswer, idempotency_key=key),
            title=f"3D model by {model}",
            estimate=lambda: _estimate(model),
        )


def _estimate(model: str) -> Estimate:
    try:
        return estimate(load().card(model), Quantity())
    except LookupError:
        return Estimate.unknown(f"no price is known for {model}")
