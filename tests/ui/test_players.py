"""The players before real sounds and films: played, wound, looped, compared, by mouse and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
WORDS = "The paper boat goes out at night. Nobody is on board, and the tide is with it."
OTHER_WORDS = "The paper boat comes home at noon. Everybody is back ashore, and the wind is with it."
CELLS = (
    "from hypereal_lab import Lab\nlab = Lab()\n"
    f"said = lab.audio.speak({WORDS!r}, format='wav', allow_unknown_price=True).run()\n"
    "sound = lab.player(said)\nsound",
    f"other = lab.audio.speak({WORDS!r}, format='wav', speed=0.8, allow_unknown_price=True).run()\nboth = lab.player(said, other)\nboth",
    "clip = lab.videos.generate('waves at night', model='veo-3-1-i2v', duration=4).run()\n"
    "film = lab.player(clip)\nfilm",
    "import io, av, numpy as np\n"
    "kept, chance = io.BytesIO(), np.random.default_rng(1)\n"
    "with av.open(kept, 'w', format='mp4') as made:\n"
    "    stream = made.add_stream('libx264', rate=10, options={'qp': '6', 'preset': 'ultrafast', 'g': '10'})\n"
    "    stream.width, stream.height, stream.pix_fmt = 640, 360, 'yuv420p'\n"
    "    for number in range(60):\n"
    "        noise = chance.integers(0, 255, (360, 640, 3), dtype=np.uint8)\n"
    "        for packet in stream.encode(av.VideoFrame.from_ndarray(noise, format='rgb24')):\n"
    "            made.mux(packet)\n"
    "    for packet in stream.encode():\n        made.mux(packet)\n"
    "from hypereal_lab.widgets import VideoPlayer\nheavy = VideoPlayer(lab, kept.getvalue())\nheavy",
    "sound.position = 1.0\nsound.loop = (0.5, 1.5)\nprint('at', both.side, both.speed, film.loop)",
)


def goes(page: Page, player: str) -> None:
    """Wait until the time of a player moves."""
    now = page.locator(f"{player} .hl-now").first
    before = now.text_content()
    page.wait_for_function(
        "([where, before]) => document.querySelector(where + ' .hl-now').textContent !== before", arg=[player, before]
    )


def part(track: Locator, where: float) -> dict[str, float]:
    box = track.bounding_box()
    assert box is not None
    return {"x": box["width"] * where, "y": box["height"] / 2}


def hear(notebook: Notebook, theme: str) -> None:
    """The mouse's way through the audio player."""
    page = notebook.page
    player = page.locator(".hl-audio").first
    expect(player.locator(".hl-wave-played")).to_have_attribute("d", re.compile("Z$"), timeout=SLOW)
    expect(player.locator(".hl-word")).to_have_count(17, timeout=SLOW)
    track, ruler = player.locator(".hl-track"), player.locator(".hl-ruler")
    track.click(position=part(track, 0.5))
    expect(player.locator(".hl-word[aria-current]")).to_have_count(1)
    box = ruler.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 12, steps=4)
    page.mouse.up()
    expect(player.get_by_role("slider", name="End of the loop")).to_be_visible()
    player.get_by_role("button", name="Tones").click()
    expect(player.locator(".hl-tones")).to_be_visible(timeout=SLOW)
    player.get_by_role("button", name="Write down").click()
    expect(player.locator(".hl-words-ask")).to_contain_text(re.compile("cost"))
    shoot(notebook, f"audio-1-{theme}")
    check_look(player, f"audio-asks-{theme}")
    assert violations(page, ".hl-audio") == []
    player.get_by_role("button", name="Not now").click()
    player.get_by_role("button", name="Play", exact=True).click()
    goes(page, ".hl-audio")
    player.get_by_role("button", name="Pause", exact=True).click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_sound_is_played_looped_and_written_down(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> None:
    name = jupyterlab.write(f"audio-{theme}.ipynb", CELLS)
    notebook = jupyterlab.open(browser, name, theme=theme)
    page = notebook.page
    notebook.run("sound = lab.player")
    hear(notebook, theme)
    notebook.run("both = lab.player")
    pair = page.locator(".hl-audio").nth(1)
    expect(pair.locator(".hl-level")).to_have_attribute("title", re.compile("LUFS"), timeout=SLOW)
    pair.get_by_role("button", name="B", exact=True).click()
    expect(pair.locator(".hl-player-head strong")).to_contain_text("B: ")
    shoot(notebook, f"audio-2-{theme}")
    page.set_viewport_size({"width": 780, "height": 900})
    pair.scroll_into_view_if_needed()
    shoot(notebook, f"audio-3-narrow-{theme}")
    assert violations(page, ".hl-audio") == []
    assert not notebook.errors
    notebook.close()


def test_a_sound_is_played_and_written_down_by_keyboard_alone(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    cells = [CELLS[0].replace(repr(WORDS), repr(OTHER_WORDS))]
    notebook = jupyterlab.open(browser, jupyterlab.write("audio-keys.ipynb", cells))
    page = notebook.page
    notebook.run("sound = lab.player")
    player = page.locator(".hl-audio").first
    expect(player.locator(".hl-wave-played")).to_have_attribute("d", re.compile("Z$"), timeout=SLOW)
    expect(player.locator(".hl-word")).to_have_count(17, timeout=SLOW)
    player.locator(".hl-track").focus()
    page.keyboard.press("End")
    page.keyboard.press("l")
    page.keyboard.press("Home")
    expect(player.locator(".hl-now")).to_have_text("0:00.00")
    page.keyboard.press("l")
    expect(player.get_by_role("slider", name="End of the loop")).to_be_visible()
    page.keyboard.press("l")
    expect(player.get_by_role("slider", name="End of the loop")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(player.locator(".hl-now")).to_have_text("0:01.00")
    page.keyboard.press("+")
    expect(player.get_by_label("Speed")).to_have_value("1.25")
    page.keyboard.press("Space")
    goes(page, ".hl-audio")
    page.keyboard.press("Space")
    player.locator(".hl-word[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(player.locator(".hl-word[aria-current]")).to_have_text("it.")
    player.get_by_role("button", name="Write down").press("Enter")
    player.locator(".hl-words-ask .hl-primary").press("Enter")
    expect(player.get_by_role("button", name="Save as .srt")).to_be_visible(timeout=SLOW)
    with page.expect_download() as got:
        player.get_by_role("button", name="Save as .srt").press("Enter")
    assert "-->" in got.value.path().read_text()
    shoot(notebook, "audio-4-written")
    assert not notebook.errors
    notebook.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_clip_is_stepped_looped_and_lent_to_a_prompt(
    jupyterlab: JupyterLab, browser: BrowserContext, theme: str
) -> None:
    cells = (CELLS[0].split("said =", maxsplit=1)[0], *CELLS[2:4], "duo = lab.player(clip, heavy.takes[0])\nduo")
    notebook = jupyterlab.open(browser, jupyterlab.write(f"video-{theme}.ipynb", cells), theme=theme)
    page = notebook.page
    notebook.run("lab = Lab()")
    notebook.run("film = lab.player")
    film = page.locator(".hl-video").first
    expect(film.locator(".hl-film[data-shown]")).to_be_visible(timeout=3 * SLOW)
    page.wait_for_function("() => document.querySelector('.hl-video video').readyState >= 2")
    track = film.locator(".hl-track")
    track.focus()
    for _ in range(3):
        page.keyboard.press(".")
    expect(film.locator(".hl-now")).not_to_have_text("0:00.00")
    page.keyboard.press("l")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("l")
    expect(film.get_by_role("button", name="Loop as WebP")).to_be_visible()
    with page.expect_download(timeout=SLOW) as got:
        film.get_by_role("button", name="Loop as WebP").click()
    assert got.value.suggested_filename.endswith(".webp")
    page.keyboard.press("f")
    film.get_by_role("button", name="Use this frame").click()
    expect(film.locator(".hl-toasts")).to_contain_text("The frame is on the shelf", timeout=SLOW)
    track.hover(position=part(track, 0.6))
    expect(film.locator(".hl-glimpse")).to_be_visible()
    shoot(notebook, f"video-1-{theme}")
    assert violations(page, ".hl-video") == []
    check_look(film, f"video-loop-{theme}")
    film.get_by_role("button", name="Play", exact=True).click()
    goes(page, ".hl-video")
    film.get_by_role("button", name="Pause", exact=True).click()
    if theme == "light":
        streams(notebook)
    page.set_viewport_size({"width": 780, "height": 900})
    film.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.hl-video video').readyState >= 2")
    shoot(notebook, f"video-3-narrow-{theme}")
    assert not notebook.errors
    notebook.close()


def streams(notebook: Notebook) -> None:
    """A heavy clip shows its first frame from a media source; two clips run in step."""
    page = notebook.page
    notebook.run("heavy = VideoPlayer")
    heavy = page.locator(".hl-video").nth(1)
    expect(heavy.locator("video")).to_have_js_property("videoWidth", 640, timeout=SLOW)
    assert heavy.locator("video").evaluate("video => video.buffered.length") > 0
    expect(heavy.locator(".hl-screen-note")).to_be_empty(timeout=SLOW)
    notebook.run("duo = lab.player")
    duo = page.locator(".hl-video").nth(2)
    expect(duo.locator("video")).to_have_count(2, timeout=SLOW)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.hl-video')[2].querySelectorAll('video')].every(v => v.readyState >= 2)",
        timeout=2 * SLOW,
    )
    duo.locator(".hl-track").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.hl-video')[2].querySelectorAll('video')]"
        ".every(v => Math.abs(v.currentTime - 2) < 0.05 && v.readyState >= 2)",
        timeout=SLOW,
    )
    shoot(notebook, "video-2-two")
