"""What the journal says of each model: calls, money and time."""

from __future__ import annotations

import statistics

from hypereal_lab import Lab
from hypereal_lab.wire.money import ZERO, Credits
from tests.labs import lab, server

__all__ = ["lab", "server"]

ONE, OTHER = "gemini-3-1-flash-t2i", "gpt-image-2"


def test_each_model_has_its_calls_its_sum_and_its_median(lab: Lab) -> None:
    assert lab.journal.history.by_model(lab.provider) == []
    for seed in range(4):
        lab.images.generate("a fox", model=ONE, seed=seed).run()
    lab.images.generate("a fox", model=ONE, seed=0).run()  # a replay
    lab.images.generate("a boat", model=OTHER).run()
    runs = [run for run in lab.journal.runs() if run.replay_of is None]
    found = {
        model: (calls, cost, seconds) for model, calls, cost, seconds in lab.journal.history.by_model(lab.provider)
    }
    assert set(found) == {ONE, OTHER}
    for model, (calls, cost, seconds) in found.items():
        mine = [run for run in runs if run.model == model]
        assert calls == len(mine)
        assert cost == sum((run.credits for run in mine), ZERO)
        times = [run.latency for run in mine if run.latency is not None]
        assert seconds is not None and abs(seconds - statistics.median(times)) < 1e-9
    assert lab.journal.history.by_model("somebody else") == []


def test_a_refund_is_taken_off_and_a_time_that_is_not_known_is_none(lab: Lab) -> None:
    lab.images.generate("a fox", model=ONE).run()
    (run,) = lab.journal.runs()
    lab.journal.correct(run.id, Credits.of(-1))
    ((_, _, cost, _),) = lab.journal.history.by_model(lab.provider)
    assert cost == run.credits + Credits.of(-1)
    with lab._records.transaction() as db:
        db.execute("UPDATE runs SET latency = NULL")
    assert lab.journal.history.by_model(lab.provider)[0][3] is None


def test_the_newest_calls_come_first_without_replays(lab: Lab) -> None:
    for words in ("a fox", "a boat", "a fox"):
        lab.images.generate(words, model=ONE).run()
    assert [run.recipe["inputs"]["prompt"] for run in lab.journal.history.newest(lab.provider, 5)] == [
        "a boat",
        "a fox",
    ]
    assert len(lab.journal.history.newest(lab.provider, 1)) == 1
