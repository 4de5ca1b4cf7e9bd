"""Each fault has one documented outcome for each kind of order, and it is the one that happens."""

from __future__ import annotations

import pytest

from tests.gateway.upstream.faults import Fault
from tests.gateway.upstream.media.faults import FAULTS
from tests.gateway.upstream.media.matrix import PAGE, observe, page


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_a_fault_ends_as_the_published_table_says(fault: Fault) -> None:
    outcome = await observe(fault)
    assert f"| {' | '.join(outcome)} |" in PAGE.read_text("utf-8").splitlines()


def test_the_published_table_has_these_faults_and_no_others() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows[2:]] == [fault.name for fault in FAULTS]
    assert page([]).splitlines()[:12] == PAGE.read_text("utf-8").splitlines()[:12]
