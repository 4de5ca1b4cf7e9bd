"""3D models made on this machine by the mesh engine, in worker processes."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Literal, cast

from hypereal_lab.engines.mesh import ModelOrder, make_model
from hypereal_lab.engines.workers import EngineCrashed, Workers
from hypereal_lab.gateway.providers.base import Mesh, MeshOrder, ProviderFailed

__all__ = ["SandboxMeshes"]


class SandboxMeshes:
    """Same order, same GLB: by words or picture, seed, style, number of triangles and model."""

    name = "sandbox"
    sandbox = True

    def __init__(self, workers: Workers | None = None) -> None:
        self._workers = workers
        """None works in a thread."""

    async def mesh(self, order: MeshOrder) -> Mesh:
        """Raises `ProviderFailed`."""
        wanted = ModelOrder(
            prompt=order.prompt,
            seed=_seed(order),
            image=order.image,
            views=order.views,
            style=cast(Literal["realistic", "sculpture"], order.art_style),
            triangles=order.target_polycount,
            pbr=order.enable_pbr,
        )
        try:
            return Mesh("model/gltf-binary", await self._make(wanted))
        except EngineCrashed as error:
            raise ProviderFailed("The mesh engine stopped in the middle of this model; try again.") from error
        except ValueError as error:
            raise ProviderFailed(f"The mesh engine cannot make this: {error}.") from error

    async def _make(self, wanted: ModelOrder) -> bytes:
        if self._workers is None:
            return await asyncio.to_thread(make_model, wanted)
        return await self._workers.run(make_model, wanted)


def _seed(order: MeshOrder) -> int:
    """A form of its own for each model."""
    return int.from_bytes(hashlib.sha256(f"{order.card.id}\0{order.seed}".encode()).digest()[:4])
