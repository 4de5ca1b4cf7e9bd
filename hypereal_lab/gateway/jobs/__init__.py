"""Work that outlives its request: a row that only goes forward, a hold behind it, and what runs it."""

from __future__ import annotations

from hypereal_lab.gateway.jobs.films import FilmPlan, Films, KeptFrames
from hypereal_lab.gateway.jobs.jobs import Jobs, Maker
from hypereal_lab.gateway.jobs.rows import Job, JobRows, NewJob
from hypereal_lab.gateway.jobs.standing import Standing

__all__ = ["FilmPlan", "Films", "Job", "JobRows", "Jobs", "KeptFrames", "Maker", "NewJob", "Standing"]
