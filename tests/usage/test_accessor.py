"""`df.hypereal`: a frame through the lab, joined with its results."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

import hypereal_lab.usage  # noqa: F401 - registers the accessor
from hypereal_lab import Lab
from tests.labs import Server

FRAME = pd.DataFrame({"caption": ["a cat", "a dog"], "number": [7, 8]}, index=["x", "y"])


async def test_each_row_gets_its_picture_and_its_cost(lab: Lab) -> None:
    made = await FRAME.hypereal.images(prompt="caption", columns={"seed": "number"}, lab=lab)
    assert list(made.index) == ["x", "y"]
    assert [asset.prompt for asset in made["asset"]] == ["a cat", "a dog"]
    assert [asset.seed for asset in made["asset"]] == [7, 8]
    assert list(made["credits"]) == [Decimal(4), Decimal(4)]
    assert list(FRAME.columns) == ["caption", "number"]


async def test_running_a_frame_again_is_free(lab: Lab, server: Server) -> None:
    await FRAME.hypereal.images(prompt="caption", lab=lab)
    again = await FRAME.hypereal.images(prompt="caption", lab=lab)
    assert list(again["status"]) == ["replayed", "replayed"]
    assert len(server.made) == 2


def test_it_uses_the_lab_that_was_made_last(lab: Lab) -> None:
    assert list(FRAME.hypereal.images(prompt="caption").run()["status"]) == ["succeeded", "succeeded"]


def test_nothing_is_sent_before_it_is_run(lab: Lab, server: Server) -> None:
    calls = FRAME.hypereal.images(prompt="caption", lab=lab)
    assert "8 credits" in repr(calls)
    assert not server.requests


@pytest.mark.parametrize("columns", [{"prompt": "text"}, {"prompt": "caption", "columns": {"seed": "n"}}])
def test_a_missing_column_is_an_attribute_error_that_lists_what_there_is(lab: Lab, columns: dict[str, object]) -> None:
    with pytest.raises(AttributeError, match="it has caption, number"):
        FRAME.hypereal.images(**columns, lab=lab)


def test_a_row_without_words_is_refused_alone(lab: Lab, server: Server) -> None:
    frame = pd.DataFrame({"caption": ["a cat", None, ""]})
    made = frame.hypereal.images(prompt="caption", lab=lab).run()
    assert list(made["status"]) == ["succeeded", "refused", "refused"]
    assert len(server.made) == 1


def test_no_rows_give_the_same_columns(lab: Lab) -> None:
    none = FRAME.iloc[:0].hypereal.images(prompt="caption", lab=lab).run()
    some = FRAME.hypereal.images(prompt="caption", lab=lab).run()
    assert list(none.columns) == list(some.columns)
    assert list(none.dtypes) == list(some.dtypes)
