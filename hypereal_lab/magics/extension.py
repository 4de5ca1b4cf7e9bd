"""Registers `%hypereal` and `%%hypereal` with a shell. Registering patches nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.display import display

from hypereal_lab.magics.cell import run_cell
from hypereal_lab.magics.complete import completions
from hypereal_lab.magics.guide import overview
from hypereal_lab.magics.line import run_line
from hypereal_lab.workbench import Lab, current_lab

__all__ = ["HyperealMagics", "register", "unregister"]

_NAME = "hypereal"


@magics_class
class HyperealMagics(Magics):
    """The magics of one shell."""

    @no_var_expand
    @line_cell_magic
    def hypereal(self, line: str, cell: str | None = None) -> Any:
        """Make something from a prompt, or look at cost, budgets, jobs and models."""
        if cell is None:
            return run_line(line, self.lab)
        return run_cell(line, cell, self._shell.user_ns, self.lab, display)

    def lab(self) -> Lab:
        """The user's variable `lab` where it is one, else the last one made, else a new one kept for the session."""
        mine = self._shell.user_ns.get("lab")
        return mine if isinstance(mine, Lab) else current_lab()

    @property
    def _shell(self) -> InteractiveShell:
        assert self.shell is not None
        return self.shell


HyperealMagics.hypereal.__doc__ = f"{HyperealMagics.hypereal.__doc__}\n\n{overview().text}"


def register(shell: InteractiveShell) -> None:
    """What `%load_ext hypereal_lab` does."""
    shell.register_magics(HyperealMagics)
    for mark in ("%", "%%"):
        shell.set_hook("complete_command", _complete, str_key=f"{mark}{_NAME}")  # type: ignore[no-untyped-call]


def unregister(shell: InteractiveShell) -> None:
    """What `%unload_ext hypereal_lab` does."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(_NAME, None)


def _complete(shell: InteractiveShell, event: SimpleNamespace) -> list[str]:
    return completions(event.line, event.symbol, shell.user_ns)
