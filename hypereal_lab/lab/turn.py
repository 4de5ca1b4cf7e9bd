"""One turn of a conversation: what was asked, what tools were called on the way, what was answered, what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from hypereal_lab.errors import NeverSent
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.job import Job
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Step", "Stopped", "ToolRun", "Turn", "count", "plain", "shown", "spent"]

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
    made: tuple[Asset, ...] = ()
    """Assets that the tool gave back."""


@dataclass(frozen=True, slots=True)
class Step:
    """One answer of the model, and the tools that it called."""

    asset: Asset
    tools: tuple[ToolRun, ...] = ()
    thought: str = ""
    """What was thought before, where the model told it while it wrote; it is kept nowhere else."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """An answer that nobody wanted to read on. It still comes to its end, is paid for and lands on the shelf."""

    told: str
    """The words that were read, which are what the model is told later."""
    job: Job | None = None
    """The call of it; None where it was stopped between two answers."""
    thought: str = ""

    @property
    def asset(self) -> Asset | None:
        """The whole answer, once it is there."""
        return self.job.result() if self.job is not None and self.job.status == "succeeded" and self.job.done else None


@dataclass(frozen=True)
class Turn:
    """One question and its answer, which is also `str(turn)`."""

    asked: str
    steps: tuple[Step, ...]
    references: tuple[Asset | str, ...] = field(default=(), repr=False)
    """Pictures that were shown."""
    id: int = field(default=0, repr=False)
    """Counts the turns of a conversation, whatever branch they are in."""
    stopped: Stopped | None = field(default=None, repr=False)

    @property
    def asset(self) -> Asset:
        """The last answer, whole, as it is kept on the shelf. Raises `NeverSent` while a stopped one is written on."""
        if self.stopped is None:
            return self.steps[-1].asset
        if self.stopped.asset is None:
            raise NeverSent("This answer was stopped, and its rest is not on the shelf; what was read is in .text.")
        return self.stopped.asset

    @property
    def assets(self) -> tuple[Asset, ...]:
        """All answers on the way that are on the shelf."""
        rest = None if self.stopped is None else self.stopped.asset
        return (*(step.asset for step in self.steps), *([] if rest is None else [rest]))

    @property
    def model(self) -> str:
        """Which model answered; empty while nothing is known of it."""
        return (self.assets[-1].model or "") if self.assets else ""

    @property
    def text(self) -> str:
        """What was answered, as far as it was read."""
        return self.asset.text if self.stopped is None else self.stopped.told

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
        return sum(map(_paid, self.assets), ZERO)

    @property
    def unpriced(self) -> int:
        """How many answers have a cost that nobody told; they are no part of `cost`."""
        return sum(one.cost is None and not (one.replayed or one.dry) for one in self.assets)

    @property
    def replayed(self) -> bool:
        """Whether every answer came from the shelf."""
        return bool(self.assets) and all(one.replayed for one in self.assets)

    @property
    def saved(self) -> Credits:
        """What replays would have cost."""
        return sum((one.saved or ZERO for one in self.assets if one.replayed), ZERO)

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
    saved = f", {turn.saved} saved by replay" if turn.saved else ""
    stopped = ", stopped" if turn.stopped is not None else ""
    charged = "replayed" if turn.replayed and not saved else spent(turn.cost, turn.unpriced)
    return f"{charged}{saved}{stopped}"


def spent(cost: Credits, unpriced: int, most: Credits | None = None) -> str:
    """`4 credits`, `4 of 5 credits`, `price unknown`, or `4 credits and 2 of unknown price`."""
    if unpriced and not cost:
        return "price unknown"
    known = f"{cost} credits" if most is None else f"{cost} of {most} credits"
    return f"{known} and {unpriced} of unknown price" if unpriced else known


def count(turns: Sequence[Turn]) -> str:
    """`1 turn`, `2 turns`."""
    return f"{len(turns)} turn{'' if len(turns) == 1 else 's'}"


def plain(turns: Sequence[Turn]) -> str:
    """For a terminal."""
    lines: list[str] = []
    for turn in turns:
        lines += [f"You: {_cut(turn.asked)}"]
        lines += [f"  {_call(run)}" for run in turn.tools]
        lines += [f"{turn.model or 'Stopped'}: {_cut(turn.text)}", f"  ({_price(turn)})"]
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
