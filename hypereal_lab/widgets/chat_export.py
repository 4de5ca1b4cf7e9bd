"""A conversation to take along: Markdown, Python, cells of a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypereal_lab.lab import Asset, Conversation
from hypereal_lab.lab.turn import Turn

__all__ = ["cells", "markdown", "python"]


def markdown(turns: Sequence[Turn]) -> str:
    """Questions as quotes, answers as they are."""
    parts: list[str] = []
    for turn in turns:
        parts += [_quoted(turn.asked), turn.text.strip()]
    return "\n\n".join(parts) + "\n"


def python(talk: Conversation) -> str:
    """Source that says the same again; what is on the shelf is replayed for nothing."""
    return "\n".join([*_begin(talk), *(f"await talk({_question(turn)})" for turn in talk.turns)]) + "\n"


def cells(talk: Conversation) -> list[dict[str, str]]:
    """The same as cells: one begins, each question is one of its own, with its answer beneath as Markdown."""
    found = [{"kind": "code", "source": "\n".join(_begin(talk))}]
    for turn in talk.turns:
        found.append({"kind": "code", "source": f"await talk({_question(turn)})"})
        found.append({"kind": "markdown", "source": turn.text})
    return found


def _begin(talk: Conversation) -> list[str]:
    system = next((one["content"] for one in talk.messages if one["role"] == "system"), None)
    given: list[tuple[str, Any]] = [("model", talk.model), ("system", system)]
    budget = talk.budget
    given.append(("max_cost", None if budget is None else budget.cap.show()))
    said = ", ".join(f"{name}={value!r}" for name, value in given if value is not None)
    tools = f", tools=[{', '.join(talk.tools)}]" if talk.tools else ""
    settings = "".join(f", {name}={value!r}" for name, value in talk.settings.items())
    return [
        "from hypereal_lab import Lab",
        "",
        "lab = Lab()",
        f"talk = lab.conversation({said}{tools}{settings})",
    ]


def _question(turn: Turn) -> str:
    if not turn.references:
        return repr(turn.asked)
    shown = [f"lab.shelf.asset({one.digest!r})" if isinstance(one, Asset) else repr(one) for one in turn.references]
    return f"{turn.asked!r}, references=[{', '.join(shown)}]"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())
