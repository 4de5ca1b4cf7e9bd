"""What surrounds a call without being part of it: budgets of `with` blocks, tags, the notebook and the cell."""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

__all__ = ["Place", "Scope", "here", "in_force", "scope_now"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What `with` blocks say. Taken down when a call is submitted, since the work runs elsewhere."""

    blocks: tuple[str, ...] = ()
    """Ids of the budgets opened by `with lab.budget(...)`, outermost first."""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call was written."""

    notebook: str | None = None
    """File name of the notebook, without its folder."""
    cell: str | None = None
    """Id of the cell, as the kernel was told."""


in_force: ContextVar[Scope] = ContextVar("hypereal_lab_scope", default=Scope())  # noqa: B039 - frozen


def scope_now() -> Scope:
    """What the blocks around this line say."""
    return in_force.get()


def here() -> Place:
    """The notebook and cell of this line; empty outside of a notebook."""
    return Place(_notebook(), _cell())


def _notebook() -> str | None:
    named = os.environ.get("HYPEREAL_LAB_NOTEBOOK") or os.environ.get("JPY_SESSION_NAME")
    return PurePath(named.replace("\\", "/")).name or None if named else None


def _cell() -> str | None:
    import sys

    interactive = sys.modules.get("IPython")  # nobody is in a notebook who has not loaded it
    shell: Any = interactive.get_ipython() if interactive is not None else None
    parent: Any = getattr(shell, "get_parent", dict)() if shell is not None else {}
    found = parent.get("metadata", {}).get("cellId") if isinstance(parent, dict) else None
    return found if isinstance(found, str) else None
