"""One turn of a conversation: what was asked, what tools were called on the way, what was answered, what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Step", "ToolRun", "Turn", "plain", "shown"]

_LONGEST = 4000
"""Characters of one text in a saved notebook."""


@dataclass(frozen=True, slots=True)
class ToolRun:
    """One call of a tool."""

    name: str
    arguments: str
    """As the model wrote them."""
    result: str
    """What the model was told."""
    error: Exception | None = None
    """What the tool raised, or why it was not called; the model was told that instead of a result."""


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of the model, and the tools that it called."""

    asset: Asset
    tools: tuple[ToolRun, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One question and its answer, which is also `str(turn)`."""

    asked: str
    steps: tuple[Step, ...]
    references: tuple[Asset | str, ...] = field(default=(), repr=False)
    """Pictures that were shown."""

    @property
    def asset(self) -> Asset:
        """The last answer, as it is kept on the shelf."""
        return self.steps[-1].asset

    @property
    def text(self) -> str:
        """What was answered."""
        return self.asset.text

    @property
    def value(self) -> Any:
        """The answer in the form that `returns=` asked for. Raises `AnswerMisfit`."""
        return self.asset.value

    @property
    def tools(self) -> tuple[ToolRun, ...]:
        """Every call of a tool, in order."""
        return tuple(run for step in self.steps for run in step.tools)

    @property
    def cost(self) -> Credits:
        """What it was charged now; what was replayed costs nothing."""
        return sum((_paid(step.asset) for step in self.steps), ZERO)

    @property
    def saved(self) -> Credits:
        """What replays would have cost."""
        return sum((step.asset.saved or ZERO for step in self.steps if step.asset.replayed), ZERO)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        tools = f", {len(self.tools)} tool calls" if self.tools else ""
        return f"<Turn {self.text[:60]!r}, {_price(self)}{tools}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": plain([self]), "text/html": card.frame(shown(self))}


def _paid(asset: Asset) -> Credits:
    """What an asset was charged this time."""
    return ZERO if asset.replayed or asset.dry else asset.cost or ZERO


def _price(turn: Turn) -> str:
    """What a turn cost, in words."""
    saved = f", {turn.saved} saved by replay" if turn.saved != ZERO else ""
    return f"{turn.cost} credits{saved}"


def plain(turns: Sequence[Turn]) -> str:
    """For a terminal."""
    lines: list[str] = []
    for turn in turns:
        lines += [f"You: {_cut(turn.asked)}"]
        lines += [f"  {_call(run)}" for run in turn.tools]
        lines += [f"{turn.asset.model}: {_cut(turn.text)}", f"  ({_price(turn)})"]
    return "\n".join(lines)


def shown(turn: Turn) -> str:
    """HTML of one turn, everything escaped."""
    pictures = f'<div style="{card.QUIET}">{len(turn.references)} pictures shown</div>' if turn.references else ""
    tools = "".join(
        f'<div style="{card.QUIET};overflow-wrap:anywhere">{escape(_call(run))}</div>' for run in turn.tools
    )
    return (
        f'<div style="margin:8px 0 2px;{card.TEXT};font-weight:600">{escape(_cut(turn.asked))}</div>'
        + pictures
        + tools
        + f'<div style="{card.TEXT}">{escape(_cut(turn.text))}</div>'
        + f'<div style="{card.QUIET};{card.DIGITS}">{escape(_price(turn))}</div>'
    )


def _call(run: ToolRun) -> str:
    told = f"failed: {run.result}" if run.error is not None else run.result
    return f"{run.name}({_cut(run.arguments, 200)}) → {_cut(told, 200)}"


def _cut(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else text[:most] + "…"
