"""A chart that shows itself, says what it found, and saves itself without a browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import InputError
from hypereal_lab.usage.charts.look import INK, INKS

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Drawing"]

VEGA_LITE = "application/vnd.vegalite.v5+json"
"""What JupyterLab 4 draws without asking any other host."""
_EMBED = {"renderer": "svg", "actions": {"export": True, "source": True, "compiled": False, "editor": False}}
"""Drawn as SVG, whose text takes the colour of the page; no link that would carry the numbers to another host."""
_ENDINGS = (".png", ".svg", ".html")


class Drawing:
    """An Altair chart that shows itself by JupyterLab's own renderer, not by scripts from elsewhere."""

    def __init__(self, chart: alt.TopLevelMixin, finding: str) -> None:
        self.chart = chart
        """The chart, to be changed or saved with Altair."""
        self.finding = finding
        """What it shows, in words; also its alternative text."""

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite specification."""
        return {**self.chart.to_dict(), "usermeta": {"embedOptions": _EMBED}}

    def save(self, path: str | Path, *, theme: str | None = None, scale: float = 2) -> Path:
        """Write a PNG, SVG or HTML file, by its ending; a page draws itself and loads nothing from anywhere.

        `theme` is `light` or `dark`; without it pictures are light, and a page follows its reader. `scale` is pixels of
        a PNG for each of the chart. Raises `InputError`, also where `vl-convert-python` is not installed.
        """
        target = Path(path).expanduser()
        ending = target.suffix.casefold()
        if ending not in _ENDINGS:
            raise InputError(f"path ends with {', '.join(_ENDINGS)}; not {target.name!r}.", field="path")
        if theme not in (None, *INKS):
            raise InputError(f"theme is {' or '.join(INKS)}; not {theme!r}.", field="theme")
        convert = _converter()
        if ending == ".html":
            target.write_text(_page(convert, self.to_dict(), self.finding, theme), encoding="utf-8")
            return target
        spec = _inked(self.to_dict(), theme or "light")
        if ending == ".svg":
            told = escape(spec["description"], quote=True)
            picture = convert.vegalite_to_svg(spec, vl_version=_version(spec))
            target.write_text(picture.replace("<svg ", f'<svg role="img" aria-label="{told}" ', 1), encoding="utf-8")
        else:
            target.write_bytes(convert.vegalite_to_png(spec, vl_version=_version(spec), scale=scale))
        return target

    def __repr__(self) -> str:
        return f"<Drawing: {self.finding}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        bundle = {VEGA_LITE: self.to_dict(), "text/plain": self.finding}
        return bundle, {VEGA_LITE: {"embed_options": _EMBED}}


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise InputError(
            "Saving charts needs a package more: pip install hypereal-lab[charts].", field="path"
        ) from None
    return vl_convert


def _version(spec: Mapping[str, Any]) -> str:
    """Of Vega-Lite, as the specification names it: `.../vega-lite/v5.20.1.json`."""
    return ".".join(str(spec["$schema"]).rpartition("/v")[2].split(".")[:2])


def _inked(spec: Mapping[str, Any], theme: str) -> dict[str, Any]:
    paper, ink = INKS[theme]
    inked: dict[str, Any] = json.loads(json.dumps(spec).replace(f'"{INK}"', f'"{ink}"'))
    return {**inked, "background": paper, "padding": 16}


def _page(convert: Any, spec: dict[str, Any], finding: str, theme: str | None) -> str:
    page: str = convert.vegalite_to_html(spec, vl_version=_version(spec), bundle=True, renderer="svg")
    paint = "background:Canvas;color:CanvasText" if theme is None else "background:{};color:{}".format(*INKS[theme])
    style = f"<style>:root{{color-scheme:{theme or 'light dark'}}}body{{{paint};margin:24px}}</style>"
    return page.replace("<head>", f"<head><title>{escape(finding)}</title>{style}", 1)
