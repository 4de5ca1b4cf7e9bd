"""`Lab`: the session with its tables and widgets, the one name most people need."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from hypereal_lab.lab.session import Session

if TYPE_CHECKING:
    from hypereal_lab.usage import Usage
    from hypereal_lab.widgets import Gallery, Prompt

__all__ = ["Lab"]


class Lab(Session):
    """A creative workbench: calls with prices, a shelf of assets, tables of cost, widgets.

    Without a key it finds or starts the embedded gateway of this user, which needs neither key nor network.
    With `HYPEREAL_API_KEY` (or `api_key`) it talks to the hosted service, or to `HYPEREAL_BASE_URL` (or `base_url`).
    """

    @cached_property
    def usage(self) -> Usage:
        """What was called and what it cost."""
        from hypereal_lab.usage import Usage

        return Usage(self.journal)

    def prompt(self, prompt: str = "", **settings: Any) -> Prompt:
        """A widget to write a prompt, choose a model and reference images, see the price, and make the picture."""
        from hypereal_lab.widgets import Prompt

        return Prompt(self, prompt=prompt, **settings)

    def gallery(self, **settings: Any) -> Gallery:
        """A widget that shows everything on the shelf."""
        from hypereal_lab.widgets import Gallery

        return Gallery(self, **settings)
