"""What a video job keeps of its order, and how it is made from that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from hypereal_lab.catalog import Catalog
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.outbound import FetchedImage
from hypereal_lab.gateway.providers import Clip, ProviderFailed, VideoOrder, VideosProvider
from hypereal_lab.gateway.storage import FileStore, StoredFile

__all__ = ["FilmPlan", "Films", "KeptFrames"]


class FilmPlan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A film as it stands in the job's row; its pictures are files of ours."""

    model: str
    prompt: str
    width: int
    height: int
    seconds: int
    seed: int = 0
    first_frame: str | None = None
    """Link of a file."""
    last_frame: str | None = None
    references: tuple[str, ...] = ()
    """Links of files."""
    sound: bool = False
    format: str = "mp4"
    rest: dict[str, Any] = {}


class KeptFrames(NamedTuple):
    """First and last frame and references on disk, without rows as yet."""

    first: StoredFile | None
    last: StoredFile | None
    references: tuple[StoredFile, ...] = ()

    @property
    def files(self) -> list[StoredFile]:
        """Those that there are."""
        return [file for file in (self.first, self.last, *self.references) if file is not None]


class Films:
    """The maker of video jobs."""

    def __init__(self, provider: VideosProvider, files: FileStore, catalog: Catalog) -> None:
        self._provider = provider
        self._files = files
        self._catalog = catalog

    async def keep(self, frames: Sequence[FetchedImage | None]) -> KeptFrames:
        """Put first frame, last frame and references on disk, so that the job can be made again after a restart."""
        given = [frame for frame in frames if frame is not None]
        kept = iter(await self._files.keep([(one.data, one.facts.media_type) for one in given]))
        first, last = (None if frame is None else next(kept) for frame in frames[:2])
        return KeptFrames(first, last, tuple(kept))

    def rows(self, frames: KeptFrames, call: str) -> list[Also]:
        """Their rows, for the transaction that holds the job's credits."""
        return [self._files.row(file, call) for file in frames.files]

    async def drop(self, frames: KeptFrames) -> None:
        """Delete frames of a job that did not come to be."""
        await self._files.drop(frames.files)

    async def make(self, work: bytes, progress: Callable[[float], None]) -> Clip:
        """Raises `ProviderFailed`."""
        plan = _plan.decode(work)
        return await self._provider.video(
            VideoOrder(
                card=self._catalog.card(plan.model),
                prompt=plan.prompt,
                width=plan.width,
                height=plan.height,
                seconds=plan.seconds,
                seed=plan.seed,
                first_frame=await self._frame(plan.first_frame),
                last_frame=await self._frame(plan.last_frame),
                references=await self._references(plan.references),
                sound=plan.sound,
                format=plan.format,
                rest=plan.rest,
            ),
            progress,
        )

    async def _references(self, links: Sequence[str]) -> tuple[bytes, ...]:
        found = [await self._frame(link) for link in links]
        return tuple([data for data in found if data is not None])

    async def _frame(self, link: str | None) -> bytes | None:
        if link is None:
            return None
        data = await self._files.read(link)
        if data is None:
            raise ProviderFailed("A picture of this job is no longer kept; order the film again.")
        return data


_plan = msgspec.json.Decoder(FilmPlan)
