"""Words and pictures to a film: one large still, a camera that moves over it, and something that lives in its air."""

from __future__ import annotations

from hypereal_lab.engines.film.film import draw_film
from hypereal_lab.engines.film.order import FilmOrder
from hypereal_lab.engines.film.watch import FilmStopped, Watch, draw_watched

__all__ = ["FilmOrder", "FilmStopped", "Watch", "draw_film", "draw_watched"]
