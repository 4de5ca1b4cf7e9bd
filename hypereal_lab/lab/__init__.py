"""One notebook session: recipe, price, journal, run, settle, store."""

from __future__ import annotations

from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.call import Call, Run
from hypereal_lab.lab.home import home_folder
from hypereal_lab.lab.session import Session, Standing
from hypereal_lab.lab.shelf import Shelf

__all__ = ["Asset", "Call", "Run", "Session", "Shelf", "Standing", "home_folder"]
