"""What a video job keeps of its order, and how it is made from that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from hypereal_lab.catalog import Catalog
from hypereal_lab.gateway.corridor import Also
from hypereal_lab.gateway.jobs.rows import Job
from hypereal_lab.gateway.outbound import FetchedImage
from hypereal_lab.gateway.providers import Clip, FarFilms, ProviderFailed, VideoOrder, VideosProvider
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
    asked: dict[str, str] = {}
    """Shape and resolution in the caller's own words."""


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

    def __init__(
        self, provider: VideosProvider, files: FileStore, catalog: Catalog, far: FarFilms | None = None
    ) -> None:
        """`far` makes the films of the models that it takes."""
        self._provider = provider
        self._far = far
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

    def is_elsewhere(self, job: Job) -> bool:
        """By its model."""
        return self._far_of(job) is not None

    def is_unclear(self, job: Job) -> bool:
        """Whether it is elsewhere, and nobody knows at the moment what becomes of it."""
        return self._far is not None and self._far.is_unclear(job.id)

    def served(self, job: Job) -> tuple[str | None, int]:
        """Who was asked for it elsewhere, and how many."""
        return (None, 0) if self._far is None else self._far.served(job.id)

    def give_up(self, job: Job) -> None:
        """Have it stopped elsewhere."""
        if self._far is not None:
            self._far.give_up(job.id)

    async def make(self, job: Job, progress: Callable[[float], None]) -> Clip:
        """Raises `ProviderFailed`."""
        far = self._far_of(job)
        if far is not None:
            return await far.video(job.id, lambda: self._order(job.work), progress)
        return await self._provider.video(await self._order(job.work), progress)

    async def sweep(self) -> None:
        """Look after what goes on elsewhere and is not wanted."""
        if self._far is not None:
            await self._far.sweep()

    async def close(self) -> None:
        """Wait for orders on their way."""
        if self._far is not None:
            await self._far.close()

    def _far_of(self, job: Job) -> FarFilms | None:
        """Who has it already, or takes films of its model."""
        far = self._far
        if far is None or (far.served(job.id)[0] is None and not far.takes(self._catalog.card(job.model))):
            return None
        return far

    async def _order(self, work: bytes) -> VideoOrder:
        plan = _plan.decode(work)
        return VideoOrder(
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
            asked=plan.asked,
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
