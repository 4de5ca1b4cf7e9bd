"""What a cell shows of an asset: what can be played is played, what can be turned is turned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import IPython
import pytest
from IPython.core.formatters import DisplayFormatter

from hypereal_lab import Lab
from hypereal_lab.lab import Asset
from hypereal_lab.widgets import AudioPlayer, VideoPlayer, Viewer
from tests.lab.servers import lab_at
from tests.media import files, glbs
from tests.widgets.test_tracker import Story


@pytest.fixture
def studio() -> Story:
    made = Story()
    made.end = "completed"
    return made


@pytest.fixture
def lab(tmp_path: Path, studio: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """One that was opened in a notebook."""
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=None))
    with lab_at(tmp_path / "home", studio) as made:
        yield made


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda one, **_bundle: shown.append(one))
    return shown


def card_of(asset: Asset) -> dict[str, Any]:
    """What IPython itself puts into the output of a cell that ends with it; empty where that displayed a widget."""
    data, _ = DisplayFormatter().format(asset)
    return {kind: data[kind] for kind in ("text/plain", "text/html") if kind in data}


def test_a_sound_a_clip_and_a_model_are_shown_by_what_plays_or_turns_them(lab: Lab, displayed: list[Any]) -> None:
    for data, name, widget in (
        (files.wav(), "words.wav", AudioPlayer),
        (files.video(), "boat.mp4", VideoPlayer),
        (glbs.cube(), "crate.glb", Viewer),
    ):
        asset = lab.shelf.keep_reference(data, name)
        asset._ipython_display_()
        assert isinstance(displayed.pop(), widget) and not displayed


def test_a_clip_that_was_replayed_says_below_it_what_was_saved(lab: Lab, displayed: list[Any]) -> None:
    lab.videos.generate("a fox", duration=8).run()._ipython_display_()
    assert len(displayed) == 1 and isinstance(displayed[0], VideoPlayer)
    again = lab.videos.generate("a fox", duration=8).run()
    again._ipython_display_()
    assert isinstance(displayed[1], VideoPlayer)
    assert displayed[2]["text/plain"] == f"replayed, saved {again.saved} credits"
    assert f"replayed, saved {again.saved} credits" in displayed[2]["text/html"]


def test_a_picture_is_shown_by_its_card(lab: Lab, displayed: list[Any]) -> None:
    asset = lab.images.generate("a fox").run()
    assert card_of(asset) == asset._repr_mimebundle_() and not displayed


def test_without_a_notebook_a_clip_is_shown_by_its_card(tmp_path: Path, studio: Story) -> None:
    with lab_at(tmp_path / "home", studio) as lab:
        asset = lab.videos.generate("a fox", duration=8).run()
        assert card_of(asset) == asset._repr_mimebundle_()


def test_a_dry_run_shows_its_placeholder(lab: Lab, displayed: list[Any]) -> None:
    with lab.dry_run():
        asset = lab.videos.generate("a fox", duration=8).run()
    assert "dry run: nothing was sent" in card_of(asset)["text/html"] and not displayed
