"""Static cards in HTML: what a cell shows, and still shows after a restart, in an export and on a code host."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypereal_lab.lab.asset import Asset
    from hypereal_lab.wire.money import Credits

__all__ = ["DIGITS", "QUIET", "SANDBOX_NOTE", "TEXT", "badge", "frame", "heading", "of_assets", "of_facts"]

SANDBOX_NOTE = "Sandbox: made on this machine by simple engines, paid with play credits."

_FRAME = (
    "display:inline-block;max-width:100%;box-sizing:border-box;padding:12px;border-radius:8px;"
    "border:1px solid var(--jp-border-color2,#d0d0d0);background:var(--jp-layout-color1,#fff);"
    "color:var(--jp-ui-font-color1,#222);font:13px/1.5 var(--jp-ui-font-family,system-ui,sans-serif)"
)
_WORDS = "margin-top:8px;max-width:560px;overflow-wrap:anywhere"
TEXT = "max-width:640px;white-space:pre-wrap;overflow-wrap:anywhere"
QUIET = "color:var(--jp-ui-font-color2,#666)"
_ASKED = f"margin-bottom:6px;max-width:560px;overflow-wrap:anywhere;{QUIET}"
_PICTURE = "max-width:320px;border-radius:6px;display:block"
_MARK = (
    "position:absolute;left:8px;bottom:8px;padding:1px 8px;border-radius:10px;background:rgba(0,0,0,.65);color:#fff;"
    "font-size:12px"
)
DIGITS = "font-variant-numeric:tabular-nums"
_BADGE = (
    "display:inline-block;margin-top:6px;padding:1px 8px;border-radius:10px;"
    "border:1px solid var(--jp-success-color1,#2e7d32);color:var(--jp-success-color1,#2e7d32)"
)
_KINDS = {"video": "▶ clip", "audio": "♪ sound", "model3d": "3D model"}
_LONGEST_TEXT = 4000
"""Characters of an answer in a saved notebook; the whole is on the shelf."""


def of_assets(assets: Sequence[Asset]) -> str:
    """What one call made, with prompt, cost and the source that makes it again."""
    first = assets[0]
    shown = "".join(_shown(asset) for asset in assets)
    made = f'<div style="display:flex;flex-wrap:wrap;gap:8px">{shown}</div>'
    words = f'<div style="{_WORDS}">{escape(first.prompt or first.name or "")}</div>'
    asked = f'<div style="{_ASKED}">{escape(first.prompt)}</div>'
    return frame(
        (asked + made if first.kind == "text" else made + words)
        + f'<div style="{QUIET}">{_facts(assets)}</div>'
        + badge(first)
        + (f'<div style="{QUIET}">{SANDBOX_NOTE}</div>' if first.sandbox else "")
        + (_source(first.to_python()) if first.recipe else "")
    )


def of_facts(title: str, facts: Sequence[tuple[str, str]], note: str = "", *, source: str = "") -> str:
    """A heading over names and values, with a folded piece of source."""
    rows = "".join(
        f'<div style="{QUIET}">{escape(name)}</div><div style="{DIGITS}">{escape(value)}</div>' for name, value in facts
    )
    return frame(
        heading(title)
        + f'<div style="display:grid;grid-template-columns:max-content 1fr;gap:2px 16px">{rows}</div>'
        + (f'<div style="margin-top:6px;{QUIET}">{escape(note)}</div>' if note else "")
        + (_source(source) if source else "")
    )


def heading(words: str) -> str:
    """The first line of a card."""
    return f'<div style="font-weight:600;margin-bottom:4px">{escape(words)}</div>'


def frame(inside: str) -> str:
    """A card around HTML that is escaped already."""
    return f'<div style="{_FRAME}">{inside}</div>'


def badge(asset: Asset) -> str:
    """That nothing was paid, and why; empty for what was made just now."""
    if asset.dry:
        return f'<div style="{_BADGE}">dry run: nothing was sent</div>'
    return f'<div style="{_BADGE}">{replay_note(asset.saved)}</div>' if asset.replayed else ""


def replay_note(saved: Credits | None) -> str:
    """That it came from the shelf, and what that saved, where it is known and not nothing."""
    return f"replayed, saved {saved} credits" if saved else "replayed"


def _shown(asset: Asset) -> str:
    if asset.kind == "text":
        words = asset.text
        more = "\n…" if len(words) > _LONGEST_TEXT else ""
        return f'<div style="{TEXT}">{escape(words[:_LONGEST_TEXT])}{more}</div>'
    shown = base64.b64encode(asset.thumbnail).decode()
    what = "" if asset.kind == "image" else f"{asset.kind}: "
    words = what + (asset.prompt or asset.name or "generated, no description")
    picture = f'<img src="data:image/webp;base64,{shown}" alt="{escape(words[:160], quote=True)}" style="{_PICTURE}">'
    return f'<div style="position:relative">{picture}{_mark(asset)}</div>'


def _mark(asset: Asset) -> str:
    """What the still picture stands for."""
    if asset.kind == "image":
        return ""
    length = "" if asset.seconds is None else f" {asset.seconds:.3g} s"
    return f'<div style="{_MARK}">{_KINDS.get(asset.kind, asset.kind)}{length}</div>'


def _facts(assets: Sequence[Asset]) -> str:
    first = assets[0]
    facts = [first.model or "", f"{first.width} × {first.height}" if first.width else ""]
    costs = [asset.cost for asset in assets if asset.cost is not None]
    if costs:
        facts.append(f"{sum(costs[1:], costs[0])} credits" + (" when it was made" if first.replayed else ""))
    return " · ".join(escape(fact) for fact in facts if fact)


def _source(source: str) -> str:
    return (
        f'<details style="margin-top:4px"><summary style="{QUIET};cursor:pointer">Recipe</summary>'
        f'<pre style="white-space:pre-wrap;margin:4px 0 0">{escape(source)}</pre></details>'
    )
