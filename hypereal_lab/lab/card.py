"""Static cards in HTML: what a cell shows, and still shows after a restart, in an export and on a code host."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypereal_lab.lab.asset import Asset

__all__ = ["SANDBOX_NOTE", "of_assets", "of_facts"]

SANDBOX_NOTE = "Sandbox: made on this machine by simple engines, paid with play credits."

_FRAME = (
    "display:inline-block;max-width:100%;box-sizing:border-box;padding:12px;border-radius:8px;"
    "border:1px solid var(--jp-border-color2,#d0d0d0);background:var(--jp-layout-color1,#fff);"
    "color:var(--jp-ui-font-color1,#222);font:13px/1.5 var(--jp-ui-font-family,system-ui,sans-serif)"
)
_WORDS = "margin-top:8px;max-width:560px;overflow-wrap:anywhere"
_DIGITS = "font-variant-numeric:tabular-nums"
_QUIET = "color:var(--jp-ui-font-color2,#666)"


def of_assets(assets: Sequence[Asset]) -> str:
    """Pictures of one call with prompt, cost and the source that makes them again."""
    first = assets[0]
    pictures = "".join(_picture(asset) for asset in assets)
    return _frame(
        f'<div style="display:flex;flex-wrap:wrap;gap:8px">{pictures}</div>'
        f'<div style="{_WORDS}">{escape(first.prompt or first.name or "")}</div>'
        f'<div style="{_QUIET}">{_facts(assets)}</div>'
        + (f'<div style="{_QUIET}">{SANDBOX_NOTE}</div>' if first.sandbox else "")
        + _recipe(first)
    )


def of_facts(title: str, facts: Sequence[tuple[str, str]], note: str = "") -> str:
    """A heading over names and values."""
    rows = "".join(
        f'<div style="{_QUIET}">{escape(name)}</div><div style="{_DIGITS}">{escape(value)}</div>'
        for name, value in facts
    )
    return _frame(
        f'<div style="font-weight:600;margin-bottom:4px">{escape(title)}</div>'
        f'<div style="display:grid;grid-template-columns:max-content 1fr;gap:2px 16px">{rows}</div>'
        + (f'<div style="margin-top:6px;{_QUIET}">{escape(note)}</div>' if note else "")
    )


def _frame(inside: str) -> str:
    return f'<div style="{_FRAME}">{inside}</div>'


def _picture(asset: Asset) -> str:
    shown = base64.b64encode(asset.thumbnail).decode()
    words = asset.prompt or asset.name or "generated image, no description"
    return (
        f'<img src="data:image/webp;base64,{shown}" alt="{escape(words[:160], quote=True)}" '
        'style="max-width:320px;border-radius:6px;display:block">'
    )


def _facts(assets: Sequence[Asset]) -> str:
    first = assets[0]
    facts = [first.model or "", f"{first.width} × {first.height}"]
    costs = [asset.cost for asset in assets if asset.cost is not None]
    if costs:
        facts.append(f"{sum(costs[1:], costs[0])} credits")
    return " · ".join(escape(fact) for fact in facts if fact)


def _recipe(asset: Asset) -> str:
    if not asset.recipe:
        return ""
    return (
        f'<details style="margin-top:4px"><summary style="{_QUIET};cursor:pointer">Recipe</summary>'
        f'<pre style="white-space:pre-wrap;margin:4px 0 0">{escape(asset.to_python())}</pre></details>'
    )
