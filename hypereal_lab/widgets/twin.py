"""The static twin: what a widget leaves in a saved notebook, as HTML that needs no kernel and no script.

JupyterLab prefers a widget view to HTML in the same bundle and prints "model not found" when it has no model. So the
twin is an output of its own, in front of the live view, and two style rules decide which of the two is seen.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["PICTURE_BYTES", "Picture", "Table", "page", "picture", "shortened"]

PICTURE_BYTES = 20_000
"""What one picture may add to the notebook file, base64 and words included."""

_RECIPE_CHARS = 2_000

_SWITCH = (
    ".jp-OutputArea-child:has(.hl-twin):has(+ .jp-OutputArea-child .hl-live)"
    "{display:none}"
    ".jp-OutputArea-child:has(.hl-twin)+.jp-OutputArea-child:not(:has(.hl-live))"
    "{display:none}"
)
_LOOK = (
    ".hl-twin{box-sizing:border-box;display:flex;flex-wrap:wrap;gap:16px;max-width:760px;padding:12px;"
    "border:1px solid var(--jp-border-color2,#e0e0e0);border-radius:12px;background:var(--jp-layout-color1,#fff);"
    "color:var(--jp-ui-font-color1,#1f1f1f);font:13px/1.5 var(--jp-ui-font-family,system-ui,sans-serif)}"
    ".hl-twin figure{margin:0}"
    ".hl-twin-one{flex:0 1 320px}"
    ".hl-twin-words{flex:1 1 280px;min-width:0;display:flex;flex-direction:column;gap:4px;overflow-wrap:anywhere}"
    ".hl-twin-grid{flex:1 1 100%;display:grid;grid-template-columns:repeat(auto-fill,minmax(112px,1fr));gap:8px}"
    ".hl-twin img{display:block;width:100%;height:auto;border-radius:8px;background:var(--jp-layout-color2,#f2f2f2)}"
    ".hl-twin-grid img{aspect-ratio:1;object-fit:cover}"
    ".hl-twin-line{font-size:14px}"
    ".hl-twin-quiet{font-size:12px;color:var(--jp-ui-font-color2,#5f5f5f);font-variant-numeric:tabular-nums}"
    ".hl-twin-table{border-collapse:collapse;margin:4px 0;font-variant-numeric:tabular-nums}"
    ".hl-twin-table :is(th,td){padding:2px 12px 2px 0;text-align:right;background:none;color:inherit}"
    ".hl-twin-table :is(th,td):first-child{text-align:left}"
    ".hl-twin summary{cursor:pointer}"
    ".hl-twin pre{margin:4px 0 0;padding:0;white-space:pre-wrap;font-size:12px;line-height:1.5;color:inherit;"
    "background:none}"
)


@dataclass(frozen=True)
class Picture:
    """One picture of a twin."""

    thumbnail: bytes
    """WebP."""
    alt: str
    caption: str


@dataclass(frozen=True)
class Table:
    """Words in rows; the first column is what the others tell of, which are numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    """Said below."""


def shortened(text: str, limit: int = 120) -> str:
    """The text on one line, cut at a word where that is possible."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at = cut.rfind(" ")
    return f"{cut[:at] if at > limit // 2 else cut}…"


def picture(one: Picture) -> str:
    """One figure, or only its words when the picture would break the budget."""
    words = f'<figcaption class="hl-twin-quiet">{escape(one.caption)}</figcaption>' if one.caption else ""
    data = base64.b64encode(one.thumbnail).decode("ascii")
    alt = escape(shortened(one.alt))
    image = f'<img src="data:image/webp;base64,{data}" alt="{alt}">' if one.thumbnail else f"<p>{alt}</p>"
    if len(image) + len(words) > PICTURE_BYTES - 1_000:
        image = f"<p>{alt}</p>"
    return f"<figure>{image}{words}</figure>"


def page(
    mark: str,
    pictures: Sequence[Picture],
    lines: Iterable[str],
    quiet: Iterable[str],
    *,
    text: str = "",
    recipe: str = "",
    table: Table | None = None,
) -> str:
    """The whole twin. `mark` names the live view it belongs to; every text is escaped here.

    `text` is shown with its line ends.
    """
    written = f"<pre>{escape(text)}</pre>" if text else ""
    shape = "hl-twin-one" if len(pictures) == 1 else "hl-twin-grid"
    grid = f'<div class="{shape}">{"".join(map(picture, pictures))}</div>' if pictures else ""
    said = "".join(f'<div class="hl-twin-line">{escape(line)}</div>' for line in lines if line)
    whispered = "".join(f'<div class="hl-twin-quiet">{escape(line)}</div>' for line in quiet if line)
    return (
        f"<style>{_SWITCH}{_LOOK}</style>"
        f'<div class="hl-twin" data-hl-twin="{escape(mark)}">{grid}'
        f'<div class="hl-twin-words">{said}{_rows(table)}{written}{whispered}{_source(recipe)}</div></div>'
    )


def _rows(table: Table | None) -> str:
    if table is None or not table.rows:
        return ""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(shortened(one))}</td>' for one in row)}</tr>" for row in table.rows)
    note = f'<div class="hl-twin-quiet">{escape(table.note)}</div>' if table.note else ""
    return f'<table class="hl-twin-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}'


def _source(recipe: str) -> str:
    if not recipe:
        return ""
    cut = recipe if len(recipe) <= _RECIPE_CHARS else f"{recipe[:_RECIPE_CHARS]}\n…"
    return f'<details class="hl-twin-quiet" open><summary>Recipe</summary><pre>{escape(cut)}</pre></details>'
