"""Compare: cells as the page sees them, prices before, winners, and frames or assets in place of a sweep."""

from __future__ import annotations

import queue
from types import SimpleNamespace
from typing import Any

import httpx
import pandas as pd
import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.lab.sweep import Sweep
from hypereal_lab.widgets.compare import Compare
from tests.labs import Server
from tests.widgets.conftest import KEY
from tests.widgets.page import Page

WORDS = ["a fox", "<script>alert(1)</script>"]


def cells(page: Page) -> list[dict[str, Any]]:
    """All cells, as a page asks for them."""
    found: list[dict[str, Any]] = []
    while True:
        said = page.value("cells", offset=len(found))
        found += [cell for _, cell in said["cells"]]
        if len(found) >= said["total"]:
            return found


def ended(compare: Compare) -> None:
    """Wait until nothing is made any more and the page was told."""
    reached: queue.Queue[bool] = queue.Queue()
    compare.observe(lambda change: reached.put(change["new"]), "running")
    while compare.running:
        if not reached.get(timeout=20):
            return


def told(page: Page, count: int) -> dict[int, dict[str, Any]]:
    """The last word on each cell that the page was told of by itself, once so many of them have come to an end."""
    found: dict[int, dict[str, Any]] = {}
    for said in page.told:
        found |= dict(said["cells"])
    while sum(cell["status"] not in ("never sent", "running") for cell in found.values()) < count:
        found |= dict(page.hear()[0]["cells"])
    return found


def test_a_sweep_is_a_grid_of_prices_before_anything_is_sent(lab: Lab, server: Server) -> None:
    compare = lab.compare(lab.sweep(prompt=WORDS, seed=range(3)))
    assert compare.axes == [{"name": "prompt", "values": WORDS}, {"name": "seed", "values": ["0", "1", "2"]}]
    assert compare.across == "seed"
    page = Page(compare)
    found = cells(page)
    assert [cell["at"] for cell in found] == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    assert {(cell["status"], cell["price"], cell["cost"], cell["kept"]) for cell in found} == {
        ("never sent", "4", None, False)
    }
    assert page.value("quote")["text"] == "6 calls, 24 credits"
    assert page.value("quote", cells=[0, 5])["high"] == "8"
    assert not server.made


def test_what_is_missing_is_made_through_the_spine_and_told_cell_by_cell(lab: Lab, server: Server) -> None:
    def moody(body: dict[str, Any]) -> httpx.Response:
        if body.get("seed") == 1:
            return httpx.Response(502, json={"error": {"type": "upstream_error", "message": "no"}})
        return server.make(body)

    server.answer = moody
    compare = lab.compare(prompt="a fox", seed=range(3))
    page = Page(compare)
    page.value("run")
    ended(compare)
    news = told(page, 3)
    assert {number: cell["status"] for number, cell in news.items()} == {0: "succeeded", 1: "failed", 2: "succeeded"}
    assert news[0]["cost"] == "4" and news[0]["latency"] >= 0 and news[0]["item"]["alt"] == "a fox"
    assert "no" in news[1]["error"]["message"] and news[1]["error"]["next"]
    assert compare.spent == "8" and lab.usage.total() == 8
    assert page.value("quote")["calls"] == 1
    server.answer = server.make
    page.value("run", cells=[1])
    ended(compare)
    assert [cell["status"] for cell in cells(page)] == ["succeeded"] * 3
    assert len(server.made) == 4


def test_above_the_threshold_it_asks_first(lab: Lab, server: Server) -> None:
    lab.confirm_above(3)
    compare = Compare(lab, prompt=WORDS)
    page = Page(compare)
    quote = page.value("quote")
    assert (quote["asks"], quote["above"], quote["high"]) == (True, "3", "8")
    assert "above 3" in page.error("run")["message"] and not server.made
    page.value("run", confirm=True)
    ended(compare)
    assert [cell["status"] for cell in cells(page)] == ["succeeded"] * 2


def test_what_is_on_the_shelf_costs_nothing(lab: Lab) -> None:
    lab.images.generate("a fox", seed=1).run()
    page = Page(compare := Compare(lab, prompt="a fox", seed=[1, 2]))
    assert [cell["kept"] for cell in cells(page)] == [True, False]
    page.value("run")
    ended(compare)
    assert [(cell["status"], cell["cost"]) for cell in cells(page)] == [("replayed", "4"), ("succeeded", "4")]
    assert compare.spent == "4"


def test_stop_sends_no_more(lab: Lab, server: Server) -> None:
    compare = lab.compare(lab.sweep(prompt="a fox", seed=range(6), at_once=1))
    page = Page(compare)

    def stopping(body: dict[str, Any]) -> httpx.Response:
        compare.sweep.stop()
        return server.make(body)

    server.answer = stopping
    page.value("run")
    ended(compare)
    assert page.value("stop") == 0
    assert [cell["status"] for cell in cells(page)] == ["succeeded"] + ["never sent"] * 5


def test_a_sweep_that_runs_elsewhere_is_followed(lab: Lab) -> None:
    sweep = lab.sweep(prompt=WORDS)
    compare = lab.compare(sweep)
    page = Page(compare)
    sweep.run()
    found = told(page, 2)
    assert found[1]["item"]["digest"] == sweep.cells[1].asset.digest  # type: ignore[union-attr]


def test_winners_are_assets_in_python(lab: Lab) -> None:
    sweep = lab.sweep(prompt=WORDS).run()
    compare = lab.compare(sweep)
    assets = [cell.asset for cell in sweep.cells]
    compare.winners = [assets[1].digest, "0" * 64]  # type: ignore[union-attr]
    assert compare.picked == [assets[1]]
    assert "winner" in compare._twin() and "<script" not in compare._twin()
    assert "2 of 2 made, 8 credits" in compare._twin()


def test_assets_and_frames_can_be_compared_too(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    compare = lab.compare([fox, boat])
    assert compare.axes == [{"name": "prompt", "values": ["a fox", "a boat"]}]
    assert [cell["status"] for cell in cells(Page(compare))] == ["succeeded"] * 2
    assert Page(compare).value("quote")["calls"] == 0
    again = lab.compare(pd.DataFrame({"digest": [boat.digest, fox.digest]}))
    assert again.axes == [{"name": "prompt", "values": ["a boat", "a fox"]}]
    same = lab.compare([fox, fox])
    assert same.axes[0]["name"] == "asset" and len(same.axes[0]["values"]) == 2


def test_a_sweep_of_the_lab_is_shown_by_the_widget(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython.display

    assert lab.sweep(prompt=WORDS).face is None
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=None))
    shown: list[object] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    sweep = lab.sweep(prompt=WORDS)
    sweep._ipython_display_()
    assert isinstance(shown[0], Compare) and shown[0].sweep is sweep
    plain = Sweep(sweep.cells, sweep.axes, lab.loop, at_once=1)
    with pytest.raises(NotImplementedError):
        plain._ipython_display_()


def test_refused_cells_say_why(lab: Lab) -> None:
    page = Page(Compare(lab, prompt="a fox", aspect_ratio=["1:1", "17:3"]))
    first, second = cells(page)
    assert (first["status"], second["status"]) == ("never sent", "refused")
    assert second["error"]["message"]


def test_nonsense_is_refused_with_advice(lab: Lab) -> None:
    sweep = lab.sweep(prompt=WORDS)
    with pytest.raises(TypeError, match="did you mean 'winners'"):
        lab.compare(sweep, winer=[])
    with pytest.raises(InputError, match="across is one of prompt"):
        lab.compare(sweep, across="model")
    with pytest.raises(InputError, match="a list of assets"):
        lab.compare([])
    assert "no cell 7" in Page(lab.compare(sweep)).error("quote", cells=[7])["message"]


def test_the_state_is_small_and_holds_no_key(lab: Lab) -> None:
    compare = lab.compare(lab.sweep(prompt="a fox", seed=range(40)).run())
    state = str({name: value for name, value in compare.get_state().items() if name != "_esm"})
    assert len(state) < 3_000 and KEY not in state
    assert len(compare._twin()) < 12 * 20_000
