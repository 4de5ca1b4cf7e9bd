"""Where a prompt's references come from besides files: a camera, a microphone, and a camera that is denied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.ui.axe import violations
from tests.ui.notebook import JupyterLab
from tests.ui.prompts import add, opened
from tests.ui.server import new_browser
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 90_000
MADE = "from hypereal_lab import Lab\nlab = Lab()\nimport hypereal_lab.widgets\nprint('ready')"
SHOWN = "prompt = lab.prompt('a portrait in oil')\nprompt"
SPOKEN = (
    "spoken = lab.audio.speak('Good morning. The boat leaves at nine.', allow_unknown_price=True).run()\n"
    "prompt.use(spoken)\nprint('spoken')"
)
FAKE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
CELLS = (MADE, SHOWN, SPOKEN)
LIVE = (
    "() => (window.streams || []).flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"
)
WATCHED = """
const media = navigator.mediaDevices;
if (media) {
    const get = media.getUserMedia.bind(media);
    window.streams = [];
    media.getUserMedia = async (wanted) => {
        const stream = await get(wanted);
        window.streams.push(stream);
        return stream;
    };
}
"""
"""Keeps what the browser gave, so that a test can see whether it was given back."""


@pytest.fixture
def fake(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a camera and a microphone that nobody has to allow."""
    context = new_browser(playwright, tmp_path / "profile", *FAKE)
    context.add_init_script(WATCHED)
    yield context
    context.close()


@pytest.fixture
def denying(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that says no."""
    context = new_browser(playwright, tmp_path / "profile", FAKE[0], "--deny-permission-prompts")
    yield context
    context.close()


def test_a_picture_from_the_camera_and_a_recording_written_down(jupyterlab: JupyterLab, fake: BrowserContext) -> None:
    notebook, page = opened(jupyterlab, fake, "devices-fake.ipynb", CELLS)
    prompt = page.locator(".hl-prompt")
    add(page, "From the camera")
    camera = page.get_by_role("dialog", name="Reference from the camera")
    take = camera.get_by_role("button", name="Take the picture")
    expect(take).to_be_focused(timeout=SLOW)
    page.wait_for_function("() => document.querySelector('.hl-device video')?.videoWidth > 0", timeout=SLOW)
    assert page.evaluate(LIVE) == 1
    take.click()
    expect(camera.get_by_role("button", name="Use it")).to_be_focused()
    shoot(notebook, "camera-1-taken")
    assert violations(page, "dialog.hl-dialog") == []
    camera.get_by_role("button", name="Take another").click()
    expect(camera.locator("video")).to_be_visible()
    take.click()
    camera.get_by_role("button", name="Use it").click()
    expect(prompt.locator("button.hl-slot")).to_have_count(1, timeout=SLOW)
    assert page.evaluate(LIVE) == 0
    add(page, "From the camera")
    expect(take).to_be_focused(timeout=SLOW)
    page.keyboard.press("Escape")
    expect(camera).to_have_count(0)
    assert page.evaluate(LIVE) == 0

    prompt.locator(".hl-kind", has_text="Voice").click()
    expect(prompt.locator("button.hl-slot")).to_have_count(0)
    add(page, "From the microphone")
    microphone = page.get_by_role("dialog", name="Record")
    record = microphone.get_by_role("button", name="Record", exact=True)
    expect(record).to_be_focused(timeout=SLOW)
    record.click()
    expect(microphone.locator("output")).to_have_text("1 s", timeout=SLOW)
    microphone.get_by_role("button", name="Stop").click()
    expect(microphone.locator("audio")).to_be_visible(timeout=SLOW)
    shoot(notebook, "camera-2-recorded")
    assert violations(page, "dialog.hl-dialog") == []
    microphone.get_by_role("button", name="Use it").click()
    slot = prompt.get_by_role("button", name=re.compile("voice: recording.wav"))
    expect(slot).to_be_visible(timeout=SLOW)
    assert page.evaluate(LIVE) == 0
    expect(prompt.locator(".hl-warned")).to_contain_text("10", timeout=SLOW)
    shoot(notebook, "camera-3-voice")

    prompt.locator(".hl-kind", has_text="Transcript").click()
    prompt.locator("button.hl-slot").press("Delete")
    notebook.run("spoken = ")
    expect(notebook.cell("spoken = ").locator(".jp-OutputArea-output")).to_contain_text("spoken", timeout=SLOW)
    expect(prompt.get_by_role("button", name=re.compile("recording: "))).to_be_visible(timeout=SLOW)
    if prompt.locator(".hl-consent").is_visible():
        prompt.locator(".hl-consent input").check()
    prompt.locator(".hl-primary").click()
    expect(prompt.locator(".hl-written")).to_contain_text("the boat leaves", timeout=SLOW)
    prompt.scroll_into_view_if_needed()
    shoot(notebook, "camera-4-transcript")
    assert violations(page, ".hl-prompt") == []
    prompt.locator(".hl-kind", has_text="Picture").click()
    expect(prompt.get_by_role("button", name=re.compile("img 1: camera.jpg"))).to_be_visible()
    assert not notebook.errors
    notebook.close()


def test_a_camera_that_is_denied_is_said_plainly(jupyterlab: JupyterLab, denying: BrowserContext) -> None:
    notebook, page = opened(jupyterlab, denying, "devices-denied.ipynb", CELLS)
    add(page, "From the camera")
    camera = page.get_by_role("dialog", name="Reference from the camera")
    expect(camera.get_by_role("alert")).to_have_text(
        "The browser does not allow the camera here. Allow it beside the address, then try again.", timeout=SLOW
    )
    expect(camera.get_by_role("button", name="Try again")).to_be_focused()
    shoot(notebook, "camera-5-denied")
    assert violations(page, "dialog.hl-dialog") == []
    camera.get_by_role("button", name="Try again").press("Enter")
    expect(camera.get_by_role("alert")).to_contain_text("does not allow", timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.locator(".hl-prompt .hl-add")).to_be_focused()
    expect(page.locator(".hl-prompt .hl-primary")).to_be_enabled()
    assert not notebook.errors
    notebook.close()
