"""Paths and wire shapes."""

from __future__ import annotations

from hypereal_lab.gateway.routes.account import Account
from hypereal_lab.gateway.routes.chat import Chat
from hypereal_lab.gateway.routes.files import Files
from hypereal_lab.gateway.routes.images import Images
from hypereal_lab.gateway.routes.jobs import Jobs
from hypereal_lab.gateway.routes.models import Models
from hypereal_lab.gateway.routes.videos import Videos

__all__ = ["Account", "Chat", "Files", "Images", "Jobs", "Models", "Videos"]
