"""The 3D viewer in a real browser, drawn by WebGL in software: by mouse, by keys, in both themes."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Locator, expect

from tests.media import glbs
from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
FIRST = "from hypereal_lab import Lab\nlab = Lab()\n"

_COLOURS = """(canvas) => {
    const brush = canvas.getContext("2d");
    const pixels = brush.getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = new Set();
    let sum = 0;
    for (let at = 0; at < pixels.length; at += 4 * 97) {
        seen.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
        sum = (sum * 31 + pixels[at] + pixels[at + 1] * 3 + pixels[at + 2] * 7) % 1000000007;
    }
    return [seen.size, sum];
}"""


def colours(viewer: Locator) -> int:
    """How many different ones the picture has: a background alone has few dozens."""
    return int(viewer.locator("canvas").evaluate(_COLOURS)[0])


def sum_of(viewer: Locator) -> int:
    return int(viewer.locator("canvas").evaluate(_COLOURS)[1])


def live(viewer: Locator) -> None:
    expect(viewer).to_have_attribute("data-state", "live", timeout=SLOW)


def changed(viewer: Locator, before: int) -> int:
    """Wait until the picture is another one."""
    page = viewer.page
    for _ in range(100):
        page.evaluate("() => new Promise(requestAnimationFrame)")
        if (now := sum_of(viewer)) != before:
            return now
    raise AssertionError("the picture stayed the same")


_CONTEXTS = """() => {
    window.drawnBy = [];
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        const found = real.call(this, kind, ...rest);
        if (/^webgl/.test(kind) && found) window.drawnBy.push(found);
        return found;
    };
}"""
"""Keeps the WebGL contexts of a page, to count and to lose them."""
_NO_WEBGL = """() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return /^webgl/.test(kind) ? null : real.call(this, kind, ...rest);
    };
}"""


def run(notebook: Notebook, words: str) -> Locator:
    notebook.run(words)
    return notebook.cell(words).locator(".hl-viewer")


def says(notebook: Notebook, words: str) -> Locator:
    notebook.run(words)
    return notebook.cell(words).locator(".jp-OutputArea-output").last


def press(viewer: Locator, name: str) -> Locator:
    found = viewer.get_by_role("button", name=name)
    found.click()
    return found


def outline(wide: int) -> bytes:
    """A vase from one side."""
    kept = io.BytesIO()
    made = Image.new("RGB", (128, 128), "white")
    ImageDraw.Draw(made).ellipse((64 - wide, 20, 64 + wide, 110), fill=(40, 110, 150))
    made.save(kept, format="PNG")
    return kept.getvalue()


def test_a_model_is_turned_lit_measured_and_kept(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> None:
    browser.add_init_script(f"({_CONTEXTS})()")
    (jupyterlab.root / "crate.glb").write_bytes(glbs.moving())
    for number, wide in enumerate((40, 30, 40, 30)):
        (jupyterlab.root / f"side{number}.png").write_bytes(outline(wide))
    cells = [
        FIRST + "viewer = lab.viewer('crate.glb')\nviewer",
        "sides = [f'side{number}.png' for number in range(4)]\n"
        "lab.viewer(lab.models3d.generate(images=sides).run(), light='soft')",
        "viewer.camera = {'position': (0, 0.1, 2), 'target': (0, 0, 0), 'fov': 30}; viewer.camera['fov']",
        "lab.shelf.assets('image')[0].recipe",
    ]
    notebook = jupyterlab.open(browser, jupyterlab.write(f"viewer-{theme}.ipynb", cells), theme=theme)
    page = notebook.page
    viewer = run(notebook, "viewer = ")
    live(viewer)
    assert colours(viewer) > 300
    shoot(notebook, f"viewer-{theme}-1")
    check_look(viewer, f"viewer-{theme}")
    assert violations(page, ".hl-viewer") == []

    pane, seen = viewer.locator(".hl-pane"), sum_of(viewer)
    place = pane.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 300, place["y"] + 200)
    page.mouse.down()
    page.mouse.move(place["x"] + 420, place["y"] + 230, steps=4)
    page.mouse.up()
    seen = changed(viewer, seen)
    page.mouse.wheel(0, 200)
    seen = changed(viewer, seen)
    viewer.get_by_role("slider", name="Time").fill("0.5")
    seen = changed(viewer, seen)
    press(viewer, "Wireframe")
    seen = changed(viewer, seen)
    press(viewer, "Wireframe")
    press(viewer, "Box with metres")
    press(viewer, "Grid")
    viewer.get_by_role("combobox", name="Light").select_option("night")
    seen = changed(viewer, seen)
    press(viewer, "Facts of the mesh")
    facts = viewer.get_by_label("Facts of the mesh").last
    expect(facts).to_contain_text("0.4 × 0.4 × 0.4 m", timeout=SLOW)
    expect(facts).to_contain_text("64 litres")
    shoot(notebook, f"viewer-{theme}-2-measured")
    check_look(viewer, f"viewer-{theme}-measured")

    press(viewer, "Keep a still")
    expect(viewer).to_contain_text("The still is on the shelf.", timeout=SLOW)
    kept = says(notebook, "assets('image')")
    expect(kept).to_contain_text("'work': 'still'", timeout=SLOW)
    expect(kept).to_contain_text("'light': 'night'")
    expect(kept).to_contain_text("'position'")

    other = run(notebook, "generate(images=sides)")
    other.scroll_into_view_if_needed(timeout=SLOW)
    live(other)
    expect(other.locator(".hl-inputs figure")).to_have_count(4)
    shoot(notebook, f"viewer-{theme}-3-views")
    assert page.evaluate("() => window.drawnBy.length") == 1
    before = sum_of(other)
    page.evaluate("() => window.drawnBy[0].getExtension('WEBGL_lose_context').loseContext()")
    other.locator(".hl-pane").press("ArrowLeft")
    changed(other, before)
    assert colours(other) > 100
    assert page.evaluate("() => window.drawnBy.length") == 2
    other.evaluate("(view) => { view.parentElement.style.width = '360px'; }")
    other.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(requestAnimationFrame)")
    shoot(notebook, f"viewer-{theme}-4-narrow")

    viewer.scroll_into_view_if_needed()
    seen = sum_of(viewer)
    expect(says(notebook, "viewer.camera")).to_have_text("30.0", timeout=SLOW)
    viewer.scroll_into_view_if_needed()
    changed(viewer, seen)
    assert not notebook.errors
    notebook.close()


def test_the_same_with_keys_alone(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    (jupyterlab.root / "crate.glb").write_bytes(glbs.moving())
    cells = [
        FIRST + "viewer = lab.viewer('crate.glb')\nviewer",
        "(viewer.camera or {}).get('position')",
        "lab.shelf.assets('video')[0].recipe['references']",
    ]
    notebook = jupyterlab.open(browser, jupyterlab.write("viewer-keys.ipynb", cells))
    page = notebook.page
    viewer = run(notebook, "viewer = ")
    live(viewer)
    pane, seen = viewer.locator(".hl-pane"), sum_of(viewer)
    pane.focus()
    for key in ("ArrowLeft", "+", "Shift+ArrowUp", "5", "1", "r", "Space"):
        page.keyboard.press(key)
        seen = changed(viewer, seen)
    page.keyboard.press("Space")
    expect(viewer.get_by_role("button", name="Turntable", exact=True)).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("2")
    shoot(notebook, "viewer-keys-1")
    expect(viewer.locator(".hl-note")).to_have_text("Right")

    viewer.get_by_role("combobox", name="Light").focus()
    page.keyboard.press("End")
    expect(viewer.get_by_role("button", name="Keys and gestures")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("turntable")
    shoot(notebook, "viewer-keys-2-help")
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(viewer.get_by_role("button", name="Keep a turntable film")).to_be_focused()
    pane.evaluate("e => { e.style.height = '120px' }")  # a film has the shape of the view: here one of few pixels
    page.keyboard.press("Enter")
    expect(viewer.get_by_role("progressbar")).to_be_visible()
    expect(viewer).to_contain_text("The film is on the shelf.", timeout=4 * SLOW)
    expect(says(notebook, "assets('video')")).to_contain_text("'role': 'source'", timeout=SLOW)
    told = says(notebook, "viewer.camera or")
    expect(told).to_contain_text(re.compile(r"\[\d\.\d+, "), timeout=SLOW)
    assert not notebook.errors
    notebook.close()


def test_what_cannot_be_drawn_says_why(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    (jupyterlab.root / "crate.glb").write_bytes(glbs.cube(0.3))
    (jupyterlab.root / "small.glb").write_bytes(glbs.cube(0.25))
    (jupyterlab.root / "linked.glb").write_bytes(glbs.linked("http://127.0.0.1:9/parts.png"))
    cells = [
        FIRST
        + "from pathlib import Path\nasset = lab.shelf.keep_reference(Path('crate.glb').read_bytes(), 'crate.glb')\n"
        "_ = asset.path.write_bytes(Path('linked.glb').read_bytes())\nlab.viewer(asset)",
        "lab.viewer('linked.glb')",
        "lab.viewer('small.glb')",
    ]
    asked: list[str] = []
    browser.on("request", lambda request: asked.append(request.url))
    notebook = jupyterlab.open(browser, jupyterlab.write("viewer-refused.ipynb", cells))
    viewer = run(notebook, "from pathlib")
    expect(viewer).to_have_attribute("data-state", "still", timeout=SLOW)
    expect(viewer.locator(".hl-note")).to_contain_text("parts of itself in other files. Nothing was fetched")
    expect(viewer.get_by_role("button", name="Save the file")).to_be_visible()
    expect(viewer.locator(".hl-poster")).to_be_visible()
    expect(says(notebook, "'linked.glb')")).to_contain_text("keeps parts of itself in other files", timeout=SLOW)
    assert not [url for url in asked if "parts.png" in url]
    shoot(notebook, "viewer-refused")
    assert violations(notebook.page, ".hl-viewer") == []

    notebook.page.evaluate(f"({_NO_WEBGL})()")
    plain = run(notebook, "'small.glb')")
    plain.scroll_into_view_if_needed(timeout=SLOW)
    expect(plain).to_have_attribute("data-state", "still", timeout=SLOW)
    expect(plain.locator(".hl-note")).to_contain_text("draws no 3D here")
    shoot(notebook, "viewer-no-webgl")
    notebook.close()
