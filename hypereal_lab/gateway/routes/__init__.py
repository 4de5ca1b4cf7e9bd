"""Paths and wire shapes."""

from __future__ import annotations

from hypereal_lab.gateway.routes.account import Account
from hypereal_lab.gateway.routes.files import Files
from hypereal_lab.gateway.routes.images import Images
from hypereal_lab.gateway.routes.models import Models

__all__ = ["Account", "Files", "Images", "Models"]
