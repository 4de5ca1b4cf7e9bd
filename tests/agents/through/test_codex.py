"""What matters most of `test_codex`, through two gateways."""

from __future__ import annotations

import pytest

from tests.agents.test_codex import (
    test_a_refusal_is_shown_whole_and_not_tried_again,
    test_it_answers_a_question,
    test_it_runs_a_command_and_reads_what_it_said,
)

pytestmark = pytest.mark.slow

__all__ = [
    "test_a_refusal_is_shown_whole_and_not_tried_again",
    "test_it_answers_a_question",
    "test_it_runs_a_command_and_reads_what_it_said",
]
