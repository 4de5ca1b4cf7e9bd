"""One notebook session: recipe, price, budget, journal, run, settle, store, embed, replay."""

from __future__ import annotations

from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.budget import Budget
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.conversation import Conversation
from hypereal_lab.lab.home import home_folder
from hypereal_lab.lab.job import Cancelled, Job
from hypereal_lab.lab.recall import Recalled
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.session import Session, Standing
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.lab.tally import Sums, Tally

__all__ = [
    "Asset",
    "Budget",
    "Call",
    "Cancelled",
    "Conversation",
    "Job",
    "Recalled",
    "Recipe",
    "Run",
    "Session",
    "Shelf",
    "Standing",
    "Sums",
    "Tally",
    "home_folder",
]
