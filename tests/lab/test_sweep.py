"""A grid of calls: its price first, each cell paid once, failures asked for alone."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.lab.sweep import RESULTS
from tests.lab.conftest import KEY, Server


def test_the_total_is_known_before_anything_is_sent(lab: Lab, server: Server) -> None:
    sweep = lab.sweep(prompt=["a cat", "a dog"], seed=range(3), n=2)
    total = sweep.estimate()
    assert (total.calls, total.expected) == (6, Credits.of(48))
    assert "6 calls, 48 credits" in repr(sweep)
    assert "48 credits" in sweep._repr_mimebundle_()["text/html"]
    assert not server.requests


async def test_the_table_is_tidy_with_cost_latency_and_asset_per_cell(lab: Lab) -> None:
    sweep = await lab.sweep(prompt=["a cat", "a dog"], seed=range(2))
    table = sweep.table
    assert list(table.columns) == ["prompt", "seed", *(column.name for column in RESULTS)]
    assert list(zip(table["prompt"], table["seed"], strict=True)) == [
        ("a cat", 0),
        ("a cat", 1),
        ("a dog", 0),
        ("a dog", 1),
    ]
    assert sum(table["credits"]) == Decimal(16) == sweep.spent.decimal
    assert all(asset.prompt == prompt for asset, prompt in zip(table["asset"], table["prompt"], strict=True))
    assert (table["latency"] >= 0).all()


async def test_failed_cells_are_asked_for_alone(lab: Lab, server: Server) -> None:
    def moody(body: dict[str, object]) -> httpx.Response:
        if body.get("seed") == 1:
            return httpx.Response(502, json={"error": {"type": "upstream_error", "message": "no"}})
        return server.make(body)

    server.answer = moody
    sweep = await lab.sweep(prompt="a cat", seed=range(3))
    assert [cell.status for cell in sweep.cells] == ["succeeded", "failed", "succeeded"]
    assert "no" in str(sweep.table["error"][1])
    server.answer = server.make
    await sweep
    assert [cell.status for cell in sweep.cells] == ["succeeded"] * 3
    assert [json.loads(request.content)["seed"] for request in server.made].count(1) == 2
    assert len(server.made) == 4


async def test_a_sweep_that_was_broken_off_goes_on_after_a_restart(lab: Lab, server: Server, tmp_path: Path) -> None:
    await lab.sweep(prompt=["one", "two"])
    later = Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=httpx.MockTransport(server))
    try:
        sweep = later.sweep(prompt=["one", "two", "three"])
        assert (sweep.estimate().replayed, sweep.estimate().expected) == (2, Credits.of(4))
        await sweep
        assert [cell.status for cell in sweep.cells] == ["replayed", "replayed", "succeeded"]
        assert sweep.spent == Credits.of(4)
    finally:
        later.close()
    assert len(server.made) == 3


async def test_stopping_keeps_what_was_paid(lab: Lab, server: Server) -> None:
    sweep = lab.sweep(prompt=[f"number {i}" for i in range(20)], at_once=1)

    def stop_after_two(body: dict[str, object]) -> httpx.Response:
        if len(server.made) >= 2:
            sweep.stop()
        return server.make(body)

    server.answer = stop_after_two
    await sweep
    made = [cell for cell in sweep.cells if cell.asset is not None]
    assert len(made) == len(server.made) == 2
    assert sweep.estimate().calls == 18
    assert len(lab.shelf.assets()) == 2


async def test_a_full_budget_ends_the_sweep_and_is_never_passed(lab: Lab, server: Server) -> None:
    with lab.budget(10) as budget:
        sweep = await lab.sweep(prompt=[f"number {i}" for i in range(20)], at_once=3)
    assert budget.spent == Credits.of(8)
    assert len(server.made) == 2
    assert any(isinstance(cell.error, errors.BudgetExceeded) for cell in sweep.cells)


def test_a_combination_the_model_does_not_take_is_one_refused_cell(lab: Lab) -> None:
    sweep = lab.sweep(prompt="a cat", aspect_ratio=["16:9", "4:5"])
    assert [cell.status for cell in sweep.cells] == ["never sent", "refused"]
    assert sweep.estimate().refused == 1
    assert "4:5" in str(sweep.table["error"][1])


def test_the_whole_of_a_sweep_asks_first_above_the_threshold(lab: Lab, server: Server) -> None:
    lab.confirm_above(10)
    with pytest.raises(errors.ConfirmationNeeded, match="12 credits"):
        lab.sweep(prompt=["one", "two", "three"]).run()
    assert not server.made
    lab.sweep(prompt=["one", "two", "three"], confirm=True).run()
    assert len(server.made) == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"prompt": "a cat"}, "prompt"),
        ({"prompt": []}, "prompt"),
        ({"prompt": ["a"] * 101, "seed": range(100)}, "settings"),
        ({"prompt": ["a"], "at_once": 0}, "at_once"),
        ({"prompt": ["a"], "kind": "hologram"}, "kind"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused_with_its_field(lab: Lab, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(errors.InputError) as refused:
        lab.sweep(**wrong)  # type: ignore[arg-type]
    assert refused.value.field == field


async def test_references_are_no_axis_unless_they_are_lists_of_lists(lab: Lab, server: Server) -> None:
    first, second = await lab.images.generate("one"), await lab.images.generate("two")
    assert len(lab.sweep(prompt=["a"], references=[first, second]).cells) == 1
    assert len(lab.sweep(prompt=["a"], references=[[first], [second]]).cells) == 2
